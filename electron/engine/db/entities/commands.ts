/**
 * The journal of commands: every change a person makes, field by field, with what stood there before; undo and redo as
 * further commands, so that the journal only ever grows.
 */
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { applyChange, type Change, type Json } from './changes.ts'
import { refreshAssets } from '../catalogue/asset-row.ts'
import { writeHead } from './cells.ts'
import { appendEvent, listed } from '../core/events.ts'

/** What a command needs of its surroundings. `clock` gives a new reading, as text, for each change. */
export interface Recorder {
  readonly db: WritableDb
  readonly device: string
  readonly clock: () => string
  readonly now: () => number
}

interface CommandRecord {
  readonly opId: string
  /** What was done, for "Undo …": "Rate 3 clips". */
  readonly label: string
  readonly kind: 'user' | 'undo' | 'redo'
  /** For undo and redo: the command that is turned round. */
  readonly target: string | null
}

interface OpRow {
  entity: string
  entity_id: string
  field: string
  old: string | null
  new: string | null
}

/** The recorded answer of a command that was done before, or undefined. */
export function recordedResult(db: ReadableDb, opId: string): unknown {
  const row = statement<{ result: string }>(db, 'SELECT result FROM command WHERE op_id = ?').get(opId)
  return row === undefined ? undefined : JSON.parse(row.result)
}

/**
 * Does the changes of one command in one transaction, journals them, refreshes the assets they touch, and returns the
 * ids of those assets. A command that was done before is not done again.
 */
export function recordCommand(
  recorder: Recorder,
  command: CommandRecord,
  changes: readonly Change[],
  result: unknown,
): string[] {
  return recorder.db.transaction(() => record(recorder, command, changes, result))()
}

/** The same in a transaction that is open: see the note on savepoints below. */
function record(recorder: Recorder, command: CommandRecord, changes: readonly Change[], result: unknown): string[] {
  const { db } = recorder
  if (recordedResult(db, command.opId) !== undefined) return []
  statement(db, 'INSERT INTO command (op_id, label, kind, target, result, created_at) VALUES (?, ?, ?, ?, ?, ?)').run(
    command.opId,
    command.label,
    command.kind,
    command.target,
    JSON.stringify(result),
    recorder.now(),
  )
  // A new change ends the old future: what was undone before it can't be done again (2), though it stays in the
  // journal.
  if (command.kind === 'user') statement(db, `UPDATE command SET undone = 2 WHERE undone = 1`).run()
  const touched = new Set<string>()
  for (const change of changes) {
    const clock = recorder.clock()
    const { old, assetIds } = applyChange(db, change, clock)
    const over = writeHead(db, change.entity, change.entityId, change.field, clock, change.value)
    statement(
      db,
      `INSERT INTO op (op_id, clock, device, entity, entity_id, field, old, new, over) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      command.opId,
      clock,
      recorder.device,
      change.entity,
      change.entityId,
      change.field,
      encode(old),
      encode(change.value),
      JSON.stringify(over),
    )
    for (const id of assetIds) touched.add(id)
  }
  refreshAssets(db, [...touched])
  if (touched.size > 0)
    appendEvent(db, 'assets.changed', { label: command.label, ...listed([...touched]) }, recorder.now())
  else if (changes.length > 0)
    appendEvent(
      db,
      'entities.changed',
      { label: command.label, entities: [...new Set(changes.map((change) => change.entity))] },
      recorder.now(),
    )
  return [...touched]
}

/** The newest command that undo would turn round, or redo would do again; undefined when there is none. */
export function nextCommand(db: ReadableDb, direction: 'undo' | 'redo'): { opId: string; label: string } | undefined {
  if (direction === 'undo') {
    return statement<{ opId: string; label: string }>(
      db,
      `SELECT op_id AS opId, label FROM command WHERE kind = 'user' AND undone = 0 ORDER BY n DESC LIMIT 1`,
    ).get()
  }
  return statement<{ opId: string; label: string }>(
    db,
    `SELECT op_id AS opId, label FROM command WHERE kind = 'user' AND undone = 1 ORDER BY n ASC LIMIT 1`,
  ).get()
}

/**
 * Turns the named command round (`undo`) or does it again (`redo`). Returns the ids of the assets it touched.
 *
 * [Note: no savepoint around many writes] A transaction within a transaction is a savepoint, and under an open one SQLite
 * goes through all that it keeps in memory for it at the end of each statement: the undo of 10,000 clips took eight
 * times as long as the edit, and 20,000 would have taken thirty times as long.
 */
export function turnCommand(
  recorder: Recorder,
  opId: string,
  target: { opId: string; label: string },
  direction: 'undo' | 'redo',
  result: unknown,
): string[] {
  const rows = statement<OpRow>(
    recorder.db,
    'SELECT entity, entity_id, field, old, new FROM op WHERE op_id = ? ORDER BY n',
  ).all(target.opId)
  const ordered = direction === 'undo' ? rows.toReversed() : rows
  const changes = ordered
    .filter((row) => row.field !== 'new')
    .map((row): Change => ({
      entity: row.entity,
      entityId: row.entity_id,
      field: row.field,
      value: decode(direction === 'undo' ? row.old : row.new),
    }))
  return recorder.db.transaction(() => {
    const touched = record(
      recorder,
      { opId, label: target.label, kind: direction, target: target.opId },
      changes,
      result,
    )
    statement(recorder.db, 'UPDATE command SET undone = ? WHERE op_id = ?').run(
      direction === 'undo' ? 1 : 0,
      target.opId,
    )
    return touched
  })()
}

/** The newest steps, for the history. */
export function listCommands(
  db: ReadableDb,
  limit: number,
): { opId: string; label: string; createdAt: number; undone: number }[] {
  return statement<{ opId: string; label: string; createdAt: number; undone: number }>(
    db,
    `SELECT op_id AS opId, label, created_at AS createdAt, undone FROM command WHERE kind = 'user' ORDER BY n DESC LIMIT ?`,
  ).all(limit)
}

function encode(value: Json | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function decode(text: string | null): Json | undefined {
  return text === null ? undefined : (JSON.parse(text) as Json)
}
