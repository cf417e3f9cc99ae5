/**
 * What the name of a LUT file says of it. Makers put the curve and the gamut into it ("SLog3SGamut3.CineToLC-709"), and
 * nothing in the file says them otherwise. Pure.
 */
import type { LogCurveId } from '../../../../shared/model/colour.ts'

/** The first that fits. Longer names stand before those that they begin with. */
const CURVES: readonly (readonly [RegExp, LogCurveId])[] = [
  [/s-?log-?3/, 's-log3'],
  [/log-?c-?4/, 'logc4'],
  [/log-?c/, 'logc3'],
  [/v-?log/, 'v-log'],
  [/(canon|c)-?log-?3/, 'c-log3'],
  [/(canon|c)-?log-?2/, 'c-log2'],
  [/n-?log/, 'n-log'],
  [/f-?log-?2/, 'f-log2'],
  [/f-?log/, 'f-log'],
  [/log3g10/, 'log3g10'],
  [/apple-?log(?!-?2)/, 'apple-log'],
  [/d-?log(?!-?m)/, 'd-log'],
  [/protune/, 'protune'],
  [/(blackmagic|bmd).*(film)?.*gen-?5/, 'bmd-film-5'],
]
const GAMUTS: readonly (readonly [RegExp, string])[] = [
  [/s-?gamut3-?\.?-?cine/, 'S-Gamut3.Cine'],
  [/s-?gamut3/, 'S-Gamut3'],
  [/(awg|wide-?gamut)-?4/, 'ARRI Wide Gamut 4'],
  [/awg(-?3)?|arri-?wide-?gamut(-?3)?/, 'ARRI Wide Gamut 3'],
  [/v-?gamut/, 'V-Gamut'],
  [/cinema-?gamut/, 'Cinema Gamut'],
  [/red-?wide-?gamut|rwg/, 'REDWideGamutRGB'],
]

/** What a name says. */
export function saidByName(name: string): {
  readonly curve: LogCurveId | null
  readonly gamut: string
} {
  const plain = name.toLowerCase().replaceAll(/[\s_]+/g, '-')
  return {
    curve: CURVES.find(([form]) => form.test(plain))?.[1] ?? null,
    gamut: GAMUTS.find(([form]) => form.test(plain))?.[1] ?? '',
  }
}
