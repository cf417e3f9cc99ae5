/**
 * Which volumes are or were a camera's card. What lies on a card is the original and no copy of it: nothing that counts
 * copies may ask in another way, or a card that is out of its reader counts as a backup of itself.
 */
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** SQL over a volume named `v`: true while its files may count as copies. */
export const MAY_HOLD_COPIES = `(v.kind <> 'card' AND v.was_card = 0)`

/** True for a drive to which offloads copied: it is where cards go, whatever its folders look like. */
export function isDestination(db: ReadableDb, volumeId: string | undefined): boolean {
  return (
    volumeId !== undefined &&
    statement(db, `SELECT 1 FROM volume WHERE id = ? AND takes_copies = 1 AND kind <> 'card'`).get(volumeId) !==
      undefined
  )
}

/** Notes that copies were written to a drive: it is no card, even if it looked like one before. */
export function noteDestination(db: WritableDb, id: string): void {
  statement(
    db,
    'UPDATE volume SET takes_copies = 1, was_card = 0, card = NULL, last_card = NULL, source_look = NULL WHERE id = ? AND (takes_copies = 0 OR was_card = 1)',
  ).run(id)
}
