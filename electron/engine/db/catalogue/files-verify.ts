/**
 * Keeps in the catalogue what a verification found of files that it knows: when, how, and whether they are good.
 */
import type { ReadBack } from '../../../../shared/model/asset.ts'
import { touchOf, type FileFacts } from '../../domain/scan/file-state.ts'
import { refreshAssets } from './asset-row.ts'
import { inBatches } from '../core/in-batches.ts'
import { noteTouched } from '../volumes/scan-files.ts'
import { statement, type WritableDb } from '../core/handles.ts'

/** What was found at a path of a drive. */
export interface FileCheck {
  /** Relative to the mount point, with forward slashes. */
  readonly path: string
  readonly ok: boolean
  /** How it was read. */
  readonly method: ReadBack
  /** What the file system says of it now. */
  readonly now?: FileFacts | null
}

/** What was found of a copy that the catalogue knows. */
export interface CopyCheck {
  readonly fileId: string
  readonly ok: boolean
  /** How it was read; null when it could not be read at all. */
  readonly method: ReadBack | null
  /** What the file system says of it now; left out where nobody looked. */
  readonly now?: FileFacts | null
}

/**
 * Marks the copies that were checked, and refreshes their assets. Returns the ids of the assets; a drive or file that
 * the catalogue does not know is passed over.
 */
export async function recordChecks(
  db: WritableDb,
  volumeId: string | undefined,
  checks: readonly FileCheck[],
  now: number,
): Promise<string[]> {
  if (volumeId === undefined) return []
  return recorded(db, checks, (check) => {
    const row = statement<KnownRow>(db, `SELECT ${KNOWN} FROM file WHERE volume_id = ? AND path = ?`).get(
      volumeId,
      check.path,
    )
    return row === undefined ? null : write(db, row, check, now)
  })
}

/** The same for one file by its id, in the transaction of the caller, who refreshes its asset. */
export function writeCheck(
  db: WritableDb,
  id: string,
  check: Pick<CopyCheck, 'ok' | 'method' | 'now'>,
  now: number,
): void {
  const row = statement<KnownRow>(db, `SELECT ${KNOWN} FROM file WHERE id = ?`).get(id)
  if (row !== undefined) write(db, row, check, now)
}

/** The same for copies by their ids. */
export async function recordCopyChecks(db: WritableDb, checks: readonly CopyCheck[], now: number): Promise<string[]> {
  return recorded(db, checks, (check) => {
    const row = statement<KnownRow>(db, `SELECT ${KNOWN} FROM file WHERE id = ?`).get(check.fileId)
    return row === undefined ? null : write(db, row, check, now)
  })
}

/**
 * Marks copies outside of watched folders as missing: their drive is healthy, and they were not found twice. What was
 * known of their bytes stays. Returns the ids of their assets.
 */
export async function recordMissing(db: WritableDb, fileIds: readonly string[], now: number): Promise<string[]> {
  return recorded(
    db,
    fileIds,
    (id) =>
      statement<{ asset_id: string | null }>(
        db,
        `UPDATE file SET state = 'missing', missed_at = ? WHERE id = ? AND state = 'present' AND root_id IS NULL RETURNING asset_id`,
      ).get(now, id)?.asset_id ?? null,
  )
}

/**
 * Marks copies as present that were missing and are there again. What they hold is unknown until they are read, which
 * becomes due. Returns the ids of their assets.
 */
export async function recordBack(
  db: WritableDb,
  found: readonly { readonly fileId: string; readonly ctimeNs: number | null }[],
): Promise<string[]> {
  return recorded(db, found, ({ fileId, ctimeNs }) => {
    const row = statement<{ asset_id: string | null }>(
      db,
      `UPDATE file SET state = 'present', missed_at = NULL WHERE id = ? AND state = 'missing' AND root_id IS NULL RETURNING asset_id`,
    ).get(fileId)
    if (row === undefined) return null
    noteTouched(db, fileId, ctimeNs)
    return row.asset_id
  })
}

