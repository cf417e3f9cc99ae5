/**
 * Verifying the copies of rolls and drives: against what the catalogue knows of their bytes, or, where that is asked
 * for, by the histories that they lie in, which then get a generation.
 */
import { dirname } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import type { EngineContext } from '../context.ts'
import {
  copiesToCheck,
  hasRoll,
  sizeOfRolls,
  volumesNamed,
  type CopyFilter,
  type CopyPlaceInOrder,
  type CopyToCheck,
} from '../db/catalogue/copies-check.ts'
import { readVolumes } from '../db/volumes/volumes.ts'
import { totalsOfCopies, totalsText } from '../domain/copies/verify-totals.ts'
import { countFindings, GOOD, type FindingKind } from '../mhl/findings.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { isBelow } from './below.ts'
import { checkCopies, PAGE } from './check-copies.ts'
import type { CheckedCopy } from './check-copy.ts'
import { meter, type Reading, type Tell } from './meter.ts'
import { sealedFolder } from './set-aside.ts'
import { verifyPath, type VerifyDeps } from './verify-path.ts'
import type { DoneEvent } from './verify-place.ts'

interface CopiesRequest {
  readonly rolls: readonly string[]
  readonly volumes: readonly string[]
  readonly seal: boolean
}

/** How far a verification has come: JSON, so that another run goes on from it. */
export interface VerifyState {
  /** The last copy that was done; null before the first. */
  readonly after: CopyPlaceInOrder | null
  /** Folders whose history got its generation. */
  readonly sealed: readonly string[]
  readonly histories: DoneEvent['histories']
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: number
  readonly files: number
}

interface GoOn {
  /** Where an earlier run was cut off. */
  readonly from?: VerifyState | null
  /** What was read up to here is recorded; called before it goes on, and the run ends with what it throws. */
  readonly onState?: (state: VerifyState, copies: readonly CopyToCheck[]) => Promise<void> | void
}

/** What is read between two records: a kill costs no more than this. */
const PORTION_BYTES = 2e9

/**
 * Verifies every copy that is here. Paths in the findings are absolute.
 * @throws RushesError `usage` when nothing is named, `not_found` for a roll or drive that is not known, `volume.offline`
 *   when none of the copies is here, `cancelled`
 */
export async function verifyCopies(
  context: EngineContext,
  deps: VerifyDeps,
  request: CopiesRequest,
  push: Tell,
  signal: AbortSignal | undefined,
  { from = null, onState = () => {} }: GoOn = {},
): Promise<DoneEvent> {
  const filter = resolved(context, request)
  const total = totals(context, filter)
  const counts = { ...countFindings(), ...from?.counts }
  const progress = meter(push, context.now, from?.bytes)
  const reading = {
    bytes: from?.bytes ?? 0,
    files: from?.files ?? 0,
    totalBytes: total.bytes,
    totalFiles: total.files,
    path: null as string | null,
  }
  const histories: DoneEvent['histories'] = [...(from?.histories ?? [])]
  const sealed = [...(from?.sealed ?? [])]
  const state = (after: CopyPlaceInOrder | null): VerifyState => ({
    after,
    sealed: [...sealed],
    histories: [...histories],
    counts: { ...counts },
    bytes: reading.bytes,
    files: reading.files,
  })
  const folders = request.seal ? await sealedFolders(context, filter, signal) : []
  for (const folder of folders.filter((one) => !sealed.includes(one))) {
    const done = await verifyPath(
      context,
      deps,
      { path: folder, dryRun: false },
      within(folder, push, progress, reading),
      signal,
    )
    histories.push(...done.histories)
    for (const [kind, count] of Object.entries(done.counts)) counts[kind as keyof typeof counts] += count
    sealed.push(folder)
    await onState(state(null), [])
  }
  const onChecked = ({ copy, finding, message }: CheckedCopy): void => {
    counts[finding]++
    reading.files++
    push({ type: 'finding', path: copy.path, finding, message })
  }
  const onBytes = (bytes: number, copy: CopyToCheck): void => {
    reading.bytes += bytes
    reading.path = copy.path
    progress(reading)
  }
  for await (const page of pages(context, filter, from?.after ?? null)) {
    for (const part of portions(page)) {
      signal?.throwIfAborted()
      const copies = part.filter(({ path }) => !folders.some((folder) => isBelow(folder, path)))
      await checkCopies(context, { hashes: deps.hashes, identify: identifyVolume }, copies, {
        onChecked,
        onBytes,
        ...(signal === undefined ? {} : { signal }),
      })
      const { volumeId, mountPoint, path } = part.at(-1)!
      await onState(state({ volumeId, mountPoint, path }), copies)
    }
  }
  return ending(called(context, request), counts, histories)
}

