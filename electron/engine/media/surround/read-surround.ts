/**
 * What ffprobe does not say of pictures and sound that surround the viewer: Apple's spatial video, GoPro Max, Insta360,
 * panoramas among stills, ambisonic sound. Told by what is in the file, never by its name.
 *
 * Sources: Apple, "ISO Base Media File Format and Apple HEVC Stereo Video" and "QuickTime and ISO Base Media File Formats
 * and Spatial and Immersive Media" (`vexu`); Google, "Photo Sphere XMP Metadata" (GPano) and "Spatial Audio RFC" (`SA3D`).
 */
import type { Immersive } from '../../../../shared/model/probe.ts'
import { openMedia } from '../../files/open-plain.ts'
import { boxAt } from '../boxes.ts'
import { tagOf, type FfprobeOutput, type FfprobeStream } from '../ffprobe-json.ts'
import { entriesOf } from './entries.ts'

/** What is found: of the first picture, and of each sound its ambisonic order, in their order. */
export interface Surround {
  readonly picture: Immersive | null
  readonly sounds: readonly (number | null)[]
}

export const NO_SURROUND: Surround = { picture: null, sounds: [] }

/** Reads it. Throws what the file system throws. */
export async function readSurround(
  path: string,
  probe: FfprobeOutput,
  index: Buffer | null,
  bytes: number,
): Promise<Surround> {
  const pictures = probe.streams.filter(
    (stream) => stream.codec_type === 'video' && stream.disposition?.['attached_pic'] !== 1,
  )
  const apple = index === null ? null : appleOf(index)
  return {
    picture: apple ?? goproMax(pictures) ?? (index === null ? null : await instaOf(path, pictures, bytes)),
    sounds: index === null ? [] : soundsOf(index),
  }
}

/** Apple's words of a projection (`prji`). */
const APPLE: Readonly<Record<string, Immersive['projection']>> = {
  rect: 'flat',
  equi: 'equirectangular',
  hequ: 'half-equirectangular',
  fish: 'fisheye',
}
/** Apple's words of how two eyes are packed into one picture (`pkin`). */
const PACKED: Readonly<Record<string, Immersive['stereo']>> = { side: 'side-by-side', over: 'top-bottom' }
/** Both eyes are there, by the flags of `stri`. */
const BOTH_EYES = 0b11

function appleOf(index: Buffer): Immersive | null {
  const picture = entriesOf(index).find(({ handler }) => handler === 'vide')
  const extended = picture === undefined ? null : boxAt(picture.boxes, 'vexu')
  if (picture === undefined || extended === null) return null
  const word = (...names: readonly string[]): string => boxAt(extended, ...names)?.toString('latin1', 4, 8) ?? ''
  const eyes = boxAt(extended, 'eyes', 'stri')?.[4] ?? 0
  const packed = PACKED[word('pack', 'pkin')]
  const layered = boxAt(picture.boxes, 'lhvC') !== null
  const stereo = (eyes & BOTH_EYES) !== BOTH_EYES ? 'mono' : (packed ?? (layered ? 'multiview' : 'other'))
  const projection = APPLE[word('proj', 'prji')] ?? 'flat'
  return projection === 'flat' && stereo === 'mono' ? null : { projection, stereo }
}

/** Two tracks of one size, each three faces of a cube and a little more wide, by GoPro's own names of its tracks. */
function goproMax(pictures: readonly FfprobeStream[]): Immersive | null {
  const [one, two] = pictures
  if (one === undefined || two === undefined || pictures.length !== 2) return null
  const { width = 0, height = 0 } = one
  const alike = two.width === width && two.height === height
  const strip = height > 0 && width / height > 3 && width / height < 3.3
  const named = pictures.every((stream) => /gopro/i.test(tagOf(stream.tags, 'handler_name') ?? ''))
  return alike && strip && named ? { projection: 'gopro-max', stereo: 'mono' } : null
}

/** What every file of an Insta360 ends with. */
const INSTA360 = '8db42d694ccc418790edff439fe026bf'

async function instaOf(path: string, pictures: readonly FfprobeStream[], bytes: number): Promise<Immersive | null> {
  const { width = 0, height = 0 } = pictures[0] ?? {}
  if (height === 0 || bytes < INSTA360.length || (width !== height && width !== 2 * height)) return null
  const file = await openMedia(path)
  try {
    const end = Buffer.alloc(INSTA360.length)
    await file.read(end, 0, end.length, bytes - end.length)
    if (end.toString('latin1') !== INSTA360) return null
    return { projection: width === height ? 'fisheye' : 'dual-fisheye', stereo: 'mono' }
  } finally {
    await file.close()
  }
}

/** A panorama by the word of its XMP; null for all other pictures. */
export function panoramaOf(word: string | null): Immersive | null {
  return word === 'equirectangular' ? { projection: 'equirectangular', stereo: 'mono' } : null
}

function soundsOf(index: Buffer): (number | null)[] {
  return entriesOf(index)
    .filter(({ handler }) => handler === 'soun')
    .map(({ boxes }) => {
      // Version, kind (0: periphonic), order.
      const harmonics = boxAt(boxes, 'SA3D')
      return harmonics === null || harmonics.length < 6 ? null : orderOf(harmonics.readUInt32BE(2))
    })
}

function orderOf(order: number): number | null {
  return order >= 1 && order <= 7 ? order : null
}

/** The order of ambisonic sound by ffprobe's name of its layout ("ambisonic 1"), or by what its channels are called. */
export function ambisonicOf(layout: string | undefined, names: readonly string[]): number | null {
  const named = /^ambisonic (\d)/.exec(layout ?? '')
  if (named !== null) return orderOf(Number(named[1]))
  return names.length === 4 && [...names].sort().join('') === 'WXYZ' ? 1 : null
}
