/**
 * Libraries that share one store, in this process: catalogues and journals are real, the store is what the test takes.
 */
import { join } from 'node:path'
import { createContext, type EngineContext } from '../../electron/engine/context.ts'
import { createStaleEvents } from '../../electron/engine/events/stale.ts'
import { libraryFolder, type LibraryFolder } from '../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary, type Schema } from '../../electron/engine/library/open.ts'
import { createLog } from '../../electron/engine/log.ts'
import { JournalSync } from '../../electron/engine/sync/journal/journal-sync.ts'
import type { ObjectStore } from '../../electron/engine/sync/stores/store.ts'

export interface Sharer {
  readonly name: string
  readonly folder: LibraryFolder
  context: EngineContext
  journal: JournalSync
  /** Takes and gives once. */
  sync(): Promise<void>
  /** Ends it and opens it again, as after a crash. */
  reopen(): Promise<void>
  close(): Promise<void>
}

const NEVER = new AbortController().signal

/** A library that keeps in step with this store. `skewMs` is by how much its clock is wrong. */
export function sharer(dir: string, name: string, store: ObjectStore, skewMs = 0, schema?: Schema): Sharer {
  const folder = libraryFolder(join(dir, name))
  makeLibrary(folder, schema)
  return openSharer(folder, name, store, skewMs, schema)
}

/** The same for a library that is there already, such as a copy of one. */
export function openSharer(
  folder: LibraryFolder,
  name: string,
  store: ObjectStore,
  skewMs = 0,
  schema?: Schema,
): Sharer {
  let closeLog = async (): Promise<void> => {}
  const open = (): EngineContext => {
    const library = { ...openLibrary(folder, new Date(), schema === undefined ? {} : { schema }), deviceName: name }
    const log = createLog(folder.logs, 'silent')
    closeLog = log.close
    return createContext({
      library,
      events: createStaleEvents(Date.now()),
      log: log.log,
      now: () => Date.now() + skewMs,
      userName: name,
    })
  }
  const line = (context: EngineContext): JournalSync =>
    new JournalSync({ context, remoteId: 'one', store, restart: () => {} })
  const context = open()
  const self: Sharer = {
    name,
    folder,
    context,
    journal: line(context),
    sync: async () => {
      await self.journal.pull(NEVER)
      await self.journal.publish(NEVER)
    },
    reopen: async () => {
      self.context.library.close()
      await closeLog()
      self.context = open()
      self.journal = line(self.context)
    },
    close: async () => {
      self.context.library.close()
      await closeLog()
    },
  }
  return self
}
