/**
 * The values of a field, read by its type.
 */
import type { Sign, Value } from './ast.ts'
import type { Field } from './fields.ts'
import { rangeOf } from './ranges.ts'
import { dayValue } from './values-day.ts'
import { durationValue, timecodeValue } from './values-time.ts'

/** Values, or why they are none. `unfinished`: what is still to be typed may mend it. */
type ReadValues = { readonly values: readonly Value[] } | { readonly wrong: string; readonly unfinished: boolean }

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/** Reads what stands after a sign. What stood in quotes has no globs, ranges, `none` or `any`, but lists. */
export function readValues(field: Field, sign: Sign, raw: string, quoted: boolean): ReadValues {
  const compares = sign !== ':' && sign !== '='
  if (compares && ['text', 'closed', 'presence'].includes(field.type))
    return { wrong: `“${field.name}” is text and is asked for as ${field.name}:value.`, unfinished: false }
  const parts = raw.split(',').filter((part) => part !== '')
  if (parts.length === 0)
    return { wrong: `“${field.name}${sign}${raw}” names no value. Write ${field.example}.`, unfinished: true }
  if (compares && parts.length > 1)
    return { wrong: `${field.name}${sign} compares with one value, not with a list.`, unfinished: false }
  const values: Value[] = []
  for (const [index, part] of parts.entries()) {
    const value = readValue(field, sign, part, quoted)
    if (value === null)
      return { wrong: sentence(field, part), unfinished: index === parts.length - 1 && mayBegin(field, part) }
    values.push(value)
  }
  // A tag may have a comma in its name.
  if (quoted && parts.length > 1 && field.type === 'text') values.push({ is: 'equal', text: raw })
  return { values }
}

function readValue(field: Field, sign: Sign, part: string, quoted: boolean): Value | null {
  const word = part.toLowerCase()
  const bare = !quoted || !['text', 'trade'].includes(field.type)
  if (bare && field.optional && (word === 'none' || word === 'any') && (sign === ':' || sign === '='))
    return { is: word }
  switch (field.type) {
    case 'closed':
    case 'presence':
      return field.values.includes(word) ? { is: 'equal', text: word } : null
    case 'text':
      return bare && part.includes('*') ? { is: 'glob', text: part } : { is: 'equal', text: part }
    case 'trade':
      return tradeValue(sign, part, quoted)
    case 'number':
    case 'size': {
      const range = rangeOf(sign, part, (text) => numberOf(text, field.type === 'size'))
      return range === null ? null : { is: 'number', ...range }
    }
    case 'duration':
      return durationValue(sign, part)
    case 'timecode':
      return timecodeValue(sign, part)
    case 'day':
      return dayValue(sign, part)
  }
}

function tradeValue(sign: Sign, part: string, quoted: boolean): Value | null {
  if (sign !== ':' && sign !== '=') {
    const range = rangeOf(sign, part, (text) => text)
    return range === null ? null : { is: 'trade', ...range }
  }
  if (quoted) return { is: 'equal', text: part }
  if (part.includes('*')) return { is: 'glob', text: part }
  if (!part.includes('..')) return { is: 'equal', text: part }
  const range = rangeOf(sign, part, (text) => text)
  return range === null ? { is: 'equal', text: part } : { is: 'trade', ...range }
}

function numberOf(text: string, units: boolean): number | null {
  const parts = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text)
  const unit = parts === null ? undefined : UNITS[parts[2]!.toLowerCase()]
  return parts === null || unit === undefined || (!units && parts[2] !== '') ? null : Number(parts[1]) * unit
}

function sentence(field: Field, part: string): string {
  switch (field.type) {
    case 'closed':
      return `“${part}” is not a ${field.name}. It is one of ${field.values.join(', ')}.`
    case 'presence':
      return `“${part}” is nothing that can be asked for with ${field.name}:. Known are ${field.values.join(', ')}.`
    case 'day':
      return `“${part}” is not a shooting day. Write its date, say day:2026-11-29, or day:today, day:last:7d, day:2026-11, day:none for clips without one.`
    case 'timecode':
      return `“${part}” is not a timecode. Write, say, tc:10:41, tc:10:00..11:00 or tc:10:41:33:07.`
    case 'duration':
      return `“${part}” is not a length that duration can be compared with. Write, say, duration>30s, duration<2m or duration:48f.`
    default:
      return `“${part}” is not a number that ${field.name} can be compared with. Write, say, ${field.example}.`
  }
}

/** True where more letters may make a value of it. */
function mayBegin(field: Field, part: string): boolean {
  const word = part.toLowerCase()
  switch (field.type) {
    case 'closed':
    case 'presence':
      return field.values.some((value) => value.startsWith(word))
    case 'day':
      return (
        /^(?:[\d-]*\.{1,2})?(?:\d{0,4}|\d{4}-(?:0?|0\d|1[0-2]?)|\d{4}-\d\d-\d?)$/.test(word) ||
        ['today', 'yesterday', 'none', 'any', 'last:'].some((one) => one.startsWith(word)) ||
        /^last:\d*$/.test(word)
      )
    case 'timecode':
      return /^[\d:;.]*$/.test(word)
    default:
      return (
        /^[\d.]+(?:k|m|g|t|h|s|f)?$/.test(word) || ['none', 'any'].some((one) => field.optional && one.startsWith(word))
      )
  }
}
