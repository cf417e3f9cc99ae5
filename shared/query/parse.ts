/**
 * Parses a query by recursive descent:
 *
 *     query = or                      or    = and { ("OR" | "|") and }
 *     and   = unary { ["AND"] unary } unary = [ "-" | "NOT" ] ( "(" or ")" | term )
 *
 * Every query of earlier versions that has no bare OR, AND, NOT or | and no group means what it meant.
 */
import type { Node, Sign, Span, Term } from './ast.ts'
import { FIELDS, FLAGS, fieldNamed } from './fields.ts'
import { tokensOf, type Token } from './lexer.ts'
import { Refusal, refused } from './refusal.ts'
import { readValues } from './values.ts'

/** Groups within groups, and terms, at most. */
export const MAX_DEPTH = 5
const MAX_TERMS = 100

const FIELD = /^([A-Za-z]+)(:|<=|>=|<|>|=)([\s\S]*)$/

/** The tree of a query. Throws `query.unknown` with the span of what is not understood. */
export function parseQuery(text: string): Node {
  try {
    return parseTokens(text, tokensOf(text))
  } catch (thrown) {
    throw thrown instanceof Refusal ? refused(thrown, text) : thrown
  }
}

/** Throws Refusal. */
export function parseTokens(text: string, tokens: readonly Token[]): Node {
  const terms = tokens.filter((token) => token.type === 'term')
  if (terms.length > MAX_TERMS)
    throw new Refusal(`A search has at most ${MAX_TERMS} terms; this one has ${terms.length}.`, terms[MAX_TERMS]!.span)
  if (tokens.length === 0) return { type: 'and', of: [], span: { start: 0, end: text.length } }
  const reader = new Reader(tokens, text)
  return reader.or(0)
}

class Reader {
  readonly #tokens: readonly Token[]
  readonly #text: string
  #at = 0

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens
    this.#text = text
  }

  or(depth: number): Node {
    const of = [this.#and(depth)]
    while (this.#tokens[this.#at]?.type === 'or') {
      this.#at += 1
      of.push(this.#and(depth))
    }
    return joined('or', of)
  }

  #and(depth: number): Node {
    const of = [this.#unary(depth)]
    for (let next = this.#tokens[this.#at]; next !== undefined; next = this.#tokens[this.#at]) {
      if (next.type === 'or' || next.type === 'close') break
      if (next.type === 'and') this.#at += 1
      of.push(this.#unary(depth))
    }
    return joined('and', of)
  }

  #unary(depth: number): Node {
    const token = this.#tokens[this.#at]
    if (token === undefined || token.type === 'close' || token.type === 'or' || token.type === 'and')
      throw this.#missing(token)
    this.#at += 1
    if (token.type === 'open') return this.#group(token.span, depth)
    if (token.type === 'term') return termNode(token)
    const of = this.#unary(depth)
    const inner: Node = of.type === 'not' ? { type: 'group', of, span: of.span } : of
    return { type: 'not', of: inner, span: { start: token.span.start, end: of.span.end } }
  }

  #group(begin: Span, depth: number): Node {
    if (depth >= MAX_DEPTH) throw new Refusal(`Groups go at most ${MAX_DEPTH} deep.`, begin)
    const of = this.or(depth + 1)
    const end = this.#tokens[this.#at]
    if (end?.type !== 'close')
      throw new Refusal('This bracket is never closed. Put it in quotes to search for it as text.', begin, true)
    this.#at += 1
    return { type: 'group', of, span: { start: begin.start, end: end.span.end } }
  }

  /** A term is missing before this token: the operator or bracket beside the gap is what is wrong. */
  #missing(token: Token | undefined): Refusal {
    const before = this.#tokens[this.#at - 1]
    if (token?.type === 'close' && before?.type === 'open')
      return new Refusal('There is nothing between these brackets.', { start: before.span.start, end: token.span.end })
    const operator = before !== undefined && before.type !== 'open' ? before : (token ?? before)!
    const word = this.#text.slice(operator.span.start, operator.span.end)
    return operator.type === 'open'
      ? new Refusal('This bracket is never closed. Put it in quotes to search for it as text.', operator.span, true)
      : new Refusal(
          word === '-'
            ? 'Nothing follows this minus.'
            : `“${word}” needs a term ${before === operator ? 'after' : 'before'} it. Put it in quotes to search for the word.`,
          operator.span,
          token === undefined,
        )
  }
}

function joined(type: 'or' | 'and', of: readonly Node[]): Node {
  if (of.length === 1) return of[0]!
  return { type, of, span: { start: of[0]!.span.start, end: of[of.length - 1]!.span.end } }
}

function termNode(token: Token & { readonly type: 'term' }): Node {
  const { not, span } = token
  const term = termOf(token.body, not ? { start: span.start + 1, end: span.end } : span)
  return not ? { type: 'not', of: term, span } : term
}

function termOf(body: string, span: Span): Term {
  if (body.startsWith('"')) return { type: 'text', value: unquoted(body), phrase: true, span }
  const parts = FIELD.exec(body)
  if (parts !== null) return fieldTerm(parts[1]!, parts[2] as Sign, parts[3]!, span)
  const flag = FLAGS.find((name) => name === body.toLowerCase())
  return flag !== undefined ? { type: 'flag', flag, span } : { type: 'text', value: body, phrase: false, span }
}

function fieldTerm(name: string, sign: Sign, written: string, span: Span): Term {
  const field = fieldNamed(name)
  if (field === undefined)
    throw new Refusal(
      `“${name.toLowerCase()}” is not a field. Fields are ${FIELDS.map((one) => one.name).join(', ')}; put the words in quotes to search for them as text.`,
      span,
    )
  const quoted = written.startsWith('"')
  const raw = unquoted(written)
  const read = readValues(field, sign, raw, quoted)
  if ('wrong' in read) throw new Refusal(read.wrong, span, read.unfinished)
  return { type: 'field', field: field.name, sign, values: read.values, raw, quoted, span }
}

/** Without its quotes; a quote that never closes is left out as well. */
function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined) : text
}
