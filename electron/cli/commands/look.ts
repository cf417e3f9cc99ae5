/**
 * `look`: how the pictures of clips are shown: a log curve that is converted, a LUT, a colour decision list, or as
 * recorded.
 */
import type { Command } from 'commander'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { AssetRow } from '../../../shared/model/asset.ts'
import { LOG_CURVE_IDS, lookSchema, type Cdl, type Look } from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { whyNoLook } from '../../../shared/model/look-applies.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import type { LineFault } from '../../engine/domain/colour/decision-lists.ts'
import type { SetExit } from '../exit.ts'
import { noClip } from '../found-clips.ts'
import { conversionBy, curveOf, lutCalled, type Conversion } from '../look-words.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'
import { readDecisions } from './look-decisions.ts'

interface LookOptions {
  readonly curve?: string
  readonly lut?: string
  readonly cdl?: string
  readonly asRecorded?: boolean
  readonly dryRun?: boolean
}

/** Clips of one page. */
const PAGE = 500
/** Clips of one command, so that its message stays small. What is more is a second step of undo. */
const ONE_STEP = 5000

/** Adds it to the program. */
export function lookCommand(program: Command, setExit: SetExit): void {
  program
    .command('look')
    .argument('[query...]')
    .option('--curve <id>', `the log curve that is converted: ${LOG_CURVE_IDS.join(', ')}`)
    .option('--lut <name>', 'the LUT of the library that is applied')
    .option(
      '--cdl <file>',
      'colour decisions (.cc, .ccc, .cdl, .ale, .edl); of several, each goes to the clip that it names',
    )
    .option('--as-recorded', 'shows the clips as they were recorded')
    .option('--dry-run', 'says which clips would be shown otherwise, and changes nothing')
    .description('choose how pictures of clips are shown; posters and proxies are made anew')
    .allowUnknownOption()
    .action(async (words: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & LookOptions>()
      setExit(await withEngine(options, (session) => look(session, words.join(' '), options)))
    })
}

type Clip = Pick<
  AssetRow,
  'id' | 'name' | 'kind' | 'hdr' | 'look' | 'roll' | 'startTimecode' | 'durationFrames' | 'rate'
>

type Given = ReturnType<Awaited<ReturnType<typeof readDecisions>>['giveTo']>

/** A clip, and the look that it is to have. */
interface Wish {
  readonly clip: Clip
  readonly look: Look | null
  /** The line of a cutting list that says so. */
  readonly line: number | null
}

async function look(session: Session, query: string, options: LookOptions): Promise<number> {
  const { client, output } = session
  const { cdl: path, asRecorded = false, dryRun = false } = options
  const conversion = await conversionOf(client, options)
  if ((conversion !== null || path !== undefined) === asRecorded)
    throw new RushesError('usage', 'Say --curve or --lut, --cdl, or both, or --as-recorded.')
  const decided = path === undefined ? null : await readDecisions(path)
  const all = await clipsOf(client, query)
  // What takes no look can be given back, where an older version gave it one.
  const clips = asRecorded ? all.filter((clip) => whyNoLook(clip) === null || clip.look !== null) : all
  const graded = decided?.giveTo(clips.filter(hasPicture), query) ?? {
    matches: clips.map((clip) => ({ clip, cdl: undefined, line: null })),
    without: 0,
    faults: [],
  }
  const refused = asRecorded ? [] : graded.matches.filter(({ clip }) => whyNoLook(clip) !== null)
  const able = asRecorded ? graded.matches : graded.matches.filter(({ clip }) => whyNoLook(clip) === null)
  const wishes = able.map(({ clip, cdl, line }): Wish => ({
    clip,
    line,
    look: asRecorded ? null : lookOf(clip, conversion, cdl),
  }))
  const changed = wishes.filter(({ clip, look: wanted }) => canonicalJson(clip.look) !== canonicalJson(wanted))
  if (dryRun || graded.faults.length > 0) tell(session, path ?? '', dryRun ? wishes : [], graded.faults)
  for (const { clip } of refused) tellRefused(session, clip)
  if (!dryRun) await apply(session, changed)
  output.line(summary(wishes.length, changed.length, { ...graded, refused: refused.length }, asRecorded, dryRun))
  const exit = graded.without + graded.faults.length + refused.length > 0 ? 3 : 0
  output.result({
    exit,
    code: exit === 0 ? 'ok' : graded.without + graded.faults.length > 0 ? 'not_found' : 'media.unsupported',
    count: wishes.length,
    changed: changed.length,
    refused: refused.length,
  })
  return exit
}

