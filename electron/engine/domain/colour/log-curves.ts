/**
 * The log curves of cameras, by their makers' published formulae. `encode` takes scene light relative to a white of 1
 * (18 % grey is 0.18) and gives what the camera records; `decode` is its inverse.
 *
 * [Note: code or signal] Makers define a curve in one of two ways. `code`: the value times 1023 is the 10-bit number in
 * the file, although the file is tagged as limited range (Sony, Panasonic, Canon, Fujifilm, Nikon). `signal`: the value
 * is the signal from black to white of the range that the file is tagged with (ARRI, Apple). A LUT that is applied in
 * the wrong of the two turns 420 into 41 IRE, and crushes every shadow.
 */

import type { LogCurveId, Reference } from '../../../../shared/model/colour.ts'

interface LogCurve {
  readonly reference: Reference
  /** Name of the primaries it comes with (primaries.ts). */
  readonly primaries: string
  encode(light: number): number
  decode(value: number): number
}

/** A curve of two parts: a line up to `cut`, and a curve above. */
function twoParts(parts: {
  readonly cut: number
  readonly line: (light: number) => number
  readonly curve: (light: number) => number
  readonly unline: (value: number) => number
  readonly uncurve: (value: number) => number
}): Pick<LogCurve, 'encode' | 'decode'> {
  const cutValue = parts.curve(parts.cut)
  return {
    encode: (light) => (light < parts.cut ? parts.line(light) : parts.curve(light)),
    decode: (value) => (value < cutValue ? parts.unline(value) : parts.uncurve(value)),
  }
}

/** `c · log10(a·x + b) + d` above `cut`, `e·x + f` below: ARRI's and Fujifilm's form. */
function logAndLine(cut: number, [a, b, c, d, e, f]: readonly [number, number, number, number, number, number]) {
  return twoParts({
    cut,
    line: (x) => e * x + f,
    curve: (x) => c * Math.log10(a * x + b) + d,
    unline: (y) => (y - f) / e,
    uncurve: (y) => (10 ** ((y - d) / c) - b) / a,
  })
}

/** Sony, "Technical Summary for S-Gamut3.Cine/S-Log3 and S-Gamut3/S-Log3", 2014. */
const sLog3 = twoParts({
  cut: 0.01125,
  line: (x) => ((x * (171.2102946929 - 95)) / 0.01125 + 95) / 1023,
  curve: (x) => (420 + Math.log10((x + 0.01) / 0.19) * 261.5) / 1023,
  unline: (y) => ((y * 1023 - 95) * 0.01125) / (171.2102946929 - 95),
  uncurve: (y) => 10 ** ((y * 1023 - 420) / 261.5) * 0.19 - 0.01,
})

/** ARRI, "LogC4 Logarithmic Color Space Specification", 2022. */
function logC4(): Pick<LogCurve, 'encode' | 'decode'> {
  const a = (2 ** 18 - 16) / 117.45
  const b = (1023 - 95) / 1023
  const c = 95 / 1023
  const s = (7 * Math.LN2 * 2 ** (7 - (14 * c) / b)) / (a * b)
  const t = (2 ** (14 * (-c / b) + 6) - 64) / a
  return {
    encode: (x) => (x >= t ? ((Math.log2(a * x + 64) - 6) / 14) * b + c : (x - t) / s),
    decode: (y) => (y >= 0 ? (2 ** (14 * ((y - c) / b) + 6) - 64) / a : y * s + t),
  }
}

/** Panasonic, "V-Log/V-Gamut Reference Manual", 2014. */
const vLog = twoParts({
  cut: 0.01,
  line: (x) => 5.6 * x + 0.125,
  curve: (x) => 0.241514 * Math.log10(x + 0.00873) + 0.598206,
  unline: (y) => (y - 0.125) / 5.6,
  uncurve: (y) => 10 ** ((y - 0.598206) / 0.241514) - 0.00873,
})

/** Canon's curves count 90 % reflection as 1. */
const CANON_WHITE = 0.9

/** Canon, "Canon Log Gamma Curves", 1.2, 2020. */
const cLog2: Pick<LogCurve, 'encode' | 'decode'> = {
  encode: (light) => {
    const x = light / CANON_WHITE
    return x < 0
      ? 0.092864125 - 0.24136077 * Math.log10(1 - 87.099375 * x)
      : 0.092864125 + 0.24136077 * Math.log10(1 + 87.099375 * x)
  },
  decode: (y) => {
    const away = (10 ** (Math.abs(y - 0.092864125) / 0.24136077) - 1) / 87.099375
    return (y < 0.092864125 ? -away : away) * CANON_WHITE
  },
}

const cLog3: Pick<LogCurve, 'encode' | 'decode'> = {
  encode: (light) => {
    const x = light / CANON_WHITE
    if (x < -0.014) return 0.12783901 - 0.36726845 * Math.log10(1 - 14.98325 * x)
    if (x <= 0.014) return 1.9754798 * x + 0.12512219
    return 0.36726845 * Math.log10(14.98325 * x + 1) + 0.12240537
  },
  decode: (y) => {
    if (y < 0.097465473) return (-(10 ** ((0.12783901 - y) / 0.36726845) - 1) / 14.98325) * CANON_WHITE
    if (y <= 0.15277891) return ((y - 0.12512219) / 1.9754798) * CANON_WHITE
    return ((10 ** ((y - 0.12240537) / 0.36726845) - 1) / 14.98325) * CANON_WHITE
  },
}

