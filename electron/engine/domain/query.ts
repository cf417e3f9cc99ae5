/**
 * The query language of `ls` and of the search box: words, flags, `field:value`, `field>=number`, and a minus for
 * "not".
 *
 *     A003 circled rating>=3 kind:video,audio -tag:wild "offline edit"
 *
 * Terms are joined by "and". A bare word is free text unless it is a flag; in quotes it is always text.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { ASSET_KINDS, FILE_STATES, VERIFICATIONS } from '../../../shared/model/asset.ts'

export const FLAGS = [
  'offline',
  'missing',
  'unverified',
  'verified',
  'circled',
  'nogood',
  'broken',
  'unsupported',
  'recent',
  'noted',
  'tagged',
  // Copies: only one · several on one device · more than one on one drive. And a stack of versions.
  'lone',
  'onedevice',
  'duplicate',
  'versions',
] as const
export type Flag = (typeof FLAGS)[number]

/** Fields that are compared as text. */
export const TEXT_FIELDS = [
  'kind',
  'tag',
  'name',
  'camera',
  'roll',
  'day',
  'scene',
  'shot',
  'take',
  'codec',
  'collection',
  'volume',
  'offload',
  'state',
  'verification',
  'id',
  'hdr',
  // What a clip has beside itself: sound that a person accepted.
  'has',
  'no',
] as const
export type TextField = (typeof TEXT_FIELDS)[number]

/** Fields that are compared as numbers; `duration` in seconds, `size` in bytes with an optional KB, MB, GB, TB. */
export const NUMBER_FIELDS = [
  'rating',
  'copies',
  'devices',
  'duration',
  'width',
  'height',
  'fps',
  'channels',
  'size',
  'notes',
  'versions',
] as const
export type NumberField = (typeof NUMBER_FIELDS)[number]

/** Fields whose values are a closed set. */
const CLOSED: Partial<Record<TextField, readonly string[]>> = {
  kind: ASSET_KINDS,
  state: FILE_STATES,
  verification: VERIFICATIONS,
  has: ['sound'],
  no: ['sound'],
}

export type Comparison = '<' | '<=' | '=' | '>=' | '>'

export type Term =
  | { readonly type: 'text'; readonly not: boolean; readonly value: string; readonly phrase: boolean }
  | { readonly type: 'flag'; readonly not: boolean; readonly flag: Flag }
  | { readonly type: 'is'; readonly not: boolean; readonly field: TextField; readonly values: readonly string[] }
  | {
      readonly type: 'compare'
      readonly not: boolean
      readonly field: NumberField
      readonly comparison: Comparison
      readonly value: number
    }

/** Words, quoted phrases, and `field:"quoted value"`, each with an optional minus. */
const TOKEN = /-?[A-Za-z]+(?::|<=|>=|<|>|=)"[^"]*"|-?"[^"]*"|\S+/g
const FIELD = /^([A-Za-z]+)(:|<=|>=|<|>|=)([\s\S]*)$/
const UNITS: Record<string, number> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/** Parses a query into terms. Throws `query.unknown` for a word that looks like a field or a value and is none. */
export function parseQuery(text: string): Term[] {
  return (text.match(TOKEN) ?? []).map(parseToken)
}

/**
 * The one collection that a search asks for, by id or name; null where it asks for none, several, or for all but one.
 */
export function collectionOf(terms: readonly Term[]): string | null {
  const asked = terms.filter((term) => term.type === 'is' && term.field === 'collection' && !term.not)
  const [only] = asked
  return asked.length === 1 && only?.type === 'is' && only.values.length === 1 ? only.values[0]! : null
}

function parseToken(token: string): Term {
  const not = token.length > 1 && token.startsWith('-')
  const body = not ? token.slice(1) : token
  if (body.startsWith('"')) return { type: 'text', not, value: unquote(body), phrase: true }
  const parts = FIELD.exec(body)
  if (parts !== null) return parseField(body, not, parts[1]!.toLowerCase(), parts[2]!, unquote(parts[3]!))
  const flag = FLAGS.find((name) => name === body.toLowerCase())
  if (flag !== undefined) return { type: 'flag', not, flag }
  return { type: 'text', not, value: body, phrase: false }
}

function parseField(token: string, not: boolean, field: string, sign: string, value: string): Term {
  const numeric = NUMBER_FIELDS.find((name) => name === field)
  if (numeric !== undefined) return parseComparison(token, not, numeric, sign, value)
  const textual = TEXT_FIELDS.find((name) => name === field)
  if (textual === undefined)
    throw unknown(
      token,
      `“${field}” is not a field. Fields are ${[...TEXT_FIELDS, ...NUMBER_FIELDS].join(', ')}; put the words in quotes to search for them as text.`,
    )
  if (sign !== ':' && sign !== '=') throw unknown(token, `“${field}” is text and is asked for as ${field}:value.`)
  const values = value.split(',').filter((part) => part !== '')
  if (values.length === 0) throw unknown(token, `“${token}” names no value. Write ${field}:value.`)
  const noDay = textual === 'day' ? values.find((part) => !isDay(part)) : undefined
  if (noDay !== undefined)
    throw unknown(
      token,
      `“${noDay}” is not a shooting day. Write its date, say day:2026-11-29, or day:none for clips without one.`,
    )
  const closed = CLOSED[textual]
  const stranger = closed === undefined ? undefined : values.find((part) => !closed.includes(part.toLowerCase()))
  if (closed !== undefined && stranger !== undefined) {
    throw unknown(token, `“${stranger}” is not a ${field}. It is one of ${closed.join(', ')}.`)
  }
  return {
    type: 'is',
    not,
    field: textual,
    values: closed === undefined ? values : values.map((part) => part.toLowerCase()),
  }
}

/** A date of the calendar, or none. */
function isDay(text: string): boolean {
  if (text.toLowerCase() === 'none') return true
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function parseComparison(token: string, not: boolean, field: NumberField, sign: string, value: string): Term {
  const parts = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(value)
  const unit = parts === null ? undefined : UNITS[parts[2]!.toLowerCase()]
  if (parts === null || unit === undefined || (field !== 'size' && parts[2] !== '')) {
    throw unknown(token, `“${value}” is not a number that ${field} can be compared with. Write, say, ${field}>=3.`)
  }
  const comparison = (sign === ':' ? '=' : sign) as Comparison
  return { type: 'compare', not, field, comparison, value: Number(parts[1]) * unit }
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined) : text
}

function unknown(token: string, message: string): RushesError {
  return new RushesError('query.unknown', message, { token })
}
