/**
 * A LUT of the library: what its file is, and what people say of it. Its id is the hash of its file; the file itself
 * travels with the bytes (sync/luts.ts), since a cube of 65 points is larger than a journal takes.
 */
import { z } from 'zod'
import { lutHashSchema } from '../../../../shared/model/colour.ts'
import {
  lutFileSchema,
  lutSchema,
  lutWordsSchema,
  type Lut,
  type LutFile,
  type LutWords,
} from '../../../../shared/model/luts.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import type { Change, EntityDefinition, Json } from './definition.ts'
import { columnOf, madeOf, moment, REMOVED, rowEntity } from './rows.ts'

const { name, reference, curve, gamut, note } = lutWordsSchema.shape

export const lut: EntityDefinition = {
  ...rowEntity('LUT', {
    table: 'lut',
    clocked: true,
    columns: {
      name: 'plain',
      reference: 'plain',
      curve: 'plain',
      gamut: 'plain',
      note: 'plain',
      size: 'json',
      removed: 'flag',
    },
    made: {
      name: 'name',
      reference: 'reference',
      curve: 'curve',
      gamut: 'gamut',
      note: 'note',
      kind: 'kind',
      size: 'size',
      bytes: 'bytes',
      xxh128: 'xxh128',
      createdAt: 'created_at',
    },
  }),
  id: 'lut',
  topics: ['luts'],
  ofLibrary: true,
  idForm: lutHashSchema,
  fields: {
    new: madeOf(z.object({ ...lutWordsSchema.shape, ...lutFileSchema.shape, createdAt: moment })),
    name: { rule: 'last', label: 'Name', schema: name },
    reference: { rule: 'last', label: 'Range of values', schema: reference },
    curve: { rule: 'last', label: 'Made for', schema: curve },
    gamut: { rule: 'last', label: 'Gamut', schema: gamut },
    note: { rule: 'last', label: 'Note', schema: note },
    removed: REMOVED,
  },
  nameOf: (db, id) => columnOf(db, 'lut', 'name', id),
}

/** The changes that bring a LUT into the set, also one that was removed from it. */
export function lutAdded(db: ReadableDb, hash: string, words: LutWords, file: LutFile, now: number): Change[] {
  const change = (field: string, value: Json): Change => ({ entity: lut.id, entityId: hash, field, value })
  const shown = change('removed', false)
  if (!isKnownLut(db, hash)) return [change('new', { ...words, ...file, createdAt: now }), shown]
  return [...lutWordChanges(hash, words), shown]
}

/** The changes that say something else of a LUT. */
export function lutWordChanges(
  hash: string,
  words: { readonly [Field in keyof LutWords]?: LutWords[Field] | undefined },
): Change[] {
  return Object.entries(words).flatMap(([field, value]) =>
    value === undefined ? [] : [{ entity: lut.id, entityId: hash, field, value: value as Json }],
  )
}

/** The change that takes a LUT out of the set. */
export function lutRemoved(hash: string): Change {
  return { entity: lut.id, entityId: hash, field: 'removed', value: true }
}

/** True when anybody ever added it. */
function isKnownLut(db: ReadableDb, hash: string): boolean {
  return columnOf(db, 'lut', 'name', hash) !== undefined
}

interface LutRow extends Omit<Lut, 'here' | 'size'> {
  readonly here: number
  readonly size: string
}

const COLUMNS = `l.id AS hash, l.name, l.reference, l.curve, l.gamut, l.note, l.kind, l.size, l.bytes, l.here, l.fault,
  (SELECT count(*) FROM asset a WHERE a.look IS NOT NULL AND a.look ->> '$.lut.hash' = l.id) AS usedBy`

const whole = (row: LutRow): Lut =>
  lutSchema.parse({ ...row, here: row.here === 1, size: JSON.parse(row.size) as unknown })

/** The set, by name. */
export function readLuts(db: ReadableDb): Lut[] {
  return statement<LutRow>(db, `SELECT ${COLUMNS} FROM lut l WHERE l.removed = 0`)
    .all()
    .map(whole)
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.hash < b.hash ? -1 : 1))
}

/** One, also when it was removed from the set: looks still name it. Undefined where nobody ever told of it. */
export function readLutOf(db: ReadableDb, hash: string): Lut | undefined {
  const row = statement<LutRow>(db, `SELECT ${COLUMNS} FROM lut l WHERE l.id = ?`).get(hash)
  return row === undefined ? undefined : whole(row)
}

/** A file that others have, and where it belongs. */
export interface LutBytes extends LutFile {
  readonly hash: string
}

/** Every LUT that anybody told of, with whether its file is here. */
export function readLutFiles(db: ReadableDb): (LutBytes & { readonly here: boolean })[] {
  return statement<{ hash: string; kind: LutFile['kind']; size: string; bytes: number; xxh128: string; here: number }>(
    db,
    'SELECT id AS hash, kind, size, bytes, xxh128, here FROM lut',
  )
    .all()
    .map((row) => ({ ...row, size: lutFileSchema.shape.size.parse(JSON.parse(row.size)), here: row.here === 1 }))
}

/** The file of one, whoever told of it; undefined where nobody did. */
export function readLutFile(
  db: ReadableDb,
  hash: string,
): { readonly hash: string; readonly kind: LutFile['kind']; readonly here: boolean } | undefined {
  const row = statement<{ kind: LutFile['kind']; here: number }>(db, 'SELECT kind, here FROM lut WHERE id = ?').get(
    hash,
  )
  return row === undefined ? undefined : { hash, kind: row.kind, here: row.here === 1 }
}

/** Files that are not here and were not refused. */
export function lutsToFetch(db: ReadableDb, limit: number): LutBytes[] {
  return statement<Omit<LutBytes, 'size'> & { size: string }>(
    db,
    'SELECT id AS hash, kind, size, bytes, xxh128 FROM lut WHERE here = 0 AND fault IS NULL LIMIT ?',
  )
    .all(limit)
    .map((row) => ({ ...row, size: lutFileSchema.shape.size.parse(JSON.parse(row.size)) }))
}
