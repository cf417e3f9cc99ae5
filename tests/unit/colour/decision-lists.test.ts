/**
 * Colour decisions in cutting lists, and the clips that they are about.
 */
import { describe, expect, it } from 'vitest'
import { readAle, readEdl } from '../../../electron/engine/domain/colour/decision-lists.ts'
import { clipStem, matchDecisions, type GradedClip } from '../../../electron/engine/domain/colour/match-decisions.ts'

const SOP = '(1.1 1 0.9)(0.01 0 -0.01)(1 1.2 1)'
const CDL = { slope: [1.1, 1, 0.9], offset: [0.01, 0, -0.01], power: [1, 1.2, 1], saturation: 0.8 }
const NEUTRAL = { slope: [1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1] }

describe('an EDL', () => {
  it('gives each event its decision, its reel, its timecode and its names', () => {
    const text = [
      'TITLE: DAY 3',
      'FCM: NON-DROP FRAME',
      '',
      '001  A003C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00',
      '* FROM CLIP NAME: A003C001_240101.mov',
      `* ASC_SOP ${SOP}`,
      '* ASC_SAT 0.8',
      '002  AX       AA/V  C        00:00:00:00 00:00:02:00 01:00:02:00 01:00:04:00',
      '* SOURCE FILE: /day 3/B001C002.mxf',
      `*ASC_SOP: ${SOP}`,
      '003  B002     V     D    024 10:00:00:00 10:00:02:00 01:00:04:00 01:00:06:00',
      '* ASC_SAT 0.5',
    ].join('\r\n')
    expect(readEdl(text)).toEqual({
      decisions: [
        { line: 6, names: ['A003C001_240101.mov'], reel: 'A003C001', timecode: '01:00:10:00', cdl: CDL },
        {
          line: 10,
          names: ['/day 3/B001C002.mxf'],
          reel: null,
          timecode: '00:00:00:00',
          cdl: { ...CDL, saturation: 1 },
        },
        { line: 12, names: [], reel: 'B002', timecode: '10:00:00:00', cdl: { ...NEUTRAL, saturation: 0.5 } },
      ],
      faults: [],
    })
  })

  it('takes only the last event of a dissolve, as the comments below it mean it', () => {
    const text = [
      '004  A1 V C        01:00:00:00 01:00:00:00 01:00:00:00 01:00:00:00',
      '004  A2 V D    012 02:00:00:00 02:00:01:00 01:00:00:00 01:00:01:00',
      `* ASC_SOP ${SOP}`,
    ].join('\n')
    expect(readEdl(text).decisions).toMatchObject([{ reel: 'A2', timecode: '02:00:00:00' }])
  })

  it('names the lines that are no decision', () => {
    const text = [
      `* ASC_SOP ${SOP}`,
      '001  A1 V C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00',
      '* ASC_SOP (1 1 1)(0 0 0)(0 1 1)',
      '002  A1 V C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00',
      '* ASC_SOP (1 1)(0 0 0)(1 1 1)',
      '003  A1 V C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00',
      '* ASC_SAT much',
    ].join('\n')
    const { decisions, faults } = readEdl(text)
    expect(decisions).toEqual([])
    expect(faults.map(({ line }) => line)).toEqual([1, 3, 5, 7])
  })
})

describe('an ALE', () => {
  const ale = (...rows: string[]): string =>
    [
      'Heading',
      'FIELD_DELIM\tTABS',
      'FPS\t25',
      '',
      'Column',
      'Name\tTape\tStart\tASC_SOP\tASC_SAT',
      '',
      'Data',
      ...rows,
    ].join('\r')
  it('gives each row its decision; a row without one is none', () => {
    expect(
      readAle(
        ale(
          `A003C001\tA003\t01:00:00:00\t${SOP}\t0.8`,
          'A003C002\tA003\t01:01:00:00\t\t',
          '\tA003\t02:00:00:00\t\t0.5',
        ),
      ),
    ).toEqual({
      decisions: [
        { line: 9, names: ['A003C001'], reel: 'A003', timecode: '01:00:00:00', cdl: CDL },
        { line: 11, names: [], reel: 'A003', timecode: '02:00:00:00', cdl: { ...NEUTRAL, saturation: 0.5 } },
      ],
      faults: [],
    })
  })
  it('names what is none, and short rows', () => {
    expect(readAle(ale('A003C001', `A003C002\tA003\t01:00:00:00\t(1 1 1)(0 0 0)`))).toMatchObject({
      decisions: [],
      faults: [{ line: 10 }],
    })
    expect(readAle('Heading\nData\nx')).toBeNull()
  })
})

