/**
 * Whether somebody else writes under this device's name: a library that was copied with its catalogue, or a catalogue
 * that went back to a backup. A device never believes of itself that it said more than it knows, unless that lies
 * there: a segment that can be read, or a checkpoint that was read whole and that its journal's head bears out.
 */
import { segmentBytes, segmentName } from '../../db/sync/journal.ts'
import type { Checkpoint } from './checkpoints.ts'
import { segmentOf } from './evidence.ts'
import type { JournalDeps } from './journal-deps.ts'
import { JOURNALS, readSegmentKey } from './journal-keys.ts'
import type { SoundCheckpoints } from './sound-checkpoints.ts'

interface OwnName {
  /** Somebody else writes under it, too. */
  readonly isShared: boolean
  /** Number of the last of our segments that lies there, or is in a checkpoint. */
  readonly common: number
}

/** Looks. Throws `remote.*`. */
export async function lookAtOwnName(
  { context, store }: JournalDeps,
  checkpoints: SoundCheckpoints,
  signal: AbortSignal,
): Promise<OwnName> {
  const { writer: db, deviceId } = context.library
  const claimOf = (checkpoint: Checkpoint | undefined): { seq: number; isOurs: boolean } | null => {
    const claimed = checkpoint?.list.vector.find((one) => one.device === deviceId)
    if (claimed === undefined || claimed.seq === 0) return null
    return { seq: claimed.seq, isOurs: segmentBytes(db, claimed.seq)?.tip === claimed.tip }
  }
  // Segments that are removed are known by a checkpoint that holds them.
  let held = claimOf((await checkpoints.newest(1, signal, { passNewer: true })).sound[0])
  if (held?.isOurs === false)
    held = claimOf((await checkpoints.newest(1, signal, { passNewer: true, parts: true })).sound[0])
  let common = held?.isOurs === true ? held.seq : 0
  let isShared = held?.isOurs === false
  for await (const { key } of store.list(`${JOURNALS}${deviceId}/`, { signal })) {
    const found = readSegmentKey(key)
    if (found === null) continue
    if (segmentName(db, found.seq) === found.name) common = Math.max(common, found.seq)
    // What is no segment says nothing of who we are; `verify --remote` and all others tell that it lies there.
    else isShared ||= (await segmentOf(store, key, found, signal)) !== null
  }
  return { isShared, common }
}
