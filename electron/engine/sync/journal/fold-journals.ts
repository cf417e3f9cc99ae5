/**
 * Folds the journals that lie at a remote, from a checkpoint on, into a scratch file, and writes the fold as a
 * checkpoint.
 */
import { createHash } from 'node:crypto'
import { isRushesError } from '../../../../shared/model/errors.ts'
import {
  foldAwaited,
  foldedAwaited,
  foldedFacts,
  foldedHeads,
  foldedKinds,
  foldFact,
  foldHead,
  foldOp,
  orderHeads,
} from '../../db/core/fold-file.ts'
import type { WritableDb } from '../../db/core/handles.ts'
import { nextTurn } from '../../db/core/relaxed-writes.ts'
import { digestText, NO_HEADS, toggle } from '../../domain/replica/digest.ts'
import { hasSeen, type Vector } from '../../domain/replica/vector.ts'
import {
  lineText,
  PART_BYTES,
  readLine,
  writeList,
  writePart,
  type CheckpointDevice,
  type CheckpointList,
  type Line,
} from '../format/checkpoint.ts'
import { readSegment, segmentTip, type Segment } from '../format/segment.ts'
import type { ObjectStore } from '../stores/store.ts'
import { checkpointListKey, checkpointPartKey, JOURNALS, readSegmentKey } from './journal-keys.ts'
import { assertFacts } from './apply.ts'
import { readCheckpointPart, type Checkpoint } from './checkpoints.ts'

const TURN_MS = 8
const PAGE = 2_000

interface Folded {
  readonly devices: ReadonlyMap<string, CheckpointDevice>
  readonly vector: Vector
  /** Segments in it, of all devices. */
  readonly segments: number
  /** Segments that were read for it. */
  readonly read: number
}

/**
 * Folds `from` and every segment after it that follows on the one before. A device whose next segment is missing or
 * damaged is folded up to there. Throws `remote.damaged` for a damaged checkpoint.
 */
export async function foldJournals(
  store: ObjectStore,
  db: WritableDb,
  from: Checkpoint | null,
  signal: AbortSignal,
): Promise<Folded> {
  const devices = new Map<string, CheckpointDevice>()
  if (from !== null) {
    for (const part of from.list.parts)
      await inFoldTurns(db, await readCheckpointPart(store, from, part, signal), (text) => {
        foldLine(db, readLine(text))
      })
    for (const device of from.list.vector) devices.set(device.device, device)
  }
  let read = 0
  const stopped = new Set<string>()
  for await (const { key } of store.list(JOURNALS, { signal })) {
    const found = readSegmentKey(key)
    if (found === null || stopped.has(found.device)) continue
    const known = devices.get(found.device) ?? {
      device: found.device,
      seq: 0,
      clock: '',
      tip: '',
      name: '',
      author: '',
      changes: 0,
    }
    if (found.seq <= known.seq) continue
    const next = found.seq === known.seq + 1 ? await nextSegment(store, key, known, signal) : null
    if (next === null) {
      stopped.add(found.device)
      continue
    }
    foldSegment(db, next.segment, devices, known, next.tip)
    read += 1
    await nextTurn()
  }
  const vector = new Map([...devices].map(([device, { seq, clock }]) => [device, { seq, clock }]))
  return { devices, vector, segments: [...devices.values()].reduce((sum, device) => sum + device.seq, 0), read }
}

async function nextSegment(
  store: ObjectStore,
  key: string,
  known: CheckpointDevice,
  signal: AbortSignal,
): Promise<{ segment: Segment; tip: string } | null> {
  try {
    const bytes = await store.get(key, { signal })
    if (bytes === null) return null
    const segment = readSegment(bytes)
    assertFacts(segment)
    const { device, seq, prev } = segment.header
    return device === known.device && seq === known.seq + 1 && prev === known.tip
      ? { segment, tip: segmentTip(bytes) }
      : null
  } catch (error) {
    // Whoever pulls it says so; here the fold only ends before it.
    if (isRushesError(error) && error.code === 'remote.damaged') return null
    throw error
  }
}

