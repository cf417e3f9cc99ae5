/**
 * Cuts a query into tokens. What today's terms are cut into, it cuts in the same places: a quote opens only where a
 * term begins or right after its sign, and only if it closes; else it is a letter.
 */
import type { Span } from './ast.ts'
import { Refusal } from './refusal.ts'

export type Token =
  | { readonly type: 'open' | 'close' | 'or' | 'and' | 'not'; readonly span: Span }
  /** `body` is without the minus. */
  | { readonly type: 'term'; readonly body: string; readonly not: boolean; readonly span: Span }

const QUOTED = /-?(?:[A-Za-z]+(?::|<=|>=|<|>|=))?"[^"]*"/y
const WORDS: ReadonlyMap<string, 'or' | 'and' | 'not'> = new Map([
  ['OR', 'or'],
  ['|', 'or'],
  ['AND', 'and'],
  ['NOT', 'not'],
])
const OPERATOR = /(?:OR|AND|NOT|\|)(?=[\s()]|$)/y

/** Characters of a query at most. */
const MAX_LENGTH = 2000

/** The tokens of a text. */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > MAX_LENGTH)
    throw new Refusal(
      `A search has at most ${MAX_LENGTH.toLocaleString('en')} characters; this one has ${text.length.toLocaleString('en')}.`,
      { start: MAX_LENGTH, end: text.length },
    )
  const tokens: Token[] = []
  let at = 0
  let open = 0
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at += 1
      continue
    }
    const token = tokenAt(text, at, open)
    open += token.type === 'open' ? 1 : token.type === 'close' ? -1 : 0
    tokens.push(token)
    at = token.span.end
  }
  return tokens
}

function tokenAt(text: string, at: number, open: number): Token {
  const one = text[at]
  if (one === '(') return { type: 'open', span: { start: at, end: at + 1 } }
  if (one === ')' && open > 0) return { type: 'close', span: { start: at, end: at + 1 } }
  if (text.startsWith('-(', at)) return { type: 'not', span: { start: at, end: at + 1 } }
  const word = matchAt(OPERATOR, text, at)
  if (word !== null && (open > 0 || text[at + word.length] !== ')'))
    return { type: WORDS.get(word)!, span: { start: at, end: at + word.length } }
  const written = matchAt(QUOTED, text, at) ?? wordAt(text, at, open > 0)
  const not = written.length > 1 && written.startsWith('-')
  return {
    type: 'term',
    body: not ? written.slice(1) : written,
    not,
    span: { start: at, end: at + written.length },
  }
}

/** Up to the next space. Within a group also up to the bracket that ends it: one that the word opened itself does not. */
function wordAt(text: string, start: number, inGroup: boolean): string {
  let own = 0
  let at = start
  for (; at < text.length && !/\s/.test(text[at]!); at += 1) {
    if (text[at] === '(') own += 1
    if (text[at] !== ')') continue
    if (own === 0 && inGroup) break
    own = Math.max(0, own - 1)
  }
  return text.slice(start, at)
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}
