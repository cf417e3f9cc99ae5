/**
 * The project that a library begins with. Its id follows from the library's, so that all devices that share one have
 * the same without telling each other.
 */
import { createHash } from 'node:crypto'
import { leavePending, moveCells, readCellOf, writeHead } from './cells.ts'
import type { Recorder } from './commands.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { readValue, writeValue } from '../core/settings.ts'

const KEY = 'first-project'

/** Makes it where it is not there yet; returns its id. */
export function makeFirstProject(db: WritableDb, libraryId: string): string {
  const id = projectOfLibrary(libraryId)
  if (readValue(db, KEY) !== id) writeValue(db, KEY, id)
  statement(db, 'INSERT OR IGNORE INTO project (id) VALUES (?)').run(id)
  return id
}

/** Its id. */
export function firstProjectId(db: ReadableDb): string {
  return readValue(db, KEY)!
}

/**
 * An empty library takes the identity of the one that it joins: its project is that one's, and what was said of it here
 * is said of that one. In one transaction.
 */
export function adoptLibraryId(
  { db, device, clock }: Pick<Recorder, 'db' | 'device' | 'clock'>,
  libraryId: string,
): void {
  db.transaction(() => {
    const [old, id] = [firstProjectId(db), projectOfLibrary(libraryId)]
    writeValue(db, 'library-id', libraryId)
    writeValue(db, KEY, id)
    if (old === id) return
    statement(db, 'UPDATE project SET id = ? WHERE id = ?').run(id, old)
    moveCells(db, 'project', old, id)
    statement(db, `UPDATE op SET entity_id = ? WHERE entity = 'project' AND entity_id = ?`).run(id, old)
    statement(db, `UPDATE op SET new = replace(new, @old, @id) WHERE entity IN ${OF_PROJECT} AND field = 'new'`).run({
      old,
      id,
    })
    statement(
      db,
      `UPDATE cell_head SET value = replace(value, @old, @id) WHERE entity IN ${OF_PROJECT} AND field = 'new'`,
    ).run({ old, id })
    leavePending(db, 'project', id)
    sayAgain(db, device, clock)
  })()
}

/** Things that name their project when they are made. */
const OF_PROJECT = `('episode', 'titleVersion')`

/**
 * What went out under the old name already, to a remote that was given up, is said once more: nobody else knows that
 * name.
 */
function sayAgain(db: WritableDb, device: string, clock: () => string): void {
  const told = statement<{ entity: string; id: string; field: string }>(
    db,
    `SELECT DISTINCT entity, entity_id AS id, field FROM op
    WHERE segment > 0 AND (entity = 'project' OR entity IN ${OF_PROJECT} AND field = 'new')`,
  ).all()
  for (const { entity, id, field } of told) {
    const head = readCellOf(db, entity, id, field).heads.at(-1)
    if (head === undefined) continue
    const now = clock()
    const over = writeHead(db, entity, id, field, now, head.value)
    const value = head.value === undefined ? null : JSON.stringify(head.value)
    statement(
      db,
      'INSERT INTO op (op_id, clock, device, entity, entity_id, field, old, new, over) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run('adopted', now, device, entity, id, field, value, value, JSON.stringify(over))
  }
}

/** A UUID of version 8: its bits are those of a hash. */
function projectOfLibrary(libraryId: string): string {
  const bytes = createHash('sha256').update(`rushes first project\n${libraryId}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
