/**
 * What the report of a shooting day says: the verdict on today's evidence, totals, problems, lists.
 */
import { describe, expect, it } from 'vitest'
import { csvText } from '../../../electron/engine/domain/reports/csv.ts'
import type { CopyNow, DayCard, DayFacts, DayFile } from '../../../electron/engine/domain/reports/day-facts.ts'
import { dayMail, dayRows } from '../../../electron/engine/domain/reports/day-list.ts'
import { dayReport } from '../../../electron/engine/domain/reports/day-report.ts'
import { cardsOf } from '../../../electron/engine/domain/reports/same-card.ts'
import { reportHtml } from '../../../electron/engine/reports/html.ts'
import type { Offload } from '../../../shared/model/offload.ts'

const AT = Date.UTC(2026, 10, 20, 13, 2)
const by = { library: 'Show', author: 'Ada', version: '1', madeAt: AT }

const copy = (drive: string, over: Partial<CopyNow> = {}): CopyNow => ({
  volumeId: drive,
  drive,
  device: `disk:${drive}`,
  here: true,
  path: `/media/${drive}/x`,
  state: 'present',
  verification: 'verified',
  verifiedAt: AT,
  readBack: 'device',
  elsewhere: false,
  ...over,
})
const file = (name: string, copies: readonly CopyNow[], over: Partial<DayFile> = {}): DayFile => ({
  path: `A003/${name}.mov`,
  bytes: 2e9,
  hashes: { xxh64: '0123456789abcdef', xxh128: 'f'.repeat(32) },
  state: 'verified',
  error: null,
  destinations: [],
  copies,
  clip: {
    id: name,
    name,
    day: '2026-11-20',
    camera: 'A',
    roll: 'A003',
    startTimecode: '01:00:00:00',
    startFrame: 90_000,
    durationFrames: 1_500,
    kind: 'video',
    broken: null,
    durationMs: 60_000,
    rate: { num: 25, den: 1 },
    dropFrame: false,
    width: 3840,
    height: 2160,
    codec: 'prores',
    scene: null,
    take: null,
    circled: false,
    poster: null,
  },
  ...over,
})
const offload = (name: string, over: Partial<Offload> = {}): Offload => ({
  id: name,
  name,
  sources: [`/media/${name}`],
  state: 'done',
  cascade: false,
  resumes: 'asked',
  queue: null,
  ejected: [],
  files: 1,
  bytes: 2e9,
  clips: 1,
  level: 'full',
  rolls: [{ name, path: name, family: 'ARRI', files: 1, bytes: 2e9, check: null }],
  bytesRead: 2e9,
  readErrors: 0,
  currentPath: null,
  speed: 0,
  secondsLeft: null,
  destinations: [],
  remarks: [],
  verdict: { safeToFormat: true, verified: true, sentence: 'Safe to format.', reasons: [], devices: 2 },
  error: null,
  startedAt: AT,
  finishedAt: AT,
  ...over,
})
const card = (name: string, files: readonly DayFile[], over: Partial<Offload> = {}): DayCard => ({
  offload: offload(name, over),
  others: [],
  files,
})
const day = (cards: readonly DayCard[], over: Partial<DayFacts> = {}): DayFacts => ({
  day: '2026-11-20',
  number: 12,
  requiredDevices: 2,
  cards,
  loose: [],
  ...over,
})
const two = [copy('RAID'), copy('SHUTTLE')]

