/**
 * Loudness, peaks, silence and levels of every track, in the one decode that feeds the proxies: a third of a CPU second
 * for a minute. Each track is measured on the layout that the file declares.
 */
import { z } from 'zod'
import type { Loudness, TrackLoudness } from '../../../../shared/model/measures.ts'
import type { AudioStream } from '../../../../shared/model/probe.ts'
import { logLines } from '../log-lines.ts'
import { defineRecipe, type RecipePart } from './recipe.ts'
import { unsupported } from './source.ts'

/** Nothing above the absolute gate (ITU-R BS.1770-4). */
const GATE = -70
const SILENCE = { decibel: -60, seconds: 2 } as const
/** Spans that are told: a recording that has more is told by its first ones. */
const MAX_SPANS = 10_000

interface LoudnessPlan {
  readonly part: RecipePart
  readonly streams: readonly AudioStream[]
}

function buildLoudness(audio: readonly AudioStream[]): LoudnessPlan | null {
  const streams = audio.filter(({ codec, channels }) => codec !== null && channels > 0)
  if (streams.length === 0) return null
  const ends = streams.map((_, at) => `loud${at}`)
  return {
    streams,
    part: {
      recipe: 'loudness',
      picture: null,
      sound: streams.map((stream, at) => graph(stream, at)),
      soundEnds: ends,
      output: ['-c:a', 'pcm_s16le', '-f', 'null'],
    },
  }
}

/**
 * The name of each filter stands before its lines in the log. `framelog=quiet` is younger than ffmpeg 5.1; silencedetect
 * logs without its name, so its words are printed by filters that have one.
 */
function graph({ index, channels }: AudioStream, at: number): string {
  return `[0:${index}]${[
    `silencedetect=n=${SILENCE.decibel}dB:d=${SILENCE.seconds}`,
    `ametadata@quiet${at}=mode=print:key=lavfi.silence_start`,
    `ametadata@sound${at}=mode=print:key=lavfi.silence_end`,
    `astats@level${at}=measure_overall=none:measure_perchannel=DC_offset+Peak_level+Flat_factor`,
    `ebur128@loud${at}=peak=true:framelog=verbose${channels === 1 ? ':dualmono=true' : ''}`,
  ].join(',')}[loud${at}]`
}

/** What is known of a track so far. */
interface Reading {
  integrated: number | null
  range: number | null
  truePeak: number | null
  silences: { from: number; to: number }[]
  levels: { dc: number; peak: number | null; flat: number }[]
  /** A silence that has not ended. */
  since: number | null
}

/**
 * Reads the lines of the filters. A silence that lasts to the end has no line for that: `length` in seconds ends it, where
 * it is known.
 */
export function loudnessReader(
  streams: readonly Pick<AudioStream, 'index' | 'channels'>[],
  length: number | null,
): {
  readonly onLog: (text: string) => void
  readonly finish: () => Loudness
} {
  const readings = streams.map((): Reading => ({
    integrated: null,
    range: null,
    truePeak: null,
    silences: [],
    levels: [],
    since: null,
  }))
  /** The track whose summary goes on: its lines bear no name. */
  let summary: Reading | null = null
  const onLine = (line: string): void => {
    const named = /^\[(ametadata@quiet|ametadata@sound|astats@level|ebur128@loud)(\d+) @ [^\]]+\] (.*)$/.exec(line)
    if (named === null) {
      if (summary !== null) readSummary(summary, line)
      if (line.startsWith('[')) summary = null
      return
    }
    const reading = readings[Number(named[2])]
    const words = named[3]!
    if (reading === undefined) return
    summary = words.startsWith('Summary') ? reading : null
    readSilence(reading, words)
    readLevel(reading, words)
  }
  return {
    onLog: logLines(onLine),
    finish: () => ({
      version: 1,
      tracks: readings.map(({ since, silences, ...reading }, at) => ({
        stream: streams[at]!.index,
        channels: streams[at]!.channels,
        ...reading,
        silences: since === null || length === null ? silences : [...silences, { from: since, to: length }],
      })),
    }),
  }
}

const numberIn = (text: string): number | null => {
  const value = Number(/-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? NaN)
  return Number.isFinite(value) ? value : null
}

/** The last summary holds: a graph that is built anew prints an empty one before. */
function readSummary(reading: Reading, line: string): void {
  const [, word, value] = /^\s+(I|LRA|Peak):\s+(\S+)/.exec(line) ?? []
  if (word === undefined || value === undefined) return
  const read = value === '-inf' || value === 'nan' ? null : numberIn(value)
  if (word === 'I') reading.integrated = read === null || read <= GATE ? null : read
  if (word === 'LRA') reading.range = reading.integrated === null ? null : read
  if (word === 'Peak') reading.truePeak = read
}

function readSilence(reading: Reading, words: string): void {
  const [, edge, at] = /^lavfi\.silence_(start|end)=(-?[\d.]+)/.exec(words) ?? []
  if (at === undefined) return
  if (edge === 'start') reading.since = Math.max(0, Number(at))
  else if (reading.since !== null) {
    if (reading.silences.length < MAX_SPANS) reading.silences.push({ from: reading.since, to: Number(at) })
    reading.since = null
  }
}

function readLevel(reading: Reading, words: string): void {
  const [, word, value] = /^(Channel|DC offset|Peak level dB|Flat factor): (\S+)/.exec(words) ?? []
  if (word === 'Channel') {
    const channel = Number(value)
    // A graph that was built anew counts anew.
    if (channel === 1) reading.levels = []
    reading.levels.push({ dc: 0, peak: null, flat: 0 })
  }
  const level = reading.levels.at(-1)
  if (level === undefined || value === undefined) return
  if (word === 'DC offset') level.dc = numberIn(value) ?? 0
  if (word === 'Peak level dB') level.peak = value === '-inf' ? null : numberIn(value)
  if (word === 'Flat factor') level.flat = numberIn(value) ?? 0
}

const short = ({ stream, channels, integrated, range, truePeak }: TrackLoudness) => ({
  stream,
  channels,
  integrated,
  range,
  truePeak,
})

export const loudness = defineRecipe({
  id: 'loudness',
  version: 1,
  params: z.strictObject({}),
  needs: ['sound'],
  cost: { lane: 'cpu', priority: 45, decodes: 'all' },
  types: ['application/json'],
  build: ({ facts }) => {
    const plan = buildLoudness(facts.audio)
    if (plan === null) throw unsupported('loudness', 'the file has no sound.')
    return plan
  },
  file: () => ({ ending: 'json', mime: 'application/json' }),
  watch: ({ streams }, { duration }) => loudnessReader(streams, duration === null ? null : duration.num / duration.den),
  text: ({ finish }) => JSON.stringify(finish()),
  check: (_plan, { damaged, watch }) => {
    const { tracks } = watch.finish()
    // A track of digital silence has levels all the same.
    if (tracks.some(({ levels }) => levels.length === 0))
      return { wrong: 'The loudness could not be measured: the original is cut short or damaged.' }
    return { width: null, height: null, meta: { tracks: tracks.map(short), damaged } }
  },
})