function foldSegment(
  db: WritableDb,
  { header, facts, ops }: Segment,
  devices: Map<string, CheckpointDevice>,
  known: CheckpointDevice,
  tip: string,
): void {
  const vector = { get: (device: string) => devices.get(device) }
  const entry = { ...known }
  db.transaction(() => {
    for (const fact of facts) foldFact(db, fact)
    for (const op of ops) {
      if (op.clock <= entry.clock) continue
      foldOp(db, op, (clock) => hasSeen(vector, clock))
      entry.clock = op.clock
      entry.changes += 1
      devices.set(header.device, entry)
    }
  })()
  devices.set(header.device, { ...entry, seq: header.seq, tip, name: header.name, author: header.author })
}

function foldLine(db: WritableDb, line: Line): void {
  if (line.is === 'fact') foldFact(db, line)
  else if (line.is === 'head') foldHead(db, line)
  else foldAwaited(db, line)
}

/** In transactions of a few milliseconds. Nothing of it has to survive: the file is scratch. */
async function inFoldTurns(db: WritableDb, texts: readonly string[], work: (text: string) => void): Promise<void> {
  let next = 0
  while (next < texts.length) {
    db.transaction(() => {
      const until = performance.now() + TURN_MS
      do work(texts[next++]!)
      while (next < texts.length && performance.now() < until)
    })()
    await nextTurn()
  }
}

/** Writes what was folded as a checkpoint of this name. The list comes last: before it, there is none. */
export async function writeCheckpoint(
  store: ObjectStore,
  db: WritableDb,
  folded: Folded,
  made: { readonly name: string; readonly device: string; readonly at: string },
  signal: AbortSignal,
): Promise<Checkpoint> {
  const parts: CheckpointList['parts'] = []
  const count = { facts: 0, heads: 0 }
  let digest = NO_HEADS
  let texts: string[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    if (texts.length === 0) return
    const bytes = writePart(texts)
    const name = String(parts.length + 1).padStart(6, '0')
    await store.put(checkpointPartKey(made.name, name), bytes, { ifAbsent: true, signal })
    parts.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
    texts = []
    size = 0
  }
  for await (const lines of linesOf(db)) {
    for (const line of lines) {
      if (line.is === 'fact') count.facts += 1
      if (line.is === 'head') {
        count.heads += 1
        digest = toggle(digest, line.clock)
      }
      const text = lineText(line)
      texts.push(text)
      size += text.length
      if (size >= PART_BYTES) await flush()
    }
    signal.throwIfAborted()
    await nextTurn()
  }
  await flush()
  const list: CheckpointList = {
    device: made.device,
    at: made.at,
    vector: [...folded.devices.values()],
    segments: folded.segments,
    ...count,
    digest: digestText(digest),
    parts,
  }
  await store.put(checkpointListKey(made.name), writeList(list), { ifAbsent: true, signal })
  return { name: made.name, list }
}

/** Everything that was folded, in the order in which it is of use, in pages. */
export async function* linesOf(db: WritableDb): AsyncIterable<readonly Line[]> {
  for (const kind of foldedKinds(db)) {
    let after = { id: '', slot: '' }
    for (let page = foldedFacts(db, kind, after, PAGE); page.length > 0; page = foldedFacts(db, kind, after, PAGE)) {
      yield page.map((fact) => ({ is: 'fact', clock: fact.clock, kind: fact.kind, id: fact.id, value: fact.value }))
      after = page.at(-1)!
    }
  }
  orderHeads(db)
  let after = { entity: '', id: '', field: '', clock: '' }
  for (let page = foldedHeads(db, after, PAGE); page.length > 0; page = foldedHeads(db, after, PAGE)) {
    yield page.map((head) => ({ is: 'head', ...head }))
    after = page.at(-1)!
  }
  yield foldedAwaited(db).map((one) => ({ is: 'awaited', ...one }))
}
