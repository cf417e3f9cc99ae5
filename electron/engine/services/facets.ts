/**
 * The facets of a query: how many of what it finds have each value. A field's own facet is counted without the terms of
 * that field, so that it shows what else could be chosen.
 */
import { termsOf, topTerms, type Node } from '../../../shared/query/ast.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import type { EngineContext } from '../context.ts'
import { isFacet, keptFacets, readFacets, type Facets } from '../db/search/outline-read.ts'
import { planSearch } from '../db/search/search-sql.ts'

/** Counts them; a broad query of a large library takes a while, in steps. Throws `query.unknown`. */
export async function facetsOf(
  context: EngineContext,
  query: string,
  signal: AbortSignal | undefined,
): Promise<Facets> {
  const { reader, slowReader } = context.library
  const count = async (node: Node): Promise<Facets> => {
    const search = planSearch(reader, node, context.now())
    return search.all ? keptFacets(reader) : await readFacets(slowReader, search, signal)
  }
  const node = parseQuery(query)
  const top = topTerms(node)
  const facets = await count(node)
  for (const field of new Set(top.map(fieldOf))) {
    if (field === null || !isFacet(field)) continue
    const others: Node = { type: 'and', of: top.filter((one) => fieldOf(one) !== field), span: node.span }
    facets[field] = (await count(others))[field]
  }
  return facets
}

/** The one field that all terms of a node speak of, or null. */
function fieldOf(node: Node): string | null {
  const terms = termsOf(node)
  const [first] = terms
  if (first?.type !== 'field') return null
  return terms.every((term) => term.type === 'field' && term.field === first.field) ? first.field : null
}
