/**
 * A path that programs can be given as text, for a file whose name is none: arguments of a process are text in Node.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import { isUnnameable } from '../domain/byte-names.ts'
import { nativeShown } from './disk-path.ts'

/** Our links lie in a folder of their own, which nobody else can write to. */
const FOLDER = 'rushes-names-'

/** True for a link that `of` made: it may be followed. */
export function isTextAlias(path: string): boolean {
  return dirname(dirname(path)) === tmpdir() && basename(dirname(path)).startsWith(FOLDER)
}

export interface TextAliases {
  /** The path itself where it is text; else a link to the file, of the same ending, that stays until `close`. */
  of(path: string): string
  close(): void
}

/** Makes links in a folder of their own, which goes with `close` and at the latest with the process. */
export function createTextAliases(): TextAliases {
  let folder: string | null = null
  const close = (): void => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
    folder = null
  }
  return {
    close,
    of(path) {
      if (!isUnnameable(path)) return path
      if (folder === null) {
        folder = mkdtempSync(join(tmpdir(), FOLDER))
        process.once('exit', close)
      }
      const alias = join(folder, `${createHash('sha1').update(path).digest('hex')}${extname(path)}`)
      if (lstatSync(alias, { throwIfNoEntry: false }) === undefined) symlinkSync(nativeShown(path), alias)
      return alias
    },
  }
}
