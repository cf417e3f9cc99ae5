/**
 * Takes the values of a checkpoint into the catalogue's cells. Merging two states is not adding them up: what one side
 * does not have it either never heard of, or knows to be replaced; how far each side has heard tells which.
 */
import type { Json } from '../../domain/replica/op.ts'
import { aheadOf, hasSeen, type Vector } from '../../domain/replica/vector.ts'
import { cellOfHead, dropAwaited, dropHead, putAwaited, putHead, type CellKey } from '../entities/cells.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** True when an earlier try to take a checkpoint was cut off, so that values of it may stand here. */
export function hasHalfTaken(db: ReadableDb): boolean {
  return statement(db, 'SELECT 1 FROM checkpoint_head LIMIT 1').get() !== undefined
}

/** A value of the checkpoint. True when it stands here now and did not before. Call it in a transaction. */
export function takeHead(
  db: WritableDb,
  cell: CellKey,
  head: { clock: string; value: Json | undefined },
  checkpoint: string,
  mine: Vector,
): boolean {
  const isNew = statement(db, 'SELECT 1 FROM checkpoint_head WHERE clock = ?').get(head.clock) === undefined
  statement(
    db,
    'INSERT INTO checkpoint_head (clock, checkpoint) VALUES (?, ?) ON CONFLICT DO UPDATE SET checkpoint = excluded.checkpoint',
  ).run(head.clock, checkpoint)
  // What was entered and stands no more was replaced here meanwhile.
  if (!isNew || hasSeen(mine, head.clock) || dropAwaited(db, head.clock)) return false
  putHead(db, cell, head)
  return true
}

/**
 * A clock that the checkpoint knows to be replaced and has not. Returns the cells that changed. Call it in a
 * transaction.
 */
export function takeAwaited(db: WritableDb, cell: CellKey, clock: string, mine: Vector): CellKey[] {
  const stands = cellOfHead(db, clock)
  if (stands.length > 0) dropHead(db, clock)
  else if (!hasSeen(mine, clock)) putAwaited(db, cell, clock)
  return stands
}

interface Row {
  clock: string
  entity: string
  id: string
  field: string
}

/**
 * The next values that the checkpoint knows to be replaced and that stand here, after the last one that was looked at.
 * `done` when all were looked at.
 */
export function replacedSince(
  db: ReadableDb,
  checkpoint: string,
  theirs: Vector,
  after: Row,
  limit: number,
): { readonly replaced: readonly Row[]; readonly last: Row; readonly done: boolean } {
  const rows = statement<Row>(
    db,
    `SELECT clock, entity, entity_id AS id, field FROM cell_head WHERE (entity, entity_id, field, clock) > (?, ?, ?, ?)
    ORDER BY entity, entity_id, field, clock LIMIT ?`,
  ).all(after.entity, after.id, after.field, after.clock, limit)
  const isInIt = (clock: string): boolean =>
    statement<{ checkpoint: string }>(db, 'SELECT checkpoint FROM checkpoint_head WHERE clock = ?').get(clock)
      ?.checkpoint === checkpoint
  return {
    replaced: rows.filter((row) => hasSeen(theirs, row.clock) && !isInIt(row.clock)),
    last: rows.at(-1) ?? after,
    done: rows.length < limit,
  }
}

/** All of it is here: journals go on from there. Call it in a transaction. */
export function checkpointTaken(
  db: WritableDb,
  theirs: readonly {
    device: string
    seq: number
    clock: string
    tip: string
    name: string
    author: string
    changes: number
  }[],
  { ownDevice, now, trueMs }: { readonly ownDevice: string; readonly now: number; readonly trueMs: number },
): void {
  const vector = new Map(theirs.map((device) => [device.device, device]))
  for (const { clock } of statement<{ clock: string }>(db, 'SELECT clock FROM cell_awaited').all())
    if (hasSeen(vector, clock)) dropAwaited(db, clock)
  for (const { device, seq, clock, tip, name, author, changes } of theirs) {
    if (device === ownDevice) continue
    statement(
      db,
      `INSERT INTO replica_device (device, name, author, seq, clock, tip, changes, ahead_ms, last_seen_at) VALUES (@device, @name, @author, @seq, @clock, @tip, @changes, @ahead, @now)
      ON CONFLICT DO UPDATE SET name = excluded.name, author = excluded.author, seq = excluded.seq, clock = max(clock, excluded.clock), tip = excluded.tip,
        changes = max(changes, excluded.changes), ahead_ms = excluded.ahead_ms, last_seen_at = excluded.last_seen_at WHERE excluded.seq > seq`,
    ).run({ device, name, author, seq, clock, tip, changes, ahead: clock === '' ? null : aheadOf(clock, trueMs), now })
  }
  statement(db, 'DELETE FROM checkpoint_head').run()
}
