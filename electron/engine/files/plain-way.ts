/**
 * Looks whether the way from a folder to what lies below it leads over folders alone: for places where many files are
 * touched and no folder is held open (`folder.ts` is the surer way).
 */
import { lstat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { native } from './disk-path.ts'

/**
 * Throws ELOOP when a folder between `root` and `path` is a link, ENOTDIR when it is none. What is not there yet is
 * fine; `path` itself is not looked at.
 */
export async function assertPlainWay(root: string, path: string): Promise<void> {
  let at = root
  for (const segment of relative(root, path).split(sep).slice(0, -1)) {
    at = join(at, segment)
    const seen = await lstat(native(at)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (seen === null) return
    if (!seen.isDirectory())
      throw Object.assign(new Error(`${at} is no folder`), { code: seen.isSymbolicLink() ? 'ELOOP' : 'ENOTDIR' })
  }
}
