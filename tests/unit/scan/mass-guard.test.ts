/**
 * When a person is asked before files are called missing.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asksBefore } from '../../../electron/engine/domain/scan/mass-guard.ts'

describe('the mass guard', () => {
  it.each([
    [1, 1, false],
    [1, 1000, false],
    [4, 20, false],
    [5, 50, false],
    [5, 49, true],
    [50, 10_000, false],
    [51, 1_000_000, true],
    [2, 2, true],
    [2, 3, false],
    [0, 0, false],
  ])('of %i missing of %i asks: %s', (missing, of, asks) => {
    expect(asksBefore(missing, of)).toBe(asks)
  })

  it('asks about more when it asks about fewer', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(2000), (missing, more, of) => {
        expect(!asksBefore(missing, of) || asksBefore(missing + more, of)).toBe(true)
      }),
    )
  })
})
