/**
 * What was measured of a recording: loudness and levels of its sound, black, still and cut in its picture. Files of the
 * recipes `loudness` and `signal`.
 */
import { z } from 'zod'

/** From and to, in seconds from the first frame or sample. */
const spanSchema = z.object({ from: z.number(), to: z.number() })

const channelSchema = z.object({
  /** Mean of all samples, −1 … 1: not zero where a converter is out of order. */
  dc: z.number(),
  /** The highest sample, dBFS; null for digital silence. */
  peak: z.number().nullable(),
  /** How long neighbouring samples stay at the peak (ffmpeg's flat factor): high where it was clipped. */
  flat: z.number(),
})

const trackSchema = z.object({
  /** Index of the stream in the file. */
  stream: z.number().int(),
  channels: z.number().int(),
  /** EBU R 128, gated: LUFS; null where nothing was above the gate. A mono track is measured as two alike. */
  integrated: z.number().nullable(),
  /** EBU Tech 3342: LU. */
  range: z.number().nullable(),
  /** ITU-R BS.1770, four times oversampled: dBTP; null for digital silence. */
  truePeak: z.number().nullable(),
  /** All channels below −60 dBFS for two seconds or longer. */
  silences: z.array(spanSchema),
  levels: z.array(channelSchema),
})

export const loudnessSchema = z.object({ version: z.literal(1), tracks: z.array(trackSchema) })
export type Loudness = z.infer<typeof loudnessSchema>
export type TrackLoudness = z.infer<typeof trackSchema>

export const signalSchema = z.object({
  version: z.literal(1),
  /** Two frames or longer: 98 % of the picture within the lowest tenth of the legal range. */
  black: z.array(spanSchema),
  /** A second or longer that moves less than −60 dB. */
  frozen: z.array(spanSchema),
  /** The first frame of what is likely another shot, with ffmpeg's score of 0 … 100. */
  cuts: z.array(z.object({ at: z.number(), score: z.number() })),
})
export type Signal = z.infer<typeof signalSchema>

/** A summary in the catalogue, beside what every derivative has. */
export const loudnessMetaSchema = z.object({ tracks: z.array(trackSchema.omit({ silences: true, levels: true })) })
export const signalMetaSchema = z.object({
  black: z.number().int(),
  frozen: z.number().int(),
  cuts: z.number().int(),
})
