/**
 * A clip found in a sound: exact to the sample where there is one to find, and "not sure" with its reason where there
 * is none (DISCOVERY, sound sync).
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pull } from '../../../shared/model/sound-sync.ts'
import { commonClap } from '../../../electron/engine/domain/sound-sync/claps.ts'
import { compareLevels, type Coarse } from '../../../electron/engine/domain/sound-sync/compare.ts'
import { WINDOW } from '../../../electron/engine/domain/sound-sync/fine.ts'
import { LEVEL_RATE, levelMeter, type SoundLevels } from '../../../electron/engine/domain/sound-sync/levels.ts'
import { lineThrough, type SoundLine } from '../../../electron/engine/domain/sound-sync/line.ts'
import { prove, spansOf } from '../../../electron/engine/domain/sound-sync/prove.ts'
import { atRate, inRoom, loop, part, speech, toMeter, withClaps, withNoise } from '../../helpers/sounds.ts'

const RATE = 48_000
const OFFSET = 123_457

function levelsOf(sound: Float32Array): SoundLevels {
  const meter = levelMeter(1)
  meter.feed(toMeter(sound))
  return meter.finish()
}

interface Found {
  readonly coarse: Coarse
  readonly line: SoundLine | null
}

/** Compares and proves, as the job does. */
function synced(clip: Float32Array, sound: Float32Array, around: number | null = null): Found {
  const [coarse] = [...compareLevels(levelsOf(clip), [{ key: 's', levels: levelsOf(sound), around }])]
  const { place, starts } = coarse!
  if (place === null || starts === null) return { coarse: coarse!, line: null }
  const look = (lag: number, pull: Pull): SoundLine | null => {
    const spans = spansOf(starts, lag, pull)
    const cut = (from: Float32Array, at: number, seconds: number): Float32Array =>
      part(from, Math.round(at * RATE), Math.round(seconds * RATE))
    return prove(
      spans,
      spans.map((span) => ({
        clip: cut(clip, span.clip, WINDOW),
        sound: cut(sound, span.sound, span.soundSeconds),
      })),
      pull,
    )
  }
  const line = look(place.lag, coarse!.pull)
  return {
    coarse: coarse!,
    line: line === null || line.pull === coarse!.pull ? line : look(line.offset * LEVEL_RATE, line.pull),
  }
}

const samplesOf = (line: SoundLine | null): number => Math.round(line!.offset * RATE)
const roll = speech(200, 1)

describe('a clip of one minute, heard across the room', () => {
  it.each([20, 0, -10])('at %i dB over the noise is found with no sample of error', (snr) => {
    const { coarse, line } = synced(withNoise(inRoom(part(roll, OFFSET, 60 * RATE)), snr, 5), roll)
    expect(coarse.notSure).toBeNull()
    expect(coarse.place!.z).toBeGreaterThan(12)
    expect(coarse.place!.ratio).toBeGreaterThan(2)
    expect(line).toMatchObject({ pull: '1' })
    expect(Math.abs(line!.driftPpb!)).toBeLessThan(100)
    expect(samplesOf(line)).toBe(OFFSET)
  })

  it('at −15 dB is found as exactly, when it lasts five', () => {
    const long = speech(320, 1)
    const { line } = synced(withNoise(inRoom(part(long, OFFSET, 300 * RATE)), -15, 5), long)
    expect(samplesOf(line)).toBe(OFFSET)
  })

  it('begins before the sound does, or ends behind it', () => {
    expect(samplesOf(synced(withNoise(part(roll, -7 * RATE, 60 * RATE), 10, 2), roll).line)).toBe(-7 * RATE)
    expect(samplesOf(synced(withNoise(part(roll, 170 * RATE + 11, 60 * RATE), 10, 2), roll).line)).toBe(170 * RATE + 11)
  })
})

it('a clock that differs by 20 ppm is read as 20.0 ppm', () => {
  const { line } = synced(withNoise(inRoom(atRate(part(roll, OFFSET, 190 * RATE), 1 + 20e-6)), 0, 4), roll)
  expect((line!.driftPpb! / 1000).toFixed(1)).toBe('20.0')
  expect(Math.abs(samplesOf(line) - OFFSET)).toBeLessThanOrEqual(2)
})

describe('sound that was pulled by 0.1 %', () => {
  it.each([
    [180, 1001 / 1000, '1001/1000'],
    [180, 1000 / 1001, '1000/1001'],
    [40, 1001 / 1000, '1001/1000'],
  ] as const)('is recognised in a clip of %i s', (seconds, rate, pull) => {
    const { line } = synced(withNoise(inRoom(atRate(part(roll, OFFSET, seconds * RATE * 1.002), rate)), 0, 4), roll)
    expect(line).toMatchObject({ pull })
    expect(Math.abs(line!.driftPpb!)).toBeLessThan(1500)
    expect(Math.abs(samplesOf(line) - OFFSET)).toBeLessThanOrEqual(3)
  })
})

