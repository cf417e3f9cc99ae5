/**
 * Sound levels: what sound sync compares, a level for each hundredth of a second, counted from the first picture where
 * there is one. Kept with the content, so that comparing again decodes nothing.
 */
import { z } from 'zod'
import { levelMeter, MAX_METERED, METER_RATE, type SoundLevels } from '../../domain/sound-sync/levels.ts'
import { fromFirstPicture } from '../sound-head.ts'
import { defineRecipe, type RecipePart } from './recipe.ts'
import { sideBySide } from './side-by-side.ts'
import { unsupported } from './source.ts'

export const SOUND_LEVELS = 'sound-levels'

const levelFileSchema = z.object({
  version: z.literal(1),
  claps: z.array(z.number()),
  lively: z.array(z.number().int()),
  clipped: z.number(),
  /** The levels, one byte each, in base64. */
  levels: z.string(),
})

/** Reads the file of this recipe. Throws for any other. */
export function readLevelFile(text: string): SoundLevels {
  const { levels, ...rest } = levelFileSchema.parse(JSON.parse(text))
  return { ...rest, levels: new Uint8Array(Buffer.from(levels, 'base64')) }
}

interface LevelPlan {
  readonly part: RecipePart
  readonly channels: number
}

export const soundLevels = defineRecipe({
  id: SOUND_LEVELS,
  version: 1,
  params: z.strictObject({}),
  needs: ['sound'],
  cost: { lane: 'cpu', priority: 55, decodes: 'all' },
  types: ['application/json'],
  build: ({ facts }): LevelPlan => {
    const found = sideBySide(facts.audio, MAX_METERED, {
      filters: () => [...fromFirstPicture(facts), `aresample=${METER_RATE}:async=1:first_pts=0`].join(','),
      end: 'levels',
    })
    if (found === null) throw unsupported(SOUND_LEVELS, 'the file has no sound.')
    return {
      part: {
        recipe: SOUND_LEVELS,
        picture: null,
        sound: [found.graph],
        soundEnds: ['levels'],
        output: ['-c:a', 'pcm_s16le', '-f', 's16le'],
      },
      channels: found.channels,
    }
  },
  file: () => ({ ending: 'json', mime: 'application/json' }),
  watch: ({ channels }) => {
    const meter = levelMeter(channels)
    let rest = Buffer.alloc(0)
    let done: SoundLevels | null = null
    return {
      onSamples: (chunk: Buffer) => {
        const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
        const usable = bytes.length - (bytes.length % 2)
        rest = Buffer.from(bytes.subarray(usable))
        // Int16Array wants its bytes at an even place of the memory behind; a copy of the slice always is.
        const aligned = bytes.byteOffset % 2 === 0 ? bytes : Buffer.from(bytes)
        meter.feed(new Int16Array(aligned.buffer, aligned.byteOffset, usable / 2))
      },
      finish: () => (done ??= meter.finish()),
    }
  },
  text: ({ finish }) => {
    const { levels, ...rest } = finish()
    return JSON.stringify({ version: 1, ...rest, levels: Buffer.from(levels).toString('base64') })
  },
  check: (_plan, { damaged, watch }) => {
    const { levels } = watch.finish()
    if (levels.length === 0) return { wrong: 'No sound could be decoded: the original is cut short or damaged.' }
    return { width: null, height: null, meta: { levels: levels.length, damaged } }
  },
})
