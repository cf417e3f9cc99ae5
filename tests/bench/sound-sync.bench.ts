/**
 * Sound sync of 50 clips with 50 sounds when no timecode helps: every clip is compared with every sound, and the one that
 * stands out is proven in three windows. CPU beyond decoding, in the thread that compares.
 */
import { compareLevels, preparedSounds } from '../../electron/engine/domain/sound-sync/compare.ts'
import { WINDOW } from '../../electron/engine/domain/sound-sync/fine.ts'
import { levelMeter, type SoundLevels } from '../../electron/engine/domain/sound-sync/levels.ts'
import { prove, spansOf } from '../../electron/engine/domain/sound-sync/prove.ts'
import { part, speech, toMeter, withNoise } from '../helpers/sounds.ts'
import { target } from './targets.ts'

const CLIPS = 50
const CLIP_SECONDS = 120
const SOUND_SECONDS = 300
const RATE = 48_000
const MAX_CPU_SECONDS = 1.5

const soundOf = (n: number): Float32Array => speech(SOUND_SECONDS, 100 + n)
const offsetOf = (n: number): number => (7 + 3 * n) * RATE + 17 * n
const clipOf = (n: number, sound: Float32Array): Float32Array =>
  withNoise(part(sound, offsetOf(n), CLIP_SECONDS * RATE), 6, n)

function levelsOf(sound: Float32Array): SoundLevels {
  const meter = levelMeter(1)
  meter.feed(toMeter(sound))
  return meter.finish()
}

/** CPU seconds of some work, and what it gave. */
function spent<T>(work: () => T): { readonly seconds: number; readonly value: T } {
  const before = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (user + system) / 1e6, value }
}

const sounds: { key: string; levels: SoundLevels; around: null }[] = []
const clips: SoundLevels[] = []
let metered = 0
for (let n = 0; n < CLIPS; n += 1) {
  const sound = soundOf(n)
  const clip = clipOf(n, sound)
  const one = spent(() => [levelsOf(sound), levelsOf(clip)] as const)
  metered += one.seconds
  sounds.push({ key: String(n), levels: one.value[0], around: null })
  clips.push(one.value[1])
}

const store = preparedSounds()
let [compared, proven, exact] = [0, 0, 0]
for (const [n, clip] of clips.entries()) {
  const coarse = spent(() => [...compareLevels(clip, sounds, store)])
  compared += coarse.seconds
  const [found, ...others] = coarse.value.filter(({ starts }) => starts !== null)
  if (found === undefined || others.length > 0 || found.key !== String(n) || found.place === null) continue
  const sound = soundOf(n)
  const picture = clipOf(n, sound)
  const spans = spansOf(found.starts!, found.place.lag, found.pull)
  const samples = spans.map((span) => ({
    clip: part(picture, Math.round(span.clip * RATE), Math.round(WINDOW * RATE)),
    sound: part(sound, Math.round(span.sound * RATE), Math.round(span.soundSeconds * RATE)),
  }))
  const line = spent(() => prove(spans, samples, found.pull))
  proven += line.seconds
  if (line.value !== null && Math.round(line.value.offset * RATE) === offsetOf(n)) exact += 1
}

const each = (compared + proven) / CLIPS
target('sound-sync', `CPU a clip, ${CLIPS} clips × ${CLIPS} sounds, beyond decoding`, each, {
  most: MAX_CPU_SECONDS,
  unit: 's',
})
target('sound-sync', 'clips found to the sample', exact, { least: CLIPS, most: CLIPS, unit: '' })
console.log(
  `${CLIPS} clips of ${CLIP_SECONDS} s with ${CLIPS} sounds of ${SOUND_SECONDS} s, no timecode: ${each.toFixed(2)} s of CPU a clip ` +
    `(comparing ${(compared / CLIPS).toFixed(2)}, proving ${(proven / CLIPS).toFixed(2)}; target ${MAX_CPU_SECONDS}), ${exact} of ${CLIPS} to the sample. ` +
    `Levels, once for each file: ${(metered / (CLIPS * (CLIP_SECONDS + SOUND_SECONDS))).toFixed(5)} s of CPU a second of sound.`,
)
