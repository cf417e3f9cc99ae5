/**
 * Pictures of scene-linear light: what their primaries are called, and how they become those of Rec. 709. Pure.
 */
import type { VideoStream } from '../../../../shared/model/probe.ts'
import { matrixToRec709, type Chromaticities, type Matrix } from './primaries.ts'

type Linear = Pick<VideoStream, 'codec' | 'pixelFormat' | 'chromaticities'>

/** Files write them as 32-bit floats, and tools with as few as three digits. */
const NEAR = 0.002

/** Primaries and white that have a name (ITU-R BT.709, BT.2020; SMPTE ST 428-1, RP 431-2; SMPTE ST 2065-1; ACES S-2014-004). */
const NAMED: readonly (readonly [string, Chromaticities])[] = [
  ['Rec. 709', [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329]],
  ['Rec. 2020', [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329]],
  ['P3-D65', [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329]],
  ['P3-DCI', [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351]],
  ['ACES AP0', [0.7347, 0.2653, 0, 1, 0.0001, -0.077, 0.32168, 0.33767]],
  ['ACEScg AP1', [0.713, 0.293, 0.165, 0.83, 0.128, 0.044, 0.32168, 0.33767]],
]

/** True for what holds linear light by its format. */
export const isLinear = (video: Pick<VideoStream, 'codec' | 'pixelFormat'>): boolean =>
  video.codec === 'exr' || isMosaic(video)

/** True for what a sensor saw through its filters, one colour a pixel (CinemaDNG): linear, in the camera's own colours. */
export const isMosaic = ({ pixelFormat }: Pick<VideoStream, 'pixelFormat'>): boolean =>
  pixelFormat?.startsWith('bayer_') === true

/** The name of the primaries; `primaries of its own` without one, null where the file names none. */
export function gamutOf({ chromaticities: given }: Linear): string | null {
  if (given == null) return null
  const known = NAMED.find(([, values]) => values.every((value, at) => Math.abs(value - given[at]!) < NEAR))
  return known?.[0] ?? 'primaries of its own'
}

/** True for linear light of primaries other than Rec. 709's. */
export function isWide(video: Linear): boolean {
  const gamut = gamutOf(video)
  return isLinear(video) && gamut !== null && gamut !== 'Rec. 709' && rec709From(video) !== null
}

/** The matrix to Rec. 709; null for none, and for numbers of which none can be made. */
export function rec709From({ chromaticities }: Linear): Matrix | null {
  if (chromaticities?.length !== 8) return null
  const matrix = matrixToRec709(chromaticities as unknown as Chromaticities)
  return matrix.flat().every((value) => Number.isFinite(value) && Math.abs(value) < MOST) ? matrix : null
}

/** Beyond this the corners lie on one line, and it is no gamut. */
const MOST = 16
