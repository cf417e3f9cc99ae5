/**
 * Sizes, speeds, times and dates as the crew writes them.
 */
import { describe, expect, it } from 'vitest'
import {
  bytesText,
  countText,
  dayText,
  momentText,
  pathParts,
  percentText,
  speedText,
  timeLeftText,
} from '../../../renderer/ui/words.ts'

const plain = (text: string | null): string | null => text?.replaceAll('\u00a0', ' ') ?? null

describe('sizes', () => {
  it('are in decimal units, as drives state them, with three digits at most', () => {
    expect(
      [0, 572, 1000, 48_200, 1_234_000, 99_960_000, 480_100_000_000, 1_210_000_000_000].map((bytes) =>
        plain(bytesText(bytes)),
      ),
    ).toEqual(['0 B', '572 B', '1 KB', '48.2 KB', '1.23 MB', '100 MB', '480 GB', '1.21 TB'])
  })

  it('never say 1000 of a unit', () => {
    expect(plain(bytesText(999_999))).toBe('1 MB')
  })

  it('make speeds', () => {
    expect(plain(speedText(412_300_000))).toBe('412 MB/s')
  })
})

describe('time left', () => {
  it('is said as people say it', () => {
    expect([0.4, 8.2, 61, 360, 7800].map((seconds) => plain(timeLeftText(seconds)))).toEqual([
      'almost done',
      '9 s left',
      '2 min left',
      '6 min left',
      '2 h 10 min left',
    ])
  })

  it('stays unknown where it is', () => {
    expect(timeLeftText(null)).toBeNull()
    expect(timeLeftText(Number.POSITIVE_INFINITY)).toBeNull()
  })
})

describe('percent', () => {
  it('say 100 only when all is done', () => {
    expect([0, 0.999_999, 1].map((share) => plain(percentText(share)))).toEqual(['0 %', '99 %', '100 %'])
  })
})

describe('days and moments', () => {
  const now = new Date(2026, 10, 20, 18, 0)

  it('are short today and this year', () => {
    expect(dayText('2026-11-20', now)).toBe('20 Nov')
    expect(dayText('2025-02-03', now)).toBe('3 Feb 2025')
    expect(momentText(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe('09:05')
    expect(momentText(new Date(2026, 10, 19, 23, 59).getTime(), now)).toBe('19 Nov 23:59')
  })
})

describe('counts and paths', () => {
  it('have their nouns', () => {
    expect([countText(1, 'clip'), countText(0, 'clip'), countText(1204, 'entry', 'entries')].map(plain)).toEqual([
      '1 clip',
      '0 clips',
      '1,204 entries',
    ])
  })

  it('are cut where a reader wants it', () => {
    expect(pathParts('/media/card/A003/')).toEqual({ folder: '/media/card', name: 'A003' })
    expect(pathParts('/')).toEqual({ folder: '/', name: '/' })
    expect(pathParts('D:\\cards\\A003')).toEqual({ folder: 'D:\\cards', name: 'A003' })
  })
})
