/**
 * What a query means, and what is said of one that means nothing.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { termsOf, type Node } from '../../../shared/query/ast.ts'
import { FIELDS, FLAGS } from '../../../shared/query/fields.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { printQuery, valueText } from '../../../shared/query/print.ts'
import { RushesError } from '../../../shared/model/errors.ts'

/** A tree without its spans. */
const bare = (node: Node): unknown =>
  JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'span' ? undefined : value)))

/** A tree in brackets: (a & b) for and, (a / b) for or, !a for not, [a] for a group. */
const shape = (node: Node): string => {
  switch (node.type) {
    case 'or':
    case 'and':
      return `(${node.of.map(shape).join(node.type === 'or' ? ' / ' : ' & ')})`
    case 'not':
      return `!${shape(node.of)}`
    case 'group':
      return `[${shape(node.of)}]`
    default:
      return printQuery(node)
  }
}
const shapeOf = (text: string): string => shape(parseQuery(text))

const failure = (text: string): RushesError => {
  try {
    parseQuery(text)
  } catch (error) {
    if (error instanceof RushesError) return error
  }
  throw new Error(`“${text}” was understood`)
}

describe('the query language', () => {
  it.each([
    ['a b', '(a & b)'],
    ['a AND b', '(a & b)'],
    ['a OR b', '(a / b)'],
    ['a | b', '(a / b)'],
    ['a b OR c d', '((a & b) / (c & d))'],
    ['a (b OR c)', '(a & [(b / c)])'],
    ['a NOT b', '(a & !b)'],
    ['a -b', '(a & !b)'],
    ['-(a OR b)', '![(a / b)]'],
    ['NOT(a OR b)', '![(a / b)]'],
    ['NOT -a', '![!a]'],
    ['((a))', '[[a]]'],
    ['(kind:video)|(circled)', '([kind:video] / [circled])'],
    // Words in small letters are words, and so is a bracket or a bar within one.
    ['a or b and not c', '(a & or & b & and & not & c)'],
    ['Foo(copy)', 'Foo(copy)'],
    ['(Foo(copy))', '[Foo(copy)]'],
    ['a) b', '(a) & b)'],
    ['a|b', 'a|b'],
    ['ORCA ANDES NOTES', '(ORCA & ANDES & NOTES)'],
    ['"OR" "a b" -"NOT"', '("OR" & "a b" & !"NOT")'],
    // A quote opens where a term begins or right after the sign, and only if it closes.
    ['a:b"c', null],
    ['name:b"c d"e', '(name:b"c & d"e)'],
    ['name:"b c" d', '(name:"b c" & d)'],
    ['(name:"b) c")', '[name:"b) c"]'],
    ['"open end', '("open" & end)'],
  ])('reads %s', (text, expected) => {
    if (expected === null) expect(failure(text).message).toMatch(/is not a field/)
    else expect(shapeOf(text)).toBe(expected)
  })

  it('knows where everything stands', () => {
    const text = 'A003 -(kind:video OR circled)'
    const spans = termsOf(parseQuery(text)).map(({ span }) => text.slice(span.start, span.end))
    expect(spans).toEqual(['A003', 'kind:video', 'circled'])
    const node = parseQuery(text)
    expect(node.type === 'and' && node.of.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'A003',
      '-(kind:video OR circled)',
    ])
  })

  it.each(FLAGS)('knows the flag %s, and its negation', (flag) => {
    expect(shapeOf(`${flag} -${flag}`)).toBe(`(${flag} & !${flag})`)
  })

  it.each(FIELDS.map(({ name, example }) => [name, example]))('understands the example of %s', (name, example) => {
    expect(termsOf(parseQuery(example))).toMatchObject([{ type: 'field', field: name }])
  })

  it.each([
    ['colour:red', /“colour” is not a field/, 'colour:red'],
    ['A003 kind:movie', /“movie” is not a kind\. It is one of video, audio/, 'kind:movie'],
    ['rating>=x', /“x” is not a number that rating can be compared with/, 'rating>=x'],
    ['rating>=3GB', /is not a number/, 'rating>=3GB'],
    ['state:gone', /is not a state/, 'state:gone'],
    ['camera>A', /“camera” is text/, 'camera>A'],
    ['take>3,4', /compares with one value/, 'take>3,4'],
    ['tag:', /names no value/, 'tag:'],
    ['has:wheels', /nothing that can be asked for/, 'has:wheels'],
    ['tc:25:00', /is not a timecode/, 'tc:25:00'],
    ['duration>5x', /is not a length/, 'duration>5x'],
    ['rating:5..x', /is not a number/, 'rating:5..x'],
    ['a OR', /“OR” needs a term after it/, 'OR'],
    ['OR a', /“OR” needs a term before it/, 'OR'],
    ['a OR OR b', /“OR” needs a term after it/, 'OR'],
    ['a AND', /“AND” needs a term after it/, 'AND'],
    ['NOT', /“NOT” needs a term after it/, 'NOT'],
    ['a (b', /never closed/, '('],
    ['a () b', /nothing between/, '()'],
    ['(((((( a ))))))', /at most 5 deep/, '('],
    [`${'a '.repeat(101)}`, /at most 100 terms/, 'a'],
  ])('says what is wrong with %s, and where', (text, sentence, token) => {
    const error = failure(text)
    expect(error).toMatchObject({ code: 'query.unknown', exit: 2, details: { token } })
    expect(error.message).toMatch(sentence)
    const { start, end } = error.details as { start: number; end: number }
    expect(text.slice(start, end)).toBe(token)
  })

  it('has at most 2,000 characters', () => {
    expect(failure(`"${'a'.repeat(2000)}"`).message).toMatch(/at most 2,000 characters/)
  })

  it.each(['A003', 'A 003', 'A*', 'none', 'ANY', '12..14', '(copy)', 'a,b'])(
    'a value that there is, such as %s, is written so that it is meant, in a group too',
    (value) => {
      const [term] = termsOf(parseQuery(`(roll:${valueText(value)})`))
      expect(term?.type === 'field' && term.values).toContainEqual({ is: 'equal', text: value })
    },
  )

  it('a bracket that a word opened itself does not end the group', () => {
    for (const text of ['( a( )', '(b OR roll:a( )', '(-a(( )', '( a(b) )'])
      expect(bare(parseQuery(printQuery(parseQuery(text))))).toEqual(bare(parseQuery(text)))
  })

  it('what is printed is read as the same', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'OR',
        'AND',
        'NOT',
        '|',
        '(',
        ')',
        '-',
        '-(',
        '"',
        ' ',
        'a',
        'b c',
        '"a b"',
        'circled',
        '..',
        '*',
      ),
      fc.constantFrom(...FIELDS.map(({ example }) => example)),
      fc.string({ maxLength: 6 }),
    )
    let understood = 0
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.constantFrom('', ' '), (words, space) => {
        let node: Node
        try {
          node = parseQuery(words.join(space))
        } catch (error) {
          expect(error).toBeInstanceOf(RushesError)
          return
        }
        understood += 1
        expect(bare(parseQuery(printQuery(node)))).toEqual(bare(node))
      }),
      { numRuns: 3000 },
    )
    expect(understood).toBeGreaterThan(500)
  })
})
