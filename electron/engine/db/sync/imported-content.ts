/**
 * The content that another device names by its hash and length.
 */
import { newId } from '../../../../shared/util/ids.ts'
import { statement, type WritableDb } from '../core/handles.ts'

/** The content of a key, made where it is not known. */
export function contentOf(db: WritableDb, key: string, kind: string, now: number): string {
  const [xxh128, bytes] = [key.slice(0, 32), Number(key.slice(33))]
  return statement<{ id: string }>(
    db,
    `INSERT INTO content (id, bytes, xxh128, kind, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (bytes, xxh128) DO UPDATE SET kind = CASE WHEN kind = 'other' THEN excluded.kind ELSE kind END RETURNING id`,
  ).get(newId(), bytes, xxh128, kind, now)!.id
}
