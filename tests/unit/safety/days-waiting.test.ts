/** Which days a card holds up on which something was not offloaded. */
import { describe, expect, it } from 'vitest'
import { daysWaiting } from '../../../electron/engine/domain/safety/days-waiting.ts'
import { hasFresh } from '../../../electron/engine/domain/safety/row.ts'

describe('a card that was not offloaded', () => {
  it('holds up the days of its files, each once, and the day on which it was seen', () => {
    expect(daysWaiting([{ days: ['2026-11-19', '2026-11-20'] }, { days: ['2026-11-20'] }], '2026-11-21')).toEqual([
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
    ])
    expect(daysWaiting([{ days: [] }], '2026-11-21')).toEqual(['2026-11-21'])
  })

  it('is one with files that were not offloaded, that were not compared, or that are being compared', () => {
    const inserted = (fresh: number | null, comparing = false) =>
      hasFresh({
        inserted: { volumeId: 'v', label: 'C', mountPoint: '/c', fresh, comparing },
        left: null,
        folder: null,
      })
    expect([inserted(0), inserted(1), inserted(null), inserted(0, true)]).toEqual([false, true, true, true])
    expect(hasFresh({ inserted: null, left: null, folder: null })).toBe(false)
    const folder = (fresh: number | null) => hasFresh({ inserted: null, left: null, folder: { path: '/f', fresh } })
    expect([folder(0), folder(2), folder(null)]).toEqual([false, true, true])
    expect(hasFresh({ inserted: null, left: { volumeId: 'v', label: 'C', fresh: 1, seenAt: 1 }, folder: null })).toBe(
      true,
    )
  })
})
