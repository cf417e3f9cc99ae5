/**
 * What ffprobe calls side data, of a stream or of a frame: the display that HDR was graded on (SMPTE ST 2086) and the
 * light of its content (CTA-861.3). Pure.
 */
import { z } from 'zod'
import type { VideoStream } from '../../../shared/model/probe.ts'

export const sideDataSchema = z.looseObject({ side_data_type: z.string().optional() })
export type SideData = z.infer<typeof sideDataSchema>

/** Brightest light that ST 2084 can tell, in nits. */
const MAX_NITS = 10_000

function entry(list: readonly SideData[] | undefined, type: string): SideData | undefined {
  return list?.find(({ side_data_type: one }) => one === type)
}

/** MaxCLL and MaxFALL in nits; null where nothing says, or says what no display shows. */
export function contentLightOf(list: readonly SideData[] | undefined): VideoStream['contentLight'] {
  const light = entry(list, 'Content light level metadata')
  if (light === undefined) return null
  const [max, average] = ['max_content', 'max_average'].map((key) => Math.round(Number(light[key] ?? 0))) as [
    number,
    number,
  ]
  const sane = (nits: number): boolean => Number.isFinite(nits) && nits >= 0 && nits <= MAX_NITS
  return sane(max) && sane(average) ? { max, average } : null
}

/** Primaries that displays have, as CIE xy of red, green, blue (ITU-R BT.709, BT.2020, SMPTE RP 431-2). */
const PRIMARIES: readonly (readonly [string, readonly number[]])[] = [
  ['Rec.709', [0.64, 0.33, 0.3, 0.6, 0.15, 0.06]],
  ['Rec.2020', [0.708, 0.292, 0.17, 0.797, 0.131, 0.046]],
  ['Display P3', [0.68, 0.32, 0.265, 0.69, 0.15, 0.06]],
]

/** The display; null where nothing says, or a range that no display has. */
export function masteringOf(list: readonly SideData[] | undefined): NonNullable<VideoStream['mastering']> | null {
  const display = entry(list, 'Mastering display metadata')
  if (display === undefined) return null
  const [least, most] = ['min_luminance', 'max_luminance'].map((key) => ratio(display[key])) as [number, number]
  if (!(most > 0 && most <= MAX_NITS && least >= 0 && least < most)) return null
  const xy = ['red_x', 'red_y', 'green_x', 'green_y', 'blue_x', 'blue_y'].map((key) => ratio(display[key]))
  const known = PRIMARIES.find(([, values]) => values.every((value, at) => Math.abs(value - xy[at]!) < 0.002))
  return { primaries: known?.[0] ?? null, least, most }
}

/** "10000000/10000"; ffprobe makes 83886/8388608 of a hundredth, so it is rounded to what the standard counts in. */
function ratio(value: unknown): number {
  const [num = Number.NaN, den = 1] = typeof value === 'string' ? value.split('/').map(Number) : []
  return Number((num / den).toFixed(6))
}
