/**
 * The two kinds of database connection, told apart by the compiler: a function that takes a `ReadableDb` can't write,
 * and a write through a reader's connection does not compile (it would also fail: readers open with query_only).
 */
import type Database from 'better-sqlite3'

declare const reads: unique symbol
declare const writes: unique symbol

export type ReadableDb = Database.Database & { readonly [reads]: true }
export type WritableDb = ReadableDb & { readonly [writes]: true }

type Statements = Map<string, Database.Statement<unknown[], unknown>>
const prepared = new WeakMap<Database.Database, Statements>()

/**
 * The prepared statement for this text on this connection, prepared once. SQL texts come from code, never from people,
 * so their number is bounded; a query built from a search uses `db.prepare` itself.
 */
export function statement<Row = unknown, Parameters extends unknown[] = unknown[]>(
  db: ReadableDb,
  sql: string,
): Database.Statement<Parameters, Row> {
  let statements = prepared.get(db)
  if (statements === undefined) prepared.set(db, (statements = new Map()))
  let found = statements.get(sql)
  if (found === undefined) statements.set(sql, (found = db.prepare(sql)))
  return found as unknown as Database.Statement<Parameters, Row>
}
