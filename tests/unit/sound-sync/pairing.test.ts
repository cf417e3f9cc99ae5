/**
 * Which sounds are tried for a clip, and what is proposed of what they came to.
 */
import { describe, expect, it } from 'vitest'
import { roundsFor, type PictureFacts, type SoundFacts } from '../../../electron/engine/domain/sound-sync/candidates.ts'
import { clockOffset, type PictureClock, type SoundClock } from '../../../electron/engine/domain/sound-sync/clock.ts'
import { pictureClock, soundClock } from '../../../electron/engine/domain/sound-sync/facts.ts'
import { proposalsFor, type Compared } from '../../../electron/engine/domain/sound-sync/proposals.ts'
import { samplesOfTimecode } from '../../../shared/time/samples.ts'
import { parseTimecode } from '../../../shared/time/timecode.ts'
import type { Rate } from '../../../shared/time/rate.ts'
import { evidenceTexts, placeText, secondsText } from '../../../shared/util/sound-words.ts'

const R23: Rate = { num: 24_000, den: 1001 }
const R24: Rate = { num: 24, den: 1 }
const R25: Rate = { num: 25, den: 1 }
const R29: Rate = { num: 30_000, den: 1001 }
const R30: Rate = { num: 30, den: 1 }

const picture = (text: string, rate: Rate): PictureClock => parseTimecode(text, rate)
function sound(text: string, rate: Rate, sampleRate = 48_000, told = true): SoundClock {
  const tc = parseTimecode(text, rate)
  return { samples: samplesOfTimecode(tc, sampleRate), sampleRate, counting: told ? tc : null }
}

describe('picture and sound on the clock of their timecode', () => {
  it.each([
    ['23.976', '12:40:00:00', R23, '12:39:59:00', R23, 1.001],
    ['25', '10:00:10:00', R25, '10:00:00:00', R25, 10],
    ['29.97 drop', '10:01:00;02', R29, '10:00:00;00', R29, 1800 * (1001 / 30_000)],
    ['29.97 non-drop', '10:01:00:00', R29, '10:00:00:00', R29, 60.06],
    ['30 drop, as mixers write it', '01:01:00;02', R30, '01:00:00;00', R30, 60],
    ['23.976 beside 29.97 non-drop, both slow', '01:00:01:00', R23, '01:00:00:00', R29, 1.001],
    ['25 beside 24, both at the speed of the wall', '10:00:02:00', R25, '10:00:00:00', R24, 2],
  ])('at %s', (_, seen, rate, heard, soundRate, seconds) => {
    const found = clockOffset(picture(seen, rate), sound(heard, soundRate))
    expect(found.loose).toBe(false)
    expect(found.offset).toBeCloseTo(seconds, 4)
  })

  it('counts the samples of a recorder with the real rate: 2190940753 is 12:39:59:00 at 23.976', () => {
    const heard: SoundClock = { samples: 2_190_940_753, sampleRate: 48_000, counting: { rate: R23, dropFrame: false } }
    expect(clockOffset(picture('12:40:00:00', R23), heard).offset).toBeCloseTo(1.001, 3)
  })

  it('takes a sound without a rate to count as the picture does', () => {
    expect(clockOffset(picture('12:40:00:00', R23), sound('12:39:59:00', R23, 48_000, false)).offset).toBeCloseTo(
      1.001,
      4,
    )
  })

  it('compares labels, and only about, where timecodes run at different speeds', () => {
    expect(clockOffset(picture('12:00:05:00', R23), sound('12:00:00:00', R24))).toEqual({ offset: 5, loose: true })
    const found = clockOffset(picture('12:00:05:00', R29), sound('12:00:00;00', R29))
    expect(found.loose).toBe(true)
    expect(found.offset).toBeCloseTo(5, 1)
  })

  it('goes over midnight either way', () => {
    expect(clockOffset(picture('00:00:01:00', R25), sound('23:59:59:00', R25)).offset).toBeCloseTo(2, 6)
    expect(clockOffset(picture('23:59:59:00', R23), sound('00:00:01:00', R23)).offset).toBeCloseTo(-2.002, 4)
  })

  it('takes 96 and 44.1 kHz', () => {
    expect(clockOffset(picture('10:00:01:00', R25), sound('10:00:00:00', R25, 96_000)).offset).toBeCloseTo(1, 6)
    expect(clockOffset(picture('10:00:01:00', R25), sound('10:00:00:00', R25, 44_100)).offset).toBeCloseTo(1, 6)
  })

  it('takes a count of zero for no clock at all', () => {
    const start = { ...parseTimecode('00:00:00:00', R25), text: '00:00:00:00', source: 'tmcd' as const }
    expect(pictureClock({ start })).toBeNull()
    expect(soundClock({ start, sound: null })).toBeNull()
    const later = { ...parseTimecode('10:00:00:00', R23), text: '10:00:00:00', source: 'tmcd' as const }
    expect(clockOffset(picture('10:00:01:00', R23), soundClock({ start: later, sound: null })!).offset).toBeCloseTo(
      1.001,
      6,
    )
  })
})

