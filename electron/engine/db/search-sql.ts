/**
 * Turns the terms of a query into a condition on `asset a`, with its parameters. Nothing a person typed ever becomes
 * SQL text: values are bound, field names come from closed lists.
 */
import type { Flag, NumberField, Term, TextField } from '../domain/query.ts'

export interface Condition {
  readonly sql: string
  readonly parameters: readonly (string | number)[]
}

/** A recent clip came in within the last day. */
const RECENT_MS = 86_400_000

/** The condition of all terms together; `now` in ms gives "recent" its meaning. */
export function searchCondition(terms: readonly Term[], now: number): Condition {
  const parts = terms.map((term) => negate(term.not, condition(term, now)))
  if (parts.length === 0) return { sql: '1', parameters: [] }
  return { sql: parts.map((part) => part.sql).join(' AND '), parameters: parts.flatMap((part) => part.parameters) }
}

function negate(not: boolean, { sql, parameters }: Condition): Condition {
  return { sql: not ? `NOT coalesce((${sql}), 0)` : `(${sql})`, parameters }
}

function condition(term: Term, now: number): Condition {
  switch (term.type) {
    case 'text': return text(term.value, term.phrase)
    case 'flag': return flag(term.flag, now)
    case 'is': return is(term.field, term.values)
    case 'compare': return { sql: `${NUMBERS[term.field]} ${term.comparison} ?`, parameters: [bound(term.field, term.value)] }
  }
}

/** [Note: text is matched by the starts of its words] "A003_C0" finds A003_C012: each part is looked up as a prefix. */
function text(value: string, phrase: boolean): Condition {
  const words = value.normalize('NFC').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  if (words.length === 0) return { sql: 'instr(a.name, ?) > 0', parameters: [value] }
  const match = phrase || words.length > 1
    ? `"${words.join(' ')}"*`
    : `"${words[0]!}"*`
  return { sql: 'a.n IN (SELECT rowid FROM asset_text WHERE asset_text MATCH ?)', parameters: [match] }
}

function flag(name: Flag, now: number): Condition {
  const plain = (sql: string): Condition => ({ sql, parameters: [] })
  switch (name) {
    case 'offline': return plain(`a.state = 'offline'`)
    case 'missing': return plain(`a.state = 'missing'`)
    case 'unverified': return plain(`a.verification <> 'verified'`)
    case 'verified': return plain(`a.verification = 'verified'`)
    case 'circled': return plain('a.circled = 1')
    case 'nogood': return plain('a.no_good = 1')
    case 'broken': return plain('a.broken IS NOT NULL')
    case 'noted': return plain('a.notes > 0')
    case 'tagged': return plain(`a.tags <> '[]'`)
    case 'recent': return { sql: 'a.created_at >= ?', parameters: [now - RECENT_MS] }
  }
}

const NUMBERS: Record<NumberField, string> = {
  rating: 'a.rating', copies: 'a.copies', devices: 'a.devices', duration: 'a.duration_ms', width: 'a.width',
  height: 'a.height', fps: 'round(1.0 * a.rate_num / a.rate_den, 3)', channels: 'a.channels', size: 'a.bytes', notes: 'a.notes',
}

/** Durations are asked for in seconds and kept in ms; a rate is asked for as people write it: 23.976, 29.97. */
function bound(field: NumberField, value: number): number {
  if (field === 'duration') return Math.round(value * 1000)
  return field === 'fps' ? NAMED_RATES.get(value) ?? value : value
}
const NAMED_RATES = new Map([[23.98, 23.976], [23.976, 23.976], [47.95, 47.952], [59.94, 59.94], [29.97, 29.97], [119.88, 119.88]])

const COLUMNS: Partial<Record<TextField, string>> = {
  kind: 'a.kind', camera: 'a.camera', roll: 'a.roll', scene: 'a.scene', shot: 'a.shot', take: 'a.take', codec: 'a.codec',
  state: 'a.state', verification: 'a.verification', hdr: 'a.hdr',
}

function is(field: TextField, values: readonly string[]): Condition {
  const any = (one: string, parameters: readonly (string | number)[] = values): Condition =>
    ({ sql: values.map(() => one).join(' OR '), parameters })
  switch (field) {
    case 'name': return any(`a.name_key LIKE ? ESCAPE '\\'`, values.map((value) => `%${escapeLike(value.normalize('NFC').toLowerCase())}%`))
    case 'tag': return any('a.id IN (SELECT asset_id FROM asset_tag WHERE tag = ? COLLATE NOCASE)')
    case 'day': return any(`coalesce(a.day, 'none') = ?`)
    case 'id': return any(`a.id LIKE ? ESCAPE '\\'`, values.map((value) => `${escapeLike(value)}%`))
    case 'collection': return any(`a.id IN (SELECT i.asset_id FROM collection_item i JOIN collection c ON c.id = i.collection_id
      WHERE c.removed = 0 AND (c.id = ?1 OR c.name = ?1 COLLATE NOCASE))`.replaceAll('?1', '?'), values.flatMap((value) => [value, value]))
    case 'volume': return any(`a.id IN (SELECT f.asset_id FROM file f JOIN volume v ON v.id = f.volume_id
      WHERE v.id = ?1 OR v.label = ?1 COLLATE NOCASE)`.replaceAll('?1', '?'), values.flatMap((value) => [value, value]))
    default: return any(`${COLUMNS[field]!} = ? COLLATE NOCASE`)
  }
}

function escapeLike(value: string): string {
  return value.replaceAll(/[\\%_]/g, '\\$&')
}
