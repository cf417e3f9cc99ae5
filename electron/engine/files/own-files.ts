/**
 * The library's own files, told by device and inode whatever path leads to them: over links, bind mounts, another name.
 *
 * They are never read as media. That would put tokens and logs into the catalogue and from there onto remotes; and
 * closing any descriptor of `rushes.db` or `engine.lock` drops the POSIX locks that this process holds on it
 * (fcntl(2)), so that a second engine could start beside this one.
 */
import { realpathSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hasLoneBytes, shownPath } from '../domain/byte-names.ts'
import { diskPathOf, native, realDiskPath } from './disk-path.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { LibraryFolder } from '../library/folder.ts'

/** What `stat` or `lstat` says, with numbers of either kind. */
export interface Seen {
  readonly dev: bigint | number
  readonly ino: bigint | number
}

export interface OwnFiles {
  /** True for the library's folder, the folders in it, and the files in its top folder, also under another name. */
  holds(seen: Seen): boolean
  /**
   * The same as numbers, for a thread that walks. As they are now: SQLite makes and removes files beside the catalogue.
   */
  identities(): readonly { readonly device: number; readonly inode: number }[]
  /**
   * True where a path, with its links resolved, is the library's folder or lies in it. False where nothing is there.
   */
  contains(path: string): Promise<boolean>
  /**
   * Throws `usage` where `contains` is true. `purpose` goes on the sentence: "can't be offloaded".
   */
  refuse(path: string, purpose: string): Promise<void>
}

/** Files beside the catalogue that come and go. */
const ENDINGS = ['', '-wal', '-shm', '-journal'] as const

/** Makes it for one library. Asks with every call: no descriptor is opened by that. */
export function ownFiles(folder: LibraryFolder): OwnFiles {
  const places = [
    folder.path,
    folder.derivatives,
    folder.versions,
    folder.luts,
    folder.backups,
    folder.reports,
    folder.logs,
    folder.children,
    ...[folder.database, folder.lock].flatMap((file) => ENDINGS.map((ending) => `${file}${ending}`)),
    folder.contact,
    folder.nearby,
    folder.notify,
  ]
  const seenNow = (): Seen[] => places.flatMap((path) => statSync(path, { throwIfNoEntry: false, bigint: true }) ?? [])
  let known: ReadonlySet<string> = new Set()
  let knownAt = -Infinity
  /** A walk asks for every entry; once a second is often enough for files that only come while a library is opened. */
  const keys = (): ReadonlySet<string> => {
    if (performance.now() - knownAt > 1_000) {
      known = new Set(seenNow().map(keyOf))
      knownAt = performance.now()
    }
    return known
  }
  const contains = async (path: string): Promise<boolean> => {
    const own = new Set(seenNow().map(keyOf))
    for (let at = await realDiskPath(path).catch(() => realOfParent(path)); ; at = dirname(at)) {
      const seen = await stat(native(at), { bigint: true }).catch(() => null)
      if (seen !== null && own.has(keyOf(seen))) return true
      if (dirname(at) === at) return false
    }
  }
  return {
    holds: (seen) => keys().has(keyOf(seen)),
    identities: () => seenNow().map(({ dev, ino }) => ({ device: Number(dev), inode: Number(ino) })),
    contains,
    async refuse(path, purpose) {
      if (!(await contains(path))) return
      throw new RushesError(
        'usage',
        `${shownPath(path)} belongs to the library ${folder.path} itself and ${purpose}. Choose a folder outside of it.`,
        { path },
      )
    },
  }
}

const keyOf = ({ dev, ino }: Seen): string => `${dev}:${ino}`

/** The nearest folder above that is there: a file that is still to be made lies in it. */
function realOfParent(path: string): string {
  for (let at = dirname(path); ; at = dirname(at)) {
    try {
      return hasLoneBytes(at) ? diskPathOf(realpathSync(native(at), { encoding: 'buffer' })) : realpathSync(at)
    } catch (error) {
      if (dirname(at) === at) throw error
    }
  }
}

/** Files that only a library has, together. */
const MARKS = ['rushes.db', 'engine.lock'] as const

/**
 * True for the names in the top folder of any library, this one or another. Another engine may be running on that one:
 * its token is as worth keeping as ours.
 */
export function isLibraryListing(names: Iterable<string>): boolean {
  const seen = new Set(names)
  return MARKS.every((name) => seen.has(name))
}
