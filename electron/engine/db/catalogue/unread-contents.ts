/**
 * Contents whose bytes have not been read whole: entered by their size, so that a clip is in the catalogue at once, and
 * told by their hash later.
 */
import type { Hashes } from '../../../../shared/model/hash.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** Enters a content of which only the size is known. Never call it for a size that the catalogue knows already. */
export function insertUnread(db: WritableDb, content: { bytes: number; kind: string; now: number }): string {
  const id = newId()
  statement(db, 'INSERT INTO content (id, bytes, xxh128, kind, created_at) VALUES (?, ?, NULL, ?, ?)').run(
    id,
    content.bytes,
    content.kind,
    content.now,
  )
  return id
}

/** True when the catalogue knows any content of this size: then only its hash can tell whether a file is new. */
export function sizeIsKnown(db: ReadableDb, bytes: number): boolean {
  return statement(db, 'SELECT 1 FROM content WHERE bytes = ? LIMIT 1').get(bytes) !== undefined
}

/** Contents of this size that have not been read. */
export function unreadOfSize(db: ReadableDb, bytes: number): string[] {
  return statement<{ id: string }>(db, 'SELECT id FROM content WHERE xxh128 IS NULL AND bytes = ?')
    .all(bytes)
    .map((row) => row.id)
}

/** Contents that wait to be read and lie on a drive that is here, oldest first. */
export function unreadContents(db: ReadableDb, limit: number): string[] {
  return statement<{ id: string }>(
    db,
    `SELECT c.id FROM content c WHERE c.xxh128 IS NULL AND EXISTS (
      SELECT 1 FROM file f JOIN volume v ON v.id = f.volume_id
      WHERE f.content_id = c.id AND f.state = 'present' AND f.intake = 'done' AND v.online = 1)
    ORDER BY c.created_at LIMIT ?`,
  )
    .all(limit)
    .map((row) => row.id)
}

/**
 * Enters the hashes of a content that was read. Where the catalogue has come to know the same bytes under another id
 * meanwhile, everything that rests on this one is laid on that one. Returns the id that stands, and the assets touched.
 */
export function enterRead(db: WritableDb, id: string, hashes: Hashes): { id: string; assetIds: string[] } {
  const { xxh128, ...others } = hashes
  if (xxh128 === undefined) throw new TypeError('A content is told by its xxh128.')
  const same = statement<{ id: string }>(
    db,
    `SELECT o.id FROM content o JOIN content c ON c.bytes = o.bytes AND c.id = ?
    WHERE o.xxh128 = ? AND o.id <> c.id`,
  ).get(id, xxh128)
  if (same === undefined) statement(db, 'UPDATE content SET xxh128 = ? WHERE id = ?').run(xxh128, id)
  else layOn(db, id, same.id)
  const stands = same?.id ?? id
  for (const [format, value] of Object.entries(others)) {
    statement(db, 'INSERT INTO content_hash (content_id, format, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
      stands,
      format,
      value,
    )
  }
  return { id: stands, assetIds: assetsOn(db, stands) }
}

/** What was made of the twin is kept where the other has none of it; the rest was made twice and goes with it. */
function layOn(db: WritableDb, from: string, to: string): void {
  statement(db, 'UPDATE file SET content_id = ? WHERE content_id = ?').run(to, from)
  statement(db, 'UPDATE version_part SET content_id = ? WHERE content_id = ?').run(to, from)
  statement(db, 'UPDATE OR IGNORE derivative SET content_id = ? WHERE content_id = ?').run(to, from)
  statement(db, 'DELETE FROM derivative WHERE content_id = ?').run(from)
  statement(db, `UPDATE OR IGNORE job SET subject_id = ? WHERE subject_kind = 'content' AND subject_id = ?`).run(
    to,
    from,
  )
  statement(db, `DELETE FROM job WHERE subject_kind = 'content' AND subject_id = ?`).run(from)
  statement(
    db,
    'INSERT OR IGNORE INTO content_hash (content_id, format, value) SELECT ?, format, value FROM content_hash WHERE content_id = ?',
  ).run(to, from)
  statement(db, 'DELETE FROM content_hash WHERE content_id = ?').run(from)
  const twin = statement<{
    probe: string | null
    probe_state: string
    broken: string | null
    reader: number
    tools: string | null
  }>(db, 'SELECT probe, probe_state, broken, reader, tools FROM content WHERE id = ?').get(from)!
  if (twin.probe !== null) {
    statement(
      db,
      `UPDATE content SET probe = ?, probe_state = ?, broken = ?, reader = ?, tools = ? WHERE id = ? AND probe_state = 'waiting'`,
    ).run(twin.probe, twin.probe_state, twin.broken, twin.reader, twin.tools, to)
  }
  statement(db, 'DELETE FROM content WHERE id = ?').run(from)
}

function assetsOn(db: ReadableDb, contentId: string): string[] {
  return statement<{ id: string }>(
    db,
    'SELECT DISTINCT asset_id AS id FROM file WHERE content_id = ? AND asset_id IS NOT NULL',
  )
    .all(contentId)
    .map((row) => row.id)
}