/** Which copies are meant. Throws what `verifyCopies` throws before it reads anything. */
export function resolved(context: EngineContext, { rolls, volumes }: CopiesRequest): CopyFilter {
  const { reader } = context.library
  if (rolls.length === 0 && volumes.length === 0)
    throw new RushesError('usage', 'Name what to verify: a folder, --roll NAME or --drive NAME.')
  const strange = rolls.find((roll) => !hasRoll(reader, roll))
  if (strange !== undefined)
    throw new RushesError(
      'not_found',
      `The catalogue knows no roll ${strange}. Rolls are named as in the list of clips.`,
      { roll: strange },
    )
  const volumeIds = volumes.flatMap((word) => {
    const ids = volumesNamed(reader, word)
    if (ids.length === 0)
      throw new RushesError('not_found', `The catalogue knows no drive ${word}. List them with: rushes drives`, {
        drive: word,
      })
    return ids
  })
  const away = readVolumes(reader).filter(({ id, online }) => volumeIds.includes(id) && !online)
  const [first] = away
  if (first !== undefined && away.length === volumeIds.length)
    throw new RushesError(
      'volume.offline',
      `${first.label} is not connected. Connect it, then run the same command again.`,
      { drive: first.label },
    )
  if (copiesToCheck(reader, { rolls, volumeIds }, null, 1).length === 0) {
    throw new RushesError(
      'volume.offline',
      `No copy of ${[...rolls, ...called(context, { rolls, volumes, seal: false }).volumes].join(', ')} with a known checksum is on a connected drive. Connect one, then run the same command again.`,
    )
  }
  return { rolls, volumeIds }
}

/** Drives by their labels: an id says nothing to people. */
export function called(context: EngineContext, request: CopiesRequest): CopiesRequest {
  const known = readVolumes(context.library.reader)
  return { ...request, volumes: request.volumes.map((word) => known.find(({ id }) => id === word)?.label ?? word) }
}

/** How much there is to read. */
export function totals(context: EngineContext, filter: CopyFilter): { files: number; bytes: number } {
  if (filter.rolls.length > 0) return sizeOfRolls(context.library.reader, filter)
  const volumes = readVolumes(context.library.reader).filter(({ id }) => filter.volumeIds.includes(id))
  return { files: 0, bytes: volumes.reduce((sum, volume) => sum + volume.bytes, 0) }
}

async function* pages(
  context: EngineContext,
  filter: CopyFilter,
  from: CopyPlaceInOrder | null = null,
): AsyncGenerator<readonly CopyToCheck[]> {
  for (let after = from; ;) {
    const page = copiesToCheck(context.library.reader, filter, after, PAGE)
    if (page.length === 0) return
    yield page
    after = page.at(-1) ?? null
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}

/** A page in parts of some gigabytes, at least one copy each: what was read is recorded after each. */
function* portions(page: readonly CopyToCheck[]): Generator<readonly CopyToCheck[]> {
  let part: CopyToCheck[] = []
  let bytes = 0
  for (const copy of page) {
    if (part.length > 0 && bytes + copy.bytes > PORTION_BYTES) {
      yield part
      part = []
      bytes = 0
    }
    part.push(copy)
    bytes += copy.bytes
  }
  if (part.length > 0) yield part
}

/** The topmost folders with a history above these copies. */
async function sealedFolders(
  context: EngineContext,
  filter: CopyFilter,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const found = new Map<string, string | null>()
  for await (const page of pages(context, filter)) {
    signal?.throwIfAborted()
    for (const { path, mountPoint } of page) {
      const folder = dirname(path)
      if (!found.has(folder)) found.set(folder, await sealedFolder(path, mountPoint))
    }
  }
  return [...new Set([...found.values()].filter((folder) => folder !== null))].sort()
}

/** Events of a folder's verification as part of a larger one: absolute paths, and bytes on top of those before. */
function within(
  folder: string,
  push: Tell,
  progress: (reading: Reading) => void,
  reading: { bytes: number; files: number } & Reading,
): Tell {
  const before = { bytes: reading.bytes, files: reading.files }
  return (event: VerifyEvent) => {
    if (event.type === 'finding') push({ ...event, path: `${folder}/${event.path}` })
    if (event.type !== 'progress') return
    reading.bytes = before.bytes + event.bytes
    reading.files = before.files + event.files
    progress({ ...reading, path: event.path })
  }
}

function ending(
  { rolls, volumes }: CopiesRequest,
  counts: Readonly<Record<FindingKind, number>>,
  histories: DoneEvent['histories'],
): DoneEvent {
  const what = [...rolls.map((roll) => `roll ${roll}`), ...volumes].join(', ')
  const totals = totalsOfCopies(counts)
  const { verified, mismatch, missing, unreadable } = totals
  const ok = Object.entries(counts).every(([kind, count]) => count === 0 || GOOD.has(kind as FindingKind))
  if (ok)
    return {
      type: 'done',
      ok,
      counts: { ...counts },
      sentence: `${what}: ${verified === 1 ? 'the 1 connected copy matches its checksum' : `all ${verified} connected copies match their checksums`}.`,
      histories,
      accepted: [],
    }
  const sentence = [
    `${what}: ${lowerFirst(totalsText(totals, 'catalogue'))}`,
    ...(mismatch + unreadable > 0 ? ['Repair the bad ones with: rushes repair.'] : []),
    ...(missing > 0
      ? [
          'What is missing was not looked for under other names: find what was moved or renamed with: rushes relink. What that does not find is not repaired: offload the card again, or copy it from another drive.',
        ]
      : []),
  ].join(' ')
  return { type: 'done', ok, counts: { ...counts }, sentence, histories, accepted: [] }
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
