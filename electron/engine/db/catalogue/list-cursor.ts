/**
 * Places in a list, given out as words: the value that it is sorted by, and the clip that stands there.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import type { Sql } from '../search/term-plan.ts'

/** SQLite sorts nulls first when ascending, last when descending; the cursor has to walk the same way. */
export function afterCursor(column: string, direction: 'asc' | 'desc', cursor: string): Sql {
  const [value, n] = decodeCursor(cursor)
  if (direction === 'asc') {
    return value === null
      ? { sql: `(a.${column} IS NULL AND a.n > ?) OR a.${column} IS NOT NULL`, parameters: [n] }
      : { sql: `a.${column} >= ? AND (a.${column} > ? OR a.n > ?)`, parameters: [value, value, n] }
  }
  return value === null
    ? { sql: `a.${column} IS NULL AND a.n < ?`, parameters: [n] }
    : {
        sql: `(a.${column} <= ? AND (a.${column} < ? OR a.n < ?)) OR a.${column} IS NULL`,
        parameters: [value, value, n],
      }
}

export function encodeCursor(value: string | number | null, n: number): string {
  return Buffer.from(JSON.stringify([value, n])).toString('base64url')
}

function decodeCursor(cursor: string): [string | number | null, number] {
  try {
    const parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown
    if (Array.isArray(parsed) && parsed.length === 2 && typeof parsed[1] === 'number') {
      const value: unknown = parsed[0]
      if (value === null || typeof value === 'string' || typeof value === 'number') return [value, parsed[1]]
    }
  } catch {
    // Falls through to the sentence below: a cursor that can't be read is a wrong request.
  }
  throw new RushesError(
    'usage',
    'The place in the list is not one this library gave out. Start again from the top of the list.',
  )
}
