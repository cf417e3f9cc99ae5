/**
 * A collection gets another name: searches that name it follow.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import { termsOf, type Term } from '../../../../shared/query/ast.ts'
import { parseQuery } from '../../../../shared/query/parse.ts'
import { valueText } from '../../../../shared/query/print.ts'

/** The text of a query with the new name where it named the old one alone; as it was where it is not understood. */
export function withNewName(text: string, from: string, to: string): string {
  const named = (term: Term): boolean =>
    term.type === 'field' &&
    (term.field === 'in' || term.field === 'collection') &&
    term.raw.toLowerCase() === from.toLowerCase() &&
    term.values.some((value) => value.is === 'equal')
  return understood(text)
    .filter(named)
    .toReversed()
    .reduce((now, term) => {
      const field = term.type === 'field' ? term.field : ''
      return `${now.slice(0, term.span.start)}${field}:${valueText(to)}${now.slice(term.span.end)}`
    }, text)
}

function understood(text: string): readonly Term[] {
  try {
    return termsOf(parseQuery(text))
  } catch (thrown) {
    if (thrown instanceof RushesError) return []
    throw thrown
  }
}