describe('the verdict on a day', () => {
  it('is safe when every card may be formatted, on how many disks, and names the drives', () => {
    const { verdict, title, cards, figures } = dayReport(
      day([card('A003', [file('A003C001', two)]), card('B002', [file('B002C001', two)])]),
      by,
    )
    expect(verdict).toEqual({
      good: true,
      word: 'The day is safe',
      sentence:
        'All 2 cards of the day may be formatted: every file is on at least 2 different disks, read back and equal.',
      reasons: [],
    })
    expect(title).toBe('Day 12')
    expect(cards[0]!.verdict).toMatchObject({
      good: true,
      word: 'May be formatted',
      sentence: expect.stringContaining(
        'on at least 2 different disks (RAID 1 of 1 · SHUTTLE 1 of 1), no check older than 2026-11-20',
      ),
    })
    expect(figures.map(({ value }) => value)).toEqual(['2', '2', '2 min', '4.00 GB', '2'])
  })

  it('names the card that must not be formatted, and why', () => {
    const { verdict } = dayReport(
      day([card('A003', [file('A003C001', two)]), card('B002', [file('B002C001', [copy('RAID')])])]),
      by,
    )
    expect(verdict).toMatchObject({
      good: false,
      word: 'Not all of the day is safe',
      sentence: '1 of 2 cards may be formatted. Do not format B002.',
      reasons: ['B002: its files are verified on one disk only; 2 are asked for.'],
    })
  })

  it('goes by what is known today: a copy that went bad since, or is missing, takes the word back', () => {
    for (const lost of [{ verification: 'failed' }, { state: 'missing' }, { state: 'replaced' }] as const) {
      const { verdict, problems, cards } = dayReport(
        day([card('A003', [file('A003C001', [copy('RAID'), copy('SHUTTLE', lost)])])]),
        by,
      )
      expect(verdict.good).toBe(false)
      expect(problems).toMatchObject([
        {
          card: null,
          path: 'A003/A003C001.mov',
          message: expect.stringMatching(
            /^The copy on SHUTTLE (read back wrong.*\. It can be repaired from RAID|(is missing|was replaced by another file)\. Offload the card again, or copy it from RAID)\.$/,
          ),
        },
      ])
      expect(cards[0]!.clips[0]).toMatchObject({ good: false, copies: [{ good: true }, { good: false }] })
    }
  })

  it('is what the safety page says of a card with more on it, alike on paper, in the sheet and in the mail', () => {
    const news = '1 file on the card was not offloaded: offload the card again.'
    const facts = day([card('A003', [file('A003C001', two)]), { ...card('B002', [file('B002C001', two)]), news }])
    const { verdict, cards } = dayReport(facts, by)
    expect(verdict).toEqual({
      good: false,
      word: 'Not all of the day is safe',
      sentence: '1 of 2 cards may be formatted. Do not format B002.',
      reasons: [expect.stringContaining('B002: 1 file on the card was not offloaded')],
    })
    expect(cards.map((one) => one.verdict)).toMatchObject([
      { good: true },
      { good: false, word: 'Do not format', sentence: news, reasons: [] },
    ])
    expect(
      dayRows(facts)
        .slice(1)
        .map(([name, may]) => [name, may]),
    ).toEqual([
      ['A003', 'yes'],
      ['B002', 'no'],
    ])
    expect(dayMail(facts)).toMatch(/^B002: .*\. Do not format: 1 file on the card was not offloaded/m)
    expect(reportHtml(dayReport(facts, by))).toContain(news)
    // What the copies lack is said beside it.
    expect(
      dayReport(day([{ ...card('B002', [file('B002C001', [copy('RAID')])]), news }]), by).cards[0]!.verdict,
    ).toMatchObject({ sentence: news, reasons: ['Its files are verified on one disk only; 2 are asked for.'] })
  })

  it('and a second drive that came later gives it: what an offload said of its copies is asked again', () => {
    const lonely = {
      verdict: {
        safeToFormat: false,
        verified: true,
        sentence: '',
        reasons: [{ code: 'devices', message: 'there is only one copy' }],
        devices: 1,
      },
    }
    expect(dayReport(day([card('A003', [file('A003C001', two)], lonely)]), by).verdict.good).toBe(true)
    const source = {
      verdict: { ...lonely.verdict, reasons: [{ code: 'source', message: '1 file of the card could not be read' }] },
    }
    expect(dayReport(day([card('A003', [file('A003C001', two)], source)]), by).verdict).toMatchObject({
      good: false,
      reasons: ['A003: 1 file of the card could not be read.'],
    })
  })

  it('counts no copy that was only written, read through the cache, or lies on a disk that is not known', () => {
    for (const weak of [
      { verification: 'copied' },
      { readBack: 'page-cache' },
      { device: null },
      { device: 'disk:RAID' },
    ] as const) {
      expect(
        dayReport(day([card('A003', [file('A003C001', [copy('RAID'), copy('SHUTTLE', weak)])])]), by).verdict.good,
      ).toBe(false)
    }
  })

  it('is not given before an offload ended', () => {
    const { cards } = dayReport(
      day([
        card('A003', [file('A003C001', two)], {
          state: 'parked',
          verdict: null,
          error: { code: 'disk.full', message: 'RAID is full.' },
        }),
      ]),
      by,
    )
    expect(cards[0]!.verdict).toMatchObject({
      good: false,
      sentence: 'Its offload stopped before the end (RAID is full). Resume it.',
    })
  })

  it('tells of clips that came from no card', () => {
    const { copies, clip, ...rest } = file('C1', [copy('RAID')])
    const { verdict, cards } = dayReport(
      day([card('A003', [file('A003C001', two)])], { loose: [{ clip: clip!, files: [{ ...rest, copies }] }] }),
      by,
    )
    expect(verdict.good).toBe(false)
    expect(verdict.sentence).toContain(
      '1 clip was not copied by an offload of this library; it is not proven to be safe.',
    )
    expect(cards[1]).toMatchObject({ name: 'Not from an offloaded card', verdict: null, clips: [{ name: 'C1' }] })
  })
})

