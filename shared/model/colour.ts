/**
 * Colour of clips: log curves by their ids, and what a person chose to be done with a picture.
 */
import { z } from 'zod'

/** Log curves that there is a conversion for (electron/engine/domain/colour/log-curves.ts has their formulae). */
export const LOG_CURVE_NAMES = {
  's-log3': 'S-Log3',
  logc3: 'LogC3 (EI 800)',
  logc4: 'LogC4',
  'v-log': 'V-Log',
  'c-log2': 'Canon Log 2',
  'c-log3': 'Canon Log 3',
  'n-log': 'N-Log',
  'f-log': 'F-Log',
  'f-log2': 'F-Log2',
  'bmd-film-5': 'Blackmagic Film Gen 5',
  log3g10: 'Log3G10',
  'apple-log': 'Apple Log',
  'd-log': 'D-Log',
  protune: 'Protune Flat',
} as const
export type LogCurveId = keyof typeof LOG_CURVE_NAMES
export const LOG_CURVE_IDS = Object.keys(LOG_CURVE_NAMES) as [LogCurveId, ...LogCurveId[]]

const triple = (least: number, most: number) =>
  z.tuple([z.number().min(least).max(most), z.number().min(least).max(most), z.number().min(least).max(most)])

/** A colour decision list (ASC CDL 1.2): no slope below 0, no power of 0. Bounds keep nonsense out of a picture. */
export const cdlSchema = z.strictObject({
  slope: triple(0, 100),
  offset: triple(-10, 10),
  power: triple(0.01, 100),
  saturation: z.number().min(0).max(10),
})
export type Cdl = z.infer<typeof cdlSchema>

/**
 * What the values of a curve or a LUT refer to: `code`: times 1023 they are the 10-bit numbers in the file · `signal`:
 * 0 is black and 1 is white of the range that the file is tagged with.
 */
export const referenceSchema = z.enum(['code', 'signal'])
export type Reference = z.infer<typeof referenceSchema>

/** Identity of a LUT: the SHA-256 of its file. Two devices that add one file have one LUT. */
export const lutHashSchema = z.string().regex(/^[0-9a-f]{64}$/)

/** What is done with a picture for looking at it: a decision list, then the conversion of a log curve or a LUT. */
export const lookSchema = z
  .strictObject({
    curve: z.enum(LOG_CURVE_IDS).nullable().default(null),
    cdl: cdlSchema.nullable().default(null),
    /** With its reference: whoever has the file of the LUT can make the picture, whatever else is known of it. */
    lut: z.strictObject({ hash: lutHashSchema, reference: referenceSchema }).exactOptional(),
  })
  .refine(
    ({ curve, cdl, lut }) => curve !== null || cdl !== null || lut !== undefined,
    'A look holds a log curve, a LUT, a decision list, or a list with one of them.',
  )
  .refine(({ curve, lut }) => curve === null || lut === undefined, 'A look holds a log curve or a LUT, not both.')
export type Look = z.infer<typeof lookSchema>

/** HDR that is to be brought down; `maxCll` in nits, null where the file does not say. */
export const toneSchema = z.object({ transfer: z.enum(['pq', 'hlg']), maxCll: z.number().nullable() })
export type Tone = z.infer<typeof toneSchema>

/** How sure it is what a picture's values mean. */
export type Certainty = 'declared' | 'inferred' | 'chosen'

/** How a picture is shown, and why, in the words of the inspector. */
export const colourChainSchema = z.object({
  /** "S-Log3 · S-Gamut3.Cine (declared by the camera's XML) → shown as recorded". */
  line: z.string(),
  certainty: z.enum(['declared', 'inferred', 'chosen']),
  /** The log that is shown unconverted, as its name; null for none. */
  log: z.string().nullable(),
  /** The LUT that the look names and this device has not got: the picture is shown as recorded. Else null. */
  lacking: lutHashSchema.nullable(),
  /** What brings an HDR picture down; null for other pictures, and for those that nobody here decodes. */
  tone: toneSchema.nullable(),
  /** The curve that one click converts; null where there is none. */
  offered: z.enum(LOG_CURVE_IDS).nullable(),
})
export type ColourChain = z.infer<typeof colourChainSchema>
