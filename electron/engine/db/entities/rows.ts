/**
 * What entities have in common that are a row of a table: made whole by `new`, removed and brought back by `removed`,
 * changed a column at a time.
 */
import { z } from 'zod'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { FieldForm } from '../../domain/replica/form.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import type { Change, EntityDefinition, Here, Json } from './definition.ts'

/** How a column keeps a value: as it is, as 0 or 1, or as JSON. */
type ColumnKind = 'plain' | 'flag' | 'json'

interface RowTable {
  readonly table: string
  /** Columns of fields that can be changed, by field. A table of things that people make has `removed`, too. */
  readonly columns: Readonly<Record<string, ColumnKind>>
  /** Columns that `new` fills, by their keys in its value. A key that is a field, too, is kept as that field is. */
  readonly made?: Readonly<Record<string, string>>
  /** Tables whose rows `new` rests on, by the keys of their ids in its value. */
  readonly refers?: Readonly<Record<string, string>>
  /** The table has a column `clock` of the change that won. */
  readonly clocked: boolean
}

/** `removed`, of whatever people make. */
export const REMOVED: FieldForm = { rule: 'all-true', schema: z.boolean() }

/** `new`, of whatever people make. */
export function madeOf(schema: z.ZodType): FieldForm {
  return { rule: 'first', schema }
}

/** Milliseconds since 1970 that a date can hold. */
export const moment = z.number().int().min(0).max(8.64e15)

/** True when the table has a row of this id. */
export function hasRow(db: ReadableDb, table: string, id: string): boolean {
  return statement(db, `SELECT 1 FROM ${table} WHERE id = ?`).get(id) !== undefined
}

/** One column of a row; undefined where there is no such row. */
export function columnOf(db: ReadableDb, table: string, column: string, id: string): string | undefined {
  return (
    statement<{ value: string | null }>(db, `SELECT ${column} AS value FROM ${table} WHERE id = ?`).get(id)?.value ??
    undefined
  )
}

/** Applies a change to a row. See `EntityDefinition.apply`. */
function applyRow(
  db: WritableDb,
  noun: string,
  { table, columns, made, clocked }: RowTable,
  change: Change,
  clock: string,
): Json | undefined {
  if (change.field === 'new' && made !== undefined) return insertRow(db, { table, columns, made }, change, clock)
  const kind = Object.hasOwn(columns, change.field) ? columns[change.field]! : undefined
  if (kind === undefined || change.value === undefined)
    throw new RushesError('internal', `A ${noun} has no field “${change.field}” that can be changed.`)
  const before = statement<{ value: string | number | null }>(
    db,
    `SELECT ${column(change.field)} AS value FROM ${table} WHERE id = ?`,
  ).get(change.entityId)
  if (before === undefined) throw notHere(noun)
  const value = toColumn(kind, change.value)
  if (clocked)
    statement(db, `UPDATE ${table} SET ${column(change.field)} = ?, clock = ? WHERE id = ?`).run(
      value,
      clock,
      change.entityId,
    )
  else statement(db, `UPDATE ${table} SET ${column(change.field)} = ? WHERE id = ?`).run(value, change.entityId)
  return fromColumn(kind, before.value)
}

/** What is told of a thing that is not here. */
export function notHere(noun: string): RushesError {
  return new RushesError('not_found', `That ${noun} is not in this library. Refresh and try again.`)
}

function insertRow(
  db: WritableDb,
  { table, columns, made }: Required<Pick<RowTable, 'table' | 'columns' | 'made'>>,
  change: Change,
  clock: string,
): undefined {
  const given = change.value as Readonly<Record<string, Json>>
  const keys = Object.keys(made)
  // Of two that make one thing the first counts, which may come last. What was changed since is shown again
  // (projection.ts).
  statement(
    db,
    `INSERT INTO ${table} (id, ${keys.map((key) => made[key]).join(', ')}, removed, clock) VALUES (?, ${keys.map(() => '?').join(', ')}, 1, ?)
    ON CONFLICT DO UPDATE SET ${keys.map((key) => `${made[key]} = excluded.${made[key]}`).join(', ')}`,
  ).run(change.entityId, ...keys.map((key) => toColumn(columns[key] ?? 'plain', given[key] ?? null)), clock)
  return undefined
}

/** `firstDay` → `first_day`. */
function column(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function toColumn(kind: ColumnKind, value: Json): string | number | null {
  if (value === null) return null
  if (kind === 'json') return JSON.stringify(value)
  return kind === 'flag' ? Number(value === true) : (value as string | number)
}

function fromColumn(kind: ColumnKind, value: string | number | null): Json {
  if (value === null) return null
  return kind === 'json' ? (JSON.parse(value as string) as Json) : kind === 'flag' ? value === 1 : value
}

/** True when what is made rests on a row that is here, or on none. */
function rests(db: ReadableDb, table: string, made: Json | undefined, key: string): boolean {
  const id = (made as Readonly<Record<string, Json>> | undefined)?.[key]
  return id === null || (typeof id === 'string' && hasRow(db, table, id))
}

/** Tables of things that may turn out to be one: an alias of any other id says nothing. */
const MERGED: ReadonlySet<string> = new Set(['asset', 'version'])

function idHere(value: Json, key: string, here: Here): Json {
  const id = (value as Readonly<Record<string, Json>>)[key]
  return typeof id === 'string' ? here(id) : null
}

/** The parts of a definition that follow from its table alone. */
export function rowEntity(
  noun: string,
  table: RowTable,
): Pick<EntityDefinition, 'noun' | 'isKnown' | 'apply'> & Required<Pick<EntityDefinition, 'valueHere'>> {
  const refers = Object.entries(table.refers ?? {})
  return {
    noun,
    isKnown: (db, id, field, made) =>
      field === 'new' && table.made !== undefined
        ? refers.every(([key, other]) => rests(db, other, made, key))
        : hasRow(db, table.table, id),
    valueHere: (field, value, here) =>
      field === 'new'
        ? {
            ...(value as object),
            ...Object.fromEntries(
              refers.filter(([, other]) => MERGED.has(other)).map(([key]) => [key, idHere(value, key, here)]),
            ),
          }
        : value,
    apply: (db, change, clock) => applyRow(db, noun, table, change, clock),
  }
}
