/**
 * Sound whose recorder wrote samples since midnight and no frame rate: its start in frames as soon as the pictures
 * beside it tell how to count, as time of day until then.
 */
import { describe, expect, it } from 'vitest'
import { soundStart, type Counting } from '../../../electron/engine/domain/media/sound-start.ts'

const counting = (num: number, den = 1, dropFrame = false): Counting => ({ rate: { num, den }, dropFrame })
const HOUR = 3601 * 48_000

describe('the start of sound without a frame rate', () => {
  it('is the time of day while no picture tells a rate', () => {
    expect(soundStart(HOUR, 48_000, { roll: [], day: [] })).toBe(
      '01:00:01.000 (time of day, by bext; no frame rate is written)',
    )
  })

  it.each([
    [counting(25), '01:00:01:00', '25 fps'],
    [counting(24_000, 1001), '00:59:57:09', '23.976 fps'],
    [counting(30, 1, true), '01:00:04;18', '30 fps'],
  ])('is in frames at the rate of the day’s pictures: %j', (one, start, rate) => {
    expect(soundStart(HOUR, 48_000, { roll: [], day: [one] })).toBe(
      `${start} (bext, at the ${rate} of the day’s pictures; the file names no rate)`,
    )
  })

  it('goes by the pictures of its own roll first', () => {
    expect(soundStart(HOUR, 48_000, { roll: [counting(24)], day: [counting(24), counting(25)] })).toMatch(
      /^01:00:01:00 \(bext, at the 24 fps of the roll’s/,
    )
  })

  it('stays the time of day where the pictures do not count alike: nothing is guessed', () => {
    expect(soundStart(HOUR, 48_000, { roll: [], day: [counting(24), counting(25)] })).toMatch(/time of day/)
    expect(soundStart(HOUR, 48_000, { roll: [], day: [counting(30_000, 1001), counting(30_000, 1001, true)] })).toMatch(
      /time of day/,
    )
    expect(soundStart(HOUR, 48_000, { roll: [counting(24), counting(25)], day: [counting(24)] })).toMatch(/time of day/)
  })

  it.each([
    ['no pictures', { roll: [], day: [] }],
    ['pictures that do not count alike', { roll: [], day: [counting(24), counting(25)] }],
  ])('is in frames at the project’s rate where somebody said one: %s', (_what, beside) => {
    expect(soundStart(HOUR, 48_000, { ...beside, project: counting(30, 1, true) })).toBe(
      '01:00:04;18 (bext, at the project’s 30 fps; the file names no rate)',
    )
    expect(soundStart(HOUR, 48_000, { ...beside, project: null })).toMatch(/time of day/)
  })

  it('goes by its pictures before the project', () => {
    expect(soundStart(HOUR, 48_000, { roll: [], day: [counting(24)], project: counting(25) })).toMatch(
      /24 fps of the day’s pictures/,
    )
  })
})
