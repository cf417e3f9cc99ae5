/**
 * Devices of which less was said than stands here. Versions before this one believed whatever a checkpoint claimed: a
 * forged one put a device's journal so far ahead here that nothing more of it was ever taken.
 */
import { aheadOf, MAX_AHEAD_MS } from '../../domain/replica/vector.ts'
import { readDevices } from '../../db/sync/journal.ts'
import { headOf } from './evidence.ts'
import type { JournalDeps } from './journal-deps.ts'

/** A head as a list of the remote tells it. */
export interface ListedHead {
  readonly tag: string
  /** By the store's clock, ms. */
  readonly modifiedAt: number
}

/**
 * Their ids. More than a head tells may well have been heard, at another remote or nearby; not when the head was told
 * later than that, or when the clock is one that no segment brought. `last` is the number of the last segment of each
 * that lies there; `cleared` remembers by their tags the heads that gave no reason.
 */
export async function doubtedDevices(
  { context, store }: JournalDeps,
  heads: ReadonlyMap<string, ListedHead>,
  last: ReadonlyMap<string, number>,
  cleared: Map<string, string>,
  signal: AbortSignal,
): Promise<Set<string>> {
  const offset = store.clockOffset() ?? 0
  const doubted = new Set<string>()
  for (const { device, seq, clock, aheadMs, lastSeenAt } of readDevices(context.library.reader)) {
    const listed = heads.get(device)
    if (device === context.library.deviceId || listed === undefined || seq <= (last.get(device) ?? 0)) continue
    if (cleared.get(device) === listed.tag) continue
    const head = await headOf(store, device, signal)
    const isStrangeClock = clock !== '' && aheadMs === null && aheadOf(clock, context.now() + offset) !== null
    const isToldLater = listed.modifiedAt - offset > (lastSeenAt ?? 0) + MAX_AHEAD_MS
    if (head !== null && head.seq < seq && (isStrangeClock || isToldLater)) doubted.add(device)
    else cleared.set(device, listed.tag)
  }
  return doubted
}
