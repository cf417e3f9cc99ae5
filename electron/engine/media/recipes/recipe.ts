/**
 * What a recipe is: one object in a file of its own. It says what it needs of a file, which parameters it takes, builds
 * its part of an ffmpeg command, and judges what came out. All of it is pure; `derive.ts` runs it, and knows no recipe
 * by name.
 */
import type { z } from 'zod'
import type { ServedType } from '../../../../shared/model/derivative-types.ts'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../../shared/model/probe.ts'
import { DEFAULT_PARAMS_HASH } from '../../../../shared/model/recipe-params.ts'
import type { RecipeName } from '../../../../shared/model/work.ts'
import { canonicalJson } from '../../../../shared/util/canonical-json.ts'
import type { Look } from '../../../../shared/model/colour.ts'
import { paramsHash } from '../../hash/params-hash.ts'
import type { Capabilities } from '../tools.ts'
import type { LookTables } from './colour-lut.ts'
import type { Need } from './source.ts'

/** The part of an ffmpeg command that one recipe adds: filter graphs with their ends named, and an output. */
export interface RecipePart {
  readonly recipe: RecipeName
  /** Filters from the shared picture to this output, without labels; null when the recipe takes no picture. */
  readonly picture: string | null
  /** Whole graphs from audio inputs to named ends, such as "[0:1]anull[proxy-a0]". */
  readonly sound: readonly string[]
  /** Named ends of `sound`, in order. */
  readonly soundEnds: readonly string[]
  /** Further files that it reads, by path; its graphs name their streams "[+0:1]" and so on. */
  readonly inputs?: readonly string[]
  /** It takes fields as they are; others get whole frames. */
  readonly keepsFields?: boolean
  /**
   * It takes one frame alone, by its number and by the seconds to pass over: a run over one file that is for nothing else
   * begins there, any other counts.
   */
  readonly seek?: { readonly frame: number; readonly seconds: string }
  /** It draws text: the font is laid where the source says before it runs. */
  readonly needsFont?: boolean
  /** Options of the output; the picture's end is mapped before them. */
  readonly output: readonly string[]
}

/** What a recipe makes its part from. */
export interface RecipeSource<Params> {
  readonly facts: MediaFacts
  readonly params: Params
  readonly capabilities: Capabilities
  /** Where the tables of a look lie, or will when it runs. */
  readonly tables: TablesOf
  /** Where the font of drawn text lies, or will when it runs. */
  readonly font: string
}

/** Gives the tables of a look. */
export type TablesOf = (look: Look) => LookTables

/** Parameters as they identify a derivative. `text` is canonical JSON of what differs from the defaults. */
export interface RecipeParams {
  readonly text: string
  readonly hash: string
}

/** What a recipe takes from a run while it goes: ffmpeg's log, or decoded samples in place of a file. */
interface RunWatch {
  readonly onLog?: (text: string) => void
  readonly onSamples?: (chunk: Buffer) => void
}

/** What a run left, for the check of one recipe. */
interface Made<Watch extends RunWatch = RunWatch> {
  readonly watch: Watch
  /** ffmpeg complained of damage on the way. */
  readonly damaged: boolean
  /** What a probe finds in the file that was made; null where the recipe is not read back. */
  readonly probe: MediaFacts | null
}

/** What the catalogue is told of a derivative. `meta` is plain data. */
export interface Described {
  readonly width: number | null
  readonly height: number | null
  readonly meta: Readonly<Record<string, unknown>>
}

/** What a check comes to: the derivative described, or one sentence about what is wrong with it. */
export type Finding = Described | { readonly wrong: string }

interface RecipeDefinition<Params extends object, Plan extends { readonly part: RecipePart }, Watch extends RunWatch> {
  readonly id: RecipeName
  /**
   * Part of a derivative's identity: raise it when the output changes, and everything made by the old one is due again.
   */
  readonly version: number
  /** Strict, with a default for every parameter: what it refuses, this version does not know. */
  readonly params: z.ZodType<Params>
  /** It shows the colours of a clip, and takes its look as the parameter `look` (look-params.ts). */
  readonly showsColour?: boolean
  /** One of these is enough for it to be due. */
  readonly needs: readonly Need[]
  /**
   * The lane it runs in, its priority in the queue (higher comes first), and how much of the source has to be decoded.
   */
  readonly cost: { readonly lane: 'cpu'; readonly priority: number; readonly decodes: 'beginning' | 'all' }
  /** Every type that its files can have. What others made of another type is not taken. */
  readonly types: readonly ServedType[]
  /**
   * Builds its part. Throws RushesError 'media.unsupported' or 'media.tool_missing' with the reason why it can't be
   * made.
   */
  readonly build: (source: RecipeSource<Params>) => Plan
  /** A second way, where the first left an empty file. */
  readonly buildAgain?: (source: RecipeSource<Params>) => Plan
  readonly file: (plan: Plan) => { readonly ending: string; readonly mime: ServedType }
  readonly watch?: (plan: Plan, facts: MediaFacts) => Watch
  /** The text of its file, where that is made of the samples and not by ffmpeg. */
  readonly text?: (watch: Watch) => string
  /** Its file is probed before the check. */
  readonly readsBack?: boolean
  readonly check: (plan: Plan, made: Made<Watch>, facts: MediaFacts) => Finding
}