const clip = (more: Partial<PictureFacts> = {}): PictureFacts => ({
  id: 'clip',
  day: '2026-11-20',
  seconds: 10,
  clock: picture('10:00:10:00', R25),
  recordedAt: 1000,
  ...more,
})
const take = (id: string, more: Partial<SoundFacts> = {}): SoundFacts => ({
  id,
  day: '2026-11-20',
  seconds: 60,
  clock: null,
  recordedAt: null,
  ...more,
})

describe('the rounds in which sounds are tried', () => {
  it('are timecode, time of recording, and the rest of the day', () => {
    const rounds = roundsFor(clip(), [
      take('beside', { clock: sound('10:00:00:00', R25) }),
      take('second recorder', { clock: sound('10:00:15:00', R25) }),
      take('later', { clock: sound('10:01:00:00', R25), recordedAt: 1100 }),
      take('about then', { recordedAt: 900 }),
      take('some time'),
      take('other day', { day: '2026-11-21', clock: sound('10:00:00:00', R25) }),
      take('no day', { day: null }),
    ])
    expect(rounds.timecode.map(({ soundId }) => soundId)).toEqual(['beside', 'second recorder'])
    expect(rounds.timecode[0]!.clock!.offset).toBeCloseTo(10, 6)
    expect(rounds.time.map(({ soundId }) => soundId)).toEqual(['later', 'about then'])
    expect(rounds.rest.map(({ soundId }) => soundId)).toEqual(['some time', 'no day'])
  })

  it('allow timecodes of different speeds a minute and a half', () => {
    const slow = clip({ clock: picture('12:00:10:00', R23) })
    const rounds = roundsFor(slow, [
      take('near', { clock: sound('12:01:20:00', R24) }),
      take('far', { clock: sound('12:04:00:00', R24) }),
    ])
    expect(rounds.timecode.map(({ soundId }) => soundId)).toEqual(['near'])
  })

  it('let one roll serve many clips', () => {
    const roll = take('roll', { seconds: 3600, clock: sound('10:00:00:00', R25) })
    for (const at of ['10:00:10:00', '10:20:00:00', '10:59:55:00'])
      expect(roundsFor(clip({ clock: picture(at, R25) }), [roll]).timecode).toHaveLength(1)
  })
})

const compared = (soundId: string, more: Partial<Compared> = {}): Compared => ({
  soundId,
  sampleRate: 48_000,
  clock: null,
  beside: true,
  place: { lag: 1000, z: 40, ratio: 8.04 },
  line: { offset: 10, pull: '1', driftPpb: 0 },
  notSure: null,
  clapMs: null,
  ...more,
})

