/**
 * Selecting clips as Finder and the editors do it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  moveFrom,
  NOTHING,
  reachTo,
  selectOne,
  toggleOne,
  type Move,
} from '../../../renderer/features/library/selection-model.ts'

describe('a press', () => {
  it('selects one alone', () => {
    const selection = selectOne(4, 'e')
    expect([...selection.ids]).toEqual(['e'])
    expect(selection).toMatchObject({ anchor: 4, focus: 4, focusId: 'e' })
  })

  it('adds with the command key, and takes away what was in', () => {
    const two = toggleOne(selectOne(0, 'a'), 3, 'd')
    expect([...two.ids]).toEqual(['a', 'd'])
    expect([...toggleOne(two, 0, 'a').ids]).toEqual(['d'])
  })

  it('reaches from the anchor with Shift, however often it is moved', () => {
    const first = reachTo(selectOne(2, 'c'), 4, 'e', ['c', 'd', 'e'])
    const second = reachTo(first, 1, 'b', ['b', 'c'])
    expect(second.anchor).toBe(2)
    expect([...second.ids]).toEqual(['b', 'c'])
  })

  it('with Shift and no anchor takes the clip as its own anchor', () => {
    expect(reachTo(NOTHING, 5, 'f', ['f']).anchor).toBe(5)
  })
})

describe('the arrow keys in a grid of 4 columns and 10 clips', () => {
  const go = (focus: number | null, move: Move): number | null => moveFrom(focus, move, 4, 2, 10)

  it('move in two dimensions', () => {
    expect([go(5, 'left'), go(5, 'right'), go(5, 'up'), go(5, 'down')]).toEqual([4, 6, 1, 9])
  })

  it('stay at the edges', () => {
    expect([go(0, 'left'), go(9, 'right'), go(2, 'up'), go(8, 'down')]).toEqual([0, 9, 2, 8])
  })

  it('go down to the last clip where the last row has none below', () => {
    expect(go(7, 'down')).toBe(9)
  })

  it('begin at the first clip, or at the last with End', () => {
    expect([go(null, 'right'), go(null, 'last')]).toEqual([0, 9])
  })

  it('do nothing where there is nothing', () => {
    expect(moveFrom(null, 'down', 4, 2, 0)).toBeNull()
  })

  it('never leave the clips', () => {
    const moves: readonly Move[] = ['left', 'right', 'up', 'down', 'pageUp', 'pageDown', 'first', 'last']
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(499),
        fc.constantFrom(...moves),
        (total, columns, rows, start, move) => {
          const next = moveFrom(Math.min(start, total - 1), move, columns, rows, total)
          expect(next).toBeGreaterThanOrEqual(0)
          expect(next).toBeLessThan(total)
        },
      ),
    )
  })
})
