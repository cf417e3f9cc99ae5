/**
 * Copies of the catalogue as procedures.
 */
import type { EngineContext } from '../context.ts'
import { backup } from '../db/core/backup.ts'
import type { CatalogueThread } from '../library/catalogue-thread.ts'
import { backupPath, listBackups, requestRestore } from '../library/restore.ts'
import type { Builder } from './implement.ts'

/** Implements `backups`. `restart` ends this engine so that its keeper starts the next one. */
export function backupServices(
  os: Builder,
  context: EngineContext,
  { restart, catalogue }: { readonly restart: () => void; readonly catalogue: CatalogueThread },
) {
  const { folder } = context.library
  return os.backups.router({
    list: os.backups.list.handler(() => listBackups(folder)),
    restore: os.backups.restore.handler(async ({ input }) => {
      backupPath(folder, input.name)
      // What stands now is kept as a backup of its own, so that going back can be gone back on.
      const kept = await backup(catalogue.copy, folder.backups, new Date(context.now()))
      requestRestore(folder, input.name)
      restart()
      return { kept: kept.path }
    }),
  })
}
