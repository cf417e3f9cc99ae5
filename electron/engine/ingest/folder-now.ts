/**
 * Whether a plain folder that was offloaded still holds what its offloads copied. No drive comes or goes with it, so it
 * is looked at when something is said of it.
 */
import { stat } from 'node:fs/promises'
import { filesOffloaded, finishedOffloads, type FilesOffloaded } from '../db/offload/offloaded-rolls.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import type { OwnFiles } from '../files/own-files.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { listFiles } from './card-listing.ts'

/** `none`: there is no such folder, or it is empty. `unknown`: it could not be listed in time. */
type FolderFiles = FilesOffloaded | 'none' | 'unknown'

/**
 * Compares a folder with past offloads. An answer is good for ten seconds, longer where it took long, and until another
 * offload has ended; with `fresh` the folder is listed anew.
 */
export type FolderNow = (folder: string, fresh: boolean) => Promise<FolderFiles>

/** Milliseconds for which an answer is good. */
const GOOD_MS = 10_000
const MAX_KEPT = 200

interface Look {
  readonly files: Promise<FolderFiles>
  readonly finished: number
  /** When it ended and how long it took, milliseconds; null while it is under way. */
  last: { readonly at: number; readonly took: number } | null
}

/** Makes it. `stop` ends the looks. */
export function createFolderNow(db: ReadableDb, own: OwnFiles, stop: AbortSignal): FolderNow {
  const looks = new Map<string, Look>()

  async function compare(folder: string): Promise<FolderFiles> {
    const isFolder = await stat(folder).then(
      (seen) => seen.isDirectory(),
      () => false,
    )
    if (!isFolder) return 'none'
    const { fsType } = await identifyVolume(folder)
    const files = await listFiles(own, folder, fsType, stop)
    if (files === null) return 'unknown'
    return files.length === 0 ? 'none' : await filesOffloaded(db, files)
  }

  function begin(folder: string): Promise<FolderFiles> {
    const began = performance.now()
    const look: Look = {
      finished: finishedOffloads(db),
      last: null,
      files: compare(folder).finally(() => {
        look.last = { at: performance.now(), took: performance.now() - began }
      }),
    }
    looks.delete(folder)
    looks.set(folder, look)
    const oldest = looks.keys().next().value
    if (looks.size > MAX_KEPT && oldest !== undefined) looks.delete(oldest)
    return look.files
  }

  const ask: FolderNow = async (folder, fresh) => {
    const known = looks.get(folder)
    if (known === undefined) return await begin(folder)
    if (known.last === null) {
      // A folder that does not answer is asked once; one that is being listed may have passed by what changed since.
      const found = await known.files
      return fresh ? await ask(folder, looks.get(folder) === known) : found
    }
    const isGood =
      !fresh &&
      known.finished === finishedOffloads(db) &&
      performance.now() - known.last.at < Math.max(GOOD_MS, 3 * known.last.took)
    return isGood ? await known.files : await begin(folder)
  }
  return ask
}
