/**
 * Values that a field has in this library, for suggestions: the commonest first.
 */
import { fieldNamed } from '../../../../shared/query/fields.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { readCollections, readCollectionTree } from './collection-tree.ts'

interface FieldValue {
  readonly value: string
  /** Clips of the whole library that have it; null where that is not kept. */
  readonly count: number | null
}

/** Values that begin with `part`, then those that hold it, letter case aside. Nothing for a field whose values aren't kept. */
export function readFieldValues(db: ReadableDb, name: string, part: string, limit: number): FieldValue[] {
  const wanted = part.toLowerCase()
  const rank = (value: string): number => (value.toLowerCase().startsWith(wanted) ? 0 : 1)
  return allValues(db, name)
    .filter(({ value }) => value.toLowerCase().includes(wanted))
    .toSorted(
      (a, b) => rank(a.value) - rank(b.value) || (b.count ?? 0) - (a.count ?? 0) || (a.value < b.value ? -1 : 1),
    )
    .slice(0, limit)
}

function allValues(db: ReadableDb, name: string): readonly FieldValue[] {
  if (name === 'collection') return readCollections(db).map(({ name: value, count }) => ({ value, count }))
  if (name === 'in') return readCollectionTree(db).map(({ name: value, count }) => ({ value, count }))
  if (name === 'volume')
    return statement<{ value: string }>(db, 'SELECT DISTINCT label AS value FROM volume')
      .all()
      .map(({ value }) => ({ value, count: null }))
  const facet = fieldNamed(name)?.facet ?? null
  return facet === null
    ? []
    : statement<{ value: string; count: number }>(
        db,
        `SELECT value, count FROM tally WHERE facet = ? AND count > 0 AND value <> ''`,
      ).all(facet)
}
