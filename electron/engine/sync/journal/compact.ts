/**
 * Makes checkpoints of journals that have grown, and removes what two checkpoints hold, everybody has taken and is old.
 */
import { randomBytes } from 'node:crypto'
import { openFold } from '../../db/core/fold-file.ts'
import { nextTurn } from '../../db/core/relaxed-writes.ts'
import {
  CHECKPOINTS_FIRST,
  isCheckpointDue,
  isOldEnough,
  KEEP_CHECKPOINTS_MS,
  KEEP_SEGMENTS_MS,
  mayGoTo,
  type Ack,
} from '../../domain/replica/compaction.ts'
import type { ObjectStore } from '../stores/store.ts'
import { findCheckpoints, vectorOf, type Checkpoint } from './checkpoints.ts'
import { foldJournals, writeCheckpoint } from './fold-journals.ts'
import { checkpointListKey, checkpointName, JOURNALS, readSegmentKey } from './journal-keys.ts'
import type { JournalDeps } from './journal-deps.ts'
import { trueTime, type SoundCheckpoints } from './sound-checkpoints.ts'

/** So many go in one run at most: the rest goes with the next. */
const REMOVALS = 5_000

/** The scratch file for a fold of this remote's journals. */
export function foldFile({ context, remoteId }: JournalDeps): string {
  return `${context.library.folder.database}-fold-${remoteId}`
}

/** Makes a checkpoint of everything that lies there, from the newest one on. */
export async function makeCheckpoint(
  deps: JournalDeps,
  from: Checkpoint | null,
  signal: AbortSignal,
): Promise<Checkpoint> {
  const { context, store } = deps
  const { deviceId } = context.library
  using fold = openFold(foldFile(deps))
  const folded = await foldJournals(store, fold.db, from, signal)
  // By the store's time: one that a wrong clock puts into the future is asked last.
  const now = trueTime(deps)
  return await writeCheckpoint(
    store,
    fold.db,
    folded,
    {
      name: checkpointName(now, deviceId, randomBytes(4).toString('hex')),
      device: deviceId,
      at: new Date(now).toISOString(),
    },
    signal,
  )
}

/**
 * Makes one when enough came since the last. `segments` is how many there are in all, of all devices. Returns the
 * newest.
 */
export async function checkpointIfDue(
  deps: JournalDeps,
  checkpoints: SoundCheckpoints,
  known: { readonly segments: number; readonly rank: number },
  signal: AbortSignal,
): Promise<{ readonly newest: Checkpoint | null; readonly made: boolean }> {
  const {
    sound: [newest = null],
  } = await checkpoints.newest(1, signal)
  const covered = newest?.list.segments ?? 0
  if (!isCheckpointDue({ segments: known.segments - covered, covered, rank: known.rank }))
    return { newest, made: false }
  return { newest: await makeCheckpoint(deps, await wholeOne(checkpoints, signal), signal), made: true }
}

/** The newest that can be gone on from. */
export async function wholeOne(checkpoints: SoundCheckpoints, signal: AbortSignal): Promise<Checkpoint | null> {
  return (await checkpoints.newest(1, signal, { parts: true })).sound[0] ?? null
}

/** Removes what may go. `now` is the store's. */
export async function removeOld(
  store: ObjectStore,
  sound: SoundCheckpoints,
  acks: readonly Ack[],
  now: number,
  signal: AbortSignal,
): Promise<{ segments: number; checkpoints: number }> {
  const { sound: newest } = await sound.newest(CHECKPOINTS_FIRST, signal, { parts: true })
  const removed = { segments: 0, checkpoints: 0 }
  if (newest.length < CHECKPOINTS_FIRST) return removed
  const checkpoints = newest.map(vectorOf)
  const upTo = new Map<string, number>()
  const going: string[] = []
  for await (const { key, modifiedAt } of store.list(JOURNALS, { signal })) {
    const found = readSegmentKey(key)
    if (found === null || !isOldEnough(modifiedAt, now, KEEP_SEGMENTS_MS)) continue
    let last = upTo.get(found.device)
    if (last === undefined) upTo.set(found.device, (last = mayGoTo(found.device, { checkpoints, acks, now })))
    if (found.seq <= last) going.push(key)
    if (going.length === REMOVALS) break
  }
  // Front to back: what is left is always the end of a journal.
  for (const key of going) {
    signal.throwIfAborted()
    await store.remove(key)
    removed.segments += 1
    if (removed.segments % 64 === 0) await nextTurn()
  }
  const all = await findCheckpoints(store, now, signal)
  // Behind the last that stays: one that is not believed now may be when a head is back.
  const last = all.findLastIndex(({ name }) => newest.some((one) => one.name === name))
  for (const { name, keys, modifiedAt } of all.slice(last + 1)) {
    if (!isOldEnough(modifiedAt, now, KEEP_CHECKPOINTS_MS)) continue
    // Its list goes first: nobody begins with it then.
    for (const key of [checkpointListKey(name), ...keys]) await store.remove(key)
    removed.checkpoints += 1
  }
  return removed
}
