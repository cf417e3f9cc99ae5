/**
 * Which rows of a very long list are in sight. Pure.
 *
 * [Note: scrolled lists have a limit] Browsers lay out nothing beyond about 33 million pixels, and a million tiles are
 * taller than that. Up to `MAX_PIXELS` the scroll bar is true to the pixel. Beyond, the scroller is that tall and no
 * taller: small steps (wheel, keys) move the rows one to one, and long ones (the bar is dragged) go to the place in
 * proportion.
 */
export const MAX_PIXELS = 8_000_000

export interface ScrollState {
  /** scrollTop of the element, px. */
  readonly scroll: number
  /** How far the rows are scrolled, px of the whole height. */
  readonly top: number
}

export interface ScrollShape {
  readonly rows: number
  readonly rowHeight: number
  /** Height in sight, px. */
  readonly height: number
  /** Space above the first and below the last row, px. */
  readonly padding: number
}

/** Height of all rows, px. */
export function wholeHeight({ rows, rowHeight, padding }: ScrollShape): number {
  return rows * rowHeight + 2 * padding
}

/** Height that the scroller is given, px. */
export function scrollerHeight(shape: ScrollShape): number {
  return Math.min(wholeHeight(shape), MAX_PIXELS)
}

/** The state after the element was scrolled to `scroll`. */
export function scrolled(before: ScrollState, scroll: number, shape: ScrollShape): ScrollState {
  const whole = wholeHeight(shape)
  const room = scrollerHeight(shape) - shape.height
  const most = Math.max(0, whole - shape.height)
  if (whole <= MAX_PIXELS) return { scroll, top: scroll }
  const step = scroll - before.scroll
  const top = Math.abs(step) <= shape.height ? before.top + step : (scroll / room) * most
  return { scroll, top: Math.max(0, Math.min(most, top)) }
}

/** Where the scroll bar belongs for rows at `top`: set when scrolling rests, so that both ends can be reached. */
export function restingScroll(top: number, shape: ScrollShape): number {
  const whole = wholeHeight(shape)
  if (whole <= MAX_PIXELS) return top
  return (top / (whole - shape.height)) * (scrollerHeight(shape) - shape.height)
}

/** First and last row to draw, `spare` rows more on either side. Last is -1 when there are none. */
export function rowsInSight(
  top: number,
  shape: ScrollShape,
  spare: number,
): { readonly first: number; readonly last: number } {
  const first = Math.max(0, Math.floor((top - shape.padding) / shape.rowHeight) - spare)
  const last = Math.min(shape.rows - 1, Math.floor((top - shape.padding + shape.height) / shape.rowHeight) + spare)
  return { first, last }
}

/** The least scroll that brings a row wholly into sight; `top` itself when it is. */
export function topToShow(row: number, top: number, shape: ScrollShape): number {
  const start = shape.padding + row * shape.rowHeight
  const end = start + shape.rowHeight
  if (start < top + shape.padding) return Math.max(0, start - shape.padding)
  if (end > top + shape.height - shape.padding)
    return Math.min(Math.max(0, wholeHeight(shape) - shape.height), end - shape.height + shape.padding)
  return top
}
