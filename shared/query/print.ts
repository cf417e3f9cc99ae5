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
      // Not what is not: without brackets, in which a word that begins with one can't stand.
      return node.of.type === 'group' && node.of.of.type === 'not'
        ? `NOT ${printQuery(node.of.of)}`
        : `-${printQuery(node.of)}`
    case 'group':
      return `(${printQuery(node.of)}${isOpenAtEnd(node.of) ? ' ' : ''})`
    default:
      return printTerm(node)
  }
}

/** True where the last word has a bracket of its own that is open: the next one would belong to the word. */
function isOpenAtEnd(node: Node): boolean {
  if (node.type === 'group') return false
  if (node.type === 'and' || node.type === 'or') return node.of.length > 0 && isOpenAtEnd(node.of.at(-1)!)
  if (node.type === 'not') return isOpenAtEnd(node.of)
  const word = printTerm(node)
  if (word.endsWith('"') && /^(?:[A-Za-z]+(?::|<=|>=|<|>|=))?"/.test(word)) return false
  let open = 0
  for (const letter of word) open = letter === '(' ? open + 1 : letter === ')' ? Math.max(0, open - 1) : open
  return open > 0
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
