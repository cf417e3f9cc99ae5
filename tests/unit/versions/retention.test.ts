/**
 * Which old versions go, and which never do.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  versionsToThin,
  type AgedVersion,
  type RetentionRules,
} from '../../../electron/engine/domain/versions/retention.ts'

const DAY_MS = 86_400_000
const NOW = 1_000 * DAY_MS

const stack = (days: readonly number[], assetId = 'film'): AgedVersion[] =>
  days.map((age, index) => ({
    id: `${assetId}-${index}`,
    assetId,
    createdAt: NOW - age * DAY_MS,
    current: index === days.length - 1,
    pinned: false,
  }))
const thin = (versions: readonly AgedVersion[], rules: Partial<RetentionRules> = {}, bytes = 0): string[] =>
  versionsToThin(versions, { keepAllDays: 30, keepDailyDays: 180, budgetBytes: null, ...rules }, bytes, NOW, () => 1)

const aged = fc
  .array(
    fc.record({
      assetId: fc.constantFrom('film', 'trailer', 'titles'),
      age: fc.double({ min: 0, max: 900, noNaN: true }),
      pinned: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((rows): AgedVersion[] => {
    const versions = rows.map((row, index) => ({
      id: `${index}`,
      assetId: row.assetId,
      createdAt: NOW - row.age * DAY_MS,
      pinned: row.pinned,
      current: false,
    }))
    // any of an asset's versions may be the current one
    const current = new Map(versions.map((version) => [version.assetId, version.id]))
    return versions.map((version) => ({ ...version, current: current.get(version.assetId) === version.id }))
  })
const anyRules = fc.record({
  keepAllDays: fc.integer({ min: 1, max: 400 }),
  keepDailyDays: fc.nat(400),
  budgetBytes: fc.option(fc.nat(50)),
})

describe('thinning', () => {
  it('leaves all versions of the last days', () => {
    expect(thin(stack([29, 28.9, 28.8, 2, 1, 0]))).toEqual([])
  })

  it('leaves one version of each day after that, the last one', () => {
    expect(thin(stack([40.9, 40.6, 40.3, 39.5, 0]))).toEqual(['film-0', 'film-1'])
  })

  it('leaves one version of each week after that', () => {
    expect(thin(stack([400, 399, 398, 397, 396, 0]))).toEqual(['film-0', 'film-2', 'film-3'])
  })

  it('takes the oldest first when the store is larger than its budget', () => {
    expect(thin(stack([5, 4, 3, 2, 1]), { budgetBytes: 3 }, 5)).toEqual(['film-0', 'film-1'])
  })

  it('never takes the newest, the current or a pinned version, whatever the rules and the budget', () => {
    fc.assert(
      fc.property(aged, anyRules, fc.nat(100), (versions, rules, bytes) => {
        const gone = new Set(thin(versions, rules, bytes))
        for (const version of versions) if (version.pinned || version.current) expect(gone.has(version.id)).toBe(false)
        for (const assetId of new Set(versions.map((version) => version.assetId))) {
          const own = versions.filter((version) => version.assetId === assetId)
          expect(
            own.some(
              (version) => version.createdAt === Math.max(...own.map((one) => one.createdAt)) && !gone.has(version.id),
            ),
          ).toBe(true)
        }
      }),
    )
  })

  it('takes nothing more when it is asked again', () => {
    fc.assert(
      fc.property(aged, anyRules, fc.nat(100), (versions, rules, bytes) => {
        const gone = new Set(thin(versions, rules, bytes))
        expect(
          thin(
            versions.filter((version) => !gone.has(version.id)),
            rules,
            bytes - gone.size,
          ),
        ).toEqual([])
      }),
    )
  })

  it('takes no version twice, and none it was not shown', () => {
    fc.assert(
      fc.property(aged, anyRules, fc.nat(100), (versions, rules, bytes) => {
        const gone = thin(versions, rules, bytes)
        expect(new Set(gone).size).toBe(gone.length)
        expect(gone.every((id) => versions.some((version) => version.id === id))).toBe(true)
      }),
    )
  })
})
