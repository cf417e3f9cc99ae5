/**
 * The bytes of versions, in one place: kept as they come in, read, restored, thinned.
 */
import type { Hashes } from '../../../shared/model/hash.ts'
import type { Retention, Thinning } from '../../../shared/model/versions.ts'
import type { EngineContext } from '../context.ts'
import { isKept } from '../db/versions/chunks.ts'
import { compareInThread, type CompareLines } from './compare-thread.ts'
import { bytesOf, restoreVersion, type Restored, type RestoreRequest } from './restore.ts'
import { createKeeping } from './keeping.ts'
import { createStoreThread } from './store/store-thread.ts'
import { openStore } from './store/store.ts'
import { createThinner } from './thinning.ts'

const DAY_MS = 86_400_000

export interface VersionBytes {
  /** Asks that a content be kept as it lies at `path`. */
  keep(contentId: string, path: string): void
  storedIn(contentId: string): boolean
  /** The bytes of a content, from the store or from a copy that is here; null where neither is. */
  bytesOf(contentId: string): Promise<AsyncIterable<Uint8Array> | null>
  /** Compares two texts by their lines. */
  readonly compareLines: CompareLines
  restore(request: RestoreRequest): Promise<Restored>
  preview(rules: Retention): Promise<Thinning>
  thin(rules: Retention): Promise<Thinning>
  /** Keeps what ought to be kept and is not. */
  catchUp(): void
  /** Resolves when everything that came in is kept. */
  idle(): Promise<void>
  /** Why nothing can be kept now, in a sentence; null as long as it can. */
  trouble(): string | null
  close(): Promise<void>
}

interface VersionBytesDeps {
  /** Entry of the thread that cuts and packs. */
  readonly worker: URL
  /** Entry of the thread that compares texts. */
  readonly compare: URL
  readonly hash: (path: string) => Promise<Hashes>
  /** A file was written there. */
  readonly wrote: (path: string) => void
}

/** Opens the store of the library and keeps house in it. */
export function createVersionBytes(context: EngineContext, deps: VersionBytesDeps): VersionBytes {
  const { library } = context
  const thread = createStoreThread(deps.worker)
  const store = openStore({ db: library.writer, folder: library.folder.versions, thread, now: context.now })
  const keeping = createKeeping(context, store, () => {
    context.events.publish(['assets'], null)
  })
  const thinner = createThinner(context, store)
  // A library that is only read keeps what it has as it is.
  const keeps = library.onlyReading === null
  let house: Promise<unknown> = keeps ? tidy() : Promise.resolve()
  const timer = setInterval(() => {
    if (keeps) house = house.then(tidy)
  }, DAY_MS)
  timer.unref()

  /** Once a day, and at the start: what a crash left goes, and old versions if a person has switched that on. */
  async function tidy(): Promise<void> {
    try {
      await keeping.idle()
      const mended = await store.mend()
      if (mended.missing + mended.lost > 0)
        context.log.error(mended, 'packs of kept versions are not in the library’s folder')
      keeping.catchUp()
      const { retention } = context.settings()
      if (retention.on) await thinner.thin(retention)
    } catch (error) {
      context.log.warn({ err: error }, 'the store of versions could not be tidied')
    }
  }

  return {
    keep: keeping.keep,
    storedIn: (contentId) => isKept(library.reader, contentId),
    bytesOf: (contentId) => bytesOf(context, store, { contentId, revision: 0 }).catch(() => null),
    compareLines: compareInThread(deps.compare),
    restore: (request) => restoreVersion(context, { store, hash: deps.hash, wrote: deps.wrote }, request),
    preview: thinner.preview,
    thin: thinner.thin,
    catchUp: keeping.catchUp,
    idle: keeping.idle,
    trouble: keeping.trouble,
    async close() {
      clearInterval(timer)
      keeping.end()
      await thread.close()
      await keeping.idle()
      await house
    },
  }
}
