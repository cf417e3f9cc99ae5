/**
 * How queries were read before there were OR, NOT and groups, word for word: what later versions are measured by.
 */
const FLAGS = [
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
  'lone',
  'onedevice',
  'duplicate',
  'versions',
]
const TEXT_FIELDS = [
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
  'has',
  'no',
]
const NUMBER_FIELDS = [
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
]
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  kind: ['video', 'audio', 'still', 'sequence', 'project', 'graphics', 'document', 'subtitle', 'other'],
  state: ['present', 'offline', 'missing', 'replaced'],
  verification: ['verified', 'copied', 'failed', 'unknown'],
  has: ['sound'],
  no: ['sound'],
}
export const FIELDS_BEFORE = [...TEXT_FIELDS, ...NUMBER_FIELDS]
export const FLAGS_BEFORE = FLAGS
export const CLOSED_BEFORE = CLOSED

export type TermBefore =
  | { readonly type: 'text'; readonly not: boolean; readonly value: string; readonly phrase: boolean }
  | { readonly type: 'flag'; readonly not: boolean; readonly flag: string }
  | { readonly type: 'is'; readonly not: boolean; readonly field: string; readonly values: readonly string[] }
  | {
      readonly type: 'compare'
      readonly not: boolean
      readonly field: string
      readonly comparison: string
      readonly value: number
    }

export const TOKEN_BEFORE = /-?[A-Za-z]+(?::|<=|>=|<|>|=)"[^"]*"|-?"[^"]*"|\S+/g
const FIELD = /^([A-Za-z]+)(:|<=|>=|<|>|=)([\s\S]*)$/
const UNITS: Record<string, number> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/** The terms, joined by "and"; null for what was refused. */
export function queryBefore(text: string): TermBefore[] | null {
  const terms = (text.match(TOKEN_BEFORE) ?? []).map(parseToken)
  return terms.every((term) => term !== null) ? terms : null
}

function parseToken(token: string): TermBefore | null {
  const not = token.length > 1 && token.startsWith('-')
  const body = not ? token.slice(1) : token
  if (body.startsWith('"')) return { type: 'text', not, value: unquote(body), phrase: true }
  const parts = FIELD.exec(body)
  if (parts !== null) return parseField(not, parts[1]!.toLowerCase(), parts[2]!, unquote(parts[3]!))
  const flag = FLAGS.find((name) => name === body.toLowerCase())
  if (flag !== undefined) return { type: 'flag', not, flag }
  return { type: 'text', not, value: body, phrase: false }
}

function parseField(not: boolean, field: string, sign: string, value: string): TermBefore | null {
  if (NUMBER_FIELDS.includes(field)) {
    const parts = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(value)
    const unit = parts === null ? undefined : UNITS[parts[2]!.toLowerCase()]
    if (parts === null || unit === undefined || (field !== 'size' && parts[2] !== '')) return null
    return { type: 'compare', not, field, comparison: sign === ':' ? '=' : sign, value: Number(parts[1]) * unit }
  }
  if (!TEXT_FIELDS.includes(field) || (sign !== ':' && sign !== '=')) return null
  const values = value.split(',').filter((part) => part !== '')
  if (values.length === 0) return null
  if (field === 'day' && values.some((part) => !isDay(part))) return null
  const closed = CLOSED[field]
  if (closed !== undefined && values.some((part) => !closed.includes(part.toLowerCase()))) return null
  return { type: 'is', not, field, values: closed === undefined ? values : values.map((part) => part.toLowerCase()) }
}

function isDay(text: string): boolean {
  if (text.toLowerCase() === 'none') return true
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined) : text
}
