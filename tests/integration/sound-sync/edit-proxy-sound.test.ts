/**
 * Accepted sound in edit proxies: behind the camera's tracks, channel by channel in the recorder's order, to the sample,
 * with as many frames as without.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { LaidSound } from '../../../electron/engine/domain/edit-proxies/laid-sound.ts'
import { makeDerivative } from '../../../electron/engine/media/derive.ts'
import { linkVerdicts } from '../../../electron/engine/domain/edit-proxies/links.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { bench, factsOf } from '../../helpers/derived.ts'
import * as media from '../../helpers/media.ts'
import { atRate, part, speech } from '../../helpers/sounds.ts'
import { RATE, writeClip, writeSound } from '../../helpers/sync-day.ts'

const at = bench('edit-sound')
const scene = speech(30, 41)

function folder(): string {
  const path = at.next()
  mkdirSync(path, { recursive: true })
  return path
}

/** The samples of a mono track of a file. */
async function samplesOf(path: string, track: number): Promise<Float32Array> {
  const { runner, tools } = await media.mediaContext()
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: ['-nostdin', '-loglevel', 'error', '-i', path, '-map', `0:a:${track}`, '-f', 'f32le', 'pipe:1'],
  })
  return new Float32Array(new Uint8Array(output).buffer, 0, output.length >> 2)
}

/** The largest difference of two sounds over a range of samples. */
function apart(a: Float32Array, b: Float32Array, from: number, to: number): number {
  let most = 0
  for (let i = from; i < to; i += 1) most = Math.max(most, Math.abs((a[i] ?? 0) - (b[i] ?? 0)))
  return most
}

async function withSound(
  laid: Partial<LaidSound> & Pick<LaidSound, 'path' | 'place'>,
  format: string,
): Promise<{ original: MediaFacts; copy: MediaFacts; path: string }> {
  const clip = join(folder(), 'A001C001.mov')
  await writeClip(clip, part(scene, 0, 10 * RATE), 10, { start: '10:00:00:00' })
  const original = await factsOf(clip)
  const sound = await factsOf(laid.path)
  const streams = sound.audio.map(({ index, channels, sampleRate }) => ({ index, channels, sampleRate }))
  const made = await makeDerivative(
    {
      recipe: 'edit-proxy',
      params: { format, laid: [{ streams, names: ['Boom', 'Lav Anna'], bits: 24, fitDrift: false, ...laid }] },
      input: clip,
      probe: original,
      outDir: folder(),
    },
    await media.mediaContext(),
  )
  return { original, copy: await factsOf(made.path), path: made.path }
}

const place = (offset: number, more: object = {}): LaidSound['place'] => ({
  offset,
  sampleRate: RATE,
  pull: '1',
  driftPpb: null,
  ...more,
})

it.each(['prores-proxy', 'h264-intra', 'dnxhr-lb-mxf'])(
  'as %s it has guide and tracks in order, and equal frames',
  async (format) => {
    const wav = join(folder(), 'SR003_T01.wav')
    const lav = scene.map((value) => -0.5 * value)
    writeSound(
      wav,
      [
        { name: 'Boom', sound: scene },
        { name: 'Lav Anna', sound: lav },
      ],
      { start: '10:00:00:00' },
    )
    const { original, copy, path } = await withSound({ path: wav, place: place(96_123) }, format)
    expect(copy.audio.map(({ channels }) => channels)).toEqual([1, 1, 1])
    expect(copy.durationFrames).toBe(original.durationFrames)
    expect(copy.start?.text).toBe('10:00:00:00')
    const [boom, second] = [await samplesOf(path, 1), await samplesOf(path, 2)]
    expect(boom).toHaveLength(10 * RATE)
    expect(apart(boom, part(scene, 96_123, 10 * RATE), 0, 10 * RATE)).toBeLessThan(1e-6)
    expect(apart(second, part(lav, 96_123, 10 * RATE), 0, 10 * RATE)).toBeLessThan(1e-6)
    const resolve = linkVerdicts({ stem: 'A001C001', facts: original }, { stem: 'A001C001', facts: copy })[0]!
    expect(resolve).toMatchObject({ editor: 'resolve', links: false })
  },
)

it('is silent where the sound has nothing, before it and behind it', async () => {
  const wav = join(folder(), 'short.wav')
  writeSound(wav, [{ name: 'Boom', sound: part(scene, 0, 4 * RATE) }], { start: '10:00:00:00' })
  const { path } = await withSound({ path: wav, place: place(-RATE - 7) }, 'prores-proxy')
  const boom = await samplesOf(path, 1)
  expect(boom).toHaveLength(10 * RATE)
  expect(apart(boom, part(scene, -RATE - 7, 10 * RATE), 0, 5 * RATE)).toBeLessThan(1e-6)
  expect(apart(boom, new Float32Array(0), 5 * RATE + 8, 10 * RATE)).toBe(0)
})

it('undoes a pull, and fits the clock when asked: after ten seconds nothing has run away', async () => {
  const wav = join(folder(), 'pulled.wav')
  // The sound has 1.001 seconds and 40 ppm for each second of the clip.
  const speed = (1001 / 1000) * (1 + 40e-6)
  writeSound(wav, [{ name: 'Boom', sound: atRate(scene, 1 / speed) }], { start: '10:00:00:00' })
  const pulled = place(0, { pull: '1001/1000', driftPpb: 40_000 })
  const late = async (fitDrift: boolean): Promise<number> => {
    const { path } = await withSound({ path: wav, place: pulled, fitDrift }, 'prores-proxy')
    return lateAtEnd(await samplesOf(path, 1), scene)
  }
  expect(Math.abs(await late(true))).toBeLessThanOrEqual(1)
  // Nine seconds of 40 ppm are 17 samples.
  expect(Math.abs((await late(false)) - 17)).toBeLessThanOrEqual(2)
})

/** Samples by which a sound is late against the scene at nine seconds. */
function lateAtEnd(sound: Float32Array, truth: Float32Array): number {
  let [best, most] = [0, -Infinity]
  for (let lag = -60; lag <= 60; lag += 1) {
    let sum = 0
    for (let i = Math.round(8.9 * RATE); i < 9.3 * RATE; i += 1) sum += truth[i]! * (sound[i + lag] ?? 0)
    if (sum > most) [best, most] = [lag, sum]
  }
  return best
}
