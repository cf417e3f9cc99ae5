/**
 * Places in an order: there is always one more between two.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPosition, positionBetween, positionsBetween } from '../../../electron/engine/domain/replica/position.ts'

describe('a place', () => {
  it('is found between any two neighbours, however often somebody inserts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 120 }), (spots) => {
        const order: string[] = []
        for (const spot of spots) {
          const at = spot % (order.length + 1)
          const made = positionBetween(order[at - 1] ?? null, order[at] ?? null)
          expect(isPosition(made)).toBe(true)
          order.splice(at, 0, made)
        }
        expect(order).toEqual(order.toSorted((a, b) => (a < b ? -1 : 1)))
        expect(new Set(order).size).toBe(order.length)
      }),
    )
  })

  it('is found for many at once, and those stay short', () => {
    const thousand = positionsBetween('3', '4', 1000)
    expect(thousand).toEqual(thousand.toSorted((a, b) => (a < b ? -1 : 1)))
    expect(new Set(thousand).size).toBe(1000)
    expect(Math.max(...thousand.map((one) => one.length))).toBeLessThan(6)
    expect(thousand.every((one) => one > '3' && one < '4')).toBe(true)
  })

  it('comes after the first of two that stand at one spot', () => {
    expect(positionBetween('V', 'V') > 'V').toBe(true)
  })

  it('is no other text', () => {
    expect(['', '0', 'a0', 'é', 'a b', 'V'.repeat(300)].map(isPosition)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
