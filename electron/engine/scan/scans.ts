/**
 * All scans of the engine: one at a time on each drive, equal ones shared, hints gathered. The only way in which rows
 * of files under watched folders are made, moved or missed.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import type { RootScanEvent } from '../../../shared/model/watching.ts'
import type { Activity } from '../../../shared/model/work.ts'
import type { EngineContext } from '../context.ts'
import { findRoot, pathAt, setRootState, watchedRoots, type RootRow } from '../db/volumes/roots.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import { answerGuard } from './answer.ts'
import { createGate, type Gate } from './health.ts'
import { keepOutcome, keepUnhealthy } from './outcome.ts'
import { inRoot } from './paths.ts'
import { createScanJob, type ScanJob } from './scan-job.ts'
import { isWhole, scanRoot, type Scope } from './scan-root.ts'
import { folderOnDrive, goneOf, missUnwatched, type UnwatchedEnd } from './unwatched.ts'
import { createWalker, type Walker } from './walker.ts'

/** More folders than this in one go are a flood, and one walk answers it. */
const FLOOD = 500
/** Time between the two looks after which a file is missing, ms. */
const PAUSE_MS = 1_000
/** Letting go of a drive waits this long (ms) for a call that is under way. */
const STOP_MS = 3_000
const WHOLE: readonly Scope[] = [{ folder: '', whole: true }]

interface ScansDeps {
  readonly workers: { readonly walk: URL }
  readonly identify: IdentifyVolume
  /** Files wait to be ingested. */
  readonly onWaiting: () => void
  /** Files were written to without showing it: they are to be hashed again. */
  readonly onTouched?: () => void
  /** What is running has changed. */
  readonly changed: () => void
  /** Finds out which drives are here, before a person's scan says that one is not. */
  readonly lookForDrives?: () => Promise<void>
  readonly pauseMs?: number
}

