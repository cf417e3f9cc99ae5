/**
 * A tree as text, which is parsed to the same tree.
 */
import type { Node, Term } from './ast.ts'

/** The text of a tree. */
export function printQuery(node: Node): string {
  switch (node.type) {
    case 'or':
      return node.of.map(printQuery).join(' OR ')
    case 'and':
      return node.of.map(printQuery).join(' ')
    case 'not':
      return `-${printQuery(node.of)}`
    case 'group':
      return `(${printQuery(node.of)})`
    default:
      return printTerm(node)
  }
}

function printTerm(term: Term): string {
  switch (term.type) {
    case 'text':
      return term.phrase ? `"${term.value}"` : term.value
    case 'flag':
      return term.flag
    case 'field':
      return `${term.field}${term.sign}${term.quoted ? `"${term.raw}"` : term.raw}`
  }
}
