/**
 * What would be made of clips, and where: nothing is written.
 */
import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import type {
  EditJob,
  EditParams,
  EditPlan,
  EditPlanRow,
  PlanState,
  SoundLaying,
} from '../../../shared/model/edit-proxies.ts'
import type { RateValue } from '../../../shared/model/primitives.ts'
import type { MediaFacts, Probe } from '../../../shared/model/probe.ts'
import { EDITOR_NAMES, editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import { editSource, originalsOf, pieceSource, twinsOf, type EditSource } from '../db/catalogue/edit-sources.ts'
import { proxiesBeside } from '../db/catalogue/camera-proxies.ts'
import { sequenceOfAsset, sequenceProbe } from '../db/catalogue/sequences.ts'
import { readablePaths, readProbe } from '../db/catalogue/contents.ts'
import { countSoundFiles, readRecording } from '../db/catalogue/pieces.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { lastMadeProxies } from '../db/jobs/jobs-read.ts'
import {
  aboutBytes,
  aboutSoundBytes,
  besideOf,
  meetings,
  stemOf,
  targetOf,
  type Target,
} from '../domain/edit-proxies/place.ts'
import { linkVerdicts } from '../domain/edit-proxies/links.ts'
import { paceOf, secondsFor } from '../domain/edit-proxies/pace.ts'
import { baseName, extensionOf } from '../domain/media/media-kinds.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { soundElsewhere } from '../domain/media/sound-elsewhere.ts'
import { isUnnameable } from '../domain/byte-names.ts'
import { visible } from '../../../shared/util/visible.ts'
import { NO_FONT } from '../media/plan.ts'
import { planEditProxy } from '../media/recipes/edit-proxy.ts'
import type { Capabilities } from '../media/tools.ts'
import { freeSpaceAt } from '../volumes/free-now.ts'
import { driveAt } from '../volumes/target-drive.ts'
import { countAccepted, tracksToLay } from './laid-sounds.ts'
import { createSealedBy, type SealedBy } from './sealed.ts'

/** Clips that are looked at before others have their turn. */
const CLIPS_A_TURN = 50

/** Rows that are told; the counts are of all. */
const MAX_ROWS = 500

interface ProxyWish {
  readonly assetIds: readonly string[]
  readonly params: EditParams
  readonly to: string | null
  readonly sound: SoundLaying | null
  /** A proxy of each file of a recording in several. */
  readonly eachFile: boolean
  /** Of numbered frames; null or absent: the rate that each clip is shown at. */
  readonly rate?: RateValue | null | undefined
  /**
   * Nobody is asked: of new media. Clips beside one another that would have the same proxy are a conflict even when they
   * come one by one, and what can't be made becomes a job that says so. `below`: folders below `to`.
   */
  readonly unasked?: { readonly below: readonly string[] } | undefined
}

export interface PlannedProxies {
  readonly plan: EditPlan
  readonly jobs: readonly (EditJob & {
    readonly contentId: string
    readonly volumeId: string
    readonly label: string
    readonly cost: number
  })[]
}

/** Kinds that a proxy can be made of. */
const MOVES: ReadonlySet<string> = new Set(['video', 'sequence'])

/** It is made all the same. */
const NO_SOUND = 'No sound was accepted for it: it gets the camera’s alone.'

interface Candidate {
  readonly row: EditPlanRow
  readonly source: EditSource | null
  readonly target: Target | null
  /** The content of one file of a recording in several; left out for a whole clip. */
  readonly piece?: string
}

/** Plans the proxies of clips. */
export async function planProxies(
  db: ReadableDb,
  capabilities: Capabilities,
  wish: ProxyWish,
): Promise<PlannedProxies> {
  const looked: Candidate[] = []
  for (const [at, assetId] of wish.assetIds.entries()) {
    const pieces = wish.eachFile ? piecesOf(db, assetId) : []
    if (pieces.length === 0) looked.push(lookAt(db, capabilities, assetId, wish))
    for (const piece of pieces) looked.push({ ...lookAt(db, capabilities, assetId, wish, piece), piece })
    // Others are answered meanwhile: each clip is a few reads and the parse of what was found in it.
    if (at % CLIPS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const met = meetings(looked.flatMap(({ target, row }) => (target === null || row.state !== 'ready' ? [] : [target])))
  const nameOf = new Map(
    looked.map(({ row, source }) => [row.assetId, source === null ? row.name : baseName(source.path)]),
  )
  const sealedBy = createSealedBy()
  const judged: Candidate[] = []
  for (const one of looked) {
    const twins = wish.unasked === undefined || one.source === null ? [] : twinsOf(db, one.source)
    judged.push({
      ...one,
      row: await judge(one, wish, {
        others: twins.length > 0 ? twins : othersOf(one, met, nameOf),
        originals: originalsOf(db, one.row.assetId),
        sealedBy,
      }),
    })
  }
  const counts: Record<PlanState, number> = { ready: 0, there: 0, conflict: 0, impossible: 0, away: 0 }
  for (const { row } of judged) counts[row.state] += 1
  const ready = judged.filter(({ row }) => row.state === 'ready' || row.state === 'there')
  const drive = wish.to === null ? null : await driveAt(wish.to)
  const bytes = ready.reduce((sum, { row }) => sum + (row.state === 'ready' ? row.bytes : 0), 0)
  return {
    plan: {
      rows: judged
        .map(({ row }) => row)
        .toSorted((a, b) => Number(a.why === null) - Number(b.why === null))
        .slice(0, MAX_ROWS),
      counts,
      bytes,
      seconds: secondsFor(bytes, paceHere(db, wish.params.format)),
      free:
        wish.to === null
          ? null
          : await freeSpaceAt(wish.to)
              .then(({ free }) => free)
              .catch(() => null), // Told when it is written.
    },
    jobs: [
      ...ready.map(({ row, source, target, piece }) => ({
        assetId: row.assetId,
        ...(piece === undefined ? {} : { piece }),
        params: paramsFor(wish.params, source!, readReel(db, source!.contentId)),
        to: wish.to,
        ...(drive === null ? {} : { drive }),
        ...(wish.rate == null || source!.kind !== 'sequence' ? {} : { rate: wish.rate }),
        ...(wish.sound === null || countAccepted(db, row.assetId) === 0 ? {} : { sound: wish.sound }),
        folders: [...target!.folders],
        file: target!.file,
        contentId: source!.contentId,
        volumeId: source!.volumeId,
        label: row.name,
        cost: row.bytes,
      })),
      ...(wish.unasked === undefined ? [] : judged.flatMap((one) => refusedJob(one, wish))),
    ],
  }
}

/** The same for all of them, where not even a plan could be made. */
export function refusedAll(db: ReadableDb, ids: readonly string[], to: string, why: string): PlannedProxies['jobs'] {
  return ids.flatMap((assetId) => {
    const source = editSource(db, assetId) ?? null
    const row = { assetId, name: source?.name ?? assetId, state: 'impossible' as const, target: null, width: null }
    const said = { ...row, height: null, bytes: 0, why, already: null }
    return refusedJob({ row: said, source, target: null }, { params: editParamsSchema.parse({}), to })
  })
}

/** A job that fails at once with the reason, which is then seen where failed work is. */
function refusedJob(
  { row, source, target }: Candidate,
  { params, to }: Pick<ProxyWish, 'params' | 'to'>,
): PlannedProxies['jobs'] {
  if ((row.state !== 'conflict' && row.state !== 'impossible') || row.why === null) return []
  if (source === null || !MOVES.has(source.kind)) return []
  return [
    {
      assetId: row.assetId,
      params,
      to,
      folders: [...(target?.folders ?? [])],
      file: target?.file ?? 'proxy',
      refused: row.why,
      contentId: source.contentId,
      volumeId: source.volumeId,
      label: row.name,
      cost: 0,
    },
  ]
}

function readReel(db: ReadableDb, contentId: string): string | null {
  const probe = readRecording(db, contentId)?.probe
  return probe?.ok === true ? probe.reel : null
}

/** Proxies that tell how fast the next ones are made. */
const PACE_OF = 30

/** By proxies of this format, else by those of any. */
function paceHere(db: ReadableDb, format: string): number | null {
  return paceOf(lastMadeProxies(db, format, PACE_OF)) ?? paceOf(lastMadeProxies(db, null, PACE_OF))
}

/**
 * The tape name: what a person wrote for these proxies, the roll that a person gave the clip, what the file says (null:
 * the recipe takes it from there), else the roll that its folders tell. The clip's name only where it is drawn, for two
 * clips of equal bytes are one proxy.
 */
function paramsFor(params: EditParams, { roll, rollSaid, name }: EditSource, ownReel: string | null): EditParams {
  const plain =
    roll === null
      ? null
      : roll
          .normalize('NFKD')
          .replaceAll(/[^\x20-\x7e]/g, '')
          .trim()
          .slice(0, 32)
  const clip = params.burn?.name === true ? stemOf(name).slice(0, 255) : null
  const told = rollSaid || ownReel === null ? plain : null
  return { ...params, reel: params.reel ?? (told === '' ? null : told), clip }
}

/** What is known of the clip as a whole: of numbered frames by the rate that is asked for, else by its own. */
function probeOf(db: ReadableDb, { assetId, contentId }: EditSource, asked: RateValue | null): Probe | undefined {
  const sequence = sequenceOfAsset(db, assetId)
  if (sequence === undefined) return readRecording(db, contentId)?.probe
  const rate = asked ?? sequence.rate
  return rate === null ? undefined : sequenceProbe(db, sequence.versionId, rate)
}

/** The files of a clip in order, by content; none for a clip in one file. */
function piecesOf(db: ReadableDb, assetId: string): readonly string[] {
  const contentId = editSource(db, assetId)?.contentId
  const further = contentId === undefined ? [] : (readRecording(db, contentId)?.pieces ?? [])
  return contentId === undefined || further.length === 0 ? [] : [contentId, ...further]
}

/** What can be said of a clip, or of one file of it, without looking at any drive. */
function lookAt(
  db: ReadableDb,
  capabilities: Capabilities,
  assetId: string,
  wish: ProxyWish,
  piece?: string,
): Candidate {
  const source = (piece === undefined ? editSource(db, assetId) : pieceSource(db, assetId, piece)) ?? null
  const row = (state: PlanState, why: string | null, more: Partial<EditPlanRow> = {}): EditPlanRow => ({
    assetId,
    name: source?.name ?? assetId,
    state,
    target: null,
    width: null,
    height: null,
    bytes: 0,
    why,
    already: null,
    ...more,
  })
  if (source === null)
    return { row: row('impossible', 'There is no file of it that could be read.'), source, target: null }
  const probe = piece === undefined ? probeOf(db, source, wish.rate ?? null) : readProbe(db, piece)
  if (probe === undefined && !MOVES.has(source.kind))
    return { row: row('impossible', 'It is no clip with a picture in time.'), source, target: null }
  if (probe === undefined)
    return { row: row('impossible', 'It was not looked into yet. Try again in a moment.'), source, target: null }
  if (!probe.ok) return { row: row('impossible', probe.reason), source, target: null }
  try {
    const { raster, muxer } = planEditProxy({ facts: probe, params: wish.params, capabilities, font: NO_FONT })
    const plain = (wish.to === null ? besideOf : targetOf)(source, muxer)
    const target = { ...plain, folders: [...(wish.unasked?.below ?? []), ...plain.folders] }
    // A proxy of a name in no known encoding would bear another name than its clip.
    if ([...target.folders, target.file].some(isUnnameable))
      return {
        row: row('impossible', 'Its name is in no encoding that can be read. Rename the original.'),
        source,
        target: null,
      }
    return {
      row: row(
        source.at === null ? 'away' : 'ready',
        source.at === null
          ? `Connect ${source.volumeLabel} to make it.`
          : wish.sound !== null && countAccepted(db, assetId) === 0
            ? NO_SOUND
            : soundElsewhere(probe, countSoundFiles(db, source.contentId)),
        {
          target: [...target.folders, target.file].join('/'),
          width: raster?.width ?? null,
          height: raster?.height ?? null,
          bytes:
            aboutSoundBytes(wish.params.format, probe, wish.sound === null ? 0 : tracksToLay(db, assetId)) +
            (raster === null ? 0 : aboutBytes(wish.params.format, raster, probe.durationFrames ?? 0)),
          already: piece === undefined ? linksAlready(db, source, probe) : null,
        },
      ),
      source,
      target,
    }
  } catch (error) {
    if (!isRushesError(error)) throw error
    return { row: row('impossible', error.message), source, target: null }
  }
}

/** Endings of files that editing systems open. A camera's .LRF or .LRV is a movie, and none of them takes it for one. */
const OPENED: ReadonlySet<string> = new Set(['mov', 'mp4', 'm4v', 'mxf'])

/** Which editing systems link a proxy that lies beside the clip already; null for none. */
function linksAlready(db: ReadableDb, { contentId, path }: EditSource, facts: MediaFacts): string | null {
  const said = proxiesBeside(db, contentId).flatMap(({ contentId: proxyId, name, probe }) => {
    if (probe?.ok !== true || pictureOf(probe) === null) return []
    const ending = extensionOf(name)
    if (!OPENED.has(ending))
      return [`${visible(name)} beside it is a proxy, but no editing system opens a .${ending.toUpperCase()} as it is.`]
    const original = { stem: stemOf(path), facts, soundFiles: countSoundFiles(db, contentId) }
    const verdicts = linkVerdicts(original, { stem: stemOf(name), facts: probe })
    // Resolve looks into a folder Proxy beside the clip by itself; others are shown the file by hand.
    const found = readablePaths(db, proxyId).some((place) => baseName(dirname(place)).toLowerCase() === 'proxy')
    const editors = verdicts
      .filter(({ links, editor }) => links && (editor !== 'resolve' || found))
      .map(({ editor }) => EDITOR_NAMES[editor])
    return editors.length === 0 ? [] : [`${visible(name)} beside it links already: ${editors.join(', ')}.`]
  })
  return said.length === 0 ? null : said.join(' ')
}

/** Clips of the same plan that would have the same proxy, by name. */
function othersOf(
  { row }: Candidate,
  met: ReadonlyMap<string, readonly string[]>,
  nameOf: ReadonlyMap<string, string>,
): string[] {
  return (met.get(row.assetId) ?? []).filter((id) => id !== row.assetId).map((id) => nameOf.get(id) ?? id)
}

/** What is in the way where it would lie. `others` would have the same proxy. */
async function judge(
  { row, source, target }: Candidate,
  { to }: ProxyWish,
  {
    others,
    originals,
    sealedBy,
  }: { readonly others: readonly string[]; readonly originals: readonly string[]; readonly sealedBy: SealedBy },
): Promise<EditPlanRow> {
  if (row.state !== 'ready' || source === null || target === null) return row
  if (others.length > 0)
    return {
      ...row,
      state: 'conflict',
      why: `${visible(others.join(', '))} would have the same proxy, ${visible(row.target ?? '')}. Make them into different folders.`,
    }
  const base = to ?? source.mountPoint!
  const sealed = await sealedBy(base, target.folders)
  if (sealed !== null)
    return {
      ...row,
      state: 'conflict',
      why: `${visible(sealed)} is sealed by a history: a proxy inside it would be a new file there. Choose a folder for proxies instead, or let its history ignore them: rushes verify FOLDER --ignore Proxy`,
    }
  const path = join(base, ...target.folders, target.file)
  if (originals.includes(path))
    return {
      ...row,
      state: 'conflict',
      why: `${visible(path)} is the clip itself. Choose a folder for proxies instead.`,
    }
  const there = await lstat(path).then(
    () => true,
    () => false, // Nothing is there, or the folder can't be read: the job will say so.
  )
  return there ? { ...row, state: 'there' } : row
}
