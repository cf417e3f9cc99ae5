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

/** What is done with a picture for looking at it: a decision list, then the conversion of a log curve. */
export const lookSchema = z
  .strictObject({
    curve: z.enum(LOG_CURVE_IDS).nullable().default(null),
    cdl: cdlSchema.nullable().default(null),
  })
  .refine(({ curve, cdl }) => curve !== null || cdl !== null, 'A look holds a log curve, a decision list, or both.')
export type Look = z.infer<typeof lookSchema>

/** How sure it is what a picture's values mean. */
export type Certainty = 'declared' | 'inferred' | 'chosen'

/** How a picture is shown, and why, in the words of the inspector. */
export const colourChainSchema = z.object({
  /** "S-Log3 · S-Gamut3.Cine (declared by the camera's XML) → shown as recorded". */
  line: z.string(),
  certainty: z.enum(['declared', 'inferred', 'chosen']),
  /** The log that is shown unconverted, as its name; null for none. */
  log: z.string().nullable(),
  /** The curve that one click converts; null where there is none. */
  offered: z.enum(LOG_CURVE_IDS).nullable(),
})
export type ColourChain = z.infer<typeof colourChainSchema>
