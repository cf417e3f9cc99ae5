/** The words for counts of copies: one is not told like many. */
import { describe, expect, it } from 'vitest'
import { cellWord, filesOf } from '../../../shared/copies/words.ts'
import type { Standing } from '../../../shared/copies/standing.ts'

const label = (of: number, some: Partial<Record<Standing, number>>): string =>
  cellWord({
    drive: 'RAID_A',
    here: true,
    of,
    standings: { whole: 0, elsewhere: 0, cached: 0, unread: 0, unknown: 0, bad: 0, missing: 0, replaced: 0, ...some },
  }).label

describe('counts of copies', () => {
  it.each<[number, Partial<Record<Standing, number>>, string]>([
    [3, { bad: 1, missing: 1, whole: 1 }, 'RAID_A: 1 of 3 files no longer matches, 1 is missing'],
    [6, { bad: 2, missing: 3, whole: 1 }, 'RAID_A: 2 of 6 files no longer match, 3 are missing'],
    [1, { missing: 1 }, 'RAID_A: 1 of 1 file missing'],
    [1, { unread: 1 }, 'RAID_A: 0 of 1 file verified, 1 not read back from the disk'],
    [1, { bad: 1 }, 'RAID_A: 1 of 1 file no longer matches'],
    [2, { whole: 1, elsewhere: 1 }, 'RAID_A: 1 of 2 files verified, 1 read back by another computer only'],
  ])('of %i files: %o', (of, some, text) => {
    expect(label(of, some)).toBe(text)
  })

  it('have thousands apart', () => {
    expect(filesOf(1200, 4000)).toBe('1,200 of 4,000 files')
  })
})
