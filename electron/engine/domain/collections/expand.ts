/**
 * A query with `in:` terms as one without: each is replaced by what it stands for, the search of a smart collection, a
 * collection that is filled by hand, or all that a folder holds. What can't be run is refused with the reason; a search
 * that lost a part must never find everything instead.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import { termsOf, type FieldTerm, type Node, type Span } from '../../../../shared/query/ast.ts'
import { LANGUAGE } from '../../../../shared/query/fields.ts'
import { isMeantBy } from '../../../../shared/query/meant.ts'
import { parseQuery } from '../../../../shared/query/parse.ts'

export interface KnownCollection {
  readonly id: string
  readonly kind: 'manual' | 'smart' | 'folder'
  readonly name: string
  readonly parent: string | null
  /** Of a smart one. */
  readonly search: { readonly text: string; readonly language: number } | null
}

/** Terms that a query may come to: a search that asks for the same one twice doubles with each step. */
const MAX_TERMS = 500

/** The query without `in:`. Throws `query.unknown`. */
export function expandCollections(query: Node, known: () => readonly KnownCollection[]): Node {
  if (!asksFor(query, 'in')) return query
  return unwrapped(new Expansion(known()).of(query, []))
}

/** Why a collection can't be run; null where it can. */
export function troubleOf(one: KnownCollection, known: readonly KnownCollection[]): string | null {
  try {
    new Expansion(known).collection(one, [], { start: 0, end: 0 })
    return null
  } catch (thrown) {
    if (thrown instanceof RushesError) return thrown.message
    throw thrown
  }
}

class Expansion {
  readonly #known: readonly KnownCollection[]
  #terms = 0

  constructor(known: readonly KnownCollection[]) {
    this.#known = known
  }

  of(node: Node, path: readonly KnownCollection[]): Node {
    switch (node.type) {
      case 'and':
      case 'or':
        return { ...node, of: node.of.map((one) => this.of(one, path)) }
      case 'not':
      case 'group':
        return { ...node, of: this.of(node.of, path) }
      default:
        this.#terms += 1
        if (this.#terms > MAX_TERMS)
          throw refusal(
            `${called(path)} asks for more than ${MAX_TERMS} terms, with the collections that it names. Make it simpler.`,
            node.span,
          )
        return node.type === 'field' && (node.field === 'in' || node.field === 'collection')
          ? this.#named(node, path)
          : node
    }
  }

  collection(one: KnownCollection, path: readonly KnownCollection[], span: Span): Node {
    if (path.includes(one)) throw refusal(loopText([...path.slice(path.indexOf(one)), one]), span)
    const inside = [...path, one]
    if (one.kind === 'manual') return byHand(one.id, span)
    if (one.kind === 'folder') {
      const held = this.#known.filter(({ parent }) => parent === one.id)
      return anyOf(
        held.map((each) => this.collection(each, inside, span)),
        span,
      )
    }
    return { type: 'group', of: this.of(parsed(one, span), inside), span }
  }

  #named(term: FieldTerm, path: readonly KnownCollection[]): Node {
    const isManual = term.field === 'collection'
    const among = isManual ? this.#known.filter(({ kind }) => kind === 'manual') : this.#known
    const meant = among.filter(isMeantBy(term.values))
    for (const value of term.values) {
      if (value.is !== 'equal' || among.some(isMeantBy([value]))) continue
      // A list in quotes is one name, or several: one reading that names something is enough.
      if (term.quoted && meant.length > 0) continue
      // While a name is typed it is the beginning of one.
      const isBegun = among.some(({ name }) => name.toLowerCase().startsWith(value.text.toLowerCase()))
      if (path.length === 0 && (isManual || isBegun)) continue
      throw refusal(
        path.length === 0
          ? `There is no collection “${value.text}”. Look at the list of collections for its name.`
          : `${called(path)} can’t be run: its search names the collection “${value.text}”, which is not here. Change its search, or make that collection.`,
        term.span,
      )
    }
    return isManual
      ? term
      : anyOf(
          meant.map((one) => this.collection(one, path, term.span)),
          term.span,
        )
  }
}

function parsed(one: KnownCollection, span: Span): Node {
  const { text, language } = one.search ?? { text: '', language: LANGUAGE }
  if (language > LANGUAGE)
    throw refusal(`“${one.name}” was saved by a newer version of Rushes. Update this one to run it.`, span)
  try {
    return parseQuery(text)
  } catch (thrown) {
    if (!(thrown instanceof RushesError)) throw thrown
    throw refusal(`“${one.name}” can’t be run: its search is not understood here. ${thrown.message}`, span)
  }
}

function byHand(id: string, span: Span): Node {
  return {
    type: 'field',
    field: 'collection',
    sign: ':',
    values: [{ is: 'equal', text: id }],
    raw: id,
    quoted: false,
    span,
  }
}

function anyOf(nodes: readonly Node[], span: Span): Node {
  return nodes.length === 1 ? nodes[0]! : { type: 'group', of: { type: 'or', of: nodes, span }, span }
}

/** Groups that stand alone, or beside others that must hold as well, are the terms of the query itself. */
function unwrapped(node: Node): Node {
  if (node.type === 'group') return unwrapped(node.of)
  if (node.type !== 'and') return node
  const of = node.of.flatMap((one) => {
    const bare = unwrapped(one)
    return bare.type === 'and' ? bare.of : [bare.type === 'or' ? one : bare]
  })
  return { ...node, of }
}

function asksFor(node: Node, field: string): boolean {
  return termsOf(node).some((term) => term.type === 'field' && term.field === field)
}

function refusal(message: string, { start, end }: Span): RushesError {
  return new RushesError('query.unknown', message, { start, end })
}

function called(path: readonly KnownCollection[]): string {
  const last = path.findLast(({ kind }) => kind === 'smart')
  return last === undefined ? 'This search' : `“${last.name}”`
}

/** Names every step of a loop, which begins and ends with the same one. */
function loopText(loop: readonly KnownCollection[]): string {
  const steps = loop.slice(1).map((next, index) => {
    const from = loop[index]!
    const isLast = index === loop.length - 2
    const verb = from.kind === 'folder' ? 'holds' : 'asks for'
    return loop.length === 2
      ? `“${from.name}” asks for itself`
      : `“${from.name}” ${verb} “${next.name}”${isLast ? ' again' : ''}`
  })
  const said = steps.length < 2 ? steps.join('') : `${steps.slice(0, -1).join(', ')}, and ${steps.at(-1)}`
  return `This search can’t be run, since it goes round in a circle: ${said}. Change one of these searches.`
}
