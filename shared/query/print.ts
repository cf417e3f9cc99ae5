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

/** A value as it is written after a sign: as it is, or in quotes where it would mean something else. */
export function valueText(value: string): string {
  // A quote can't stand in quotes; a glob finds whatever stands there.
  if (value.includes('"')) return value.replaceAll(/["\s,()]+/g, '*')
  return /[\s,()*]|\.\./.test(value) || /^(?:none|any)$/i.test(value) ? `"${value}"` : value
}
