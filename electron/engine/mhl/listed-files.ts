/**
 * Files as an older list tells of them: an MHL 1 file, or a list of checksums. One shape for all of them.
 */
import type { Hashes } from '../../../shared/model/hash.ts'

export interface ListedFile {
  /** Relative to the folder that the list is in, with forward slashes where the list had any. */
  readonly path: string
  readonly size: number | null
  /** The good digests in canonical form. */
  readonly hashes: Hashes
  /**
   * The 32-bit xxHash of early MHL files, as a number; null where there is none. It is only asked where nothing better
   * is given.
   */
  readonly xxh32: number | null
  /** Names of hashes that are there and can't be checked. */
  readonly unknown: readonly string[]
}

/** A path as a list may hold it: no `./` before it. */
export function listedPath(text: string): string {
  return text.replace(/^(\.[/\\])+/, '')
}

/** True for a path that leads out of the folder that the list is in: never followed. */
export function leadsOut(path: string): boolean {
  return path === '' || /^[/\\]/.test(path) || /^[a-z]:/i.test(path) || path.split(/[/\\]/).includes('..')
}
