/**
 * The chips of a query: its terms as they stand in the text, and what pressing them does to it. The text is the truth;
 * every edit answers a new text. Pure.
 */
import { topTerms, type Node, type Span } from '../../../shared/query/ast.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { printQuery } from '../../../shared/query/print.ts'

export interface Chip {
  readonly index: number
  /** As it is written, without its minus and its outer brackets. */
  readonly label: string
  readonly not: boolean
  /** Where it stands in the text. */
  readonly span: Span
}

export interface Chips {
  readonly joined: 'and' | 'or'
  readonly chips: readonly Chip[]
}

const NONE: Chips = { joined: 'and', chips: [] }

/** The chips of a text; none for one that is not understood. */
export function chipsOf(text: string): Chips {
  const node = parsed(text)
  if (node === null) return NONE
  return {
    joined: node.type === 'or' ? 'or' : 'and',
    chips: partsOf(node).map((part, index) => {
      const inner = part.type === 'not' ? part.of : part
      return {
        index,
        label: printQuery(inner.type === 'group' ? inner.of : inner),
        not: part.type === 'not',
        span: part.span,
      }
    }),
  }
}

/** The text without this chip. */
export function withoutChip(text: string, index: number): string {
  return edited(text, (parts) => parts.filter((_, at) => at !== index))
}

/** The text with this chip turned round. */
export function negated(text: string, index: number): string {
  return edited(text, (parts) =>
    parts.map((part, at) =>
      at !== index ? part : part.type === 'not' ? part.of : { type: 'not', of: grouped(part), span: part.span },
    ),
  )
}

/** The text with two chips as alternatives, where the second of them stood. */
export function either(text: string, moved: number, onto: number): string {
  if (moved === onto || parsed(text)?.type === 'or') return text
  return edited(text, (parts) => {
    const [one, other] = [parts[moved], parts[onto]]
    if (one === undefined || other === undefined) return parts
    const of = [...alternativesOf(other), ...alternativesOf(one)]
    const group: Node = { type: 'group', of: { type: 'or', of, span: other.span }, span: other.span }
    return parts.flatMap((part, at) => (at === onto ? [group] : at === moved ? [] : [part]))
  })
}

function parsed(text: string): Node | null {
  try {
    return parseQuery(text)
  } catch {
    // A text that is not understood has no chips; the box says what is wrong with it.
    return null
  }
}

const partsOf = (node: Node): readonly Node[] => (node.type === 'or' ? node.of : topTerms(node))

function edited(text: string, edit: (parts: readonly Node[]) => readonly Node[]): string {
  const node = parsed(text)
  if (node === null) return text
  const parts = edit(partsOf(node))
  const [only] = parts
  const next: Node =
    parts.length === 1 && only !== undefined
      ? only
      : { type: node.type === 'or' && parts.length > 1 ? 'or' : 'and', of: parts, span: node.span }
  const printed = printQuery(next)
  // Groups may have become too deep.
  return parsed(printed) === null ? text : printed
}

function alternativesOf(node: Node): readonly Node[] {
  if (node.type === 'group' && node.of.type === 'or') return node.of.of
  return [inGroup(node.type === 'group' && node.of.type === 'and' ? node.of : node)]
}

/** What can stand behind a minus. */
function grouped(node: Node): Node {
  return ['and', 'or', 'not'].includes(node.type) ? { type: 'group', of: inGroup(node), span: node.span } : node
}

/** A word with a bracket in it would end the group that it comes into. */
function inGroup(node: Node): Node {
  switch (node.type) {
    case 'and':
    case 'or':
      return { ...node, of: node.of.map(inGroup) }
    case 'not':
    case 'group':
      return { ...node, of: inGroup(node.of) }
    case 'text':
      return node.value.includes(')') ? { ...node, phrase: true } : node
    case 'field':
      return node.raw.includes(')') && !node.raw.includes('"') ? { ...node, quoted: true } : node
    default:
      return node
  }
}
