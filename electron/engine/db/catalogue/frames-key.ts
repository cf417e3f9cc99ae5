/**
 * The key of a sequence's frames: by it what was made of them is told from what was made of others that begin alike.
 * It rests on numbers and bytes alone, so that all devices of a library have the same one.
 */
import { createHash } from 'node:crypto'
import { frameName } from '../../domain/media/sequences.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

interface PartRow {
  name: string
  bytes: number
  xxh128: string | null
}

/** The frames of a version in order; none for what is no sequence. */
const FRAMES = `SELECT p.name, c.bytes, c.xxh128 FROM version_part p JOIN content c ON c.id = p.content_id
  WHERE p.version_id = ? AND p.role IN ('primary', 'frame') ORDER BY p.position`

const UNREAD = `SELECT 1 FROM (${FRAMES} DESC) WHERE xxh128 IS NULL LIMIT 1`

/** Works the key out where it is not known, and keeps it. Null while a frame was not read whole. */
export function keepFramesKey(db: WritableDb, versionId: string): string | null {
  const known = framesKeyOf(db, versionId)
  if (known !== null) return known
  // Large frames are read one by one after they were entered, and each asks here: the last one tells at once.
  if (statement(db, UNREAD).get(versionId) !== undefined) return null
  const parts = statement<PartRow>(db, FRAMES).all(versionId)
  if (parts.length === 0) return null
  const hash = createHash('sha256')
  for (const [at, { name, bytes, xxh128 }] of parts.entries())
    hash.update(`${frameName(name)?.frame ?? at} ${bytes} ${xxh128}\n`)
  const key = hash.digest('hex').slice(0, 32)
  statement(db, 'UPDATE version SET frames_key = ? WHERE id = ?').run(key, versionId)
  return key
}

/** The key that is kept; null for none. */
export function framesKeyOf(db: ReadableDb, versionId: string): string | null {
  return (
    statement<{ key: string | null }>(db, 'SELECT frames_key AS key FROM version WHERE id = ?').get(versionId)?.key ??
    null
  )
}