describe('what is proposed', () => {
  it('is the proven place, in whole samples of the sound, with what agrees', () => {
    const [found] = proposalsFor([compared('a', { clock: { offset: 10.05, loose: false }, clapMs: 320 })], R25)
    expect(found).toEqual({
      soundId: 'a',
      place: { offset: 480_000, sampleRate: 48_000, pull: '1', driftPpb: 0 },
      evidence: {
        timecode: 'agrees',
        timecodeOff: -2400,
        correlation: 'proven',
        notSure: null,
        z10: 400,
        ratio10: 80,
        clapMs: 320,
        byHand: false,
      },
    })
  })

  it('tells a contradiction between timecode and sound, and goes by the sound', () => {
    const [found] = proposalsFor([compared('a', { clock: { offset: 12, loose: false } })], R25)
    expect(found).toMatchObject({
      place: { offset: 480_000 },
      evidence: { timecode: 'differs', timecodeOff: -96_000, correlation: 'proven' },
    })
  })

  it('is the timecode alone where there is no sound to compare, marked so', () => {
    const none = compared('a', { line: null, place: null, notSure: 'no-sound', clock: { offset: 10, loose: false } })
    expect(proposalsFor([none], R25)).toMatchObject([
      { place: { offset: 480_000 }, evidence: { timecode: 'alone', correlation: 'not-sure', notSure: 'no-sound' } },
    ])
    expect(proposalsFor([{ ...none, clock: { offset: 10, loose: true } }], R25)).toEqual([])
    expect(proposalsFor([{ ...none, clock: null }], R25)).toEqual([])
    expect(proposalsFor([{ ...none, beside: false }], R25)).toEqual([])
  })

  it('is every recorder that the timecode ties to the clip', () => {
    const clock = { offset: 10, loose: false }
    const found = proposalsFor([compared('a', { clock }), compared('b', { clock })], R25)
    expect(found.map(({ evidence }) => evidence.correlation)).toEqual(['proven', 'proven'])
  })

  it('is not sure where several sounds fit and no timecode says which: playback in each take', () => {
    const found = proposalsFor([compared('take 1'), compared('take 2')], R25)
    expect(found.map(({ evidence }) => evidence)).toMatchObject([
      { correlation: 'not-sure', notSure: 'several-sounds' },
      { correlation: 'not-sure', notSure: 'several-sounds' },
    ])
    const tied = proposalsFor([compared('take 1', { clock: { offset: 10, loose: false } }), compared('take 2')], R25)
    expect(tied.map(({ evidence }) => evidence.correlation)).toEqual(['proven', 'not-sure'])
  })

  it.each([
    ['just under the limit', 11.9, 3, 'several-sounds'],
    ['with several places of its own', 20, 1.1, 'several-sounds'],
    ['as far as half of it', 6.5, 3, null],
    ['no further than unrelated sound', 7.9, 3, null],
  ])('is not sure where another recording stands out %s', (_, z, ratio, doubt) => {
    const near = compared('take 2', { line: null, notSure: 'weak', place: { lag: 70, z, ratio } })
    const best = { lag: 1000, z: 12.1, ratio: 2.2 }
    const untied = proposalsFor([compared('take 1', { place: best }), near], R25)
    expect(untied.map(({ soundId, evidence }) => [soundId, evidence.notSure])).toEqual([['take 1', doubt]])
    // The timecode says which of them it is.
    const tied = compared('take 1', { place: best, clock: { offset: 10, loose: false } })
    expect(proposalsFor([tied, near], R25)[0]!.evidence).toMatchObject({ correlation: 'proven', notSure: null })
  })
})

it('times are said to the thousandth', () => {
  expect(secondsText(2.5721)).toBe('2.572 s')
  expect(secondsText(-62.5)).toBe('-1:02.500')
  expect(secondsText(3723.0004)).toBe('1:02:03.000')
})

it('sound that proves no place speaks not against the one that the timecode names', () => {
  const none = compared('a', { line: null, place: null, notSure: 'unrelated', clock: { offset: 10, loose: false } })
  const [found] = proposalsFor([none], R25)
  expect(evidenceTexts(found!.evidence, found!.place, R25)).toEqual([
    'It could not be proven by sound: too short, too noisy, or not the same.',
  ])
  const near = compared('a', { place: null, clock: { offset: 10, loose: false } })
  const [proven] = proposalsFor([near], R25)
  expect(evidenceTexts(proven!.evidence, proven!.place, R25)).toEqual([
    'Timecode agrees',
    'Sound matches at the place that the timecode names',
  ])
})

it('a pair is told in the words of the trade', () => {
  const [found] = proposalsFor([compared('a', { clock: { offset: 12, loose: false }, clapMs: 320 })], R25)
  expect(evidenceTexts(found!.evidence, found!.place, R25)).toEqual([
    'Timecode differs: the clip’s is 50 frames ahead',
    'Sound matches (z 40.0, 8.0 times the next place)',
    'Clap at 0.320 s in both',
  ])
  expect(placeText(found!.place)).toBe('the clip begins 10.000 s into the sound')
  expect(placeText({ ...found!.place, offset: -24_000 })).toBe('the sound begins 0.500 s after the clip')
})
