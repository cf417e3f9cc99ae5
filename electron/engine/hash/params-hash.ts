/**
 * The identity of a recipe's parameters.
 */
import { createHash } from 'node:crypto'
import type { Look } from '../../../shared/model/colour.ts'
import { DEFAULT_PARAMS_HASH } from '../../../shared/model/recipe-params.ts'
import type { RateValue } from '../../../shared/model/primitives.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'

/** The hash of parameters, from their canonical text. */
export function paramsHash(text: string): string {
  return text === '{}' ? DEFAULT_PARAMS_HASH : createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** The hash under which every recipe keeps what it made with a look and otherwise its defaults. */
export function lookHash(look: Look): string {
  return paramsHash(canonicalJson({ look }))
}

/** Hashes of the parameters with which a sequence is shown, by recipe: without a look, then with the look of the clip. */
interface SequenceHashes {
  readonly filmstrip: readonly string[]
  readonly proxy: readonly string[]
  readonly signal: readonly string[]
}

/** What recipes are told of the frames of a sequence: their key, and the rate where it changes what is made. */
export function sequenceParams(sequence: string, { num, den }: RateValue): Record<keyof SequenceHashes, object> {
  const timed = { sequence, rate: { num, den } }
  return { filmstrip: { sequence }, proxy: timed, signal: timed }
}

/** The hashes of a sequence with this key of its frames, at this rate. */
export function sequenceHashes(sequence: string, rate: RateValue, look: Look | null): SequenceHashes {
  const { filmstrip, proxy, signal } = sequenceParams(sequence, rate)
  const hash = (params: object): string => paramsHash(canonicalJson(params))
  const both = (params: object): string[] => [hash(params), ...(look === null ? [] : [hash({ ...params, look })])]
  return { filmstrip: both(filmstrip), proxy: both(proxy), signal: [hash(signal)] }
}
