/**
 * The index of the store of versions: which chunks lie in which pack, and of which chunks a content is made.
 */
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** Where a chunk lies. */
export interface StoredChunk {
  readonly hash: Buffer
  readonly packId: string
  readonly offset: number
  readonly stored: number
  readonly bytes: number
}

const HASH_BYTES = 32

/** True when the chunk is in a pack. */
export function hasChunk(db: ReadableDb, hash: Buffer): boolean {
  return statement(db, 'SELECT 1 FROM chunk WHERE hash = ?').get(hash) !== undefined
}

/** True when the bytes of the content are kept. */
export function isKept(db: ReadableDb, contentId: string): boolean {
  return statement(db, 'SELECT 1 FROM kept_content WHERE content_id = ?').get(contentId) !== undefined
}

/** Enters a durable pack with its chunks. One that another pack brought meanwhile stays where it is. */
export function enterPack(
  db: WritableDb,
  pack: { id: string; bytes: number; chunks: readonly Omit<StoredChunk, 'packId'>[]; now: number },
): void {
  statement(db, 'INSERT INTO pack (id, bytes, created_at) VALUES (?, ?, ?)').run(pack.id, pack.bytes, pack.now)
  const insert = statement(
    db,
    'INSERT INTO chunk (hash, pack_id, offset, stored, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  for (const chunk of pack.chunks) insert.run(chunk.hash, pack.id, chunk.offset, chunk.stored, chunk.bytes)
}

/** Enters that a content is kept as these chunks. Every one of them has to be in a pack: throws otherwise. */
export function enterKept(db: WritableDb, contentId: string, hashes: Buffer, now: number): void {
  for (let at = 0; at < hashes.length; at += HASH_BYTES) {
    if (!hasChunk(db, hashes.subarray(at, at + HASH_BYTES)))
      throw new TypeError('A content can only be kept of chunks that are stored.')
  }
  statement(
    db,
    `INSERT INTO kept_content (content_id, form, chunks, created_at) VALUES (?, 'bytes', ?, ?) ON CONFLICT DO NOTHING`,
  ).run(contentId, hashes, now)
}

/** The hashes of a kept content's chunks in order, 32 bytes each; undefined when it is not kept. */
export function chunkListOf(db: ReadableDb, contentId: string): Buffer | undefined {
  return statement<{ chunks: Buffer }>(db, 'SELECT chunks FROM kept_content WHERE content_id = ?').get(contentId)
    ?.chunks
}

/** Where a chunk lies; undefined when it is in no pack. */
export function findChunk(db: ReadableDb, hash: Buffer): StoredChunk | undefined {
  return statement<StoredChunk>(
    db,
    'SELECT hash, pack_id AS packId, offset, stored, bytes FROM chunk WHERE hash = ?',
  ).get(hash)
}

/** The pack of a chunk. */
export function packOf(db: ReadableDb, hash: Buffer): string | undefined {
  return statement<{ packId: string }>(db, 'SELECT pack_id AS packId FROM chunk WHERE hash = ?').get(hash)?.packId
}

/** Bytes that a chunk ingests its pack; 0 when it is in none. */
export function sizeOfChunk(db: ReadableDb, hash: Buffer): number {
  return statement<{ stored: number }>(db, 'SELECT stored FROM chunk WHERE hash = ?').get(hash)?.stored ?? 0
}

/** The hashes of a list of chunks, one by one. */
export function hashesIn(list: Buffer): Buffer[] {
  return Array.from({ length: list.length / HASH_BYTES }, (_, index) =>
    list.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  )
}

/** Bytes of all packs. */
export function storeBytes(db: ReadableDb): number {
  return statement<{ bytes: number }>(db, 'SELECT coalesce(sum(bytes), 0) AS bytes FROM pack').get()!.bytes
}

const UNKEPT = (
  kinds: readonly string[],
): string => `FROM content c JOIN file f ON f.content_id = c.id AND f.state = 'present' AND f.intake = 'done'
    JOIN volume v ON v.id = f.volume_id AND v.online = 1
  WHERE c.id > ? AND c.kind IN (${kinds.map(() => '?').join(', ')}) AND c.xxh128 IS NOT NULL AND c.bytes <= ? AND v.mount_point IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM kept_content k WHERE k.content_id = c.id)`

/**
 * Contents of edited kinds that were read and are not kept, and lie on a drive that is here: `after` in the order of
 * their ids, and no further than `upTo`. Versions that were thinned are not among them, since nothing lies anywhere of them but in the store.
 */
export function unkeptContents(
  db: ReadableDb,
  kinds: readonly string[],
  mostBytes: number,
  after: string,
  limit: number,
  upTo = AFTER_EVERY_ID,
): { id: string; mountPoint: string; path: string }[] {
  return db
    .prepare<
      (string | number)[],
      { id: string; mountPoint: string; path: string }
    >(`SELECT c.id, v.mount_point AS mountPoint, f.path ${UNKEPT(kinds)} AND c.id <= ?
    GROUP BY c.id ORDER BY c.id LIMIT ?`)
    .all(after, ...kinds, mostBytes, upTo, limit)
}

/** True where any drive is here on which a content could lie. */
export function isAnyDriveHere(db: ReadableDb): boolean {
  return statement(db, 'SELECT 1 FROM volume WHERE online = 1 AND mount_point IS NOT NULL LIMIT 1').get() !== undefined
}

/** Ids are digits and small letters. */
const AFTER_EVERY_ID = '~'

/** The id of the content that comes so many after an id; undefined where there are fewer. */
export function contentAfter(db: ReadableDb, after: string, count: number): string | undefined {
  return statement<{ id: string }>(db, 'SELECT id FROM content WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?').get(
    after,
    count - 1,
  )?.id
}

/** How many those are. */
export function countUnkept(db: ReadableDb, kinds: readonly string[], mostBytes: number): number {
  return db
    .prepare<(string | number)[], { count: number }>(`SELECT count(DISTINCT c.id) AS count ${UNKEPT(kinds)}`)
    .get('', ...kinds, mostBytes)!.count
}

/** Lets go of contents. Their chunks stay until packs are written anew. */
export function dropKept(db: WritableDb, contentIds: readonly string[]): void {
  for (const id of contentIds) statement(db, 'DELETE FROM kept_content WHERE content_id = ?').run(id)
}

/** Ids of all kept contents. */
export function keptIds(db: ReadableDb): string[] {
  return statement<{ id: string }>(db, 'SELECT content_id AS id FROM kept_content')
    .all()
    .map((row) => row.id)
}

/** All chunks of a pack. */
export function chunksInPack(db: ReadableDb, packId: string): StoredChunk[] {
  return statement<StoredChunk>(
    db,
    'SELECT hash, pack_id AS packId, offset, stored, bytes FROM chunk WHERE pack_id = ? ORDER BY offset',
  ).all(packId)
}

/** Ids of all packs, with their bytes. */
export function allPacks(db: ReadableDb): { id: string; bytes: number }[] {
  return statement<{ id: string; bytes: number }>(db, 'SELECT id, bytes FROM pack ORDER BY created_at, id').all()
}

/** Forgets a pack; chunks that were moved elsewhere before are not touched. The file goes after this is durable. */
export function forgetPack(db: WritableDb, packId: string): void {
  statement(db, 'DELETE FROM chunk WHERE pack_id = ?').run(packId)
  statement(db, 'DELETE FROM pack WHERE id = ?').run(packId)
}

/** Enters a pack that was found: its chunks lie there now, wherever the catalogue thought them to be. */
export function adoptPack(
  db: WritableDb,
  pack: { id: string; bytes: number; now: number; chunks: readonly Omit<StoredChunk, 'packId'>[] },
): void {
  moveChunks(db, pack)
  const insert = statement(
    db,
    'INSERT INTO chunk (hash, pack_id, offset, stored, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  for (const chunk of pack.chunks) insert.run(chunk.hash, pack.id, chunk.offset, chunk.stored, chunk.bytes)
}

/** Enters that these chunks lie in another pack now. */
export function moveChunks(
  db: WritableDb,
  pack: { id: string; bytes: number; chunks: readonly Omit<StoredChunk, 'packId'>[]; now: number },
): void {
  statement(db, 'INSERT INTO pack (id, bytes, created_at) VALUES (?, ?, ?)').run(pack.id, pack.bytes, pack.now)
  const move = statement(db, 'UPDATE chunk SET pack_id = ?, offset = ?, stored = ? WHERE hash = ?')
  for (const chunk of pack.chunks) move.run(pack.id, chunk.offset, chunk.stored, chunk.hash)
}
