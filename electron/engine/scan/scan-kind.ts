/**
 * The scan of a watched folder, or of all on a drive, as a job. A scan that was cut off reads its folder anew.
 */
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { scanParamsSchema, type ScanParams, type ScanResult } from '../../../shared/model/job-kinds.ts'
import type { RootScanEvent } from '../../../shared/model/watching.ts'
import type { EngineContext } from '../context.ts'
import { findRoot, pathAt, watchedRoots, type RootRow } from '../db/volumes/roots.ts'
import { defineJob, type JobEnd, type JobHandler, type JobOf, type JobProgress } from '../jobs/handler.ts'
import { scanAndIngest, type TakesIn } from './scan-and-ingest.ts'
import type { Scans } from './scans.ts'

/** Problems that are kept, of all folders together. */
const MAX_PROBLEMS = 100

/** Jobs of the kind `scan`. */
export function scanJob(context: EngineContext, scans: Pick<Scans, 'run'>, ingestQueue: TakesIn): JobHandler {
  const { reader } = context.library
  const rootsOf = (params: ScanParams): RootRow[] => {
    if ('rootId' in params) return [findRoot(reader, params.rootId)].filter((root) => root !== undefined)
    return watchedRoots(reader).filter(({ volumeId }) => volumeId === params.volumeId)
  }

  async function run({ params }: JobOf<ScanParams>, signal: AbortSignal, progress: JobProgress): Promise<JobEnd> {
    const roots = rootsOf(params)
    const [first] = roots
    if (first === undefined)
      return {
        state: 'failed',
        error: new RushesError('not_found', 'This folder is not watched any more, so there is nothing to scan.'),
      }
    progress.uses(first.mountPoint === null ? [] : [first.mountPoint])
    const held: JobEnd = { state: 'held', because: `Waits for ${first.volumeLabel}` }
    if (first.mountPoint !== null && progress.isSuspended(first.mountPoint)) return held
    const result: ScanResult = []
    let [before, problems] = [0, [] as RootScanEvent['problems']]
    try {
      for (const root of roots) {
        for await (const event of scanAndIngest(scans, ingestQueue, root.id, '', signal, { fresh: true })) {
          progress.tell({ done: before + event.files, total: null, unit: 'files', at: event.path })
          problems = [...problems, ...event.problems].slice(
            0,
            MAX_PROBLEMS - result.reduce((sum, one) => sum + one.problems.length, 0),
          )
          if (event.type === 'done') {
            before += event.files
            result.push({ ...event, problems })
            problems = []
          }
        }
      }
    } catch (error) {
      if (!isRushesError(error) || signal.aborted) throw error
      // Its drive is being ejected: the scan waits until it comes back. Whatever else it is, the person is told at
      // once.
      return error.code === 'cancelled' ? held : { state: 'failed', error, final: true }
    }
    return { state: 'done', result }
  }

  return defineJob<ScanParams>({
    kind: 'scan',
    parse: (params) => scanParamsSchema.parse(params),
    lanes: ({ params }) =>
      [...new Set(rootsOf(params).map(({ volumeId }) => volumeId))].map((id) => `volume:${id}` as const),
    priority: () => 70,
    ask: (params) => {
      const [first, ...others] = rootsOf(params)
      if (first === undefined)
        throw new RushesError(
          'not_found',
          'Nothing of this is watched. List the watched folders with: rushes watch list',
        )
      return {
        subject: { kind: 'volume', id: first.volumeId },
        label:
          others.length > 0 || 'volumeId' in params
            ? first.volumeLabel
            : pathAt(first.mountPoint ?? first.volumeLabel, first.path),
      }
    },
    run,
  })
}
