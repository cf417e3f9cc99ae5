/**
 * Which proxies are let go when they take more than their budget. Pure.
 */

/** A proxy that can be made again. */
export interface Evictable {
  readonly id: string
  /** Relative to the library's folder of derivatives. */
  readonly path: string
  readonly bytes: number
  /** When it was last shown, or made: milliseconds since 1970. */
  readonly usedAt: number
}

/** So much of the budget is left free, so that not every new proxy lets go of one. */
const SLACK = 0.1
/** What was shown or made within this time is in use: it is never let go. */
const IN_USE_MS = 3_600_000

/**
 * Chooses from proxies that are in the order of their last use: as many as bring `taken` bytes below the budget, and no
 * more. Nothing while it is kept.
 */
export function chooseToEvict(
  proxies: readonly Evictable[],
  { taken, budget, now }: { readonly taken: number; readonly budget: number | null; readonly now: number },
): Evictable[] {
  if (budget === null || taken <= budget) return []
  const wanted = taken - budget * (1 - SLACK)
  const chosen: Evictable[] = []
  let freed = 0
  for (const one of proxies) {
    if (freed >= wanted || one.usedAt > now - IN_USE_MS) break
    chosen.push(one)
    freed += one.bytes
  }
  return chosen
}