export interface Scans {
  /**
   * Something may have changed in these folders (relative to the root, '' for itself); null: anywhere. Each is looked
   * at alone; new folders in them whole.
   */
  hint(rootId: string, folders: readonly string[] | null): void
  /** A file is not as the catalogue says: its folder (relative to the drive) is looked at again. */
  lookAgain(rootId: string, folder: string): void
  /** Looks at a whole root. Resolves when that is over, whatever came of it. */
  full(rootId: string): Promise<void>
  /**
   * The same for a person, or for a part of it: live counts, the last event `done`. Throws why the folder can't be
   * trusted. `fresh`: one that runs already has perhaps passed what is new by now, so another follows it.
   */
  run(
    rootId: string,
    folder: string,
    signal?: AbortSignal,
    options?: { readonly fresh?: boolean },
  ): AsyncGenerator<RootScanEvent, void>
  /** Answers the mass guard. `missing` looks once more, and marks what is gone. */
  answer(rootId: string, answer: 'missing' | 'wait'): Promise<void>
  /**
   * A folder that is not watched was read whole: what the catalogue has in it and is gone is missing. Throws
   * `cancelled` and `disk.io`.
   */
  missUnwatched(path: string, signal?: AbortSignal): Promise<UnwatchedEnd>
  /**
   * Those of some files of a drive (paths relative to it) that are not there. Changes nothing. Throws `cancelled` and
   * `disk.io`.
   */
  gone(
    volume: { readonly id: string; readonly mountPoint: string },
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<string[]>
  /**
   * Does work on a drive's rows of files while no scan of that drive runs: what a scan saw before would be written over
   * what the work writes.
   */
  inTurn<Done>(volumeId: string, work: () => Promise<Done>): Promise<Done>
  running(): Activity['scans']
  /** Goes on with scans that the end of the engine before this one cut off. */
  resume(): void
  /** Stops what runs on a drive and lets go of it, until a scan of it is asked for again. */
  release(volumeId: string): Promise<void>
  /** A drive that was let go did not leave: hints of it count again. */
  resumeVolume(volumeId: string): void
  close(): Promise<void>
}

/** What happens on one drive. */
interface Lane {
  readonly walker: Walker
  readonly gate: Gate
  readonly jobs: ScanJob[]
  tail: Promise<void>
}

/** Builds it. Nothing runs until it is asked for. */
export function createScans(context: EngineContext, deps: ScansDeps): Scans {
  const { writer } = context.library
  const lanes = new Map<string, Lane>()
  const released = new Set<string>()
  const hints = new Map<string, Set<string>>()
  const common = {
    leaveOut: () => context.own.identities(),
    pauseMs: deps.pauseMs ?? PAUSE_MS,
    now: context.now,
  }
  let closed = false

  function laneOf(volumeId: string): Lane {
    let lane = lanes.get(volumeId)
    if (lane === undefined) {
      const walker = createWalker(deps.workers.walk)
      lane = { walker, gate: createGate(writer, walker, deps.identify), jobs: [], tail: Promise.resolve() }
      lanes.set(volumeId, lane)
    }
    return lane
  }

  /** Adds a job, or finds the equal one that waits or, where `join` allows it, runs. */
  function ask(
    root: RootRow,
    key: string,
    scopes: () => readonly Scope[],
    { wanted, join }: { wanted: boolean; join: boolean },
  ): ScanJob {
    const lane = laneOf(root.volumeId)
    const equal = lane.jobs.find((one) => one.key === key && (join || !one.started) && !one.signal.aborted)
    if (equal !== undefined) {
      equal.wanted ||= wanted
      return equal
    }
    const job = createScanJob(root.id, key, scopes, wanted)
    lane.jobs.push(job)
    lane.tail = lane.tail.then(() => work(lane, job, root.volumeId))
    return job
  }

  /** Never rejects. */
  async function work(lane: Lane, job: ScanJob, volumeId: string): Promise<void> {
    job.started = true
    const scopes = job.scopes()
    const before = findRoot(writer, job.rootId)
    let touched = 0
    try {
      if (closed || released.has(volumeId) || before === undefined || job.signal.aborted)
        throw new RushesError('cancelled', 'The scan was stopped before it began.')
      if (isWhole(scopes)) setRootState(writer, job.rootId, { state: 'scanning' })
      context.events.publish(['roots'])
      deps.changed()
      let woken = false
      const scanned = await scanRoot(writer, {
        ...common,
        rootId: job.rootId,
        scopes,
        walker: lane.walker,
        gate: lane.gate,
        signal: job.signal,
        tell: (seen) => {
          job.tell(seen)
          deps.changed()
          if (!woken && seen.added + seen.changed > 0) deps.onWaiting()
          woken ||= seen.added + seen.changed > 0
        },
      })
      if ('healthy' in scanned) throw keepUnhealthy(context, before, scanned)
      // Hints come one after the other: what is gone here may be on its way elsewhere. Nobody is asked before all was
      // looked at.
      const early = scanned.guard !== null && before.state !== 'asking' && scopes.every((scope) => !scope.whole)
      const unhealthy = keepOutcome(context, before, early ? { ...scanned, guard: null } : scanned, isWhole(scopes))
      if (early) scans.hint(job.rootId, null)
      if (scanned.seen.added + scanned.seen.changed + scanned.seen.back + scanned.moved > 0) deps.onWaiting()
      touched = scanned.seen.touched
      if (unhealthy !== null) throw unhealthy
      job.end(scanned)
    } catch (error) {
      broken(job, before, error, isWhole(scopes))
      job.fail(error)
    } finally {
      lane.jobs.splice(lane.jobs.indexOf(job), 1)
      // Only now: what is hashed again waits until no scan runs.
      if (touched > 0) deps.onTouched?.()
      context.events.publish(['roots'])
      deps.changed()
    }
  }

  /** Work on a drive between its scans; a walker answers one question at a time. */
  function inTurn<Result>(lane: Lane, work: () => Promise<Result>): Promise<Result> {
    const job = lane.tail.then(work)
    lane.tail = job.then(
      () => {},
      () => {},
    ) // Told to whoever asked.
    return job
  }

  /** A scan that the end of the engine cut off keeps its state, so that the next start goes on with it. */
  function broken(job: ScanJob, before: RootRow | undefined, error: unknown, whole: boolean): void {
    const known = error instanceof RushesError ? error : null
    if (known === null || known.code === 'internal') context.log.error({ err: error, root: job.rootId }, 'scan failed')
    if (before === undefined || closed) return
    if (known?.code === 'cancelled') {
      if (whole) setRootState(writer, job.rootId, { state: 'idle' })
    } else if (known?.code === 'disk.io' || known === null || known.code === 'internal') {
      setRootState(writer, job.rootId, {
        state: 'failed',
        error:
          known?.message ??
          'The scan failed unexpectedly. Nothing was called missing; the log in the library says more.',
      })
    }
  }

  /** Stops what runs there, and never waits long for a drive that does not answer. */
  async function suspend(lane: Lane): Promise<void> {
    for (const job of lane.jobs) job.stop()
    await Promise.race([lane.tail, wait(STOP_MS, undefined, { ref: false })])
    await lane.walker.close()
    await lane.tail
  }

  function rootOrThrow(rootId: string): RootRow {
    const root = findRoot(writer, rootId)
    if (root === undefined)
      throw new RushesError(
        'not_found',
        'This folder is not watched. List the watched folders with: rushes watch list',
        { id: rootId },
      )
    return root
  }

  function hintFolders(root: RootRow, folders: readonly string[]): void {
    const gathered = hints.get(root.id) ?? new Set()
    hints.set(root.id, gathered)
    for (const folder of folders) gathered.add(folder)
    ask(
      root,
      `${root.id} hints`,
      () => {
        hints.delete(root.id)
        return gathered.size > FLOOD ? WHOLE : [...gathered].toSorted().map((folder) => ({ folder, whole: false }))
      },
      { wanted: true, join: false },
    )
  }

  const scans: Scans = {
    hint(rootId, folders) {
      const root = findRoot(writer, rootId)
      if (closed || root === undefined || released.has(root.volumeId)) return
      if (folders === null) ask(root, `${rootId} `, () => WHOLE, { wanted: true, join: false })
      else if (folders.length > 0) hintFolders(root, folders)
    },
    lookAgain(rootId, folder) {
      const inside = inRoot(findRoot(writer, rootId)?.path ?? '', folder)
      if (inside !== undefined) scans.hint(rootId, [inside])
    },
    async full(rootId) {
      const root = findRoot(writer, rootId)
      if (closed || root === undefined) return
      released.delete(root.volumeId)
      await ask(root, `${rootId} `, () => WHOLE, { wanted: true, join: true }).over
    },
    async *run(rootId, folder, signal, { fresh = false } = {}) {
      if (!rootOrThrow(rootId).online) await deps.lookForDrives?.()
      const root = rootOrThrow(rootId)
      if (folder.split('/').some((part) => part === '..' || part === '.') || folder.startsWith('/')) {
        throw new RushesError('usage', `“${folder}” is no folder of ${root.path}. Name one relative to it.`)
      }
      released.delete(root.volumeId)
      const asked = { wanted: false, join: !fresh }
      yield* ask(root, `${rootId} ${folder}`, () => [{ folder, whole: true }], asked).watch(signal)
    },
    async answer(rootId, answer) {
      const root = rootOrThrow(rootId)
      const lane = laneOf(root.volumeId)
      await inTurn(lane, () =>
        answerGuard(context, root.id, answer, { ...common, walker: lane.walker, gate: lane.gate }),
      )
      if (answer === 'missing') scans.hint(rootId, null)
    },
    async missUnwatched(path, signal) {
      const at = closed ? null : await folderOnDrive(writer, path, deps.identify)
      if (at === null) return { missing: 0, problem: null }
      const lane = laneOf(at.volume.id)
      const end = await inTurn(lane, () =>
        missUnwatched(writer, at, {
          walker: lane.walker,
          identify: deps.identify,
          pauseMs: common.pauseMs,
          now: common.now,
          signal: signal ?? new AbortController().signal,
        }),
      )
      if (end.missing > 0) context.events.publish(['assets', 'volumes'], null)
      return end
    },
    async gone({ id, mountPoint }, paths, signal) {
      const lane = laneOf(id)
      return inTurn(lane, () =>
        goneOf(lane.walker, mountPoint, paths, (path) => path, signal ?? new AbortController().signal),
      )
    },
    inTurn(volumeId, work) {
      const lane = laneOf(volumeId)
      const done = lane.tail.then(work)
      lane.tail = done.then(
        () => {},
        () => {},
      )
      return done
    },
    running: () =>
      [...lanes.values()]
        .flatMap((lane) => lane.jobs)
        .filter((job) => job.started)
        .map((job) => {
          const root = findRoot(context.library.reader, job.rootId)
          const path = root === undefined || root.mountPoint === null ? '' : pathAt(root.mountPoint, root.path)
          return { id: job.rootId, path, files: job.seen?.files ?? 0, bytes: job.seen?.bytes ?? 0 }
        }),
    resume() {
      for (const root of watchedRoots(writer)) if (root.state === 'scanning') scans.hint(root.id, null)
    },
    async release(volumeId) {
      released.add(volumeId)
      const lane = lanes.get(volumeId)
      if (lane === undefined) return
      await suspend(lane)
    },
    resumeVolume: (volumeId) => {
      released.delete(volumeId)
    },
    async close() {
      closed = true
      await Promise.all([...lanes.values()].map(suspend))
    },
  }
  return scans
}
