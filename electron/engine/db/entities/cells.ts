/**
 * Cells in the catalogue: the heads of every field. Whoever writes a field goes through here, so that it is known what
 * they saw.
 */
import { EMPTY_CELL, joinCells, mergeOp, type Cell, type Head } from '../../domain/replica/cell.ts'
import { clipOfField } from '../../domain/replica/form.ts'
import type { Json, Op } from '../../domain/replica/op.ts'
import { entitiesOf } from './registry.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

interface HeadRow {
  clock: string
  value: string | null
}

/** A cell as it stands. */
export function readCellOf(db: ReadableDb, entity: string, id: string, field: string): Cell {
  const heads = statement<HeadRow>(
    db,
    'SELECT clock, value FROM cell_head WHERE entity = ? AND entity_id = ? AND field = ? ORDER BY clock',
  ).all(entity, id, field)
  const awaited = statement<{ clock: string }>(
    db,
    'SELECT clock FROM cell_awaited WHERE entity = ? AND entity_id = ? AND field = ? ORDER BY clock',
  ).all(entity, id, field)
  return heads.length === 0 && awaited.length === 0
    ? EMPTY_CELL
    : {
        heads: heads.map((row) => ({ clock: row.clock, value: decode(row.value) })),
        awaited: awaited.map((row) => row.clock),
      }
}

/** A person writes a field here: what stood is replaced. Returns the clocks that were replaced. */
export function writeHead(
  db: WritableDb,
  entity: string,
  id: string,
  field: string,
  clock: string,
  value: Json | undefined,
): string[] {
  const over = statement<{ clock: string }>(
    db,
    'SELECT clock FROM cell_head WHERE entity = ? AND entity_id = ? AND field = ? ORDER BY clock',
  )
    .all(entity, id, field)
    .map((row) => row.clock)
  if (over.length > 0)
    statement(db, 'DELETE FROM cell_head WHERE entity = ? AND entity_id = ? AND field = ?').run(entity, id, field)
  statement(db, 'INSERT INTO cell_head (entity, entity_id, field, clock, value) VALUES (?, ?, ?, ?, ?)').run(
    entity,
    id,
    field,
    clock,
    encode(value),
  )
  return over
}

/**
 * Merges an op of another device. Returns other cells that it changed: while two things are becoming one, a writer may
 * have seen both as one, and replaces what still stands under the other name here.
 */
export function mergeCell(db: WritableDb, op: Op, hasSeen: (clock: string) => boolean): CellKey[] {
  const elsewhere = op.over.flatMap((clock) =>
    cellOfHead(db, clock)
      .filter((key) => key.id !== op.id || key.field !== op.field || key.entity !== op.entity)
      .map((key) => ({ ...key, clock })),
  )
  for (const { clock } of elsewhere) dropHead(db, clock)
  const gone = new Set(elsewhere.map((one) => one.clock))
  const replaced = dropAwaited(db, op.clock)
  const cell = readCellOf(db, op.entity, op.id, op.field)
  writeCell(
    db,
    op.entity,
    op.id,
    op.field,
    mergeOp(
      replaced ? { ...cell, awaited: [...cell.awaited, op.clock] } : cell,
      op,
      (clock) => gone.has(clock) || hasSeen(clock),
    ),
  )
  return elsewhere
}

/** The cell in which the value of this clock stands; none where it was replaced or has not come. */
export function cellOfHead(db: ReadableDb, clock: string): CellKey[] {
  return statement<CellKey>(db, 'SELECT entity, entity_id AS id, field FROM cell_head WHERE clock = ?').all(clock)
}

/** Takes a value away that somebody has replaced. */
export function dropHead(db: WritableDb, clock: string): void {
  statement(db, 'DELETE FROM cell_head WHERE clock = ?').run(clock)
}

/** A value stands from now on. */
export function putHead(db: WritableDb, { entity, id, field }: CellKey, head: Head): void {
  statement(db, 'INSERT OR IGNORE INTO cell_head (entity, entity_id, field, clock, value) VALUES (?, ?, ?, ?, ?)').run(
    entity,
    id,
    field,
    head.clock,
    encode(head.value),
  )
}

