/**
 * The part of ffprobe's JSON that is read, as a schema: a build that writes something else is noticed here, not deep
 * inside.
 */
import { z } from 'zod'
import { sideDataSchema } from './side-data.ts'

const words = z.record(z.string(), z.string()).optional()

const ffprobeStreamSchema = z.looseObject({
  index: z.number().int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: z.string().optional(),
  profile: z.string().optional(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  sample_aspect_ratio: z.string().optional(),
  pix_fmt: z.string().optional(),
  bits_per_raw_sample: z.string().optional(),
  bits_per_sample: z.number().int().optional(),
  field_order: z.string().optional(),
  color_range: z.string().optional(),
  color_space: z.string().optional(),
  color_transfer: z.string().optional(),
  color_primaries: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  time_base: z.string().optional(),
  start_time: z.string().optional(),
  duration_ts: z.number().optional(),
  duration: z.string().optional(),
  nb_frames: z.string().optional(),
  bit_rate: z.string().optional(),
  sample_rate: z.string().optional(),
  channels: z.number().int().optional(),
  channel_layout: z.string().optional(),
  timecode: z.string().optional(),
  tags: words,
  disposition: z.record(z.string(), z.number()).optional(),
  side_data_list: z.array(sideDataSchema).optional(),
})
export type FfprobeStream = z.infer<typeof ffprobeStreamSchema>

export const ffprobeSchema = z.object({
  streams: z.array(ffprobeStreamSchema).default([]),
  format: z.looseObject({
    format_name: z.string(),
    duration: z.string().optional(),
    start_time: z.string().optional(),
    bit_rate: z.string().optional(),
    tags: words,
  }),
})
export type FfprobeOutput = z.infer<typeof ffprobeSchema>

/** A word of the tags, whatever its case; null when it is absent or blank. */
export function tagOf(tags: Readonly<Record<string, string>> | undefined, ...names: readonly string[]): string | null {
  for (const name of names) {
    for (const [key, value] of Object.entries(tags ?? {})) {
      if (key.toLowerCase() === name && value.trim() !== '') return value.trim()
    }
  }
  return null
}

/** A count as ffprobe writes it, in text; null when it is absent, zero or no number. */
export function countOf(text: string | undefined): number | null {
  const value = Number(text)
  return text === undefined || !Number.isSafeInteger(value) || value <= 0 ? null : value
}
