/**
 * Why a query is not understood: one sentence, and the span of the text that it is about.
 */
import { RushesError } from '../model/errors.ts'
import type { Span } from './ast.ts'

export class Refusal extends Error {
  readonly span: Span
  /** True where what is still to be typed may mend it. */
  readonly unfinished: boolean

  constructor(message: string, span: Span, unfinished = false) {
    super(message)
    this.span = span
    this.unfinished = unfinished
  }
}

/** The refusal as an error of the closed set; `details` has the span and the text there. */
export function refused({ message, span }: Refusal, text: string): RushesError {
  return new RushesError('query.unknown', message, {
    token: text.slice(span.start, span.end),
    start: span.start,
    end: span.end,
  })
}
