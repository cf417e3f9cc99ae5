/**
 * Sound that is laid into an edit proxy beside the camera's: where it begins, and how fast it is played. Pure.
 */
import { z } from 'zod'
import { soundPlaceSchema, type SoundPlace } from '../../../../shared/model/sound-sync.ts'
import { pullRate } from '../sound-sync/line.ts'

/** One sound file, its tracks in the order of their channels. */
export const laidSoundSchema = z.strictObject({
  path: z.string(),
  streams: z.array(z.object({ index: z.number().int(), channels: z.number().int(), sampleRate: z.number().int() })),
  /** A name for each channel over all streams; empty where the recorder gave none. */
  names: z.array(z.string()),
  bits: z.number().int().nullable(),
  place: soundPlaceSchema,
  /** Played as much faster or slower as its clock differs. */
  fitDrift: z.boolean(),
})
export type LaidSound = z.infer<typeof laidSoundSchema>

/** Samples a second of what comes out. */
const OUT = 48_000
/**
 * Rates are whole numbers for ffmpeg; at this multiple of them a clock's difference is kept to a thousandth of a part
 * per million.
 */
const FINE = 1000

/** Seconds of sound in a second of picture. A pull is always undone: without, sound would run away within seconds. */
export function speedOf({ pull, driftPpb }: SoundPlace, fitDrift: boolean): number {
  return pullRate(pull) * (fitDrift && driftPpb !== null ? 1 + driftPpb * 1e-9 : 1)
}

/**
 * The filters that put a stream of a sound where it belongs: cut or moved by whole samples of its own, brought to
 * 48 kHz (and to the picture's speed), silent where it has nothing, exactly `samples` long.
 */
export function layingFilters(
  { place, fitDrift }: Pick<LaidSound, 'place' | 'fitDrift'>,
  sampleRate: number,
  samples: number,
): string[] {
  const offset = Math.round((place.offset * sampleRate) / place.sampleRate)
  const speed = speedOf(place, fitDrift)
  const resample =
    speed !== 1
      ? [`asetrate=${Math.round(sampleRate * FINE * speed)}`, `aresample=${OUT * FINE}`, `asetrate=${OUT}`]
      : sampleRate === OUT
        ? []
        : [`aresample=${OUT}`]
  return [
    ...(offset > 0 ? [`atrim=start_sample=${offset}`] : []),
    'asetpts=N/SR/TB',
    ...resample,
    // Silence before it is added where samples are those of the picture's clock.
    ...(offset < 0 ? [`adelay=${Math.round((-offset / sampleRate / speed) * OUT)}S:all=1`] : []),
    `apad=whole_len=${samples}`,
    `atrim=end_sample=${samples}`,
    'asetpts=N/SR/TB',
  ]
}
