/**
 * What cameras call their log curves, in metadata of all makers: from their words to a curve that there is a formula
 * for. Pure. A word that says log and is not known stays a word: it is shown, and no conversion is offered.
 */
import type { LogCurveId } from '../../../../shared/model/colour.ts'

const WORDS: readonly (readonly [RegExp, LogCurveId | null])[] = [
  [/^s-?log-?3(-cine)?$/, 's-log3'],
  [/^s-?log-?2?$/, null],
  [/^(arri[ _-]?)?log-?c-?4$/, 'logc4'],
  [/^(arri[ _-]?)?log-?c(-?3)?$/, 'logc3'],
  [/^v-?log(-?l)?$/, 'v-log'],
  [/^(c-?log|canon-?log|clogv?)[ -]?3$/, 'c-log3'],
  [/^(c-?log|canon-?log|clogv?)[ -]?2$/, 'c-log2'],
  [/^(c-?log|canon-?log)1?$/, null],
  [/^n-?log$/, 'n-log'],
  [/^f-?log-?2c?$/, 'f-log2'],
  [/^f-?log$/, 'f-log'],
  [/^apple-?log$/, 'apple-log'],
  [/^apple-?log-?2$/, null],
  [/^d-?log$/, 'd-log'],
  [/^d-?log-?m$/, null],
  [/^(protune-?)?flat$/, 'protune'],
  [/^log3g10$/, 'log3g10'],
  [/^(blackmagic|bmd)-?film(-?gen-?5)?$/, 'bmd-film-5'],
]

interface GammaWord {
  readonly log: boolean
  readonly curve: LogCurveId | null
}

/** What a camera's word for its gamma means; null for a word of no log. */
export function gammaOf(word: string): GammaWord | null {
  const plain = word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
  const known = WORDS.find(([form]) => form.test(plain))
  if (known !== undefined) return { log: true, curve: known[1] }
  return /(^|[^a-z])log/.test(plain) ? { log: true, curve: null } : null
}
