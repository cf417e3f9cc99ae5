/**
 * What older versions understood means the same, and what would not is printed so that it does.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topTerms, type FieldTerm, type Node } from '../../../shared/query/ast.ts'
import { reprintBefore } from '../../../shared/query/before.ts'
import { fieldNamed } from '../../../shared/query/fields.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import {
  CLOSED_BEFORE,
  FIELDS_BEFORE,
  FLAGS_BEFORE,
  queryBefore,
  TOKEN_BEFORE,
  type TermBefore,
} from '../../helpers/query-before.ts'

/** A term of today as it was written down before; null where there was none such. */
function asBefore(node: Node): TermBefore | null {
  const not = node.type === 'not'
  const term = node.type === 'not' ? node.of : node
  if (term.type === 'text') return { type: 'text', not, value: term.value, phrase: term.phrase }
  if (term.type === 'flag') return { type: 'flag', not, flag: term.flag }
  return term.type === 'field' ? fieldBefore(term, not) : null
}

function fieldBefore(term: FieldTerm, not: boolean): TermBefore | null {
  const type = fieldNamed(term.field)!.type
  if (['number', 'size', 'duration'].includes(type)) {
    const [value] = term.values
    if (value === undefined || !('from' in value) || value.is === 'timecode' || value.is === 'day') return null
    const at = (value.from ?? value.to)!.at as number
    return {
      type: 'compare',
      not,
      field: term.field,
      comparison: term.sign === ':' ? '=' : term.sign,
      value: value.is === 'duration' ? at / 1000 : at,
    }
  }
  const parts = term.raw.split(',').filter((part) => part !== '')
  const closed = type === 'closed' || type === 'presence'
  return { type: 'is', not, field: term.field, values: closed ? parts.map((part) => part.toLowerCase()) : parts }
}

/** Durations are kept in ms: what is finer is no length of a clip. */
const rounded = (terms: readonly (TermBefore | null)[]): unknown =>
  terms.map((term) =>
    term?.type === 'compare' && term.field === 'duration' ? { ...term, value: Math.round(term.value * 1000) } : term,
  )

/** Every value is exactly what was written, as it was before. */
const isLiteral = (node: Node): boolean => {
  const term = node.type === 'not' ? node.of : node
  return (
    term.type !== 'field' ||
    !['text', 'trade'].includes(fieldNamed(term.field)!.type) ||
    term.values.every(({ is }) => is === 'equal')
  )
}

const name = fc.constantFrom(...FIELDS_BEFORE)
const value = fc.oneof(
  fc.constantFrom(
    '12',
    '12A',
    '3',
    '1.5GB',
    '4gb',
    '2026-11-29',
    'none',
    'any',
    '12..14',
    'A0*',
    'video',
    'VIDEO,audio',
  ),
  fc.constantFrom(...Object.values(CLOSED_BEFORE).flat()),
  fc.string({ maxLength: 8 }),
)
const token = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom(...FLAGS_BEFORE),
  fc.constantFrom('OR', 'AND', 'NOT', '|', 'or', '(a', 'b)', '-(c)', 'NOT(a', 'a|b', 'Foo(copy)', '"', '-"', 'a"b'),
  fc.tuple(name, fc.constantFrom(':', '=', '<', '<=', '>', '>='), value).map((parts) => parts.join('')),
  fc.tuple(name, fc.constantFrom(':', '='), value).map(([field, sign, of]) => `${field}${sign}"${of}"`),
  fc.string({ maxLength: 8 }).map((text) => `"${text}"`),
)
const query = fc
  .array(fc.tuple(fc.constantFrom('', '', '-'), token), { maxLength: 7 })
  .map((tokens) => tokens.map((parts) => parts.join('')).join(' '))

const hasNew = (text: string): boolean =>
  (text.match(TOKEN_BEFORE) ?? []).some((one) => /^(?:OR|AND|NOT|\|)(?:$|\()|^-?\(/.test(one))

describe('a query of an older version', () => {
  it('means the same where it has no bare OR, AND, NOT, |, and no group', () => {
    let compared = 0
    fc.assert(
      fc.property(query, (text) => {
        const before = queryBefore(text)
        if (before === null || hasNew(text)) return
        compared += 1
        expect(rounded(topTerms(parseQuery(text)).map(asBefore))).toEqual(rounded(before))
      }),
      { numRuns: 20_000 },
    )
    expect(compared).toBeGreaterThan(3000)
  })

  it('is cut at the same places, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:"-|) \tx,.*='), maxLength: 24 }), (text) => {
        const before = queryBefore(text)
        if (before === null || hasNew(text)) return
        expect(rounded(topTerms(parseQuery(text)).map(asBefore))).toEqual(rounded(before))
      }),
      { numRuns: 20_000 },
    )
  })

  it('that was saved is printed so that all of it is text and values again', () => {
    let reprinted = 0
    fc.assert(
      fc.property(query, (text) => {
        const before = queryBefore(text)
        // A word of brackets and quotes alone, or a quote within a value that is new: a glob comes as near as one can.
        if (before === null || /[(*.]\S*"|"\S*[(*.]|(?:none|any)\S*"/i.test(text)) return
        const now = reprintBefore(text)
        if (now !== text) reprinted += 1
        const nodes = topTerms(parseQuery(now))
        expect(nodes.every(isLiteral)).toBe(true)
        const plain = (terms: unknown): unknown =>
          (terms as TermBefore[]).map((term) => (term.type === 'text' ? { ...term, phrase: true } : term))
        expect(plain(rounded(nodes.map(asBefore)))).toEqual(plain(rounded(before)))
      }),
      { numRuns: 10_000 },
    )
    expect(reprinted).toBeGreaterThan(300)
  })

  it.each([
    ['harbour OR bridge', 'harbour "OR" bridge'],
    ['A003 | A004', 'A003 "|" A004'],
    ['(copy) -(final)', '"(copy)" -"(final)"'],
    ['scene:12..14 tag:none', 'scene:"12..14" tag:"none"'],
    ['name:A*', 'name:"A*"'],
    ['name:"A*" day:none', 'name:"A*" day:none'],
    ['kind:video circled', 'kind:video circled'],
    ['("a', '"( a"'],
  ])('%s becomes %s', (text, now) => {
    expect(reprintBefore(text)).toBe(now)
  })
})
