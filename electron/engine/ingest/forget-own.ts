/**
 * Puts right, after opening, what an older version took of the library's own folder into the catalogue. Cut off
 * anywhere, the next start does the rest.
 */
import { realpath } from 'node:fs/promises'
import type { EngineContext } from '../context.ts'
import type { Correction } from '../corrections/corrections.ts'
import { countOwn, forgetOwn } from '../db/catalogue/forget-own.ts'
import { volumeAt } from '../db/volumes/volumes.ts'
import { pathOnDrive } from '../domain/volumes/volume.ts'
import { libraryFolder } from '../library/folder.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'

/**
 * The correction; null where the library's drive has nothing in the catalogue. It has no place to keep: what is
 * forgotten is not found again. Every opening looks for it, since the library may lie in another folder by then.
 */
export async function forgetOwnFiles(context: EngineContext, identify: IdentifyVolume): Promise<Correction | null> {
  // Rows name where files really are.
  const folder = libraryFolder(await realpath(context.library.folder.path))
  const volume = await identify(folder.path)
  const volumeId = volumeAt(context.library.writer, volume)
  if (volumeId === undefined) return null
  const places = [
    folder.derivatives,
    folder.versions,
    folder.backups,
    folder.reports,
    folder.logs,
    folder.children,
    folder.contact,
    folder.nearby,
    folder.notify,
    ...[folder.database, folder.lock].flatMap((file) =>
      ['', '-wal', '-shm', '-journal', '.coming'].map((ending) => `${file}${ending}`),
    ),
  ].map((path) => pathOnDrive(path, volume))
  return {
    id: 'own-files',
    label: 'Removing the library’s own files from the catalogue',
    changesAssets: true,
    everyOpening: true,
    count: (db) => countOwn(db, volumeId, places),
    step: (db) => {
      const done = forgetOwn(db, volumeId, places)
      return { after: done === 0 ? null : 'more', done }
    },
  }
}
