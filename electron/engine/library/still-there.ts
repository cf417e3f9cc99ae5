/**
 * Whether the catalogue that is open is still the file under its name. A folder that is deleted, or replaced by
 * another, leaves the open file to the engine alone: what is written then is in no library, and gone with the process.
 */
import { statSync } from 'node:fs'
import { RushesError } from '../../../shared/model/errors.ts'
import type { LibraryFolder } from './folder.ts'

/** Remembers which file is open. The answer is why it is not there any more, or null; it takes one look at its name. */
export function watchCatalogue({ database, path }: LibraryFolder): () => RushesError | null {
  const look = (): string | null => {
    const seen = statSync(database, { bigint: true, throwIfNoEntry: false })
    return seen === undefined ? null : `${seen.dev}:${seen.ino}`
  }
  const open = look()
  return () => {
    try {
      const now = look()
      if (now !== null && now === open) return null
      return new RushesError(
        'library.missing',
        `The library ${path} was ${now === null ? 'deleted, moved or renamed' : 'replaced by another'} while it was open. Nothing was written, and Rushes ends. Put its folder back, or restore it from a backup, then open it again.`,
        { path },
      )
    } catch {
      // A drive that does not answer now is not a library that is gone.
      return null
    }
  }
}