describe('which clip a decision is about', () => {
  const clip = (name: string, roll: string | null, start: string, frames = 250): GradedClip => ({
    id: `${roll ?? ''} ${name}`,
    name,
    roll,
    startTimecode: start,
    durationFrames: frames,
    rate: { num: 25, den: 1 },
  })
  const decision = (more: object) => ({ line: 1, names: [], reel: null, timecode: null, cdl: CDL as never, ...more })
  const ids = (clips: readonly GradedClip[], more: object): string[] =>
    matchDecisions([decision(more)], clips).matches.map((match) => match.clip.id)

  it('is the one of that name, whatever its case, its ending and the form of its letters', () => {
    const clips = [clip('Caf\u00e9 1.MOV', 'A1', '01:00:00:00'), clip('A003C002.mov', 'A3', '01:00:00:00')]
    expect(ids(clips, { names: ['cafe\u0301 1'] })).toEqual(['A1 Caf\u00e9 1.MOV'])
    expect(ids(clips, { names: ['unknown', '/x/y/a003c002.mxf'], timecode: '09:00:00:00' })).toEqual([
      'A3 A003C002.mov',
    ])
    expect(clipStem('A.B.mov')).toBe('a.b')
  })

  it('of several of that name is the one of that reel, or at that timecode', () => {
    const clips = [
      clip('C0001.MP4', 'A1', '01:00:00:00'),
      clip('C0001.MP4', 'B1', '01:00:00:00'),
      clip('C0001.MP4', 'C1', '05:00:00:00'),
    ]
    expect(ids(clips, { names: ['C0001'], reel: 'B1' })).toEqual(['B1 C0001.MP4'])
    expect(ids(clips, { names: ['C0001'], timecode: '05:00:09:24' })).toEqual(['C1 C0001.MP4'])
    const { matches, faults } = matchDecisions([decision({ names: ['C0001'], timecode: '01:00:01:00' })], clips)
    expect(matches).toEqual([])
    expect(faults).toEqual([
      { line: 1, sentence: '2 clips are called “C0001” or at 01:00:01:00; it was given to none of them.' },
    ])
  })

  it('without a name is the one of that reel that holds that timecode', () => {
    const clips = [
      clip('A003C001_0101AB.mov', 'A003', '01:00:00:00'),
      clip('A003C002_0101AB.mov', 'A003', '01:00:10:00'),
    ]
    expect(ids(clips, { reel: 'A003', timecode: '01:00:10:00' })).toEqual(['A003 A003C002_0101AB.mov'])
    expect(ids(clips, { reel: 'A003C001', timecode: '01:00:09:24' })).toEqual(['A003 A003C001_0101AB.mov'])
    expect(ids(clips, { reel: 'A003', timecode: '01:00:20:00' })).toEqual([])
    expect(ids(clips, { reel: 'B003', timecode: '01:00:10:00' })).toEqual([])
  })

  it('may run over midnight, and counts as the clip does', () => {
    const night = clip('N1.mov', 'N', '23:59:58:00')
    expect(ids([night], { reel: 'N', timecode: '00:00:03:00' })).toEqual(['N N1.mov'])
    const drop = { ...clip('D1.mov', 'D', '00:59:59;28', 10), rate: { num: 30_000, den: 1001 } }
    expect(ids([drop], { reel: 'D', timecode: '01:00:00:02' })).toEqual(['D D1.mov'])
  })

  it('takes the first of two, and says so where they differ', () => {
    const clips = [clip('A.mov', null, '01:00:00:00')]
    const other = { ...CDL, saturation: 1 } as never
    const { matches, faults } = matchDecisions(
      [
        decision({ names: ['A'] }),
        decision({ line: 4, names: ['A'] }),
        decision({ line: 7, names: ['A'], cdl: other }),
      ],
      clips,
    )
    expect(matches).toMatchObject([{ line: 1 }])
    expect(faults).toEqual([{ line: 7, sentence: 'A.mov has another correction in line 1, which is used.' }])
  })
})
