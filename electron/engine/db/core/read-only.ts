/**
 * A catalogue that is only read: nothing in it is to begin by itself.
 */
import type { WritableDb } from './handles.ts'

/** Lets remotes, watched folders and waiting work rest, in the copy that is read. */
export function rest(db: WritableDb): void {
  db.transaction(() => {
    db.exec(`UPDATE remote SET removed = 1`)
    db.exec(`DELETE FROM offload_queue`)
    db.exec(`UPDATE job SET state = 'held' WHERE state IN ('waiting', 'running')`)
  })()
}
