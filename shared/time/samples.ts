/**
 * Sound and picture meet here: samples since midnight (the TimeReference of a Broadcast Wave) and frames of timecode.
 */
import { ceilOf, floorOf } from './rational.ts'
import type { Rate } from './rate.ts'
import { timecode, type Timecode } from './timecode.ts'

/**
 * The timecode of a sample count since midnight, with the real rate: at 23.976 a frame holds 2002 samples of 48 kHz.
 *
 * Recorders cut the exact start of a frame to a whole sample, up or down (at 29.97 a frame is 1601.6 samples), so a
 * sample less than one before the start of a frame belongs to that frame. Vector: 2190940753 at 48 kHz and 23.976 is
 * 12:39:59:00 (a Sound Devices 702T recording).
 */
export function timecodeOfSamples(samples: number, sampleRate: number, rate: Rate, dropFrame = false): Timecode {
  return timecode(floorOf(samples + 1, { num: rate.num, den: rate.den * sampleRate }), rate, dropFrame)
}

/** The first sample since midnight that lies in the frame; the exact start of the frame, cut up to a whole sample. */
export function samplesOfTimecode(tc: Timecode, sampleRate: number): number {
  return ceilOf(tc.frames, { num: tc.rate.den * sampleRate, den: tc.rate.num })
}

/** Frames that a run of samples fills, the last one counted when it is begun. */
export function framesOfSamples(samples: number, sampleRate: number, rate: Rate): number {
  return ceilOf(samples, { num: rate.num, den: rate.den * sampleRate })
}

/** The time of day of a sample since midnight, to the millisecond: "01:00:00.000". */
export function clockOfSamples(samples: number, sampleRate: number): string {
  const ms = floorOf(samples, { num: 1000, den: sampleRate })
  const two = (value: number): string => String(value).padStart(2, '0')
  const seconds = Math.floor(ms / 1000)
  return `${[Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')}.${String(ms % 1000).padStart(3, '0')}`
}
