/**
 * The identity of a recipe's parameters.
 */
import { createHash } from 'node:crypto'
import type { Look } from '../../../shared/model/colour.ts'
import { DEFAULT_PARAMS_HASH } from '../../../shared/model/recipe-params.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'

/** The hash of parameters, from their canonical text. */
export function paramsHash(text: string): string {
  return text === '{}' ? DEFAULT_PARAMS_HASH : createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** The hash under which every recipe keeps what it made with a look and otherwise its defaults. */
export function lookHash(look: Look): string {
  return paramsHash(canonicalJson({ look }))
}
