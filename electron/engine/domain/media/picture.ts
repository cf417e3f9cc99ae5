/**
 * The picture of a clip among its streams, and what its stored values are. Pure.
 */
import type { MediaFacts, VideoStream } from '../../../../shared/model/probe.ts'

/** The picture of a clip: its largest stream that is no cover; null for sound. */
export function pictureOf(facts: Pick<MediaFacts, 'video'>): VideoStream | null {
  const pictures = facts.video.filter((stream) => !stream.cover)
  return pictures.reduce<VideoStream | null>(
    (best, next) => (best === null || next.width * next.height > best.width * best.height ? next : best),
    null,
  )
}

/** The kind of HDR that a picture is, Dolby Vision first; null for none. A look is put on those of none alone. */
export function hdrOf({ hdr, dolbyVision }: Pick<VideoStream, 'hdr' | 'dolbyVision'>): string | null {
  if (dolbyVision !== null) return 'dolby-vision'
  return hdr === 'none' ? null : hdr
}

/** True for a picture that is stored as red, green and blue, a mosaic of them included. */
export function isRgb({ chroma, matrix }: Pick<VideoStream, 'chroma' | 'matrix'>): boolean {
  return chroma === 'RGB' || chroma === 'raw' || matrix === 'gbr'
}

/** HD and above is BT.709, SD is BT.601, where a file does not say (the rule of ITU-R BT.601 and BT.709 by raster). */
export function isHd({ height }: Pick<VideoStream, 'height'>): boolean {
  return height >= 720
}
