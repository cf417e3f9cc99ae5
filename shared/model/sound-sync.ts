/**
 * Sound sync: which sound belongs to a clip, where it begins, and how that was found.
 *
 * Positions are whole samples of the sound at its own rate, drift is whole parts per billion: what was found on one
 * computer is the same on every other.
 */
import { z } from 'zod'
import { rateSchema, daySchema, idSchema, momentSchema } from './primitives.ts'

/** Seconds of sound that go by in a second of the clip, where one of the two was pulled by 0.1 %. */
const pullSchema = z.enum(['1', '1000/1001', '1001/1000'])
export type Pull = z.infer<typeof pullSchema>

/** Why the sound alone does not prove a place. */
const NOT_SURE = [
  /** The clip is shorter than three seconds. */
  'short',
  /** One of the two is silent, or hums. */
  'silent',
  'no-sound',
  /** Nothing that both have. */
  'unrelated',
  /** Something, but too little. */
  'weak',
  'clipped',
  /** Several places fit alike: music in a loop. */
  'several-places',
  /** Several recordings fit alike, and no timecode says which: playback in each take. */
  'several-sounds',
  /** The windows are not on one line: the sound was cut, or other sound lies under it. */
  'no-line',
  /** The drive with one of them is not connected, and it was not listened to before. */
  'away',
  /** It could not be decoded. */
  'unreadable',
] as const
const notSureSchema = z.enum(NOT_SURE)
export type NotSure = z.infer<typeof notSureSchema>

/** Where a sound stands for its clip. */
export const soundPlaceSchema = z.object({
  /** Samples of the sound, at `sampleRate`, that lie before the clip's first; negative when the clip begins first. */
  offset: z.number().int().min(-1e12).max(1e12),
  sampleRate: z.number().int().min(1000).max(768_000),
  pull: pullSchema,
  /** What the clocks differ beside the pull: positive where the sound's runs fast. Null: not known. */
  driftPpb: z.number().int().min(-1_000_000).max(1_000_000).nullable(),
})
export type SoundPlace = z.infer<typeof soundPlaceSchema>

/** How a place was found, with its numbers. */
export const soundEvidenceSchema = z.object({
  /** `agrees`: within two frames · `differs`: the sound is elsewhere · `alone`: there is only the timecode · `none`. */
  timecode: z.enum(['agrees', 'differs', 'alone', 'none']),
  /** Samples at the place's rate by which the sound is further on than the timecode says; null without one. */
  timecodeOff: z.number().int().nullable(),
  correlation: z.enum(['proven', 'not-sure', 'none']),
  notSure: notSureSchema.nullable(),
  /** Tenths of deviations and of ratios, so that they are whole. Null where nothing was compared. */
  z10: z.number().int().nullable(),
  ratio10: z.number().int().nullable(),
  /** Milliseconds into the clip of a clap that both have; null for none. */
  clapMs: z.number().int().nullable(),
  /** A person set it by hand. */
  byHand: z.boolean(),
})
export type SoundEvidence = z.infer<typeof soundEvidenceSchema>

/** Bytes of a content, which every device knows alike. Null while they were not read whole. */
const contentKeySchema = z.string().max(80).nullable()

/** What a person decided of a clip and a sound. It is kept for the contents it was said of. */
export const soundDecisionSchema = z.object({
  state: z.enum(['accepted', 'refused']),
  place: soundPlaceSchema,
  evidence: soundEvidenceSchema,
  picture: contentKeySchema,
  sound: contentKeySchema,
  by: z.string().max(300),
  at: z.number().int().min(0).max(8.64e15),
})
export type SoundDecision = z.infer<typeof soundDecisionSchema>

const SOUND_STATES = ['proposed', 'accepted', 'refused'] as const

/** One side of a pair, as windows and the command line show it. */
export const soundSideSchema = z.object({
  assetId: idSchema,
  name: z.string(),
  roll: z.string().nullable(),
  scene: z.string().nullable(),
  take: z.string().nullable(),
  startTimecode: z.string().nullable(),
  durationMs: z.number().int().nullable(),
  /** Samples a second of its first sound track. */
  sampleRate: z.number().int(),
  /** Derivatives: levels a hundredth of a second, and what is played. Null until they are made. */
  levels: idSchema.nullable(),
  proxy: idSchema.nullable(),
})

/** A clip and a sound. */
export const soundPairSchema = z.object({
  picture: soundSideSchema,
  sound: soundSideSchema.extend({ tracks: z.array(z.string()) }),
  day: daySchema.nullable(),
  /** The clip's frame rate; null where it has none. */
  rate: rateSchema.nullable(),
  state: z.enum(SOUND_STATES),
  place: soundPlaceSchema,
  evidence: soundEvidenceSchema,
  /** One of the two has changed since a person decided: the decision does not hold for what is there now. */
  outdated: z.boolean(),
  by: z.string().nullable(),
  at: momentSchema,
})
export type SoundPair = z.infer<typeof soundPairSchema>

/** `sound-sync`: the clips and sounds of a day are compared. */
export const soundSyncParamsSchema = z.strictObject({
  pictures: z.array(idSchema).max(20_000),
  sounds: z.array(idSchema).max(20_000),
})
export type SoundSyncParams = z.infer<typeof soundSyncParamsSchema>

/** What came of a job: of how many clips, and what could not be compared, as sentences. */
export const soundSyncResultSchema = z.object({
  clips: z.number().int(),
  proven: z.number().int(),
  notSure: z.number().int(),
  without: z.number().int(),
  remarks: z.array(z.string()),
})
export type SoundSyncResult = z.infer<typeof soundSyncResultSchema>
