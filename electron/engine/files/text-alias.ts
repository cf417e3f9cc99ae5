/**
 * A path that programs can be given, where its own is no text (arguments of a process are text in Node), or is too long:
 * ffmpeg's reader of images holds 1,023 bytes of a path, and finds nothing under a longer one.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import { isUnnameable } from '../domain/byte-names.ts'
import { nativeShown } from './disk-path.ts'

/** Longer paths are linked to, so that a folder's link leaves room for the names in it. Windows has no such links. */
const MAX_BYTES = 700

/** Our links lie in a folder of their own, which nobody else can write to. */
const FOLDER = 'rushes-names-'

/** True for a link that `of` made: it may be followed. */
export function isTextAlias(path: string): boolean {
  return dirname(dirname(path)) === tmpdir() && basename(dirname(path)).startsWith(FOLDER)
}

export interface TextAliases {
  /**
   * The path itself where it is text and of a length that is read; else a link to the file or folder, of the same ending,
   * that stays until `close`.
   */
  of(path: string): string
  close(): void
}

const isLong = (path: string): boolean => process.platform !== 'win32' && Buffer.byteLength(path) > MAX_BYTES

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
      if (!isUnnameable(path) && !isLong(path)) return path
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
