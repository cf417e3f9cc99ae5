/**
 * The LUTs of a library: files that people add, for looking at log footage as its maker or the crew meant it.
 */
import { z } from 'zod'
import { LOG_CURVE_IDS, lutHashSchema, referenceSchema } from './colour.ts'
import { bytesSchema } from './primitives.ts'

/** Longer is no LUT: a cube of 129 points takes 60 MB as text. */
export const MAX_LUT_BYTES = 64 << 20

/** What its file is. */
const lutKindSchema = z.enum(['cube', '3dl'])
export type LutKind = z.infer<typeof lutKindSchema>

/** A name as the pickers show it. */
export const lutNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .refine((name) => !/\p{Cc}/u.test(name), 'A name holds no control characters.')

/** Points along an edge of its cube, and of the curves before it; null for none. */
const lutSizeSchema = z
  .object({
    cube: z.number().int().min(2).max(129).nullable(),
    curves: z.number().int().min(2).max(65_536).nullable(),
  })
  .refine(({ cube, curves }) => cube !== null || curves !== null, 'A LUT holds a cube, curves, or both.')

/** What people say of a LUT. */
export const lutWordsSchema = z.object({
  name: lutNameSchema,
  reference: referenceSchema,
  /** The log curve that it is made for; null where nobody said one. */
  curve: z.enum(LOG_CURVE_IDS).nullable(),
  /** The gamut that it is made for, as people write it; empty where nobody said one. */
  gamut: z.string().max(60),
  note: z.string().max(2000),
})
export type LutWords = z.infer<typeof lutWordsSchema>

/** What its file says. `xxh128` is the hash by which its bytes travel. */
export const lutFileSchema = z.object({
  kind: lutKindSchema,
  size: lutSizeSchema,
  bytes: bytesSchema.max(MAX_LUT_BYTES),
  xxh128: z.string().regex(/^[0-9a-f]{32}$/),
})
export type LutFile = z.infer<typeof lutFileSchema>

/** One LUT of the set. */
export const lutSchema = lutWordsSchema.extend({
  hash: lutHashSchema,
  kind: lutKindSchema,
  size: lutSizeSchema,
  bytes: bytesSchema,
  /** Its file lies here. */
  here: z.boolean(),
  /** Why the file that came from another device was refused; null where none was. */
  fault: z.string().nullable(),
  /** Clips whose look names it. */
  usedBy: z.number().int(),
})
export type Lut = z.infer<typeof lutSchema>

/** "33 points", "curves of 4,096", "curves of 1,024, 33 points". */
export function lutSizeText({ cube, curves }: Lut['size']): string {
  return [curves === null ? [] : `curves of ${curves.toLocaleString('en-US')}`, cube === null ? [] : `${cube} points`]
    .flat()
    .join(', ')
}

/**
 * Tables that turn the values of a plain proxy into what is shown, for those who draw themselves. Numbers are base64 of
 * little-endian bytes. In this order: `domain` becomes 0 to 1 and is clipped, curves `pre`, `cube`, curves `post`.
 */
const wireCurvesSchema = z.object({
  size: z.number().int(),
  /** Float32: all of red, then green, then blue; one channel where all are alike. */
  values: z.string(),
  channels: z.union([z.literal(1), z.literal(3)]),
})
export const wireTablesSchema = z.object({
  reference: referenceSchema,
  domain: z.tuple([z.number(), z.number()]),
  pre: wireCurvesSchema.nullable(),
  /** Float16, red, green, blue, one (RGBA); red changes fastest. */
  cube: z.object({ size: z.number().int(), values: z.string() }).nullable(),
  post: wireCurvesSchema.nullable(),
})
export type WireTables = z.infer<typeof wireTablesSchema>
