/**
 * Contents that were probed by an older reader, or by tools that could not read them and are others now.
 */
import { statement, type ReadableDb } from '../core/handles.ts'
import type { SteppedReader } from '../core/in-steps.ts'
import type { Value } from '../search/term-plan.ts'

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

/**
 * How many are due in all, those on drives that are away left out. What nobody has probed yet is not due here. In
 * steps: at the first start after an update that is every content.
 */
export async function countDue(
  db: SteppedReader,
  reader: number,
  tools: string,
  signal?: AbortSignal,
): Promise<number> {
  let count = 0
  const add = ([reachable]: readonly (Value | null)[]): void => {
    count += Number(reachable)
  }
  for (const due of dueLists(reader, tools)) {
    if (due.tools === null)
      await db.over(
        `SELECT ${REACHABLE} FROM content c INDEXED BY content_reader WHERE c.reader = ? AND c.probe_state = ? AND c.probe IS NOT NULL`,
        [due.reader, due.state ?? ''],
        add,
        signal,
      )
    else
      await db.over(
        `SELECT ${REACHABLE} FROM content c INDEXED BY content_tools WHERE c.tools IS NOT NULL AND c.tools <> ?`,
        [due.tools],
        add,
        signal,
      )
  }
  return count
}
