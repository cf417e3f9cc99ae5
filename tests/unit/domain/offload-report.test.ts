/**
 * What the report of an offload says, before it is drawn.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnLabels, csvText } from '../../../electron/engine/domain/reports/csv.ts'
import {
  offloadReport,
  reportRows,
  rollMail,
  type ReportFile,
} from '../../../electron/engine/domain/reports/offload-report.ts'
import { splitByFont } from '../../../electron/engine/reports/font-runs.ts'
import type { Offload, OffloadFile } from '../../../shared/model/offload.ts'

const destination = (label: string): Offload['destinations'][number] => ({
  index: 0,
  path: `/media/${label}`,
  target: `/media/${label}/A003`,
  volumeLabel: label,
  physicalDevice: `disk:${label}`,
  state: 'done',
  bytesCopied: 10,
  bytesVerified: 10,
  filesCopied: 1,
  filesVerified: 1,
  conflicts: 0,
  failures: 0,
  readErrors: 0,
  paused: false,
  origins: [],
  speed: 0,
  readBack: 'device',
  error: null,
})
const offload: Offload = {
  id: '0',
  name: 'A003',
  sources: ['/media/CARD'],
  state: 'done',
  cascade: false,
  resumes: 'asked',
  queue: null,
  ejected: [],
  files: 2,
  bytes: 2e9,
  clips: 1,
  level: 'full',
  rolls: [{ name: 'A003_1120R7', path: '', family: 'ARRI', files: 2, bytes: 2e9, check: null }],
  bytesRead: 2e9,
  readErrors: 0,
  currentPath: null,
  speed: 0,
  secondsLeft: null,
  destinations: [destination('RAID_A'), destination('SHUTTLE')],
  remarks: [],
  verdict: {
    safeToFormat: true,
    verified: true,
    sentence: 'Safe to format: 2 files on 2 devices.',
    reasons: [],
    devices: 2,
  },
  error: null,
  startedAt: 1_763_640_000_000,
  finishedAt: 1_763_640_060_000,
}
const copies = (state: OffloadFile['destinations'][number]['state']): OffloadFile['destinations'] =>
  offload.destinations.map((one) => ({
    target: one.target,
    state,
    path: 'A003/a.mov',
    level: state === 'failed' ? null : 'full',
    readBack: 'device',
    verifiedAt: 1_763_640_060_000,
    copiedFrom: null,
    error: state === 'failed' ? 'The drive is full.' : null,
  }))
const file = (path: string, state: OffloadFile['state'], clip: ReportFile['clip'] = null): ReportFile => ({
  path,
  bytes: 5,
  hashes: { xxh64: '0123456789abcdef', xxh128: 'f'.repeat(32) },
  state,
  error: null,
  destinations: copies(state === 'verified' ? 'verified' : 'failed'),
  clip,
})
const clip: ReportFile['clip'] = {
  id: 'a',
  name: 'A003C001',
  day: '2026-11-20',
  camera: 'A',
  roll: 'A003',
  startTimecode: '01:00:00:00',
  startFrame: 90_000,
  durationFrames: 100,
  kind: 'video',
  broken: null,
  durationMs: 4_000,
  rate: { num: 25, den: 1 },
  dropFrame: false,
  width: 1920,
  height: 1080,
  codec: 'prores',
  scene: '14',
  take: '3',
  circled: true,
  poster: null,
}
const by = { library: 'Show', author: 'Ada', version: '1', madeAt: 1_763_650_000_000 }

describe('a report', () => {
  it('begins with the verdict, in the words of the offload', () => {
    const report = offloadReport(offload, [file('a.mov', 'verified', clip), file('a.xml', 'verified')], by)
    expect(report.verdict).toMatchObject({
      good: true,
      word: 'Safe to format',
      sentence: 'Safe to format: 2 files on 2 devices.',
    })
    expect(report).toMatchObject({
      heading: 'Offload report',
      problems: [],
      cards: [{ rest: ['1 further file: sidecars and the camera’s own databases.'] }],
    })
    expect(report.facts).toContain('Rolls A003_1120R7')
    expect(report.cards[0]!.clips).toMatchObject([
      {
        name: 'A003C001',
        good: true,
        timecode: '01:00:00:00 – 01:00:04:00',
        picture: '1920 × 1080  ·  25 fps  ·  ProRes',
        slate: 'Scene 14, take 3, circled',
        hashes: ['xxh64 0123456789abcdef', `xxh128 ${'f'.repeat(32)}`],
      },
    ])
    expect(report.drives.map((one) => one.facts)).toEqual(
      Array(2).fill('1 of 2 files verified, read back from the disk'),
    )
  })

  it('shows a clip in many files once, with all its bytes and no hash that is only of a part', () => {
    const report = offloadReport(
      offload,
      [file('a_0001.dng', 'verified', clip), file('a_0002.dng', 'verified', clip)],
      by,
    )
    expect(report.cards[0]!.clips).toMatchObject([{ size: '10 B', path: 'a_0001.dng and 1 more', hashes: [] }])
  })

  it('names every problem with its destination, and claims nothing for it', () => {
    const report = offloadReport(
      { ...offload, verdict: null },
      [file('a.mov', 'copied', clip), file('b.mov', 'changed')],
      by,
    )
    expect(report.verdict.good).toBe(false)
    expect(report.verdict.sentence).toContain('not complete')
    expect(report.problems.map((problem) => problem.message)).toEqual([
      '/media/RAID_A/A003: The drive is full.',
      '/media/SHUTTLE/A003: The drive is full.',
      'It changed, or read differently twice, while it was copied.',
    ])
    expect(report.cards[0]!.clips[0]).toMatchObject({ good: false, state: 'Not verified everywhere' })
  })

  it('as rows has one a file, each with all hashes and every destination', () => {
    const [header, row] = reportRows(offload, [file('a.mov', 'verified', clip)])
    expect(row).toHaveLength(header!.length)
    expect(row!.slice(0, 16)).toEqual([
      'a.mov',
      '5',
      'verified',
      'A003C001',
      '01:00:00:00',
      '4.000',
      '14',
      '3',
      'yes',
      '01:00:04:00',
      '1920 × 1080 ProRes',
      '25',
      'A',
      'A003',
      'f'.repeat(32),
      '0123456789abcdef',
    ])
    expect(row).toContain('/media/SHUTTLE/A003/a.mov')
  })

  it('has no two columns of one name, however alike the drives are called', () => {
    const [header] = reportRows(
      { ...offload, destinations: ['SHUTTLE', 'SHUTTLE', 'SHUTTLE (2)'].map(destination) },
      [],
    )
    expect(header!.filter((name) => name.endsWith(' path'))).toEqual([
      'SHUTTLE path',
      'SHUTTLE (3) path',
      'SHUTTLE (2) path',
    ])
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('A', 'A (2)', 'A (3)', 'A state', 'state', '', 'path', 'note'), { maxLength: 8 }),
        (labels) => {
          const [columns] = reportRows({ ...offload, cascade: true, destinations: labels.map(destination) }, [
            file('a.mov', 'verified'),
          ])
          expect(new Set(columns).size).toBe(columns!.length)
          expect(columnLabels(labels)).toHaveLength(labels.length)
        },
      ),
    )
  })

  it('names what was left on the card, and what no manifest can hold', () => {
    const remarks = [
      {
        code: 'source.left_out',
        level: 'warning' as const,
        message: "A003/x can't be read (EIO) and is not copied.",
        paths: ['A003/x'],
      },
      { code: 'source.unnameable', level: 'warning' as const, message: 'One name …', paths: ['caf\\xE9.mov'] },
    ]
    const report = offloadReport({ ...offload, remarks }, [file('caf\\xE9.mov', 'verified')], by)
    expect(report.problems.map(({ path, message }) => [path, message])).toEqual([
      ['A003/x', "A003/x can't be read (EIO) and is not copied."],
      ['caf\\xE9.mov', 'Not sealed: no manifest can hold this name.'],
    ])
    const [header, left, sealed] = reportRows({ ...offload, remarks }, [file('caf\\xE9.mov', 'verified')])
    expect([left!.slice(0, 3), sealed!.slice(0, 3)]).toEqual([
      ['A003/x', '', 'left on the card'],
      ['caf\\xE9.mov', '5', 'verified'],
    ])
    expect(sealed![header!.indexOf('note')]).toBe('Not sealed: no manifest can hold this name.')
  })

  it('tells what the card itself names and does not hold, and of parts that were meant', () => {
    const check = {
      indices: ['MEDIAPRO.XML'],
      expected: 2,
      missing: [{ path: 'Clip/C0002.MXF', clip: true, says: 'MEDIAPRO.XML' }],
      missingCount: 1,
      extra: [],
      extraCount: 0,
      notes: [],
    }
    const remarks = [
      { code: 'card.incomplete', level: 'warning' as const, message: 'C0002 is not there.', paths: [] },
      { code: 'destination.same_disk', level: 'warning' as const, message: 'One disk.', paths: [] },
    ]
    const incomplete = {
      ...offload,
      remarks,
      rolls: [{ name: 'A', path: 'CARD', family: 'Sony XAVC', files: 1, bytes: 1, check }],
    }
    expect(offloadReport(incomplete, [], by).remarks).toEqual(['C0002 is not there.'])
    const [header, row] = reportRows(incomplete, [])
    expect(row).toHaveLength(header!.length)
    expect(row!.slice(0, 4)).toEqual(['CARD/Clip/C0002.MXF', '', 'missing on the card', 'named by MEDIAPRO.XML'])
  })

  it('as a mail is a line a card', () => {
    expect(rollMail([offload], '20 November')).toBe(
      'Rolls of 20 November\n\nA003_1120R7: 1 clip, 2.00 GB, on RAID_A (1 of 2 verified) + SHUTTLE (1 of 2 verified). Safe to format: 2 files on 2 devices.\n\n1 card, 2.00 GB in all.\n',
    )
  })
})

describe('CSV', () => {
  it('quotes what has to be quoted, and lets no name run as a formula', () => {
    expect(csvText([['a,b', 'say "x"', '=HYPERLINK("http://x")', '-12.5', 'plain']])).toBe(
      '"a,b","say ""x""","\'=HYPERLINK(""http://x"")",-12.5,plain\r\n',
    )
  })

  it('keeps rows apart whatever names hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        (rows) => {
          const text = csvText(rows)
          const unquoted = text.replaceAll(/"(?:[^"]|"")*"/g, '')
          expect(unquoted.split('\r\n')).toHaveLength(rows.length + 1)
        },
      ),
    )
  })
})

describe('letters of a report', () => {
  it('come from the font that has them; what none has is a question mark', () => {
    expect(
      splitByFont({ folder: '/f' }, 'Ёжик ab 日', false).map((run) => [
        run.font.replace(/.*inter-|-400.*/g, ''),
        run.text,
      ]),
    ).toEqual([
      ['cyrillic', 'Ёжик'],
      ['latin', ' ab ?'],
    ])
  })

  it('are all there, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => {
        const shown = splitByFont({ folder: '/f' }, words, true)
          .map((run) => run.text)
          .join('')
        expect([...shown]).toHaveLength([...words.normalize('NFC')].length)
      }),
    )
  })
})
