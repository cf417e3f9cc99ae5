/**
 * Whether the file of a LUT is here, and the rows of clips that say so.
 */
import type { WritableDb } from '../core/handles.ts'
import { statement } from '../core/handles.ts'
import { refreshAssets } from './asset-row.ts'
import { clipsWithLut } from './looks.ts'

/** Notes whether the file is here, and why one was refused. Clips that waited for it are told as changed, by a trigger. */
export function noteLutFile(db: WritableDb, hash: string, here: boolean, fault: string | null): void {
  db.transaction(() => {
    const { changes } = statement(
      db,
      'UPDATE lut SET here = ?, fault = ? WHERE id = ? AND (here, fault) IS NOT (?, ?)',
    ).run(Number(here), fault, hash, Number(here), fault)
    if (changes > 0 && here)
      // A remote that could not be given it before is given it now.
      statement(
        db,
        `UPDATE transfer SET state = 'waiting', attempts = 0, next_try_at = 0, note = NULL WHERE remote_id IN (SELECT id FROM remote) AND content_id = ? AND note IS NOT NULL AND state IN ('waiting', 'failed')`,
      ).run(hash)
    if (changes > 0)
      refreshAssets(
        db,
        clipsWithLut(db, hash).map(({ id }) => id),
      )
  })()
}
