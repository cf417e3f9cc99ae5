/**
 * How well the files of each drive are looked after: from counts that are kept, and the ends of an index.
 */
import type { DriveVerification } from '../../../../shared/model/verification.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/**
 * One line a drive that holds files, in the order of their ids. A few steps of an index each, however many files there
 * are.
 */
export function readDriveVerification(db: ReadableDb): DriveVerification[] {
  const oldest = statement<{ at: number }>(
    db,
    `SELECT verified_at AS at FROM file INDEXED BY file_verified
    WHERE volume_id = ? AND verification = 'verified' AND verified_at IS NOT NULL AND state IN ('present', 'offline') ORDER BY verified_at LIMIT 1`,
  )
  const missing = statement<{ count: number }>(
    db,
    `SELECT count(*) AS count FROM file INDEXED BY file_missing WHERE volume_id = ? AND state = 'missing'`,
  )
  return statement<Omit<DriveVerification, 'oldestAt' | 'missing'>>(
    db,
    `SELECT c.volume_id AS volumeId, sum(c.files) AS files, sum(c.files * (c.verification = 'verified')) AS verified,
      sum(c.files * (c.verification = 'copied')) AS copied, sum(c.files * (c.verification = 'elsewhere')) AS elsewhere, sum(c.files * (c.verification = 'unknown')) AS unknown, sum(c.files * (c.verification = 'failed')) AS bad, v.verified_at AS lastAt
    FROM volume_care c JOIN volume_count v ON v.volume_id = c.volume_id GROUP BY c.volume_id HAVING sum(c.files) > 0`,
  )
    .all()
    .map((verifier) => ({
      ...verifier,
      missing: missing.get(verifier.volumeId)!.count,
      oldestAt: oldest.get(verifier.volumeId)?.at ?? null,
    }))
}
