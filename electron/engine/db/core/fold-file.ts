/**
 * A scratch file in which journals are folded: of each fact the latest, of each field its heads. It needs no memory,
 * whatever the library's size, and knows nothing of what the words mean, so that what this version doesn't know goes on
 * as it is.
 *
 * Ids are taken as they were told: two names of one thing stay two here. Clocks are unique, so who replaced a value is
 * trusted wherever it stands.
 */
import Database from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { deviceOf, type Json, type Op } from '../../domain/replica/op.ts'
import { statement, type WritableDb } from './handles.ts'

const SCHEMA = `
CREATE TABLE head (clock TEXT PRIMARY KEY, entity TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL, value TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE awaited (clock TEXT PRIMARY KEY, entity TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE fact (kind TEXT NOT NULL, id TEXT NOT NULL, slot TEXT NOT NULL, clock TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id, slot)) STRICT, WITHOUT ROWID;`

export interface Fold extends Disposable {
  readonly db: WritableDb
}

/** Makes an empty one in this file, which goes when it is disposed of. A crash loses it, and it is made again. */
export function openFold(file: string): Fold {
  const clear = (): void => {
    for (const ending of ['', '-journal']) rmSync(`${file}${ending}`, { force: true })
  }
  clear()
  const db = new Database(file)
  for (const setting of [
    'page_size = 8192',
    'journal_mode = OFF',
    'synchronous = OFF',
    'locking_mode = EXCLUSIVE',
    'cache_size = -65536',
    'temp_store = FILE',
  ])
    db.pragma(setting)
  db.exec(SCHEMA)
  return {
    db: db as unknown as WritableDb,
    [Symbol.dispose]: () => {
      db.close()
      clear()
    },
  }
}

interface FoldFact {
  readonly clock: string
  readonly kind: string
  readonly id: string
  readonly value: Json
}

/**
 * Each name that a thing also has is a fact by itself, what a probe found is not undone by who has not looked, and of a
 * copy each device's last word is kept: another's can't lift what one found.
 */
function slotOf({ kind, value, clock }: FoldFact): string {
  if (kind === 'alias') return String(value)
  if (kind === 'place') return deviceOf(clock)
  return kind === 'content' && (value as { probe?: Json } | null)?.probe != null ? 'probed' : ''
}

/**
 * Of a derivative with its recipe's defaults, three parts, behind those with other parameters, four: the version before
 * takes all of them for one thing, and the last for what holds.
 */
const LAST = '/~'
const placed = (kind: string, id: string): string =>
  kind === 'derivative' && id.split('/').length === 3 ? `${id}${LAST}` : id
const unplaced = (kind: string, id: string): string =>
  kind === 'derivative' && id.endsWith(LAST) ? id.slice(0, -LAST.length) : id

/** A fact: the later of two about one thing holds. */
export function foldFact(db: WritableDb, fact: FoldFact): void {
  const { clock, kind, id, value } = fact
  statement(
    db,
    `INSERT INTO fact (kind, id, slot, clock, value) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, id, slot) DO UPDATE SET clock = excluded.clock, value = excluded.value WHERE excluded.clock > clock`,
  ).run(kind, placed(kind, id), slotOf(fact), clock, JSON.stringify(value))
}

/** A head of a checkpoint that this one goes on from. */
export function foldHead(
  db: WritableDb,
  {
    clock,
    entity,
    id,
    field,
    value,
  }: { clock: string; entity: string; id: string; field: string; value: Json | undefined },
): void {
  statement(db, 'INSERT OR IGNORE INTO head (clock, entity, id, field, value) VALUES (?, ?, ?, ?, ?)').run(
    clock,
    entity,
    id,
    field,
    value === undefined ? null : JSON.stringify(value),
  )
}

/** A clock that was replaced and has not come. */
export function foldAwaited(
  db: WritableDb,
  { clock, entity, id, field }: { clock: string; entity: string; id: string; field: string },
): void {
  statement(db, 'INSERT OR IGNORE INTO awaited (clock, entity, id, field) VALUES (?, ?, ?, ?)').run(
    clock,
    entity,
    id,
    field,
  )
}

/** An op that was not folded before. */
export function foldOp(db: WritableDb, op: Op, hasSeen: (clock: string) => boolean): void {
  if (statement(db, 'DELETE FROM awaited WHERE clock = ?').run(op.clock).changes === 0) foldHead(db, op)
  for (const clock of op.over) {
    if (
      statement(db, 'DELETE FROM head WHERE clock = ?').run(clock).changes === 0 &&
      !hasSeen(clock) &&
      deviceOf(clock) !== deviceOf(op.clock)
    )
      foldAwaited(db, { ...op, clock })
  }
}

interface FactRow {
  kind: string
  id: string
  slot: string
  clock: string
  value: string
}
interface HeadRow {
  clock: string
  entity: string
  id: string
  field: string
  value: string | null
}

/** Names first, then contents, then what is made of them, drives before what lies on them. */
const ORDER = ['alias', 'content', 'version', 'derivative', 'volume', 'place']

/** The kinds of facts that are in it, in the order in which they are of use. */
export function foldedKinds(db: WritableDb): string[] {
  const rank = (kind: string): number => (ORDER.indexOf(kind) === -1 ? ORDER.length : ORDER.indexOf(kind))
  return statement<{ kind: string }>(db, 'SELECT DISTINCT kind FROM fact')
    .all()
    .map((row) => row.kind)
    .toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** Facts of a kind, in their order, after the last one of before. */
export function foldedFacts(
  db: WritableDb,
  kind: string,
  after: { id: string; slot: string },
  limit: number,
): (FoldFact & { readonly slot: string })[] {
  return statement<FactRow>(
    db,
    'SELECT kind, id, slot, clock, value FROM fact WHERE kind = ? AND (id, slot) > (?, ?) ORDER BY id, slot LIMIT ?',
  )
    .all(kind, placed(kind, after.id), after.slot, limit)
    .map((row) => ({ ...row, id: unplaced(kind, row.id), value: JSON.parse(row.value) as Json }))
}

/** Lays heads in the order of what they are about: reading them then touches each thing once. */
export function orderHeads(db: WritableDb): void {
  db.exec('CREATE INDEX IF NOT EXISTS head_order ON head (entity, id, field, clock)')
}

interface FoldedHead {
  readonly clock: string
  readonly entity: string
  readonly id: string
  readonly field: string
  readonly value: Json | undefined
}

/** Heads in their order, after the last one of before. */
export function foldedHeads(
  db: WritableDb,
  after: Pick<FoldedHead, 'entity' | 'id' | 'field' | 'clock'>,
  limit: number,
): FoldedHead[] {
  return statement<HeadRow>(
    db,
    'SELECT clock, entity, id, field, value FROM head WHERE (entity, id, field, clock) > (?, ?, ?, ?) ORDER BY entity, id, field, clock LIMIT ?',
  )
    .all(after.entity, after.id, after.field, after.clock, limit)
    .map((row) => ({ ...row, value: row.value === null ? undefined : (JSON.parse(row.value) as Json) }))
}

/** Clocks that were replaced and have not come. */
export function foldedAwaited(db: WritableDb): { clock: string; entity: string; id: string; field: string }[] {
  return statement<{ clock: string; entity: string; id: string; field: string }>(
    db,
    'SELECT clock, entity, id, field FROM awaited ORDER BY clock',
  ).all()
}

/** True when a value of this clock stands. */
export function isFoldedHead(db: WritableDb, clock: string): boolean {
  return statement(db, 'SELECT 1 FROM head WHERE clock = ?').get(clock) !== undefined
}
