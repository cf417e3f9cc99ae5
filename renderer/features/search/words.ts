/**
 * What fits that which is being typed in the search box: flags, fields and values, from the table of the query language.
 * Pure. Values that are this library's own are asked for by the box.
 */
import { fieldNamed, FIELDS, FLAG_TABLE, type Field } from '../../../shared/query/fields.ts'
import { valueText } from '../../../shared/query/print.ts'

interface Suggestion {
  /** What is put into the box, in place of the word. */
  readonly insert: string
  readonly hint: string
}

/** A value that a field has in this library. */
export interface KnownValue {
  readonly value: string
  readonly count: number | null
}

const MOST = 8

/** How a field is begun: `rating>=` where its example compares, else `scene:`. */
function beginOf(field: Field): string {
  const sign = field.type === 'trade' ? ':' : (/[<>]=?|[:=]/.exec(field.example)?.[0] ?? ':')
  return field.name + sign
}

/** What may stand where a word begins. */
const WORDS: readonly Suggestion[] = [
  ...FLAG_TABLE.map(({ name, about }) => ({ insert: name, hint: about })),
  ...FIELDS.map((field) => ({ insert: beginOf(field), hint: field.about })),
]

/** Values that a day can be said by. */
const DAYS = ['today', 'yesterday', 'last:7d']

const VALUE = /^([A-Za-z]+)(:|<=|>=|<|>|=)(?:(.*),)?([^,]*)$/

/** The field whose value is being typed, with the part that is there; null for any other word. */
export function askedValue(text: string, caret: number): { readonly field: string; readonly part: string } | null {
  const parts = VALUE.exec(bareWord(text, caret).bare)
  const field = parts === null ? undefined : fieldNamed(parts[1]!)
  return field === undefined ? null : { field: field.name, part: parts![4]! }
}

/** What could stand for the word before the caret. Nothing for an empty word, so that the box opens calm. */
export function suggestionsFor(text: string, caret: number, known: readonly KnownValue[] = []): readonly Suggestion[] {
  const { bare, minus } = bareWord(text, caret)
  if (bare === '') return []
  const parts = VALUE.exec(bare)
  const fits =
    parts === null
      ? WORDS.filter((one) => one.insert.startsWith(bare.toLowerCase()) && one.insert !== bare.toLowerCase())
      : valuesFor(parts, known)
  return fits.slice(0, MOST).map((one) => ({ ...one, insert: minus + one.insert }))
}

function valuesFor(parts: RegExpExecArray, known: readonly KnownValue[]): readonly Suggestion[] {
  const [, name = '', sign = ':', before, part = ''] = parts
  const field = fieldNamed(name)
  if (field === undefined) return []
  const counts = new Map(known.map(({ value, count }) => [value, count]))
  const own =
    field.type === 'closed' || field.type === 'presence'
      ? field.values
      : [...(field.type === 'day' ? DAYS : []), ...counts.keys()]
  const word = part.toLowerCase()
  return [...new Set([...own, ...(field.optional && part !== '' ? ['none', 'any'] : [])])]
    .filter((value) => value.toLowerCase().includes(word) && value.toLowerCase() !== word)
    .toSorted((a, b) => Number(!a.toLowerCase().startsWith(word)) - Number(!b.toLowerCase().startsWith(word)))
    .map((value) => ({
      insert: `${name}${sign}${before === undefined ? '' : `${before},`}${counts.has(value) ? valueText(value) : value}`,
      hint: hintOf(value, counts.get(value), counts.has(value)),
    }))
}

function hintOf(value: string, count: number | null | undefined, isKnown: boolean): string {
  if (count != null) return count.toLocaleString('en-GB')
  if (isKnown) return ''
  return value === 'none' ? 'has none' : value === 'any' ? 'has one' : ''
}

/** The word before the caret, without its minus. */
function bareWord(text: string, caret: number): { readonly bare: string; readonly minus: string } {
  const { word } = wordAt(text, caret)
  const minus = word.startsWith('-') ? '-' : ''
  return { bare: word.slice(minus.length), minus }
}

/** The word that the caret is in or behind, and where it begins: behind a space, or a bracket that opens a group. */
export function wordAt(text: string, caret: number): { readonly word: string; readonly start: number } {
  const before = text.slice(0, caret)
  // Inside quotes nothing is suggested: that is text.
  if ((before.match(/"/g) ?? []).length % 2 === 1) return { word: '', start: caret }
  let start = before.search(/\S*$/)
  while (before[start] === '(' || before.startsWith('-(', start)) start += before[start] === '(' ? 1 : 2
  return { word: before.slice(start), start }
}

/**
 * The text with the word replaced, and where the caret goes. A whole word is followed by a space, a field by nothing.
 */
export function accept(text: string, caret: number, insert: string): { readonly text: string; readonly caret: number } {
  const { start } = wordAt(text, caret)
  const open = /[:<>=]$/.test(insert)
  const put = open ? insert : `${insert} `
  return { text: text.slice(0, start) + put + text.slice(caret).trimStart(), caret: start + put.length }
}
