/**
 * Which rows of a list are in sight when each is as tall as its words need. Pure.
 *
 * A row that was not drawn yet counts with an estimate; once it is drawn, its own height counts. For lists of up to
 * some thousand rows: every change walks all of them once.
 */

/** Where each row begins, px; one more at the end: the height of all. */
export function rowTops(
  ids: readonly string[],
  heights: ReadonlyMap<string, number>,
  estimate: number,
): readonly number[] {
  const tops = [0]
  let end = 0
  for (const id of ids) {
    end += heights.get(id) ?? estimate
    tops.push(end)
  }
  return tops
}

/** First and last row to draw, `spare` rows more on either side. Last is -1 when there are none. */
export function tallRowsInSight(
  tops: readonly number[],
  top: number,
  height: number,
  spare: number,
): { readonly first: number; readonly last: number } {
  const count = tops.length - 1
  return { first: Math.max(0, rowAt(tops, top) - spare), last: Math.min(count - 1, rowAt(tops, top + height) + spare) }
}

/** The least scroll that brings a row wholly into sight; `top` itself when it is. */
export function topToShowTall(row: number, tops: readonly number[], top: number, height: number): number {
  const start = tops[row] ?? 0
  const end = tops[row + 1] ?? start
  if (start < top) return start
  return end > top + height ? end - height : top
}

/** The row that a place lies in, by halving. */
function rowAt(tops: readonly number[], place: number): number {
  let low = 0
  let high = Math.max(0, tops.length - 2)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (tops[middle]! <= place) low = middle
    else high = middle - 1
  }
  return low
}
