/**
 * What is known to lie at a remote: packs, chunks, contents, and which of its indexes were read. A cache, but for packs
 * that are under way.
 */
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

export interface KnownPack {
  readonly id: number
  readonly name: Buffer
  readonly bytes: number
  readonly state: 'flight' | 'sent' | 'indexed'
}

interface PlacedChunk {
  readonly name: Uint8Array
  readonly offset: number
  readonly stored: number
  readonly bytes: number
}

/** A chunk's place at a remote. */
export interface ChunkPlace {
  readonly pack: Buffer
  readonly offset: number
  readonly stored: number
  readonly bytes: number
}

/** Enters a pack with its chunks. One that is known keeps its row; answers the row's number. */
export function enterRemotePack(
  db: WritableDb,
  remoteId: string,
  pack: { readonly name: Uint8Array; readonly bytes: number; readonly chunks: readonly PlacedChunk[] },
  state: KnownPack['state'],
): number {
  const { id } = statement<{ id: number }>(
    db,
    `INSERT INTO remote_pack (remote_id, name, bytes, state) VALUES (?, ?, ?, ?)
    ON CONFLICT (remote_id, name) DO UPDATE SET state = excluded.state RETURNING id`,
  ).get(remoteId, pack.name, pack.bytes, state)!
  const insert = statement(
    db,
    'INSERT INTO remote_chunk (name, pack, offset, stored, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  for (const { name, offset, stored, bytes } of pack.chunks) insert.run(name, id, offset, stored, bytes)
  return id
}

/** The pack got there, or an index names it. */
export function setPackState(db: WritableDb, id: number, state: KnownPack['state']): void {
  statement(db, 'UPDATE remote_pack SET state = ? WHERE id = ?').run(state, id)
}

/** A pack is not there: nothing lies in it. */
export function forgetRemotePack(db: WritableDb, id: number): void {
  statement(db, 'DELETE FROM remote_chunk WHERE pack = ?').run(id)
  statement(db, 'DELETE FROM remote_pack WHERE id = ?').run(id)
}

/** Packs that were given to the store, or that no index names yet. */
export function openPacks(db: ReadableDb, remoteId: string, state: 'flight' | 'sent'): KnownPack[] {
  return statement<KnownPack>(
    db,
    `SELECT id, name, bytes, state FROM remote_pack WHERE remote_id = ? AND state = ? ORDER BY id`,
  ).all(remoteId, state)
}

/** Packs in the order of their names, `after` one of them, but for those that are under way. */
export function packsByName(
  db: ReadableDb,
  remoteId: string,
  after: Uint8Array,
  limit: number,
): (KnownPack & { doomed: number })[] {
  return statement<KnownPack & { doomed: number }>(
    db,
    `SELECT id, name, bytes, state, doomed FROM remote_pack WHERE remote_id = ? AND name > ? AND state <> 'flight' ORDER BY name LIMIT ?`,
  ).all(remoteId, after, limit)
}

/** One pack by its name. */
export function findPack(db: ReadableDb, remoteId: string, name: Uint8Array): KnownPack | undefined {
  return statement<KnownPack>(
    db,
    'SELECT id, name, bytes, state FROM remote_pack WHERE remote_id = ? AND name = ?',
  ).get(remoteId, name)
}

/** Chunks of a pack in the order in which they lie. */
export function chunksOfPack(
  db: ReadableDb,
  id: number,
): { name: Buffer; offset: number; stored: number; bytes: number }[] {
  return statement<{ name: Buffer; offset: number; stored: number; bytes: number }>(
    db,
    'SELECT name, offset, stored, bytes FROM remote_chunk WHERE pack = ? ORDER BY offset',
  ).all(id)
}

/** True when the chunk is at the remote, in a pack that stays. */
export function isChunkThere(db: ReadableDb, remoteId: string, name: Uint8Array): boolean {
  return (
    statement(
      db,
      `SELECT 1 FROM remote_chunk c JOIN remote_pack p ON p.id = c.pack
    WHERE c.name = ? AND p.remote_id = ? AND p.state <> 'flight' AND p.doomed = 0 LIMIT 1`,
    ).get(name, remoteId) !== undefined
  )
}

/** Where a chunk lies: packs that stay first, then those that a plan names. */
export function placesOfChunk(db: ReadableDb, remoteId: string, name: Uint8Array): ChunkPlace[] {
  return statement<ChunkPlace>(
    db,
    `SELECT p.name AS pack, c.offset, c.stored, c.bytes FROM remote_chunk c JOIN remote_pack p ON p.id = c.pack
    WHERE c.name = ? AND p.remote_id = ? AND p.state <> 'flight' ORDER BY p.doomed, p.id`,
  ).all(name, remoteId)
}

/** Says which packs plans name; all others are free of it. */
export function setDoomedPacks(db: WritableDb, remoteId: string, names: readonly Uint8Array[]): void {
  statement(db, 'UPDATE remote_pack SET doomed = 0 WHERE remote_id = ? AND doomed = 1').run(remoteId)
  const doom = statement(db, 'UPDATE remote_pack SET doomed = 1 WHERE remote_id = ? AND name = ?')
  for (const name of names) doom.run(remoteId, name)
}

/** A content's manifest lies in this object. */
export function enterRemoteContent(db: WritableDb, remoteId: string, name: Uint8Array, key: string): void {
  statement(
    db,
    'INSERT INTO remote_content (remote_id, name, key) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET key = excluded.key',
  ).run(remoteId, name, key)
}

/** The object that holds a content's manifest; undefined when none is known. */
export function remoteContentKey(db: ReadableDb, remoteId: string, name: Uint8Array): string | undefined {
  return statement<{ key: string }>(db, 'SELECT key FROM remote_content WHERE remote_id = ? AND name = ?').get(
    remoteId,
    name,
  )?.key
}

/**
 * A content is not there any more, or the object `key` that told of it is damaged. True when that was what was known.
 */
export function forgetRemoteContent(db: WritableDb, remoteId: string, name: Uint8Array, key: string): boolean {
  return (
    statement(db, 'DELETE FROM remote_content WHERE remote_id = ? AND name = ? AND key = ?').run(remoteId, name, key)
      .changes > 0
  )
}

/** Remembers that an index or a bundle was read. */
export function enterReadObject(db: WritableDb, remoteId: string, key: string): void {
  statement(db, 'INSERT INTO remote_object (remote_id, key) VALUES (?, ?) ON CONFLICT DO NOTHING').run(remoteId, key)
}

/** Forgets that an object was read, since it is gone. */
export function forgetReadObject(db: WritableDb, remoteId: string, key: string): void {
  statement(db, 'DELETE FROM remote_object WHERE remote_id = ? AND key = ?').run(remoteId, key)
}

/** True when it was. */
export function wasRead(db: ReadableDb, remoteId: string, key: string): boolean {
  return statement(db, 'SELECT 1 FROM remote_object WHERE remote_id = ? AND key = ?').get(remoteId, key) !== undefined
}

/** The greatest key below a prefix that was read; empty for none. */
export function lastRead(db: ReadableDb, remoteId: string, prefix: string): string {
  return (
    statement<{ key: string | null }>(
      db,
      `SELECT max(key) AS key FROM remote_object WHERE remote_id = ? AND key >= ? AND key < ?`,
    ).get(remoteId, prefix, `${prefix}\u007f`)!.key ?? ''
  )
}

/** Packs and their bytes that are known to be at the remote. */
export function remoteBytes(db: ReadableDb, remoteId: string): { packs: number; bytes: number } {
  return statement<{ packs: number; bytes: number }>(
    db,
    `SELECT count(*) AS packs, coalesce(sum(bytes), 0) AS bytes FROM remote_pack WHERE remote_id = ? AND state <> 'flight'`,
  ).get(remoteId)!
}
