/**
 * Sound sync of every kind of file: other rates, other containers, LTC on a track, recordings in pieces, several
 * recorders, and the sounds that nobody here made.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Pull } from '../../../shared/model/sound-sync.ts'
import { compareLevels } from '../../../electron/engine/domain/sound-sync/compare.ts'
import type { SoundLevels } from '../../../electron/engine/domain/sound-sync/levels.ts'
import type { SoundLine } from '../../../electron/engine/domain/sound-sync/line.ts'
import { prove, spansOf } from '../../../electron/engine/domain/sound-sync/prove.ts'
import { secondsOf } from '../../../electron/engine/domain/sound-sync/facts.ts'
import { makeDerivative } from '../../../electron/engine/media/derive.ts'
import { readLevelFile, SOUND_LEVELS } from '../../../electron/engine/media/recipes/sound-levels.ts'
import { readWindows, type Listened } from '../../../electron/engine/sound-sync/windows.ts'
import { readFile } from 'node:fs/promises'
import { bench, factsOf } from '../../helpers/derived.ts'
import * as media from '../../helpers/media.ts'
import { atRate, inRoom, part, seeded, speech, withNoise } from '../../helpers/sounds.ts'
import { RATE, writeClip, writeSound } from '../../helpers/sync-day.ts'

const at = bench('sound-kinds')
const scene = speech(60, 51)
const OFFSET = 480_123

function folder(): string {
  const path = at.next()
  mkdirSync(path, { recursive: true })
  return path
}

async function listened(path: string): Promise<{ readonly levels: SoundLevels; readonly files: Listened }> {
  const facts = await factsOf(path)
  const context = await media.mediaContext()
  const made = await makeDerivative({ recipe: SOUND_LEVELS, input: path, probe: facts, outDir: folder() }, context)
  const levels = readLevelFile(await readFile(made.path, 'utf8'))
  return { levels, files: { pieces: [{ path, seconds: secondsOf(facts) }], sounds: [], facts, lively: levels.lively } }
}

/** The line of a clip and a sound on the disk. */
async function synced(clip: string, sound: string): Promise<SoundLine | null> {
  const [a, b] = [await listened(clip), await listened(sound)]
  const [coarse] = [...compareLevels(a.levels, [{ key: 's', levels: b.levels, around: null }])]
  if (coarse?.starts == null || coarse.place === null) return null
  const context = await media.mediaContext()
  const look = async (lag: number, pull: Pull): Promise<SoundLine | null> => {
    const spans = spansOf(coarse.starts!, lag, pull)
    const { signal } = new AbortController()
    const clips = await readWindows(
      a.files,
      spans.map((one) => ({ from: one.clip, seconds: one.clipSeconds })),
      context,
      signal,
    )
    const sounds = await readWindows(
      b.files,
      spans.map((one) => ({ from: one.sound, seconds: one.soundSeconds })),
      context,
      signal,
    )
    return prove(
      spans,
      spans.map((_, n) => ({ clip: clips[n]!, sound: sounds[n]! })),
      pull,
    )
  }
  const line = await look(coarse.place.lag, coarse.pull)
  return line === null || line.pull === coarse.pull ? line : await look(line.offset * 100, line.pull)
}

const camera = (seconds: number): Float32Array => withNoise(inRoom(part(scene, OFFSET, seconds * RATE)), 6, 3)
const samples = (line: SoundLine | null, rate = RATE): number => Math.round(line!.offset * rate)

async function recorder(rate: number): Promise<string> {
  const path = join(folder(), `take-${rate}.wav`)
  const sound = rate === RATE ? scene : atRate(scene, RATE / rate)
  writeSound(path, [{ name: 'Boom', sound }], { start: '10:00:00:00', sampleRate: rate })
  return path
}

it.each([
  ['mov', 'pcm_s16le', 0],
  ['mp4', 'aac', 1],
  // Matroska counts in milliseconds.
  ['mkv', 'pcm_s24le', 48],
  ['mxf', 'pcm_s16le', 0],
  // The start of a transport stream is known to a tick of 90 kHz at best, and MP2 has frames of its own.
  ['ts', 'mp2', 600],
])('a %s with %s is found, to %i samples at most', async (ending, codec, slack) => {
  const clip = join(folder(), `A001C001.${ending}`)
  await writeClip(clip, camera(20), 20, { codec })
  const line = await synced(clip, await recorder(RATE))
  expect(Math.abs(samples(line) - OFFSET)).toBeLessThanOrEqual(slack)
})

