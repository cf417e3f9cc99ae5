/**
 * The queue of offloads as rows: its order and its pauses outlive a restart.
 */
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

interface QueueRow {
  readonly id: string
  readonly priority: number
  readonly place: number
  readonly paused: boolean
}

interface Row {
  id: string
  priority: number
  place: number
  paused: number
}

/** The queue: higher priorities first, then the order in which they were put there. */
export function readQueue(db: ReadableDb): readonly QueueRow[] {
  return statement<Row>(
    db,
    'SELECT offload_id AS id, priority, place, paused FROM offload_queue ORDER BY priority DESC, place, offload_id',
  )
    .all()
    .map((row) => ({ ...row, paused: row.paused === 1 }))
}

/**
 * Puts an offload at the end of the queue; one that is there keeps its place. It is not paused afterwards.
 * @param asked true when the priority was asked for now: else one that is there keeps the one that it was given meanwhile
 */
export function enterQueue(db: WritableDb, id: string, priority: number, asked: boolean): void {
  statement(
    db,
    `INSERT INTO offload_queue (offload_id, priority, place, paused)
    VALUES (?, ?, (SELECT coalesce(max(place), 0) + 1 FROM offload_queue), 0)
    ON CONFLICT (offload_id) DO UPDATE SET paused = 0, priority = CASE WHEN ? THEN excluded.priority ELSE priority END`,
  ).run(id, priority, asked ? 1 : 0)
}

/** Marks one as paused by a person. */
export function pauseInQueue(db: WritableDb, id: string): void {
  statement(db, 'UPDATE offload_queue SET paused = 1 WHERE offload_id = ?').run(id)
}

/** Takes one out. */
export function leaveQueue(db: WritableDb, id: string): void {
  statement(db, 'DELETE FROM offload_queue WHERE offload_id = ?').run(id)
}

/**
 * Gives one another priority, another place, or both.
 * @param before the one that it is put in front of, null for the end of the queue, undefined to leave its place
 */
export function moveInQueue(
  db: WritableDb,
  id: string,
  priority: number | undefined,
  before: string | null | undefined,
): void {
  db.transaction(() => {
    if (priority !== undefined)
      statement(db, 'UPDATE offload_queue SET priority = ? WHERE offload_id = ?').run(priority, id)
    if (before === undefined) return
    const others = readQueue(db)
      .filter((row) => row.id !== id)
      .toSorted((a, b) => a.place - b.place)
      .map((row) => row.id)
    const at = before === null ? -1 : others.indexOf(before)
    others.splice(at === -1 ? others.length : at, 0, id)
    const place = statement(db, 'UPDATE offload_queue SET place = ? WHERE offload_id = ?')
    others.forEach((one, index) => {
      place.run(index + 1, one)
    })
  })()
}