/** The same for files at these paths of a drive; nothing for a drive that the catalogue does not know. */
export async function recordMissingAt(
  db: WritableDb,
  volumeId: string | undefined,
  paths: readonly string[],
  now: number,
): Promise<string[]> {
  const ids =
    volumeId === undefined
      ? []
      : paths.flatMap((path) =>
          statement<{ id: string }>(db, 'SELECT id FROM file WHERE volume_id = ? AND path = ?')
            .all(volumeId, path)
            .map(({ id }) => id),
        )
  return recordMissing(db, ids, now)
}

interface KnownRow {
  id: string
  assetId: string | null
  bytes: number
  mtimeNs: number
  ctimeNs: number | null
  changed: number
  verification: string
}
const KNOWN =
  'id, asset_id AS assetId, bytes, mtime_ns AS mtimeNs, ctime_ns AS ctimeNs, changed_after AS changed, verification'

/**
 * A good copy is known as it is now. A bad one keeps what was known of it, so that every later look tells the same;
 * that it was written to stays said even when it can't be seen any more.
 */
function write(
  db: WritableDb,
  row: KnownRow,
  check: Pick<CopyCheck, 'ok' | 'method' | 'now'>,
  now: number,
): string | null {
  const changed =
    !check.ok &&
    check.now != null &&
    (touchOf(row, check.now) === 'written' || (row.changed === 1 && row.verification === 'failed'))
  statement(
    db,
    `UPDATE file SET state = CASE WHEN state = 'missing' THEN 'present' ELSE state END, missed_at = NULL, verification = ?, verified_at = ?, read_back = ?, recheck = NULL, changed_after = ?, ctime_ns = CASE WHEN ? THEN ? ELSE ctime_ns END WHERE id = ?`,
  ).run(
    check.ok ? 'verified' : 'failed',
    now,
    check.method,
    Number(changed),
    Number(check.ok && check.now != null),
    check.now?.ctimeNs ?? null,
    row.id,
  )
  return row.assetId
}

/** What a second reading of a copy found that was written to without showing it. */
export type Recheck =
  | { readonly fileId: string; readonly is: 'same'; readonly method: ReadBack; readonly ctimeNs: number | null }
  /** Other bytes than a verified original had. */
  | { readonly fileId: string; readonly is: 'changed'; readonly method: ReadBack | null }
  /** Other bytes, of what is edited or was never verified: ingested anew. */
  | { readonly fileId: string; readonly is: 'edited' }

/** Writes what was found. Bytes that are the same are what they were before. Returns the ids of the assets. */
export async function recordRechecks(db: WritableDb, rechecks: readonly Recheck[], now: number): Promise<string[]> {
  return recorded(db, rechecks, (found) => {
    if (found.is === 'same') {
      return (
        statement<{ asset_id: string | null }>(
          db,
          `UPDATE file SET verified_at = CASE WHEN recheck = 'verified' THEN @now ELSE verified_at END,
          read_back = CASE WHEN recheck = 'verified' THEN @method ELSE read_back END, verification = recheck, recheck = NULL, ctime_ns = @ctimeNs
        WHERE id = @fileId AND recheck IS NOT NULL RETURNING asset_id`,
        ).get({ fileId: found.fileId, now, method: found.method, ctimeNs: found.ctimeNs })?.asset_id ?? null
      )
    }
    if (found.is === 'changed') {
      return (
        statement<{ asset_id: string | null }>(
          db,
          `UPDATE file SET verification = 'failed', changed_after = 1, recheck = NULL, verified_at = ?, read_back = ?
        WHERE id = ? RETURNING asset_id`,
        ).get(now, found.method, found.fileId)?.asset_id ?? null
      )
    }
    return (
      statement<{ asset_id: string | null }>(
        db,
        `UPDATE file SET intake = 'waiting', intake_note = NULL, recheck = NULL, changed_at = ? WHERE id = ? RETURNING asset_id`,
      ).get(now, found.fileId)?.asset_id ?? null
    )
  })
}

async function recorded<Check>(
  db: WritableDb,
  checks: readonly Check[],
  write: (check: Check) => string | null,
): Promise<string[]> {
  const touched = new Set<string>()
  await inBatches(db, checks, (check) => {
    const assetId = write(check)
    if (assetId === null) return
    touched.add(assetId)
    refreshAssets(db, [assetId])
  })
  return [...touched]
}
