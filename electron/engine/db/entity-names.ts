/**
 * What things are called, and which clip they belong to.
 */
import { statement, type ReadableDb } from './handles.ts'

const NAMED = { asset: 'SELECT name FROM asset WHERE id = ?', collection: 'SELECT name FROM collection WHERE id = ?', volume: 'SELECT label AS name FROM volume WHERE id = ?' } as const
const OWNED = { note: 'SELECT asset_id AS id FROM note WHERE id = ?', version: 'SELECT asset_id AS id FROM version WHERE id = ?' } as const

/** The name of a clip, collection or drive, or undefined. */
export function nameOf(db: ReadableDb, what: keyof typeof NAMED, id: string): string | undefined {
  return statement<{ name: string }>(db, NAMED[what]).get(id)?.name
}

/** The clip of a note or version, or undefined. */
export function assetOf(db: ReadableDb, what: keyof typeof OWNED, id: string): string | undefined {
  return statement<{ id: string }>(db, OWNED[what]).get(id)?.id
}

/** True when there is a clip of this id. */
export function hasAsset(db: ReadableDb, id: string): boolean {
  return nameOf(db, 'asset', id) !== undefined
}
