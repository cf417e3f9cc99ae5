/**
 * Putting the path of a file below its root.
 */
import { join } from 'node:path'
import { diskPath } from '../domain/byte-names.ts'

/**
 * The disk path (domain/byte-names.ts) of a path of a plan below an absolute root, as `join` would put it. Both are in
 * their plainest form already, and `join` looks at each of their letters again: four times a file, with a hundred
 * thousand files, that was a tenth of the engine's work.
 */
export const below: (root: string, path: string) => string =
  process.platform === 'win32'
    ? join
    : (root, path) => (root.endsWith('/') ? root + diskPath(path) : `${root}/${diskPath(path)}`)
