/**
 * What becomes of light that a display of standard range can't show. The same curve as ffmpeg's `tonemap=mobius`, which
 * makes the pictures: the player and the tests need it as a function.
 */

/** Diffuse white of HDR pictures in nits (ITU-R BT.2408-7): it becomes 1. */
export const REFERENCE_WHITE_NITS = 203
/** A picture that names no peak is taken for one of this many nits. */
const USUAL_PEAK_NITS = 1000
/** Up to here light stays as it is. ffmpeg's own value. */
const LINEAR_UP_TO = 0.3

/** The `peak` of ffmpeg's tonemap: the brightest light, in units of diffuse white. `maxCll` in nits, null unknown. */
export function peakOf(maxCll: number | null): number {
  const nits = maxCll === null || maxCll <= 0 ? USUAL_PEAK_NITS : Math.min(maxCll, 10_000)
  return Math.max(1.01, nits / REFERENCE_WHITE_NITS)
}

/** Light in units of diffuse white, brought into 0 to 1: `peak` becomes 1. */
export function mobius(light: number, peak: number): number {
  const j = LINEAR_UP_TO
  if (light <= j) return light
  const a = (-(j ** 2) * (peak - 1)) / (j ** 2 - 2 * j + peak)
  const b = (j ** 2 - 2 * j * peak + peak) / (peak - 1)
  return (((b ** 2 + 2 * b * j + j ** 2) / (b - a)) * (light + a)) / (light + b)
}

/** The signal that a display of BT.1886 (gamma 2.4) shows as this light, 0 to 1. zimg's `709` is this curve as well. */
export function signalOf(light: number): number {
  return Math.max(0, light) ** (1 / 2.4)
}
