/**
 * Several recipes in one ffmpeg run: one read, one decode, every output that is due. Pure.
 */
import type { MediaFacts, VideoStream } from '../../../shared/model/probe.ts'
import type { RecipeName } from '../../../shared/model/work.ts'
import { fileUrl, inputOptions } from './input.ts'
import { linearFilters } from './linear-light.ts'
import { nameParts, pictureGraphs } from './one-decode.ts'
import { inPieces } from './pieces.ts'
import { inSequence, runsOf, sequenceInputs, type SequenceSource } from './sequence-input.ts'
import { RECIPES, recipeOf } from './recipes/index.ts'
import type { Planned, Recipe, RecipePart, TablesOf } from './recipes/recipe.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { ledToFiles } from '../domain/media/sound-files.ts'
import { offeredBy } from './recipes/source.ts'
import type { Capabilities } from './tools.ts'

/** For those who only ask what would be made, and run nothing. */
const noTables: TablesOf = () => ({ cube: 'look.cube', curves: null, reference: 'signal' })

export const NO_FONT = 'font.woff'

/** What can be made of a file at all, in the order in which it is wanted; what new media gets without a list. */
export function recipesFor(facts: MediaFacts, recipes: readonly Recipe[] = RECIPES): RecipeName[] {
  const offered = offeredBy(facts)
  return recipes.filter(({ needs }) => needs.some((need) => offered.has(need))).map(({ id }) => id)
}

/**
 * Plans one recipe. Throws RushesError 'media.unsupported' with the reason when it can't be made of this file, 'usage'
 * for a recipe or parameters that there are not.
 */
export function planRecipe(
  recipe: RecipeName,
  facts: MediaFacts,
  capabilities: Capabilities,
  {
    params,
    tables = noTables,
    font = NO_FONT,
  }: { readonly params?: unknown; readonly tables?: TablesOf; readonly font?: string } = {},
): Planned {
  return recipeOf(recipe).plan(facts, params, { capabilities, tables, font })
}

/** Where each part's output goes: a path, or a pipe. */
type OutputOf = (part: RecipePart) => string

/**
 * Options of the input's pictures. A graph that is built anew when the size changes inside a recording begins to count
 * its frames anew, so it is kept: scaling takes frames of any size.
 */
function pictureOptions(facts: MediaFacts): string[] {
  const frames = facts.kind === 'still' || facts.firstNumber != null
  return ['-reinit_filter:v', '0', ...(frames ? ['-noautorotate'] : [])]
}

/**
 * Exposure of linear light to a screen: EXR is linear, its decoder can apply the sRGB curve (IEC 61966-2-1) itself. Where
 * other primaries come first, the light stays linear for it.
 */
function decoderOptions(video: VideoStream | null, capabilities: Capabilities): string[] {
  if (video?.codec !== 'exr' || linearFilters(video, capabilities) !== null) return []
  return ['-apply_trc', 'iec61966_2_1']
}

/** A part that takes one frame, where the run can't begin at it. */
function counting(part: RecipePart): RecipePart {
  return part.seek === undefined || part.picture === null
    ? part
    : { ...part, picture: `select=eq(n\\,${part.seek.frame}),${part.picture}` }
}

/** Inputs that parts bring along, in order, and how many stand before those of each part. */
function furtherInputs(parts: readonly RecipePart[]): {
  readonly all: readonly string[]
  readonly before: readonly number[]
} {
  const all: string[] = []
  const before = parts.map(({ inputs = [] }) => {
    const first = all.length
    all.push(...inputs)
    return first
  })
  return { all, before }
}

/** A graph with its part's own inputs (`[+0:1]`) led to where they stand, behind the pieces of the recording. */
function besides(graph: string, first: number): string {
  return graph.replaceAll(/\[\+(\d+):/g, (_, at: string) => `[${first + Number(at)}:`)
}

/** The whole argument list for one run over one recording: a file, its pieces in order, or its numbered frames. */
export function planRun(
  inputs: readonly string[],
  facts: MediaFacts,
  parts: readonly RecipePart[],
  capabilities: Capabilities,
  outputOf: OutputOf,
  {
    sequence = null,
    sounds = [],
  }: { readonly sequence?: SequenceSource | null; readonly sounds?: readonly string[] } = {},
): string[] {
  const video = pictureOf(facts)
  const frames = video === null ? null : sequence
  const count = frames === null ? inputs.length : runsOf(frames).length
  const seek = frames === null && inputs.length === 1 && parts.length === 1 ? parts[0]?.seek : undefined
  const further = furtherInputs(parts)
  const named = nameParts(seek === undefined ? parts.map(counting) : parts)
  const graphs = [
    ...(video === null ? [] : pictureGraphs(facts, video, named, capabilities)),
    ...named.flatMap(({ sound }, at) =>
      sound.map((graph) => besides(graph, count + sounds.length + further.before[at]!)),
    ),
  ]
  const outputs = named.flatMap(({ part, name, soundEnds }) => [
    ...(part.picture === null ? [] : ['-map', `[${name}-picture]`]),
    ...soundEnds.flatMap((end) => ['-map', `[${end}]`]),
    ...part.output,
    outputOf(part),
  ])
  return [
    '-hide_banner',
    '-nostdin',
    '-nostats',
    '-loglevel',
    'info',
    '-progress',
    'pipe:1',
    '-y',
    ...(frames === null
      ? inputs.flatMap((input) => [
          ...inputOptions(input),
          ...(video === null ? [] : pictureOptions(facts)),
          ...decoderOptions(video, capabilities),
          ...(seek === undefined ? [] : ['-ss', seek.seconds]),
          '-i',
          fileUrl(input),
        ])
      : sequenceInputs(frames, [...pictureOptions(facts), ...decoderOptions(video, capabilities)])),
    ...sounds.flatMap((input) => [...inputOptions(input), '-vn', '-i', fileUrl(input)]),
    ...further.all.flatMap((input) => [...inputOptions(input), '-vn', '-i', fileUrl(input)]),
    '-filter_complex',
    (frames === null || video === null
      ? inPieces(
          sounds.length === 0 ? graphs : graphs.map((graph) => ledToFiles(graph, 0, count)),
          inputs.length,
          video?.index ?? null,
        )
      : inSequence(graphs, frames, video)
    ).join(';'),
    ...outputs,
  ]
}
