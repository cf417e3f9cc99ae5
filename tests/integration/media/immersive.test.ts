/**
 * Pictures that surround the viewer: facts, and what a poster shows of them.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeProbe } from '../../../electron/engine/ingest/facts.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { bench, colourOf, factsOf } from '../../helpers/derived.ts'
import { sphereBox, stereoBox, withBoxes } from '../../helpers/immersive.ts'
import * as media from '../../helpers/media.ts'

const at = bench('immersive')

/** Blue all around, and red where a viewer looks first; with two eyes the lower one is green. */
async function sphere(name: string, boxes: readonly Buffer[], twoEyes = false): Promise<string> {
  const size = '640x320'
  const red = 'drawbox=x=260:y=120:w=120:h=80:color=red:t=fill'
  const eyes = twoEyes ? `,split[a][b];[b]drawbox=color=lime:t=fill[c];[a][c]vstack` : ''
  const plain = await media.madeWith(`sphere-${twoEyes}.mp4`, [
    '-f',
    'lavfi',
    '-i',
    `color=blue:size=${size}:rate=25:duration=1`,
    '-filter_complex',
    `[0]format=yuv420p,${red}${eyes}`,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
  ])
  const path = join(at.dir, name)
  writeFileSync(path, withBoxes(readFileSync(plain), Buffer.concat(boxes)))
  return path
}

const surround = (facts: MediaFacts): string | undefined =>
  describeProbe(JSON.stringify(facts)).find(({ label }) => label === 'Surround')?.value

it('a sphere is a fact, and its poster looks straight ahead', async () => {
  const path = await sphere('360.mp4', [sphereBox()])
  const facts = await factsOf(path)
  expect(facts.video[0]!.immersive).toEqual({ projection: 'equirectangular', stereo: 'mono' })
  expect(surround(facts)).toBe('360°, equirectangular')
  const poster = await at.make('poster', path)
  expect([poster.width, poster.height]).toEqual([1280, 720])
  // 120 of 640 columns are 67 degrees: most of a view of 90, and all of its middle.
  const [red, , blue] = await colourOf(poster.path, { x: 0.5, y: 0.5 })
  expect([red! > 200, blue! < 60]).toEqual([true, true])
  const [, , edge] = await colourOf(poster.path, { x: 0.02, y: 0.5 })
  expect(edge).toBeGreaterThan(200)
})

it('of two eyes one is shown, in poster and filmstrip', async () => {
  const path = await sphere('360-eyes.mp4', [stereoBox(1), sphereBox()], true)
  const facts = await factsOf(path)
  expect(facts.video[0]!.immersive).toEqual({ projection: 'equirectangular', stereo: 'top-bottom' })
  expect(surround(facts)).toBe('360°, equirectangular · two eyes, one above the other')
  for (const [recipe, place] of [
    ['poster', { x: 0.5, y: 0.95 }],
    ['filmstrip', { x: 0.03, y: 0.31 }],
  ] as const) {
    const [, green] = await colourOf((await at.make(recipe, path)).path, place)
    expect(green).toBeLessThan(100)
  }
})

it('a flat picture for two eyes shows the first of them, in its own shape', async () => {
  const path = await sphere('eyes.mp4', [stereoBox(1)], true)
  expect(surround(await factsOf(path))).toBe('two eyes, one above the other')
  const poster = await at.make('poster', path)
  expect([poster.width, poster.height]).toEqual([640, 320])
})

it('a plain picture is not asked about', async () => {
  const facts = await factsOf(await media.plain('25'))
  expect([facts.video[0]!.immersive, surround(facts)]).toEqual([null, undefined])
})