describe('the rest of it', () => {
  it('sums up by camera, leaves clips of other days out, and says that they are there', () => {
    const other = file('A003C002', two)
    const { cameras, cards } = dayReport(
      day([card('A003', [file('A003C001', two), { ...other, clip: { ...other.clip!, day: '2026-11-19' } }])]),
      by,
    )
    expect(cameras).toEqual([{ camera: 'A', clips: 1, length: '1 min', size: '2.00 GB', rolls: 'A003' }])
    expect(cards[0]!.clips.map(({ name }) => name)).toEqual(['A003C001'])
    expect(cards[0]!.rest).toContain('1 clip of other days is on this card too.')
  })

  it('counts copies that were lost together instead of naming a thousand', () => {
    const files = Array.from({ length: 1_000 }, (_, index) =>
      file(`C${index}`, [copy('RAID'), copy('SHUTTLE', { state: 'missing' })]),
    )
    const { problems, drives } = dayReport(day([card('A003', files)]), by)
    expect(problems).toMatchObject([
      { message: 'This and 999 more copies on SHUTTLE are missing. Offload the card again, or copy them from RAID.' },
    ])
    expect(drives).toMatchObject([
      { label: 'RAID', problem: null },
      { label: 'SHUTTLE', problem: '1,000 copies are missing or replaced.' },
    ])
  })

  it('as rows has problems first and every copy as it is today', () => {
    const rows = dayRows(
      day([
        card('A003', [
          file('A003C001', two),
          file('A003C002', [copy('RAID'), copy('SHUTTLE', { verification: 'failed' })]),
        ]),
      ]),
    )
    expect(rows.every((row) => row.length === rows[0]!.length)).toBe(true)
    expect(rows.map((row) => row[3])).toEqual(['path', 'A003/A003C002.mov', 'A003/A003C001.mov'])
    expect(rows[1]!.slice(0, 3)).toEqual([
      'A003',
      'no',
      expect.stringContaining('verified on 1 of 2 disks; SHUTTLE: checksum no longer matches, '),
    ])
    expect(rows[1]).toContain('failed')
    expect(rows[2]!.slice(0, 3)).toEqual(['A003', 'no', ''])
  })

  it('as a mail says the verdict first, then a line a card', () => {
    const mail = dayMail(day([card('A003', [file('A003C001', two)]), card('B002', [file('B002C001', [copy('RAID')])])]))
    expect(mail).toBe(
      [
        'Day 12, Friday 20 November 2026',
        'Not all of the day is safe. 1 of 2 cards may be formatted. Do not format B002.',
        '',
        'A003: 1 clip, 2.00 GB, verified: RAID 1 of 1 · SHUTTLE 1 of 1. May be formatted.',
        'B002: 1 clip, 2.00 GB, verified: RAID 1 of 1. Do not format: its files are verified on one disk only; 2 are asked for.',
        '',
        '2 cards, 2 clips, 2 min, 4.00 GB in all.',
        '',
      ].join('\n'),
    )
  })
})

describe('which offloads were of one card', () => {
  const ids = (...names: string[]): ReadonlySet<string> => new Set(names)

  it('a second offload of it to a further drive is no further card', () => {
    const again = offload('A003', { id: 'again', startedAt: AT + 1 })
    expect(
      cardsOf([
        { offload: offload('A003'), clips: ids('1', '2') },
        { offload: again, clips: ids('1', '2') },
      ]),
    ).toMatchObject([{ offload: { id: 'again' }, others: [{ id: 'A003' }] }])
  })

  it('one that has more and was stopped speaks for the card: the older word is not enough', () => {
    const grown = offload('A003', { id: 'grown', files: 2, state: 'parked' })
    expect(
      cardsOf([
        { offload: offload('A003'), clips: ids('1') },
        { offload: grown, clips: ids('1') },
      ]),
    ).toMatchObject([{ offload: { id: 'grown' } }])
  })

  it('a card that was used again is another one', () => {
    expect(
      cardsOf([
        { offload: offload('A003'), clips: ids('1') },
        { offload: offload('A003', { id: 'next' }), clips: ids('2') },
      ]),
    ).toHaveLength(2)
    expect(
      cardsOf([
        { offload: offload('A003'), clips: ids('1') },
        { offload: offload('A003', { id: 'next', bytes: 1, state: 'failed' }), clips: ids() },
      ]),
    ).toHaveLength(2)
  })
})

describe('names that mean harm', () => {
  const evil = file('<script>alert(1)</script>', two, { path: 'A003/"><img src=x onerror=alert(1)>.mov' })
  const facts = day([card('=HYPERLINK("http://x")', [evil, file('ملف 001', two), file('\u202Egnp.mov', two)])])

  it('are words in HTML, and the page lets nothing run or load', () => {
    const html = reportHtml(dayReport(facts, by))
    expect(html).not.toMatch(/<script|<img src=x|onerror=alert\(1\)>/)
    expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
    expect(html).toContain(`default-src 'none'`)
    expect(html).not.toMatch(/https?:\/\/(?!x)/)
    // Right-to-left names find their own direction; what turns the order around to hide an ending is taken out.
    expect(html).toContain('<p class="name" dir="auto">ملف 001</p>')
    expect(html).not.toContain('\u202E')
  })

  it('are no formulas in CSV', () => {
    expect(csvText(dayRows(facts))).not.toMatch(/(^|,)"?=/m)
  })
})
