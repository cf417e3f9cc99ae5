/**
 * What a query means, as a tree. Every node knows the span of the text that it was read from, so that a window can
 * underline it, edit it and draw it as a chip.
 */
import type { FieldName, Flag } from './fields.ts'

/** Characters of the text, `end` not included. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type Sign = ':' | '=' | '<' | '<=' | '>' | '>='

/** One end of a range; `open` leaves the end itself out. */
export interface Edge<Of> {
  readonly at: Of
  readonly open: boolean
}

/** A range that is open to one side has null there. */
export interface Range<Of> {
  readonly from: Edge<Of> | null
  readonly to: Edge<Of> | null
}

/** A label of timecode: whole seconds since midnight, and frames of the clip's own rate. */
export interface TimecodePoint {
  readonly seconds: number
  readonly frames: number
}

/** A shooting day: its date, or so many days before today. */
export type DayPoint = { readonly date: string } | { readonly daysAgo: number }

/** One value of a field, by the field's type. `none`: the field is empty · `any`: it is not. */
export type Value =
  | { readonly is: 'equal'; readonly text: string }
  | { readonly is: 'glob'; readonly text: string }
  | { readonly is: 'none' }
  | { readonly is: 'any' }
  | ({ readonly is: 'number' } & Range<number>)
  | ({ readonly is: 'trade' } & Range<string>)
  | ({ readonly is: 'duration'; readonly unit: 'ms' | 'frames' } & Range<number>)
  | {
      readonly is: 'timecode'
      /** `overlaps`: the clip's span meets it · `begins`: the clip begins in it. */
      readonly how: 'overlaps' | 'begins'
      readonly from: TimecodePoint | null
      /** The first label after it. */
      readonly before: TimecodePoint | null
    }
  | { readonly is: 'day'; readonly from: DayPoint | null; readonly to: DayPoint | null }

interface TextTerm {
  readonly type: 'text'
  readonly value: string
  /** True for what stood in quotes. */
  readonly phrase: boolean
  readonly span: Span
}

interface FlagTerm {
  readonly type: 'flag'
  readonly flag: Flag
  readonly span: Span
}

export interface FieldTerm {
  readonly type: 'field'
  readonly field: FieldName
  readonly sign: Sign
  /** Any of them. */
  readonly values: readonly Value[]
  /** The values as they were written, without their quotes. */
  readonly raw: string
  readonly quoted: boolean
  readonly span: Span
}

export type Term = TextTerm | FlagTerm | FieldTerm

export type Node =
  | { readonly type: 'or'; readonly of: readonly Node[]; readonly span: Span }
  | { readonly type: 'and'; readonly of: readonly Node[]; readonly span: Span }
  | { readonly type: 'not'; readonly of: Node; readonly span: Span }
  | { readonly type: 'group'; readonly of: Node; readonly span: Span }
  | Term

/** The children of a node that joins others, or the node alone: what stands beside one another on the top. */
export function topTerms(node: Node): readonly Node[] {
  return node.type === 'and' ? node.of : [node]
}

/** All terms of a tree. */
export function termsOf(node: Node): readonly Term[] {
  switch (node.type) {
    case 'or':
    case 'and':
      return node.of.flatMap(termsOf)
    case 'not':
    case 'group':
      return termsOf(node.of)
    default:
      return [node]
  }
}

/**
 * The one collection that a query asks for, by id or name; null where it asks for none, several, or for all but one.
 */
export function collectionOf(node: Node): string | null {
  const asked = topTerms(node).filter((one) => one.type === 'field' && one.field === 'collection')
  const [only] = asked
  if (asked.length !== 1 || only?.type !== 'field' || only.values.length !== 1) return null
  const [value] = only.values
  return value?.is === 'equal' ? value.text : null
}
