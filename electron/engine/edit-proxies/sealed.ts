/**
 * Whether a folder lies within a history of checksums: what is written there later is a file that the history lacks.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'

/** The innermost folder from `base` on that holds a history (`ascmhl`), an absolute path; null for none. */
export async function sealedBy(base: string, folders: readonly string[]): Promise<string | null> {
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const folder = join(base, ...folders.slice(0, depth))
    const sealed = await lstat(join(folder, 'ascmhl')).then(
      (entry) => entry.isDirectory(),
      () => false, // No such folder yet, or none that can be read: the writer will say so.
    )
    if (sealed) return folder
  }
  return null
}
