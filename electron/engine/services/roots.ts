/**
 * Watched folders as procedures.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { Root } from '../../../shared/model/watching.ts'
import type { EngineContext } from '../context.ts'
import { findRoot, readRoot, readRoots } from '../db/volumes/roots.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { addRoot, removeRoot } from '../scan/add-root.ts'
import { scanAndIngest, type TakesIn } from '../scan/scan-and-ingest.ts'
import type { Scans } from '../scan/scans.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import type { Builder } from './implement.ts'

export interface RootServiceDeps {
  readonly scans: Pick<Scans, 'hint' | 'run' | 'answer' | 'missUnwatched' | 'gone' | 'inTurn'>
  readonly ingestQueue: TakesIn
  readonly occupy: JobQueue['occupy']
  readonly identify: IdentifyVolume
  /** Called when folders were added or removed: what watches them follows. */
  readonly changed: () => void
}

/** Implements `roots`. */
export function rootServices(os: Builder, context: EngineContext, deps: RootServiceDeps) {
  const rootOf = (id: string): Root => {
    const root = readRoot(context.library.writer, id)
    if (root === undefined)
      throw new RushesError(
        'not_found',
        'This folder is not watched. List the watched folders with: rushes watch list',
        { id },
      )
    return root
  }
  const changed = (): void => {
    context.events.publish(['roots', 'volumes'])
    deps.changed()
  }
  return os.roots.router({
    list: os.roots.list.handler(() => readRoots(context.library.reader)),
    // Adding and removing twice is the same as once, so an opId need not be remembered here.
    add: os.roots.add.handler(async ({ input }) => {
      const id = await addRoot(context, input.path, deps.identify)
      deps.scans.hint(id, null)
      changed()
      return rootOf(id)
    }),
    remove: os.roots.remove.handler(async ({ input }) => {
      await removeRoot(context, input.id)
      changed()
      return { revision: context.events.revision }
    }),
    scan: os.roots.scan.handler(async function* ({ input, signal }) {
      // Jobs that would read the same drive wait meanwhile.
      const volumeId = findRoot(context.library.reader, input.id)?.volumeId
      const free = deps.occupy(volumeId === undefined ? [] : [`volume:${volumeId}`])
      try {
        yield* scanAndIngest(deps.scans, deps.ingestQueue, input.id, input.folder, signal)
      } finally {
        free()
      }
    }),
    answer: os.roots.answer.handler(async ({ input }) => {
      await deps.scans.answer(input.id, input.answer)
      return rootOf(input.id)
    }),
  })
}
