/**
 * The care of copies in words: what was read back and when, what is wrong, what can be done.
 */
import { describe, expect, it } from 'vitest'
import type { DriveVerification } from '../../../shared/model/verification.ts'
import type { BadCopy } from '../../../shared/model/offload.ts'
import {
  byDrive,
  verificationWord,
  checkedText,
  cureText,
  repairedText,
  schedules,
  wrongText,
  holdsStill,
} from '../../../renderer/features/verification/verification-words.ts'
import { agoText } from '../../../renderer/ui/words.ts'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
const NOW = new Date(2026, 10, 23, 14, 0)
const ago = (days: number): number => NOW.getTime() - days * 86_400_000
const sums = (more: Partial<DriveVerification>): DriveVerification => ({
  volumeId: 'v',
  files: 220,
  verified: 220,
  elsewhere: 0,
  copied: 0,
  unknown: 0,
  bad: 0,
  missing: 0,
  oldestAt: ago(21),
  lastAt: ago(2),
  ...more,
})
const told = (more: Partial<DriveVerification>): string => {
  const { text, note } = verificationWord(sums(more), NOW)
  return plain(note === '' ? text : `${text} · ${note}`)
}

describe('a moment that is past', () => {
  it('is told as people tell it', () => {
    const at = (...when: [number, number, number, number]): string =>
      plain(agoText(new Date(2026, ...when).getTime(), NOW))
    expect([
      at(10, 23, 13, 59),
      at(10, 23, 13, 20),
      at(10, 23, 4, 0),
      at(10, 22, 23, 50),
      at(10, 21, 9, 0),
      at(10, 2, 9, 0),
      at(6, 1, 9, 0),
    ]).toEqual(['just now', '40 min ago', '10 h ago', 'yesterday', '2 days ago', '3 weeks ago', '4 months ago'])
    expect(plain(agoText(new Date(2023, 10, 1).getTime(), NOW))).toBe('3 years ago')
    // A clock that was set back does not make a check of tomorrow.
    expect(agoText(NOW.getTime() + 60_000, NOW)).toBe('just now')
  })
})

describe('the care of a drive', () => {
  it('names what is missing before anything that is good', () => {
    expect(told({ files: 5, verified: 5, missing: 1 })).toContain('1 file is missing · 5 of 5 files verified')
  })

  it('says how much another computer alone has read back', () => {
    expect(told({ verified: 0, elsewhere: 220 })).toContain(
      'None of 220 files verified by this computer · 220 by another computer only',
    )
  })

  it('is told whole where every file was read back', () => {
    expect(told({})).toBe('All 220 files verified · last verified 2 days ago, the oldest check 3 weeks ago')
    expect(told({ lastAt: ago(21) })).toBe('All 220 files verified · last verified 3 weeks ago')
  })

  it('says how many never were', () => {
    expect(told({ verified: 214, copied: 4, unknown: 2 })).toBe(
      '214 of 220 files verified · 6 never · last verified 2 days ago, the oldest check 3 weeks ago',
    )
    expect(told({ verified: 0, unknown: 220, oldestAt: null, lastAt: null })).toBe(
      'None of 220 files was ever verified',
    )
  })

  it('puts what has gone bad first', () => {
    expect(told({ verified: 217, unknown: 1, bad: 2 })).toMatch(
      /^2 of 220 files have gone bad · 217 verified · 1 never/,
    )
    expect(verificationWord(sums({ verified: 219, bad: 1 }), NOW).mark).toBe('failed')
  })
})

describe('a verification that ended', () => {
  it('says what is good and what is not', () => {
    expect(plain(checkedText({ verified: 12 }))).toBe('All 12 files were read back and are as before')
    expect(plain(checkedText({ verified: 9, mismatch: 2, missing: 1 }))).toBe(
      '2 have gone bad, 1 is missing; 9 files are good',
    )
    expect(plain(checkedText({ unreadable: 1 }))).toBe('1 can’t be read; none is good')
    expect(plain(checkedText({ verified: 1, skipped: 2 }))).toBe(
      'The file was read back and is as before; 2 files were changed since and left to the scan',
    )
    expect(plain(checkedText({}))).toBe('Nothing could be checked')
  })
})

describe('a bad copy', () => {
  const good = (label: string, here: boolean): BadCopy['good'][number] => ({
    fileId: label,
    volumeLabel: label,
    path: here ? `/mnt/${label}/a.mov` : 'a.mov',
    here,
    verifiedAt: ago(2),
    readBack: 'device',
  })
  const bad = (more: Partial<BadCopy>): BadCopy => ({
    fileId: 'f',
    assetId: null,
    volumeId: 'v',
    volumeLabel: 'RAID_A',
    path: '/mnt/RAID_A/a.mov',
    bytes: 1,
    here: true,
    foundAt: ago(1),
    unreadable: false,
    changed: false,
    good: [],
    ...more,
  })

  it('is told by what is wrong with it', () => {
    expect(wrongText(bad({}), NOW)).toBe('Checksum no longer matches, found yesterday')
    expect(wrongText(bad({ unreadable: true, foundAt: null }), NOW)).toBe('Can’t be read: the drive reports an error')
  })

  it('can be healed from a verified copy that is here, and else says what to connect', () => {
    expect(cureText(bad({ good: [good('NAS', false), good('SHUTTLE', true)] }), NOW)).toEqual({
      can: true,
      text: 'Good copy on SHUTTLE, verified 2\u00a0days ago, and 1 more',
    })
    expect(cureText(bad({ good: [good('SHUTTLE', false)] }), NOW)).toEqual({
      can: false,
      text: 'Its good copies are on SHUTTLE. Connect it to repair this one.',
    })
    expect(cureText(bad({ good: [good('SHUTTLE', false), good('NAS', false)] }), NOW).text).toContain(
      'Connect one of them',
    )
    expect(cureText(bad({ here: false, good: [good('SHUTTLE', true)] }), NOW)).toEqual({
      can: false,
      text: 'RAID_A is not connected. Connect it to repair this copy.',
    })
    expect(cureText(bad({}), NOW).text).toContain('No verified copy is known')
  })

  it('stands with the others of its drive', () => {
    const drives = byDrive([bad({}), bad({ fileId: 'g', volumeId: 'w', volumeLabel: 'SHUTTLE' }), bad({ fileId: 'h' })])
    expect(drives.map(({ label, copies }) => [label, copies.length])).toEqual([
      ['RAID_A', 2],
      ['SHUTTLE', 1],
    ])
  })

  it('ends in words', () => {
    expect(plain(repairedText(2, 0))).toBe('2 copies were repaired and read back')
    expect(plain(repairedText(1, 1))).toBe('1 copy was repaired and read back; 1 copy could not be repaired')
  })
})

describe('the schedule', () => {
  it('shows a number of days that was set by hand', () => {
    expect(schedules(45).at(-1)).toEqual([45, 'Every 45 days'])
    expect(schedules(30)).toBe(schedules(null))
  })
})

describe('the end of a check', () => {
  const found = { state: 'bad', problems: [{ finding: 'mismatch' }] }

  it('is told while what it found is bad, and not once all of it is repaired', () => {
    expect(holdsStill(found, { bad: 1 })).toBe(true)
    expect(holdsStill(found, { bad: 0 })).toBe(false)
  })

  it('stays where something else was wrong, or nothing was', () => {
    expect(holdsStill({ state: 'bad', problems: [{ finding: 'mismatch' }, { finding: 'missing' }] }, { bad: 0 })).toBe(
      true,
    )
    expect(holdsStill({ state: 'good', problems: [] }, { bad: 0 })).toBe(true)
  })
})
