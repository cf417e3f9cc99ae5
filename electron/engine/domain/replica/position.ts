/**
 * Places in an order as text: between any two there is another one, so that moving one thing writes of that thing
 * alone, and moves that were made apart all hold. Digits of base 62 behind the point, as in D. Greenspan, "Implementing
 * Fractional Indexing" (2020). Things at one place are told apart by their ids.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = DIGITS.length

/** Longer ones are none: somebody would have to insert at one spot a thousand times. */
const MOST = 200

/** True for text that is a place. None ends in 0: there would be nothing before it. */
export function isPosition(text: string): boolean {
  return text.length <= MOST && /^[0-9A-Za-z]*[1-9A-Za-z]$/.test(text)
}

/**
 * A place after `a` and before `b`; null stands for the beginning or the end. Where two stand at one place, or the
 * wrong way round, since they were put there by people apart, it is one after `a`.
 */
export function positionBetween(a: string | null, b: string | null): string {
  return midpoint(a ?? '', b !== null && a !== null && b <= a ? null : b)
}

/** So many places, one after the other, between two. */
export function positionsBetween(a: string | null, b: string | null, count: number): string[] {
  if (count === 0) return []
  const middle = positionBetween(a, b)
  const before = Math.floor((count - 1) / 2)
  return [
    ...positionsBetween(a, middle, before),
    middle,
    ...positionsBetween(middle, b !== null && b <= middle ? null : b, count - 1 - before),
  ]
}

interface Placed {
  readonly id: string
  readonly position: string | null
}

/**
 * The places to write so that these things, in this order, stand before another one of `others`, or at the end. `others`
 * is as they stand now, without those that move. One before that spot that has no place gets one, since it would come
 * after all that have.
 */
export function placesFor(
  others: readonly Placed[],
  ids: readonly string[],
  before: string | null,
): readonly (readonly [id: string, position: string])[] {
  const at =
    before === null
      ? others.length
      : Math.max(
          0,
          others.findIndex(({ id }) => id === before),
        )
  const unplaced = others
    .slice(0, at)
    .filter(({ position }) => position === null)
    .map(({ id }) => id)
  const last = others.slice(0, at).findLast(({ position }) => position !== null)?.position ?? null
  const all = [...unplaced, ...ids]
  return positionsBetween(last, others[at]?.position ?? null, all.length).map((position, index) => [
    all[index]!,
    position,
  ])
}

function midpoint(a: string, b: string | null): string {
  if (b !== null) {
    let same = 0
    while (same < b.length && (a[same] ?? '0') === b[same]) same += 1
    if (same > 0) return b.slice(0, same) + midpoint(a.slice(same), b.slice(same))
  }
  const low = a === '' ? 0 : DIGITS.indexOf(a[0]!)
  const high = b === null || b === '' ? BASE : DIGITS.indexOf(b[0]!)
  if (high - low > 1) return DIGITS[Math.round((low + high) / 2)]!
  if (b !== null && b.length > 1) return b[0]!
  return DIGITS[low]! + midpoint(a.slice(1), null)
}
