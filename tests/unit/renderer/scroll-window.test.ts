/**
 * A million clips in a browser that lays out 33 million pixels.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MAX_PIXELS,
  restingScroll,
  rowsInSight,
  scrolled,
  scrollerHeight,
  topToShow,
  wholeHeight,
  type ScrollShape,
} from '../../../renderer/ui/scroll-window.ts'

const small: ScrollShape = { rows: 100, rowHeight: 28, height: 700, padding: 0 }
const million: ScrollShape = { rows: 250_000, rowHeight: 205, height: 800, padding: 10 }

describe('a list that a browser can lay out', () => {
  it('scrolls to the pixel', () => {
    expect(scrolled({ scroll: 0, top: 0 }, 333, small)).toEqual({ scroll: 333, top: 333 })
    expect(scrollerHeight(small)).toBe(2800)
  })

  it('draws what is in sight and the spare rows', () => {
    expect(rowsInSight(280, small, 2)).toEqual({ first: 8, last: 37 })
    expect(rowsInSight(0, { ...small, rows: 0 }, 2).last).toBe(-1)
  })

  it('is scrolled as little as possible to show a row', () => {
    expect(topToShow(3, 0, small)).toBe(0)
    expect(topToShow(30, 0, small)).toBe(31 * 28 - 700)
    expect(topToShow(3, 500, small)).toBe(84)
  })
})

describe('a list that is taller than a browser can lay out', () => {
  it('is given a scroller that the browser can hold', () => {
    expect(wholeHeight(million)).toBeGreaterThan(33_000_000)
    expect(scrollerHeight(million)).toBe(MAX_PIXELS)
  })

  it('moves one to one with the wheel', () => {
    const before = { scroll: 1_000_000, top: 6_000_000 }
    expect(scrolled(before, 1_000_120, million).top).toBe(6_000_120)
  })

  it('goes to the place in proportion when the bar is dragged, and reaches both ends', () => {
    const bottom = scrollerHeight(million) - million.height
    expect(scrolled({ scroll: 0, top: 0 }, bottom, million).top).toBe(wholeHeight(million) - million.height)
    expect(scrolled({ scroll: bottom, top: wholeHeight(million) }, 0, million).top).toBe(0)
  })

  it('rests with the bar where it belongs, within the scroller', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const top = share * (wholeHeight(million) - million.height)
        const scroll = restingScroll(top, million)
        expect(scroll).toBeGreaterThanOrEqual(0)
        expect(scroll).toBeLessThanOrEqual(scrollerHeight(million) - million.height)
        expect(scrolled({ scroll: scroll + 10_000, top: 0 }, scroll, million).top).toBeCloseTo(top, 0)
      }),
    )
  })

  it('can show the very last row', () => {
    const top = topToShow(million.rows - 1, 0, million)
    expect(rowsInSight(top, million, 0).last).toBe(million.rows - 1)
  })
})