async function conversionOf(client: EngineClient, { curve, lut }: LookOptions): Promise<Conversion | null> {
  if (curve !== undefined && lut !== undefined) throw new RushesError('usage', 'Say --curve or --lut, not both.')
  if (curve !== undefined) return { curve: curveOf(curve) }
  return lut === undefined ? null : conversionBy(await lutCalled(client, lut))
}

/** What is not said stays: a list keeps the conversion that a clip has, and a conversion its list. */
function lookOf({ look: before }: Clip, conversion: Conversion | null, cdl: Cdl | undefined): Look {
  const { curve = null, lut } = conversion ?? before ?? {}
  return lookSchema.parse({ curve, cdl: cdl ?? before?.cdl ?? null, ...(lut === undefined ? {} : { lut }) })
}

const hasPicture = ({ kind }: Clip): boolean => whyNoLook({ kind, hdr: null }) === null

function tellRefused({ output }: Session, clip: Clip): void {
  const message = `${clip.name} gets no look. ${whyNoLook(clip) ?? ''}`
  output.record('problem', { path: clip.name, message }, message)
}

function tell({ output }: Session, path: string, wishes: readonly Wish[], faults: readonly LineFault[]): void {
  for (const { clip, look: wanted, line } of wishes) {
    const same = canonicalJson(clip.look) === canonicalJson(wanted)
    output.record(
      'look',
      { assetId: clip.id, name: clip.name, line, look: wanted, changed: !same },
      `${clip.name}${line === null ? '' : `  line ${line}`}  ${same ? 'as it is' : 'changed'}`,
    )
  }
  for (const { line, sentence } of faults)
    output.record('problem', { path, message: `Line ${line}: ${sentence}` }, `Line ${line}: ${sentence}`)
}

/** Clips with one look go together. All of a cutting list is one step. */
async function apply({ client, opId }: Session, changed: readonly Wish[]): Promise<void> {
  for (let at = 0; at < changed.length; at += ONE_STEP) {
    const groups = Map.groupBy(changed.slice(at, at + ONE_STEP), ({ look: wanted }) => canonicalJson(wanted))
    const looks = [...groups.values()].flatMap((group) =>
      pieces(group).map((piece) => ({ ids: piece.map(({ clip }) => clip.id), look: piece[0]!.look })),
    )
    await client.assets.looks({ opId: opId(), looks })
  }
}

function pieces(group: readonly Wish[]): Wish[][] {
  return Array.from({ length: Math.ceil(group.length / PAGE) }, (_, at) => group.slice(at * PAGE, (at + 1) * PAGE))
}

function summary(
  count: number,
  changed: number,
  { without, faults, refused }: Pick<Given, 'without' | 'faults'> & { readonly refused: number },
  asRecorded: boolean,
  dryRun: boolean,
): string {
  const clips = (n: number, one: string, many: string): string => `${n} ${n === 1 ? `clip ${one}` : `clips ${many}`}`
  const how = asRecorded ? 'as recorded' : 'with the look'
  return [
    dryRun
      ? `${clips(count, 'would be', 'would be')} shown ${how}; nothing was changed.`
      : `${clips(count, 'is', 'are')} shown ${how}${changed < count ? `, ${changed} of them changed` : ''}.`,
    ...(without > 0 ? [`${without} ${without === 1 ? 'is' : 'are'} named by no correction of the file.`] : []),
    ...(faults.length > 0
      ? [`${faults.length} ${faults.length === 1 ? 'line' : 'lines'} of the file went to no clip.`]
      : []),
    ...(refused > 0 ? [`${clips(refused, 'takes', 'take')} none, see above.`] : []),
  ].join(' ')
}

async function clipsOf(client: EngineClient, query: string): Promise<Clip[]> {
  const clips: Clip[] = []
  for (let cursor: string | null = null; ;) {
    const page = await client.assets.list({ query, limit: PAGE, ...(cursor === null ? {} : { cursor }) })
    clips.push(...page.rows)
    cursor = page.cursor ?? null
    if (cursor === null) break
  }
  if (clips.length === 0) throw noClip(query)
  return clips
}
