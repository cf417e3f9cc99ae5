/**
 * Which shooting days a card holds up on which something was not offloaded: the safety page and the report of a day ask
 * the same. Pure.
 */
import type { CardLook } from '../../../../shared/model/watching.ts'

/**
 * The days of its files that were not offloaded, by their dates; and the day on which the card was seen, for a camera's
 * clock may be wrong, and a card that could not be listed has no dates.
 */
export function daysWaiting(
  standings: readonly Pick<CardLook['standings'][number], 'days'>[],
  seenOn: string,
): string[] {
  return [...new Set([...standings.flatMap(({ days }) => days), seenOn])]
}
