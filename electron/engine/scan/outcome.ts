/**
 * What a scan leaves in the row of its watched folder: its state, its count, and as of when it is true.
 */
import type { RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { setRootFiles, setRootState, type RootRow } from '../db/volumes/roots.ts'
import { pendingMissed } from '../db/volumes/scan-files.ts'
import type { Unhealthy } from './health.ts'
import type { Scanned } from './scan-root.ts'

/** Keeps why a folder can't be trusted. Returns the error to tell. */
export function keepUnhealthy(context: EngineContext, root: Pick<RootRow, 'id'>, why: Unhealthy): RushesError {
  setRootState(context.library.writer, root.id, { state: why.state, error: why.error.message })
  context.events.publish(['roots'])
  return why.error
}

/**
 * Keeps how a scan ended that could begin. `root` is the row before it. Returns what went wrong on the way, or null.
 */
export function keepOutcome(
  context: EngineContext,
  root: RootRow,
  scanned: Scanned,
  whole: boolean,
): RushesError | null {
  const db = context.library.writer
  const { seen } = scanned
  if (seen.added + seen.changed + seen.back + scanned.moved + scanned.missing > 0)
    context.events.publish(['assets', 'volumes'], null)
  if (scanned.unhealthy !== null) return keepUnhealthy(context, root, scanned.unhealthy)
  const files = whole ? seen.files : root.files + seen.added + seen.back - scanned.missing
  const trueNow = whole && scanned.guard === null && seen.unreadable === 0
  setRootFiles(db, root.id, files, trueNow ? scanned.began : null)
  if (scanned.guard !== null) setRootState(db, root.id, { state: 'asking', guard: scanned.guard })
  else if (whole)
    setRootState(db, root.id, { state: 'idle', error: unreadableText(seen.unreadable, seen.problems[0]?.message) })
  else if (root.state === 'asking' && pendingMissed(db, root.id).files.length === 0)
    setRootState(db, root.id, { state: 'idle' })
  context.events.publish(['roots'])
  return null
}

function unreadableText(count: number, first: string | undefined): string | null {
  if (count === 0) return null
  return count === 1
    ? (first ?? null)
    : `${count} places can't be read, and what is known of them stays. The first: ${first ?? ''}`
}