describe('what is not sure, and why', () => {
  it('unrelated sound', () => {
    const { coarse } = synced(speech(60, 99), roll)
    expect(coarse).toMatchObject({ notSure: 'unrelated', starts: null })
    expect(coarse.place!.z).toBeLessThan(8)
    expect(coarse.place!.ratio).toBeLessThan(1.3)
  })

  it('music in a loop fits in several places', () => {
    const music = loop(speech(8, 3), 200)
    const { coarse } = synced(withNoise(part(music, OFFSET, 60 * RATE), 10, 3), music)
    expect(coarse).toMatchObject({ notSure: 'several-places', starts: null })
  })

  it('but the timecode may say which of them', () => {
    const music = loop(speech(8, 3), 200)
    const clip = withNoise(part(music, OFFSET, 60 * RATE), 10, 3)
    expect(samplesOf(synced(clip, music, OFFSET / RATE + 0.3).line)).toBe(OFFSET)
    expect(synced(clip, music, OFFSET / RATE + 3).coarse.notSure).toBe('several-places')
  })

  it.each([
    [3, 20],
    [5, 0],
    [20, -10],
  ])('a clip of %i s at %i dB, but at the place of its timecode its samples prove it', (seconds, snr) => {
    const clip = withNoise(inRoom(part(roll, OFFSET, seconds * RATE)), snr, 9)
    const alone = synced(clip, roll)
    expect([alone.coarse.notSure === null, alone.line]).toEqual([false, null])
    // The clocks of both were set by hand: a frame apart.
    const { coarse, line } = synced(clip, roll, OFFSET / RATE + 0.04)
    expect(coarse.notSure).toBe(alone.coarse.notSure)
    expect(Math.abs(samplesOf(line) - OFFSET)).toBeLessThanOrEqual(1)
    // Another sound at that place is not taken for it.
    expect(synced(clip, speech(200, 99), OFFSET / RATE).line).toBeNull()
  })

  it('a clip under three seconds', () => {
    expect(synced(part(roll, OFFSET, 2 * RATE), roll).coarse.notSure).toBe('short')
  })

  it('silence on either side', () => {
    expect(synced(new Float32Array(20 * RATE), roll).coarse.notSure).toBe('silent')
    expect(synced(part(roll, OFFSET, 20 * RATE), new Float32Array(60 * RATE)).coarse.notSure).toBe('silent')
  })

  it('a camera that is clipped through and through is still found; where it is not, that is said', () => {
    const clipped = withNoise(part(roll, OFFSET, 60 * RATE), 20, 3).map((one) => Math.max(-1, Math.min(1, one * 30)))
    expect(synced(clipped, roll).coarse.notSure).toBeNull()
    const other = speech(60, 98).map((one) => Math.max(-1, Math.min(1, one * 60)))
    expect(synced(other, roll).coarse.notSure).toBe('clipped')
  })

  it('a sound that was cut in the middle is on no line', () => {
    const cut = part(roll, 0, roll.length)
    cut.copyWithin(60 * RATE, 60 * RATE + 1500)
    expect(synced(withNoise(part(roll, 30 * RATE, 60 * RATE), 20, 3), cut).line).toBeNull()
  })
})

it('any place in the roll is found, whatever the clip', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 160 * RATE }), fc.integer({ min: 12, max: 40 }), (from, seconds) => {
      const { line } = synced(withNoise(part(roll, from, seconds * RATE), 10, from), roll)
      expect(Math.abs(samplesOf(line) - from)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 6, seed: 20 },
  )
})

it('sounds that have nothing in common are never joined', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 1_000_000 }), fc.integer({ min: 4, max: 60 }), (seed, seconds) => {
      expect(synced(speech(seconds, seed), roll).line).toBeNull()
    }),
    { numRuns: 8, seed: 21 },
  )
})

describe('the line through three windows', () => {
  it('gives back any line that clocks can make', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.integer({ min: -100, max: 100 }),
        fc.constantFrom('1', '1000/1001', '1001/1000'),
        (start, ppm, pull) => {
          const slope = (pull === '1' ? 0 : pull === '1000/1001' ? 1000 / 1001 - 1 : 0.001) + ppm * 1e-6
          const line = lineThrough([5, 150, 290].map((at) => ({ at, offset: start + slope * at })))
          expect(line).toMatchObject({ pull })
          expect(Math.abs(line!.driftPpb! - ppm * 1000)).toBeLessThanOrEqual(1)
          expect(Math.abs(line!.offset - start)).toBeLessThan(1e-6)
        },
      ),
    )
  })

  it('says nothing of the clocks of a short clip, and takes the middle one of the windows', () => {
    const line = lineThrough([
      { at: 1, offset: 2.001 },
      { at: 4, offset: 2 },
      { at: 7, offset: 2.0005 },
    ])
    expect(line).toEqual({ offset: 2.0005, pull: '1', driftPpb: null })
  })

  it('refuses fewer than three, and one that is off by more than 5 ms', () => {
    expect(lineThrough([{ at: 1, offset: 2 }])).toBeNull()
    expect(lineThrough([0, 30, 60].map((at) => ({ at, offset: at === 30 ? 2.02 : 2 })))).toBeNull()
  })
})

it('a clap that both have is told', () => {
  const slated = withClaps(part(roll, 0, 60 * RATE), [12])
  const clip = inRoom(part(slated, 10 * RATE, 30 * RATE))
  const { line } = synced(clip, slated)
  const clap = commonClap(levelsOf(clip).claps, levelsOf(slated).claps, line!)
  expect(Math.abs(clap! - 2000)).toBeLessThanOrEqual(3)
  expect(commonClap([500], [9000], line!)).toBeNull()
})
