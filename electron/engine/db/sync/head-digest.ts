/**
 * The digest of all values that stand here, gone over in steps.
 */
import { digestText, NO_HEADS, toggle } from '../../domain/replica/digest.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { nextTurn } from '../core/relaxed-writes.ts'

const PAGE = 2_000

/** The digest; null when something was said meanwhile, so that it is of no moment. */
export async function headsDigest(db: ReadableDb, signal: AbortSignal): Promise<string | null> {
  const moment = momentOfCells(db)
  let digest = NO_HEADS
  let last = ''
  for (;;) {
    const rows = statement<{ clock: string }>(
      db,
      'SELECT clock FROM cell_head WHERE clock > ? ORDER BY clock LIMIT ?',
    ).all(last, PAGE)
    for (const { clock } of rows) digest = toggle(digest, clock)
    if (rows.length < PAGE) break
    last = rows.at(-1)!.clock
    await nextTurn()
    signal.throwIfAborted()
  }
  return momentOfCells(db) === moment ? digestText(digest) : null
}

function momentOfCells(db: ReadableDb): string {
  return JSON.stringify([
    statement(db, 'SELECT device, seq, clock FROM replica_device ORDER BY device').all(),
    statement(db, 'SELECT max(n) FROM op').get(),
  ])
}

/** The next values that stand here, in the order of their clocks. */
export function headsAfter(
  db: ReadableDb,
  clock: string,
  limit: number,
): { clock: string; entity: string; id: string; field: string }[] {
  return statement<{ clock: string; entity: string; id: string; field: string }>(
    db,
    'SELECT clock, entity, entity_id AS id, field FROM cell_head WHERE clock > ? ORDER BY clock LIMIT ?',
  ).all(clock, limit)
}

/** Clocks that words of ours replace which no segment holds yet. */
export function replacedUnpublished(db: ReadableDb): Set<string> {
  return new Set(
    statement<{ over: string }>(db, 'SELECT over FROM op WHERE segment IS NULL')
      .all()
      .flatMap((row) => JSON.parse(row.over) as string[]),
  )
}
