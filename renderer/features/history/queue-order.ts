/**
 * The order of the queue, and how one is moved past its neighbour. Pure.
 */
import type { Offload } from '../../../shared/model/offload.ts'

/** What the queue is ordered by. */
export interface Placed {
  readonly id: string
  readonly priority: number
}

/** What to ask the engine for. */
export interface Move {
  readonly priority?: number
  readonly before: string | null
}

/**
 * Puts one before or after its neighbour. The engine sorts by priority first, so one that passes a neighbour of another
 * priority takes that on.
 * @param waiting those that can be moved, in their order
 * @returns null where there is no neighbour on that side
 */
export function moveInOrder(waiting: readonly Placed[], id: string, by: 1 | -1): Move | null {
  const at = waiting.findIndex((one) => one.id === id)
  const [mine, neighbour] = [waiting[at], waiting[at + by]]
  if (mine === undefined || neighbour === undefined) return null
  // Behind a neighbour means before the next of its priority; the places of others say nothing about that.
  const behind = waiting[at + 2]?.priority === neighbour.priority ? waiting[at + 2]!.id : null
  const before = by === -1 ? neighbour.id : behind
  return neighbour.priority === mine.priority ? { before } : { priority: neighbour.priority, before }
}

/** True while it works; one that waits for its turn does not. */
export function runs({ state }: Pick<Offload, 'state'>): boolean {
  return state === 'copying' || state === 'verifying' || state === 'sealing' || state === 'planned'
}

/**
 * The queue as it stands now: what the engine last listed, with what it has told since.
 * @param live what runs or waits for its turn, newest state
 */
export function asItStands(
  listed: readonly Offload[],
  live: readonly Offload[],
): { readonly now: readonly Offload[]; readonly next: readonly Offload[] } {
  const news = new Map(live.map((one) => [one.id, one]))
  const known = new Set(listed.map((one) => one.id))
  const all = [
    ...listed.map((one) => news.get(one.id) ?? one),
    ...live.filter((one) => !known.has(one.id) && one.queue !== null),
  ]
  return { now: all.filter(runs), next: all.filter((one) => !runs(one) && one.queue !== null) }
}
