/**
 * When a journal is folded into a checkpoint, and when a part of it may go: rules alone, nothing is done here.
 */
import type { Vector } from './vector.ts'

const DAY_MS = 86_400_000

/** A segment stays for so long at least, ms by the store's clock: lists may lag, people restore backups. */
export const KEEP_SEGMENTS_MS = 30 * DAY_MS
/**
 * A device that was silent for so long, ms, is not waited for: it begins again from a checkpoint when it comes back.
 */
const RETIRED_MS = 90 * DAY_MS
/** A checkpoint that two later ones follow stays for so long, ms: somebody may be reading it. */
export const KEEP_CHECKPOINTS_MS = 7 * DAY_MS
/** So many checkpoints have to hold what is in a segment before it may go. */
export const CHECKPOINTS_FIRST = 2

/** Below so many segments that are in no checkpoint none is made: reading them costs a joining device seconds. */
const MIN_SEGMENTS = 256
/**
 * A checkpoint is made anew when what came since is this part of it: all the writing together stays five times what was
 * said.
 */
const GROWTH = 0.25

/**
 * True when a checkpoint is due. `rank` spreads the work: devices with a higher one wait for more, so that one of them
 * does it.
 */
export function isCheckpointDue({
  segments,
  covered,
  rank,
}: {
  readonly segments: number
  readonly covered: number
  readonly rank: number
}): boolean {
  return segments >= Math.max(MIN_SEGMENTS, covered * GROWTH) * (1 + Math.min(rank, 8) / 4)
}

/** What a device says of itself now and then. */
export interface Ack {
  readonly device: string
  readonly seen: Vector
  readonly saidAt: number
}

/**
 * Up to which segment a device's journal may go: what so many checkpoints hold and everybody who is not retired has
 * taken. `now` and `saidAt` by the store's clock. 0 for none.
 */
export function mayGoTo(
  device: string,
  {
    checkpoints,
    acks,
    now,
  }: { readonly checkpoints: readonly Vector[]; readonly acks: readonly Ack[]; readonly now: number },
): number {
  if (checkpoints.length < CHECKPOINTS_FIRST) return 0
  const held = checkpoints.map((vector) => vector.get(device)?.seq ?? 0).toSorted((a, b) => b - a)[
    CHECKPOINTS_FIRST - 1
  ]!
  const taken = acks
    .filter((ack) => ack.device !== device && now - ack.saidAt < RETIRED_MS)
    .map((ack) => ack.seen.get(device)?.seq ?? 0)
  return Math.min(held, ...taken)
}

/** True for a segment, or a checkpoint that later ones replace, which is old enough to go. */
export function isOldEnough(modifiedAt: number, now: number, keepMs: number): boolean {
  return now - modifiedAt > keepMs
}
