/**
 * Exposure in false colours and stripes, as a shader does it after the look. Pure.
 *
 * Shares of the signal that is shown (Rec. 709, 0 to 100 %), by the bands that camera makers use for it: crushed, just above
 * black, middle grey, a light skin, just below white, clipped.
 */
import type { Exposure } from './viewer-store.ts'

interface Band {
  readonly name: string
  /** Of the signal, in percent. */
  readonly from: number
  readonly to: number
  readonly colour: readonly [number, number, number]
}

export const BANDS: readonly Band[] = [
  { name: 'Crushed', from: -1, to: 2.5, colour: [0.5, 0.2, 0.65] },
  { name: 'Near black', from: 2.5, to: 4, colour: [0.15, 0.35, 0.85] },
  { name: 'Middle grey', from: 38, to: 42, colour: [0.25, 0.7, 0.25] },
  { name: 'Skin', from: 52, to: 56, colour: [0.95, 0.55, 0.65] },
  { name: 'Near white', from: 97, to: 99, colour: [0.95, 0.85, 0.2] },
  { name: 'Clipped', from: 99, to: 101, colour: [0.9, 0.15, 0.1] },
]
/** Stripes from here on, in percent. */
export const ZEBRA_FROM = 95

/** What the shader is told by a number. */
export const EXPOSURE_CODES: Readonly<Record<Exposure, number>> = { none: 0, 'false-colour': 1, zebra: 2 }

const float = (value: number): string => value.toFixed(4)

/** GLSL: the colour of a value that is shown, by `exposure`. */
export const EXPOSURE_GLSL = `
uniform int exposure;
vec3 exposed(vec3 value) {
  float luma = dot(value, vec3(0.2126, 0.7152, 0.0722));
  if (exposure == ${EXPOSURE_CODES['false-colour']}) {
${BANDS.map(({ from, to, colour }) => `    if (luma >= ${float(from / 100)} && luma < ${float(to / 100)}) return vec3(${colour.map(float).join(', ')});`).join('\n')}
    return vec3(luma);
  }
  if (exposure == ${EXPOSURE_CODES.zebra} && luma >= ${float(ZEBRA_FROM / 100)})
    return vec3(mod(floor((gl_FragCoord.x + gl_FragCoord.y) / 5.0), 2.0));
  return value;
}
`