/** One run of a planned recipe. */
export interface RecipeRun extends RunWatch {
  readonly text: (() => string) | null
  check(made: Omit<Made, 'watch'>): Finding
}

/** A recipe, its parameters and a file put together: ready to run. */
export interface Planned {
  readonly recipe: RecipeName
  readonly version: number
  readonly params: RecipeParams
  readonly plan: { readonly part: RecipePart }
  /** Name of the file in the folder of its content. */
  readonly fileName: string
  readonly mime: ServedType
  readonly readsBack: boolean
  /** The second way; null where there is none. */
  again(): Planned | null
  begin(): RecipeRun
}

/** A recipe as the list has it: its types of parameters and plan are its own business. */
export interface Recipe extends Pick<
  RecipeDefinition<object, { readonly part: RecipePart }, RunWatch>,
  'id' | 'version' | 'needs' | 'cost' | 'types'
> {
  readonly showsColour: boolean
  /** Takes parameters as anybody writes them. Throws RushesError 'usage' for those that it does not know. */
  parse(params: unknown): RecipeParams
  /** Throws as `build` and `parse` do. */
  plan(facts: MediaFacts, params: unknown, aside: Omit<RecipeSource<unknown>, 'facts' | 'params'>): Planned
}

/** Makes a recipe of its definition. */
export function defineRecipe<
  Params extends object,
  Plan extends { readonly part: RecipePart },
  Watch extends RunWatch = RunWatch,
>(one: RecipeDefinition<Params, Plan, Watch>): Recipe {
  const planned = (
    source: RecipeSource<Params>,
    params: RecipeParams,
    build: (source: RecipeSource<Params>) => Plan,
  ): Planned => {
    const plan = build(source)
    const { ending, mime } = one.file(plan)
    const { buildAgain } = one
    return {
      recipe: one.id,
      version: one.version,
      params,
      plan,
      mime,
      readsBack: one.readsBack === true,
      fileName: derivativeName(one, params.hash, ending),
      again: () => (buildAgain === undefined || build === buildAgain ? null : planned(source, params, buildAgain)),
      begin: () => {
        // Without a watch of its own a recipe hears nothing, and asks for nothing that it would have heard.
        const watch = one.watch?.(plan, source.facts) ?? ({} as Watch)
        const { text } = one
        return {
          ...watch,
          text: text === undefined ? null : () => text(watch),
          check: (made) => one.check(plan, { ...made, watch }, source.facts),
        }
      },
    }
  }
  return {
    id: one.id,
    version: one.version,
    needs: one.needs,
    cost: one.cost,
    types: one.types,
    showsColour: one.showsColour === true,
    parse: (params) => identified(one, parsed(one, params)),
    plan: (facts, given, aside) => {
      const params = parsed(one, given)
      return planned({ ...aside, facts, params }, identified(one, params), one.build)
    },
  }
}

interface WithParams<Params> {
  readonly id: RecipeName
  readonly params: z.ZodType<Params>
}

function parsed<Params>({ id, params }: WithParams<Params>, given: unknown): Params {
  const result = params.safeParse(given ?? {})
  if (result.success) return result.data
  const why = result.error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
  throw new RushesError('usage', `A ${id} can't be made with these parameters. ${why}`, { recipe: id })
}

function identified<Params extends object>(one: WithParams<Params>, params: Params): RecipeParams {
  const defaults = new Map(Object.entries(one.params.parse({})))
  const text = canonicalJson(
    Object.fromEntries(
      Object.entries(params).filter(([key, value]) => canonicalJson(value) !== canonicalJson(defaults.get(key))),
    ),
  )
  return { text, hash: paramsHash(text) }
}

/**
 * The name of a derivative's file. Those made with the defaults are called as they were before there were parameters.
 */
function derivativeName(
  { id, version }: { readonly id: RecipeName; readonly version: number },
  hash: string,
  ending: string,
): string {
  return `${id}.v${version}.${hash === DEFAULT_PARAMS_HASH ? '' : `${hash}.`}${ending}`
}
