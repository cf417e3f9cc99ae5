/**
 * The first useful picture after clips land in the library: how long until the first tile has its poster, and until all
 * have. Beside it what a person would do without us: one ffmpeg after another that takes a frame of each clip, which
 * neither hashes nor catalogues nor reads facts. `--quick` takes fewer clips.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { testLibrary } from '../helpers/library.ts'
import { shell } from './contenders.ts'
import { target } from './targets.ts'

const CLIPS = process.argv.includes('--quick') ? 8 : 30
/** Seconds from which on waiting is in vain. */
const GIVE_UP_S = 300

await using library = await testLibrary()
const card = join(library.dir, 'card')
mkdirSync(card)
const first = join(card, 'A001C001.mov')
shell(
  library.dir,
  `ffmpeg -v error -y -f lavfi -i 'testsrc2=size=3840x2160:rate=24' -f lavfi -i 'anoisesrc=r=48000:a=0.1' -vf 'noise=alls=12:allf=t,format=yuv422p10le' -frames:v 96 -shortest -c:v prores_aw -profile:v 3 -c:a pcm_s24le -timecode 01:00:00:00 '${first}'`,
)
for (let at = 2; at <= CLIPS; at += 1) {
  const name = `A001C${String(at).padStart(3, '0')}`
  copyFileSync(first, join(card, `${name}.mov`))
  // Clips of one content are one asset: each has bytes of its own at its end.
  shell(library.dir, `printf '\\0\\0\\0\\014free%04d' ${at} >> 'card/${name}.mov'`)
}
const bare = shell(
  library.dir,
  `for f in card/*; do ffmpeg -v error -y -i "$f" -frames:v 1 -vf scale=1280:-2 "$f.jpg"; rm "$f.jpg"; done`,
)

const posters = async (): Promise<number> => {
  const { rows } = await library.client.assets.list({ limit: CLIPS })
  return rows.filter(({ derivatives }) => derivatives.poster !== null).length
}
const began = performance.now()
const seconds = (): number => (performance.now() - began) / 1000
let shown = 0
const adding = (async () => {
  for await (const event of await library.client.catalogue.add({ paths: [card] })) void event
})()
let earliest: number | null = null
while (shown < CLIPS && seconds() < GIVE_UP_S) {
  shown = await posters()
  if (shown > 0) earliest ??= seconds()
  await new Promise((resolve) => {
    setTimeout(resolve, 20)
  })
}
const all = seconds()
await adding
if (earliest === null || shown < CLIPS) throw new Error(`${shown} of ${CLIPS} clips have a poster`)
const one = bare.wall / CLIPS
console.log(
  `first poster of ${CLIPS} clips of 4K ProRes: ${earliest.toFixed(2)} s; one ffmpeg for one frame: ${one.toFixed(2)} s`,
)
console.log(
  `all posters, catalogued, hashed and probed: ${all.toFixed(1)} s; ffmpeg after ffmpeg, one frame each: ${bare.wall.toFixed(1)} s = ${(all / bare.wall).toFixed(2)} ×`,
)
target('landing', 'first poster, of the time of one ffmpeg', earliest / one, { most: 5, unit: '×' })
