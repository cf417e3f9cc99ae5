/**
 * A query while it is typed: a tail that more letters may mend is left out, so that the last result stays. Anything
 * else that is wrong is told.
 */
import type { Node } from './ast.ts'
import { tokensOf } from './lexer.ts'
import { parseTokens } from './parse.ts'
import { Refusal, refused } from './refusal.ts'
import type { RushesError } from '../model/errors.ts'

export interface Partly {
  /** What is understood; null where something else than an unfinished tail is wrong. */
  readonly node: Node | null
  /** Where the tail begins that was left out; null for none. */
  readonly tail: number | null
  /** What is wrong with the text as a whole; null where nothing is. */
  readonly error: RushesError | null
}

/** Parses as much of a text as is finished. */
export function parsePartly(text: string): Partly {
  let error: RushesError | null = null
  let rest = text
  for (;;) {
    try {
      const node = parseTokens(rest, tokensOf(rest))
      return { node, tail: rest === text ? null : Math.min(text.length, rest.trimEnd().length), error }
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      error ??= refused(thrown, text)
      const shorter = withoutTail(rest, thrown, text)
      if (shorter === null) return { node: null, tail: null, error }
      rest = shorter
    }
  }
}

function withoutTail(rest: string, { span, unfinished }: Refusal, text: string): string | null {
  if (!unfinished) return null
  // What stands before a space is finished; an operator that waits for its term is not.
  const isOperator = /^(?:OR|AND|NOT|\||-)$/.test(rest.slice(span.start, span.end))
  if (rest[span.start] === '(') {
    const open = tokensOf(rest).reduce((sum, { type }) => sum + (type === 'open' ? 1 : type === 'close' ? -1 : 0), 0)
    const inside = rest.slice(span.start + 1).trim()
    return inside === '' ? withoutMinus(rest, span.start) : rest + ')'.repeat(Math.max(1, open))
  }
  if (span.end < rest.trimEnd().length || (!isOperator && rest === text && text.trimEnd() !== text)) return null
  return withoutMinus(rest, span.start)
}

/** What stands before a place, without a minus right there. */
function withoutMinus(text: string, at: number): string {
  return text.slice(0, text[at - 1] === '-' ? at - 1 : at)
}
