/**
 * Contents that were looked into by an older reader, or by tools that could not read them and are others now.
 */
import { statement, type ReadableDb } from '../core/handles.ts'

/**
 * What is due: older readers first of all where they called a file broken, then what tools lacked, then all the rest.
 */
export interface Due {
  readonly reader: number
  readonly state: string | null
  readonly tools: string | null
}

/** The lists to go through, one after the other. `reader` is the version of today, `tools` the tools of today. */
export function dueLists(reader: number, tools: string): Due[] {
  const older = Array.from({ length: reader }, (_, version) => version)
  return [
    ...older.map((version): Due => ({ reader: version, state: 'broken', tools: null })),
    { reader, state: null, tools },
    ...['limited', 'ok'].flatMap((state) => older.map((version): Due => ({ reader: version, state, tools: null }))),
  ]
}

const REACHABLE = `EXISTS (SELECT 1 FROM file f JOIN volume v ON v.id = f.volume_id WHERE f.content_id = c.id AND f.state = 'present' AND v.online = 1)`

/** The next contents of a list after an id, of those that lie on a drive that is here. */
export function nextDue(db: ReadableDb, due: Due, after: string, limit: number): string[] {
  const rows =
    due.tools === null
      ? statement<{ id: string }>(
          db,
          `SELECT c.id FROM content c INDEXED BY content_reader WHERE c.reader = ? AND c.probe_state = ? AND c.id > ? AND c.probe IS NOT NULL AND ${REACHABLE} ORDER BY c.id LIMIT ?`,
        ).all(due.reader, due.state, after, limit)
      : statement<{ id: string }>(
          db,
          `SELECT c.id FROM content c INDEXED BY content_tools WHERE c.tools IS NOT NULL AND c.tools <> ? AND c.id > ? AND ${REACHABLE} ORDER BY c.id LIMIT ?`,
        ).all(due.tools, after, limit)
  return rows.map(({ id }) => id)
}

/** How many are due in all, those on drives that are away left out. What nobody has looked into yet is not due here. */
export function countDue(db: ReadableDb, reader: number, tools: string): number {
  const counts = dueLists(reader, tools).map((due) =>
    due.tools === null
      ? statement<{ count: number }>(
          db,
          `SELECT count(*) AS count FROM content c INDEXED BY content_reader WHERE c.reader = ? AND c.probe_state = ? AND c.probe IS NOT NULL AND ${REACHABLE}`,
        ).get(due.reader, due.state)!.count
      : statement<{ count: number }>(
          db,
          `SELECT count(*) AS count FROM content c INDEXED BY content_tools WHERE c.tools IS NOT NULL AND c.tools <> ? AND ${REACHABLE}`,
        ).get(due.tools)!.count,
  )
  return counts.reduce((sum, count) => sum + count, 0)
}
