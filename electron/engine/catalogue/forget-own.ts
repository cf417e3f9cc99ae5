/**
 * Puts right, after opening, what an older version took of the library's own folder into the catalogue. Cut off anywhere, the
 * next start does the rest.
 */
import { realpath } from 'node:fs/promises'
import { setImmediate as breathe } from 'node:timers/promises'
import type { EngineContext } from '../context.ts'
import { forgetOwn } from '../db/forget-own.ts'
import { volumeAt } from '../db/volumes.ts'
import { pathOnDrive } from '../domain/volume.ts'
import { libraryFolder } from '../library/folder.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'

/** Forgets all of them. Never throws: what is left is in the log, and done at the next start. */
export async function forgetOwnFiles(context: EngineContext, identify: IdentifyVolume, signal: AbortSignal): Promise<void> {
  const { writer } = context.library
  try {
    // Rows name where files really are.
    const folder = libraryFolder(await realpath(context.library.folder.path))
    const volume = await identify(folder.path)
    const volumeId = volumeAt(writer, volume)
    if (volumeId === undefined) return
    const places = [
      folder.derivatives, folder.versions, folder.backups, folder.reports, folder.logs, folder.children, folder.contact, folder.nearby, folder.notify,
      ...[folder.database, folder.lock].flatMap((file) => ['', '-wal', '-shm', '-journal', '.coming'].map((ending) => `${file}${ending}`)),
    ].map((path) => pathOnDrive(path, volume))
    let files = 0
    for (let done = forgetOwn(writer, volumeId, places); done.files > 0 && !signal.aborted; done = forgetOwn(writer, volumeId, places)) {
      files += done.files
      context.events.publish(['assets', 'volumes'], done.assetIds)
      await breathe()
    }
    if (files > 0) context.log.info({ files }, 'files of the library itself were taken out of the catalogue')
  } catch (error) {
    if (!signal.aborted) context.log.warn({ err: error }, 'the catalogue could not be freed of the library’s own files')
  }
}
