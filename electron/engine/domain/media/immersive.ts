/**
 * Pictures that surround the viewer: what a file says of its projection and of its two eyes, and which part of it is
 * shown as a picture. Pure.
 *
 * Sources: Google, "Spherical Video V2 RFC" (`sv3d`, `st3d`), in ffprobe's words for them; ffmpeg's documentation of v360.
 */
import type { Immersive, VideoStream } from '../../../../shared/model/probe.ts'

/** ffprobe's words of a projection, by ours. */
const PROJECTIONS: Readonly<Record<string, Immersive['projection']>> = {
  equirectangular: 'equirectangular',
  'tiled equirectangular': 'equirectangular-tile',
  'half equirectangular': 'half-equirectangular',
  cubemap: 'cubemap',
  fisheye: 'fisheye',
}
/** ffprobe's words of two eyes, by ours. */
const STEREO: Readonly<Record<string, Immersive['stereo']>> = {
  '2D': 'mono',
  'side by side': 'side-by-side',
  'top and bottom': 'top-bottom',
}

/** Reads them from ffprobe's side data: words by their names. Null where nothing surrounds anybody. */
export function immersiveOf(
  spherical: Readonly<Record<string, unknown>> | undefined,
  stereo: Readonly<Record<string, unknown>> | undefined,
): Immersive | null {
  const projection = PROJECTIONS[String(spherical?.['projection'] ?? '')]
  const eyes = STEREO[String(stereo?.['type'] ?? '')] ?? (stereo === undefined ? 'mono' : 'other')
  if (projection === undefined && eyes === 'mono') return null
  return { projection: projection ?? 'flat', stereo: eyes }
}

/** In words: "360°, equirectangular · two eyes, one above the other". */
export function immersiveText({ projection, stereo }: Immersive): string {
  const around = {
    flat: null,
    equirectangular: '360°, equirectangular',
    'equirectangular-tile': '360°, a tile of an equirectangular picture',
    'half-equirectangular': '180°, equirectangular',
    cubemap: '360°, cube map',
    fisheye: 'Fisheye',
    'dual-fisheye': '360°, two fisheyes side by side',
    'gopro-max': '360°, equi-angular cube in two tracks',
  }[projection]
  const eyes = {
    mono: null,
    'side-by-side': 'two eyes, side by side',
    'top-bottom': 'two eyes, one above the other',
    multiview: 'two eyes, the second as a layer (MV-HEVC)',
    other: 'two eyes',
  }[stereo]
  return [around, eyes].filter((part) => part !== null).join(' · ')
}

/** How wide the front view is, in degrees: about what a 20 mm lens sees. */
const FIELD = 90
/** What a lens of a camera with two fisheyes sees, in degrees: makers say 190 to 205. */
const LENS = 200

/** A projection as v360 reads it, and what is cut out before; the lens that looks ahead is the left one. */
const AHEAD: Readonly<Partial<Record<Immersive['projection'], readonly string[]>>> = {
  equirectangular: ['v360=e:flat'],
  'half-equirectangular': ['v360=hequirect:flat'],
  fisheye: [`v360=fisheye:flat:ih_fov=${LENS}:iv_fov=${LENS}`],
  'dual-fisheye': ['crop=iw/2:ih:0:0', `v360=fisheye:flat:ih_fov=${LENS}:iv_fov=${LENS}`],
  // The first of its two tracks has the left, the front and the right face, the front in the middle: laid where a whole
  // equi-angular cube has it, v360 takes the curve out of it.
  'gopro-max': ['crop=ih:ih:(iw-ih)/2:0', 'pad=3*iw:2*ih:iw:0', 'v360=eac:flat'],
}

/**
 * Filters that cut one eye out of a picture and look straight ahead, at a size; null for a picture that is shown whole.
 * A cube map has no layout that all writers share: it is shown as it is stored.
 */
export function frontView(
  { immersive }: Pick<VideoStream, 'immersive'>,
  size: { readonly width: number; readonly height: number },
): string | null {
  if (immersive == null) return null
  const eye = {
    mono: [],
    multiview: [],
    other: [],
    'side-by-side': ['crop=iw/2:ih:0:0'],
    'top-bottom': ['crop=iw:ih/2:0:0'],
  }[immersive.stereo]
  const ahead = AHEAD[immersive.projection]
  if (ahead === undefined) return immersive.projection === 'flat' && eye.length > 0 ? eye.join(',') : null
  const vertical = (FIELD * size.height) / size.width
  return [
    ...eye,
    `${ahead.join(',')}:h_fov=${FIELD}:v_fov=${vertical.toFixed(2)}:w=${size.width}:h=${size.height}`,
  ].join(',')
}

/** The shape of what is shown of a picture, as it would stand on a screen: a front view is as wide as a film. */
export function shownShape(video: Pick<VideoStream, 'immersive' | 'displayWidth' | 'displayHeight'>): {
  readonly width: number
  readonly height: number
} {
  const { immersive, displayWidth: width, displayHeight: height } = video
  if (immersive == null) return { width, height }
  if (AHEAD[immersive.projection] !== undefined) return { width: 1920, height: 1080 }
  if (immersive.projection !== 'flat') return { width, height }
  return {
    width: immersive.stereo === 'side-by-side' ? width / 2 : width,
    height: immersive.stereo === 'top-bottom' ? height / 2 : height,
  }
}