/** A clock was replaced before it came. */
export function putAwaited(db: WritableDb, { entity, id, field }: CellKey, clock: string): void {
  statement(db, 'INSERT OR IGNORE INTO cell_awaited (entity, entity_id, field, clock) VALUES (?, ?, ?, ?)').run(
    entity,
    id,
    field,
    clock,
  )
}

/** It has come. True when it was awaited. */
export function dropAwaited(db: WritableDb, clock: string): boolean {
  return statement(db, 'DELETE FROM cell_awaited WHERE clock = ?').run(clock).changes > 0
}

/** The fields of a thing that anybody wrote. */
export function fieldsOf(db: ReadableDb, entity: string, id: string): string[] {
  return statement<{ field: string }>(db, 'SELECT DISTINCT field FROM cell_head WHERE entity = ? AND entity_id = ?')
    .all(entity, id)
    .map((row) => row.field)
}

/** Everything that was said of one thing is said of another from now on: they turned out to be one. */
export function moveCells(db: WritableDb, entity: string, from: string, to: string): void {
  const awaited = statement<{ field: string }>(
    db,
    'SELECT DISTINCT field FROM cell_awaited WHERE entity = ? AND entity_id = ?',
  )
    .all(entity, from)
    .map((row) => row.field)
  for (const field of new Set([...fieldsOf(db, entity, from), ...awaited])) {
    writeCell(db, entity, to, field, joinCells(readCellOf(db, entity, to, field), readCellOf(db, entity, from, field)))
    writeCell(db, entity, from, field, EMPTY_CELL)
  }
}

function writeCell(db: WritableDb, entity: string, id: string, field: string, cell: Cell): void {
  statement(db, 'DELETE FROM cell_head WHERE entity = ? AND entity_id = ? AND field = ?').run(entity, id, field)
  statement(db, 'DELETE FROM cell_awaited WHERE entity = ? AND entity_id = ? AND field = ?').run(entity, id, field)
  for (const head of cell.heads)
    statement(db, 'INSERT INTO cell_head (entity, entity_id, field, clock, value) VALUES (?, ?, ?, ?, ?)').run(
      entity,
      id,
      field,
      head.clock,
      encode(head.value),
    )
  for (const clock of cell.awaited)
    statement(db, 'INSERT INTO cell_awaited (entity, entity_id, field, clock) VALUES (?, ?, ?, ?)').run(
      entity,
      id,
      field,
      clock,
    )
}

export interface CellKey {
  readonly entity: string
  readonly id: string
  readonly field: string
}

/** This is looked at with the next pending ones: its cells, and an asset's row. Call it in a transaction. */
export function leavePending(db: WritableDb, entity: string, id: string): void {
  statement(db, 'INSERT OR IGNORE INTO cell_pending (entity, entity_id) VALUES (?, ?)').run(entity, id)
}

/** Cells in which several values stand: some of them are conflicts. */
export function cellsOfSeveral(db: ReadableDb, limit: number): CellKey[] {
  return statement<CellKey>(
    db,
    `SELECT entity, entity_id AS id, field FROM cell_head GROUP BY entity, entity_id, field HAVING count(*) > 1 LIMIT ?`,
  ).all(limit)
}

/** The id that a thing goes by now, whatever it was called when somebody wrote of it. */
export function canonical(db: ReadableDb, id: string): string {
  let found = id
  for (let depth = 0; depth < 16; depth += 1) {
    const next = statement<{ same: string }>(db, 'SELECT same_as AS same FROM alias WHERE id = ?').get(found)
    if (next === undefined) return found
    found = next.same
  }
  return found
}

/**
 * The same of a thing of this entity: nothing but assets and versions, and what goes by their ids, ever turns out to be
 * another.
 */
export function canonicalOf(db: ReadableDb, entity: string, id: string): string {
  return entitiesOf(db).find(entity)?.keyedBy === undefined ? id : canonical(db, id)
}

/** A field by the ids that clips go by now. */
export function hereField(db: ReadableDb, entity: string, field: string): string {
  const clip = clipOfField(entitiesOf(db).find(entity), field)
  return clip === null ? field : `${field.slice(0, field.indexOf(':'))}:${canonical(db, clip)}`
}

function encode(value: Json | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function decode(text: string | null): Json | undefined {
  return text === null ? undefined : (JSON.parse(text) as Json)
}