/** Nikon, "N-Log Specification Document", 2018. */
const nLog = twoParts({
  cut: 0.328,
  line: (x) => (650 * Math.cbrt(x + 0.0075)) / 1023,
  curve: (x) => (150 * Math.log(x) + 619) / 1023,
  unline: (y) => ((y * 1023) / 650) ** 3 - 0.0075,
  uncurve: (y) => Math.exp((y * 1023 - 619) / 150),
})

/** Blackmagic Design, "Generation 5 Color Science", 2021. */
const bmdFilm = twoParts({
  cut: 0.005,
  line: (x) => 8.283605932402494 * x + 0.09246575342465753,
  curve: (x) => 0.08692876065491224 * Math.log(x + 0.005494072432257808) + 0.5300133392291939,
  unline: (y) => (y - 0.09246575342465753) / 8.283605932402494,
  uncurve: (y) => Math.exp((y - 0.5300133392291939) / 0.08692876065491224) - 0.005494072432257808,
})

/** RED, "White Paper on REDWideGamutRGB and Log3G10", revision C. */
const log3G10: Pick<LogCurve, 'encode' | 'decode'> = {
  encode: (light) => {
    const x = light + 0.01
    return x < 0 ? x * 15.1927 : 0.224282 * Math.log10(155.975327 * x + 1)
  },
  decode: (y) => (y < 0 ? y / 15.1927 : (10 ** (y / 0.224282) - 1) / 155.975327) - 0.01,
}

/** Apple, "Apple Log Profile White Paper", 2023. */
const appleLog: Pick<LogCurve, 'encode' | 'decode'> = {
  encode: (x) => {
    if (x < -0.05641088) return 0
    return x < 0.01 ? 47.28711236 * (x + 0.05641088) ** 2 : 0.08550479 * Math.log2(x + 0.00964052) + 0.69336945
  },
  decode: (y) => {
    if (y < 0) return -0.05641088
    return y < 47.28711236 * (0.01 + 0.05641088) ** 2
      ? Math.sqrt(y / 47.28711236) - 0.05641088
      : 2 ** ((y - 0.69336945) / 0.08550479) - 0.00964052
  },
}

/** DJI, "White Paper on D-Log and D-Gamut", 2017. */
const dLog = twoParts({
  cut: 0.0078,
  line: (x) => 6.025 * x + 0.0929,
  curve: (x) => 0.256663 * Math.log10(x * 0.9892 + 0.0108) + 0.584555,
  unline: (y) => (y - 0.0929) / 6.025,
  uncurve: (y) => (10 ** ((y - 0.584555) / 0.256663) - 0.0108) / 0.9892,
})

/** GoPro, as measured by the OpenColorIO configurations; the maker has published none. */
const protune: Pick<LogCurve, 'encode' | 'decode'> = {
  encode: (x) => Math.log(Math.max(0, x) * 112 + 1) / Math.log(113),
  decode: (y) => (113 ** y - 1) / 112,
}

/** ARRI, "ALEXA LogC Curve", exposure index 800. */
const logC3 = logAndLine(0.010591, [5.555556, 0.052272, 0.24719, 0.385537, 5.367655, 0.092809])
/** Fujifilm, "F-Log Data Sheet" 1.0 and "F-Log2 Data Sheet" 1.0. */
const fLog = logAndLine(0.00089, [0.555556, 0.009468, 0.344676, 0.790453, 8.735631, 0.092864])
const fLog2 = logAndLine(0.000889, [5.555556, 0.064829, 0.245281, 0.384316, 8.799461, 0.092864])

/** Every curve, by the id that a policy and a preset keep. */
export const LOG_CURVES = {
  's-log3': { reference: 'code', primaries: 's-gamut3-cine', ...sLog3 },
  logc3: { reference: 'signal', primaries: 'arri-wide-gamut-3', ...logC3 },
  logc4: { reference: 'signal', primaries: 'arri-wide-gamut-4', ...logC4() },
  'v-log': { reference: 'code', primaries: 'v-gamut', ...vLog },
  'c-log2': { reference: 'code', primaries: 'cinema-gamut', ...cLog2 },
  'c-log3': { reference: 'code', primaries: 'cinema-gamut', ...cLog3 },
  'n-log': { reference: 'code', primaries: 'bt2020', ...nLog },
  'f-log': { reference: 'code', primaries: 'bt2020', ...fLog },
  'f-log2': { reference: 'code', primaries: 'bt2020', ...fLog2 },
  'bmd-film-5': { reference: 'signal', primaries: 'bmd-wide-gamut-5', ...bmdFilm },
  log3g10: { reference: 'signal', primaries: 'red-wide-gamut', ...log3G10 },
  'apple-log': { reference: 'signal', primaries: 'bt2020', ...appleLog },
  'd-log': { reference: 'signal', primaries: 'd-gamut', ...dLog },
  protune: { reference: 'signal', primaries: 'protune-native', ...protune },
} as const satisfies Record<LogCurveId, LogCurve>

/** The 10-bit number in the file of a value: of the whole range for `code`, between black and white for `signal`. */
export function tenBitCode(value: number, reference: Reference): number {
  return reference === 'code' ? value * 1023 : 64 + 876 * value
}
