/**
 * The raster of an edit proxy: the source's divided by a whole number, so that an editor's reframing and effects keep
 * their place. Where none divides, it is the source's own. Pure.
 */
import type { VideoStream } from '../../../../shared/model/probe.ts'

/** What the raster of a source is divided by. */
type Divisor = 1 | 2 | 4

export interface Raster {
  readonly width: number
  readonly height: number
  readonly divisor: Divisor
}

/** The longer side that proxies are brought down to where nothing else is asked for: HD stays HD, UHD becomes HD. */
const LONGER_SIDE = 1920

/**
 * Chooses the raster. `wanted` null: the smallest divisor that brings the longer side to 1,920. A divisor that leaves an
 * odd side or less than `least` falls back to the next smaller one. Fields are kept only at full height, so an
 * interlaced picture is never divided. `stored` is the picture as it is decoded: turned upright, pixels as they are.
 */
export function rasterOf(
  stored: { readonly width: number; readonly height: number },
  { wanted, fields, least }: { readonly wanted: Divisor | null; readonly fields: boolean; readonly least: Size },
): Raster {
  const longer = Math.max(stored.width, stored.height)
  const first: Divisor = wanted ?? (longer <= LONGER_SIDE ? 1 : longer <= LONGER_SIDE * 2 ? 2 : 4)
  const fits = (by: Divisor): boolean => {
    const [width, height] = [stored.width / by, stored.height / by]
    return width % 2 === 0 && height % 2 === 0 && width >= least.width && height >= least.height
  }
  const divisor = fields ? 1 : (([4, 2] as const).find((by) => by <= first && fits(by)) ?? 1)
  return { width: stored.width / divisor, height: stored.height / divisor, divisor }
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The picture of a stream as ffmpeg decodes and turns it, with its pixels as they are. */
export function storedSize({ width, height, rotation }: Pick<VideoStream, 'width' | 'height' | 'rotation'>): Size {
  return rotation === 90 || rotation === 270 ? { width: height, height: width } : { width, height }
}

/** True where each frame is two fields. */
export function hasFields({ fieldOrder }: Pick<VideoStream, 'fieldOrder'>): boolean {
  return fieldOrder === 'top-first' || fieldOrder === 'bottom-first'
}
