/**
 * One scan of a watched folder, from the first question whether its drive is healthy to the last file that is missing.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { Guard } from '../../../shared/model/watching.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { flush, quietTurns } from '../db/core/relaxed-writes.ts'
import type { RootRow } from '../db/volumes/roots.ts'
import { noteMissed } from '../db/volumes/scan-files.ts'
import { addAbsentBelow, compareSubfolders } from './absent.ts'
import { confirmMissing } from './confirm-missing.ts'
import type { Gate, Healthy, Unhealthy } from './health.ts'
import { moveFiles } from './move-files.ts'
import { inRoot, onVolume } from './paths.ts'
import { keepsChangeTime } from '../domain/scan/file-state.ts'
import { createReconciler, type Seen } from './reconcile.ts'
import type { Walker } from './walker.ts'

/** A folder to look at, relative to the watched one; `whole` with all that is below it. */
export interface Scope {
  readonly folder: string
  readonly whole: boolean
}

interface ScanOptions {
  readonly rootId: string
  readonly scopes: readonly Scope[]
  readonly walker: Walker
  readonly gate: Gate
  readonly leaveOut: () => readonly { readonly device: number; readonly inode: number }[]
  readonly pauseMs: number
  readonly now: () => number
  readonly signal: AbortSignal
  /** Called after each batch with what was seen so far. */
  readonly tell: (seen: Seen) => void
}

/**
 * How a scan ended. `moved` and `missing` count files; new files that turned out to be moved ones are not in
 * `seen.added`.
 */
export interface Scanned {
  readonly root: RootRow
  /** Its first question, ms: what it found is true as of then. */
  readonly began: number
  readonly seen: Seen
  readonly moved: number
  readonly missing: number
  readonly guard: Guard | null
  /** Why the folder could not be trusted, after all: nothing was called missing. */
  readonly unhealthy: Unhealthy | null
}

/**
 * Scans. Throws `cancelled`, `disk.io`, and what the gate says when the folder can't be trusted from the start: then
 * nothing was changed.
 */
export async function scanRoot(db: WritableDb, options: ScanOptions): Promise<Scanned | Unhealthy> {
  const began = options.now()
  const ground = await options.gate.check(options.rootId)
  if (!ground.healthy) return ground
  const { root } = ground
  const at = { volumeId: root.volumeId, rootId: root.id }
  const reconciler = createReconciler(db, at, root.path, options.now, keepsChangeTime(root.fsType))
  const { seen } = reconciler
  const walk = (scopes: readonly Scope[]): Promise<void> =>
    options.walker.walk(
      { top: ground.top, device: ground.device, folders: scopes, leaveOut: options.leaveOut() },
      async (batch) => {
        await reconciler.take(batch)
        options.tell(seen)
      },
      options.signal,
    )

  await walk(options.scopes)
  const alone = options.scopes.filter((scope) => !scope.whole).map((scope) => onVolume(root.path, scope.folder))
  const fresh = await compareSubfolders(db, at, alone, seen)
  if (fresh.length > 0) await walk(fresh.map((folder) => ({ folder: inRoot(root.path, folder)!, whole: true })))
  for (const scope of options.scopes)
    if (scope.whole) await addAbsentBelow(db, at, onVolume(root.path, scope.folder), seen)
  for (const folder of seen.gone) if (alone.includes(folder)) await addAbsentBelow(db, at, folder, seen)

  const after = await options.gate.check(root.id, ground.device)
  const ends = (rest: Partial<Scanned>): Scanned => ({
    root,
    began,
    seen,
    moved: 0,
    missing: 0,
    guard: null,
    unhealthy: null,
    ...rest,
  })
  if (!after.healthy) return ends({ unhealthy: after })
  if (seen.faults.length > 0) return ends({ unhealthy: faulty(ground, seen.faults) })

  const absent = distinct(seen)
  await quietTurns(db, absent, (file) => noteMissed(db, at, file.id, options.now()))
  const moved = await moveFiles(
    db,
    root,
    absent.map((file) => file.id),
    began,
  )
  seen.added -= Math.min(seen.added, moved.size)
  const left = absent.filter((file) => !moved.has(file.id))
  const confirmed =
    left.length === 0
      ? null
      : await confirmMissing(db, ground, left, {
          ...options,
          of: isWhole(options.scopes) ? seen.files + left.length : Math.max(root.files, left.length),
        })
  flush(db)
  if (confirmed === null) return ends({ moved: moved.size })
  if (confirmed.outcome === 'asks') return ends({ moved: moved.size, guard: confirmed.guard })
  if (confirmed.outcome === 'unhealthy') return ends({ moved: moved.size, unhealthy: confirmed.why })
  return ends({ moved: moved.size + confirmed.moved, missing: confirmed.missing })
}

/** True for a scan of the whole watched folder. */
export function isWhole(scopes: readonly Scope[]): boolean {
  return scopes.some((scope) => scope.folder === '' && scope.whole)
}

/** A folder can be named twice: as gone, and below one that is. */
function distinct(seen: Seen): { id: string; path: string }[] {
  return [...new Map(seen.absent.map((file) => [file.id, file])).values()]
}

function faulty(ground: Healthy, faults: readonly string[]): Unhealthy {
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return {
    healthy: false,
    state: 'failed',
    error: new RushesError('disk.io', `${faults[0]!}${more}`, { path: ground.top }),
  }
}