it.each([44_100, 96_000])('a sound of %i Hz beside a camera of 48 kHz', async (rate) => {
  const clip = join(folder(), 'A001C001.mov')
  await writeClip(clip, camera(20), 20)
  const line = await synced(clip, await recorder(rate))
  expect(Math.abs(samples(line, rate) - Math.round((OFFSET * rate) / RATE))).toBeLessThanOrEqual(1)
})

it('a camera with timecode (LTC) on its first track and the microphone on its second', async () => {
  const random = seeded(5)
  let level = 0.7
  const ltc = Float32Array.from({ length: 20 * RATE }, (_, n) =>
    n % 12 === 0 && random() < 0.7 ? (level = -level) : level,
  )
  const wav = join(folder(), 'camera.wav')
  writeSound(
    wav,
    [
      { name: 'LTC', sound: ltc },
      { name: 'Mic', sound: camera(20) },
    ],
    { start: '10:00:00:00' },
  )
  const { levels } = await listened(wav)
  expect(levels.lively).toEqual([1])
  expect(samples(await synced(wav, await recorder(RATE)))).toBe(OFFSET)
})

it('two recorders of one scene are both found', async () => {
  const clip = join(folder(), 'A001C001.mov')
  await writeClip(clip, camera(20), 20)
  const second = join(folder(), 'bag.wav')
  writeSound(second, [{ name: 'Lav', sound: part(scene, 5 * RATE, 40 * RATE) }], { start: '10:00:05:00' })
  expect(samples(await synced(clip, await recorder(RATE)))).toBe(OFFSET)
  expect(samples(await synced(clip, second))).toBe(OFFSET - 5 * RATE)
})

it('a window in the second piece of a recording is read there, and one that begins before it is padded', async () => {
  const dir = folder()
  const [one, two] = [join(dir, '1.wav'), join(dir, '2.wav')]
  writeSound(one, [{ name: 'A', sound: part(scene, 0, 10 * RATE) }], { start: '10:00:00:00' })
  writeSound(two, [{ name: 'A', sound: part(scene, 10 * RATE, 10 * RATE) }], { start: '10:00:10:00' })
  const files: Listened = {
    pieces: [
      { path: one, seconds: 10 },
      { path: two, seconds: 10 },
    ],
    sounds: [],
    facts: await factsOf(one),
    lively: [0],
  }
  const spans = [
    { from: 12.5, seconds: 1 },
    { from: -0.25, seconds: 1 },
    { from: 19.5, seconds: 1 },
  ]
  const found = await readWindows(files, spans, await media.mediaContext(), new AbortController().signal)
  found.forEach((window, n) => {
    const truth = part(scene, Math.round(spans[n]!.from * RATE), RATE)
    if (n === 2) truth.fill(0, RATE / 2)
    const apart = window.reduce((most, value, i) => Math.max(most, Math.abs(value - truth[i]!)), 0)
    expect(window).toHaveLength(RATE)
    expect(apart).toBeLessThan(1e-5)
  })
})

it
  .skipIf(!media.HAVE_SAMPLES)
  .each(['sounddevices-A101_1.wav', 'sounddevices-A101_3.wav', 'metacorder-Sr001-2C-01_01.wav', 'zoomf8-tr1.wav'])(
  '%s, which nobody here made, has levels, or is said to be too short or silent',
  async (name) => {
    const { levels } = await listened(join(media.SAMPLES, name))
    const facts = await factsOf(join(media.SAMPLES, name))
    expect(Math.abs(levels.levels.length - secondsOf(facts) * 100)).toBeLessThanOrEqual(2)
    const [coarse] = [...compareLevels(levels, [{ key: 's', levels, around: null }])]
    // Laid over itself it is either found at nothing, or there is a reason.
    expect(coarse!.notSure !== null || coarse!.place!.lag === 0).toBe(true)
  },
)
