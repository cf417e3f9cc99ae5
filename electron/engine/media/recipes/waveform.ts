/**
 * The waveform: the lowest and highest sample in each of at most 2000 equal pieces of the sound, for every channel.
 *
 * The sound is decoded at its own rate, since a resampled peak is not the peak. How long it is need not be known: when
 * the pieces run out, neighbours are joined and each piece is twice as long.
 */
import { z } from 'zod'
import type { AudioStream, MediaFacts } from '../../../../shared/model/probe.ts'
import { defineRecipe, type RecipePart } from './recipe.ts'
import { sideBySide } from './side-by-side.ts'
import { unsupported } from './source.ts'

const MAX_BUCKETS = 2000
/** Channels drawn: those of the first tracks, up to this many. */
const MAX_CHANNELS = 16

/** The file: JSON, small enough to be read whole. Peaks are −127 … 127, where 127 is full scale. */
export interface Waveform {
  readonly version: 1
  readonly sampleRate: number
  readonly channels: number
  /** Samples in each channel. */
  readonly samples: number
  readonly samplesPerBucket: number
  readonly buckets: number
  /** For each channel: low, high, low, high … */
  readonly peaks: readonly (readonly number[])[]
}

interface WaveformPlan {
  readonly part: RecipePart
  readonly channels: number
  readonly sampleRate: number
}

/** Builds the decoding to 16-bit samples of all channels side by side; null when there is nothing to hear. */
function buildWaveform(streams: readonly AudioStream[]): WaveformPlan | null {
  const found = sideBySide(streams, MAX_CHANNELS, {
    filters: (first) => `aresample=${first.sampleRate}`,
    end: 'wave',
  })
  if (found === null) return null
  return {
    part: {
      recipe: 'waveform',
      picture: null,
      sound: [found.graph],
      soundEnds: ['wave'],
      output: ['-c:a', 'pcm_s16le', '-f', 's16le'],
    },
    channels: found.channels,
    sampleRate: found.heard[0]!.sampleRate,
  }
}

/** Takes samples as they come and gives the peaks at the end. */
interface PeakMeter {
  readonly feed: (chunk: Buffer) => void
  readonly finish: () => Waveform
}

/** Makes a meter for interleaved 16-bit samples. `expected` samples a channel set the first length of a piece. */
export function peakMeter(channels: number, sampleRate: number, expected: number): PeakMeter {
  let perBucket = Math.max(1, Math.ceil(expected / MAX_BUCKETS))
  let lows = new Int16Array(channels * MAX_BUCKETS)
  let highs = new Int16Array(channels * MAX_BUCKETS)
  let bucket = 0
  let inBucket = 0
  let samples = 0
  let rest: Buffer = Buffer.alloc(0)
  const frameBytes = channels * 2

  const joinPairs = (): void => {
    const half = MAX_BUCKETS / 2
    const [nextLows, nextHighs] = [new Int16Array(lows.length), new Int16Array(highs.length)]
    for (let to = 0; to < half; to += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const [a, b] = [2 * to * channels + channel, (2 * to + 1) * channels + channel]
        nextLows[to * channels + channel] = Math.min(lows[a]!, lows[b]!)
        nextHighs[to * channels + channel] = Math.max(highs[a]!, highs[b]!)
      }
    }
    lows = nextLows
    highs = nextHighs
    bucket = half
    perBucket *= 2
  }

  const meter = (values: Int16Array): void => {
    for (let at = 0; at < values.length; at += channels) {
      if (inBucket === perBucket) {
        bucket += 1
        inBucket = 0
        if (bucket === MAX_BUCKETS) joinPairs()
      }
      const base = bucket * channels
      for (let channel = 0; channel < channels; channel += 1) {
        const value = values[at + channel]!
        if (inBucket === 0 || value < lows[base + channel]!) lows[base + channel] = value
        if (inBucket === 0 || value > highs[base + channel]!) highs[base + channel] = value
      }
      inBucket += 1
    }
    samples += values.length / channels
  }

  return {
    feed(chunk) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const usable = bytes.length - (bytes.length % frameBytes)
      rest = Buffer.from(bytes.subarray(usable))
      // Int16Array wants its bytes at an even place of the memory behind; a copy of the slice always is.
      const aligned = bytes.byteOffset % 2 === 0 ? bytes : Buffer.from(bytes)
      meter(new Int16Array(aligned.buffer, aligned.byteOffset, usable / 2))
    },
    finish() {
      const buckets = samples === 0 ? 0 : bucket + 1
      const level = (value: number): number => Math.round((value / 32_768) * 127)
      const peaks = Array.from({ length: channels }, (_, channel) =>
        Array.from({ length: buckets * 2 }, (_unused, at) => {
          const place = (at >> 1) * channels + channel
          return level((at % 2 === 0 ? lows : highs)[place]!)
        }),
      )
      return { version: 1, sampleRate, channels, samples, samplesPerBucket: perBucket, buckets, peaks }
    },
  }
}

function expectedSamples(facts: MediaFacts, sampleRate: number): number {
  return facts.duration === null ? 0 : Math.ceil((facts.duration.num / facts.duration.den) * sampleRate)
}

export const waveform = defineRecipe({
  id: 'waveform',
  version: 1,
  params: z.strictObject({}),
  needs: ['sound'],
  cost: { lane: 'cpu', priority: 50, decodes: 'all' },
  types: ['application/json'],
  build: ({ facts }) => {
    const plan = buildWaveform(facts.audio)
    if (plan === null) throw unsupported('waveform', 'the file has no sound.')
    return plan
  },
  file: () => ({ ending: 'json', mime: 'application/json' }),
  watch: ({ channels, sampleRate }, facts) => {
    const meter = peakMeter(channels, sampleRate, expectedSamples(facts, sampleRate))
    return { onSamples: meter.feed, meter }
  },
  text: ({ meter }) => JSON.stringify(meter.finish()),
  check: (_plan, { damaged, watch }) => {
    const { peaks: _peaks, ...meta } = watch.meter.finish()
    if (meta.samples === 0) return { wrong: 'No sound could be decoded: the original is cut short or damaged.' }
    return { width: null, height: null, meta: { ...meta, damaged } }
  },
})
