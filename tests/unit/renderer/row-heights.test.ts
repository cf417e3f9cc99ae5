/**
 * Rows that are as tall as their words.
 */
import { describe, expect, it } from 'vitest'
import { rowTops, tallRowsInSight, topToShowTall } from '../../../renderer/ui/row-heights.ts'

describe('rows of their own heights', () => {
  const tops = rowTops(
    ['a', 'b', 'c', 'd'],
    new Map([
      ['b', 120],
      ['d', 30],
    ]),
    50,
  )

  it('stand one below the other, by what was measured or the estimate', () => {
    expect(tops).toEqual([0, 50, 170, 220, 250])
    expect(rowTops([], new Map(), 50)).toEqual([0])
  })

  it('are drawn where they are in sight, with spare ones', () => {
    expect(tallRowsInSight(tops, 0, 40, 0)).toEqual({ first: 0, last: 0 })
    expect(tallRowsInSight(tops, 60, 100, 0)).toEqual({ first: 1, last: 1 })
    expect(tallRowsInSight(tops, 60, 120, 1)).toEqual({ first: 0, last: 3 })
    expect(tallRowsInSight([0], 0, 100, 4).last).toBe(-1)
  })

  it('are brought into sight by the least scroll', () => {
    expect(topToShowTall(1, tops, 0, 100)).toBe(70)
    expect(topToShowTall(0, tops, 60, 100)).toBe(0)
    expect(topToShowTall(1, tops, 50, 130)).toBe(50)
  })
})
