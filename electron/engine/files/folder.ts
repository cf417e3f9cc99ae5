/**
 * A folder held open, so that what is written goes into this very folder whatever becomes of the path that led there.
 *
 * Linux: a handle of the folder (O_DIRECTORY | O_NOFOLLOW), and paths through `/proc/self/fd/N/`, which the kernel
 * resolves from the handle as openat(2) does. Elsewhere Node has no such calls: the folder is compared by device and
 * inode before and after.
 */
import { constants, type BigIntStats } from 'node:fs'
import { link, lstat, mkdir, open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { native, realDiskPath } from './disk-path.ts'

/** A link in the place of the file is refused (ELOOP). Windows knows no such flags. */
const NOFOLLOW = constants.O_NOFOLLOW ?? 0
const DIRECTORY = constants.O_DIRECTORY ?? 0
export const FRESH = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NOFOLLOW
/** Answers of a file system that knows no hard links (FAT, exFAT, some shares). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EACCES'])
/** File systems without a flush of folders say one of these; they keep names in their own way. */
const NO_FLUSH = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EISDIR', 'EPERM', 'EACCES', 'EBADF'])

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

/** Names are single segments: `segment.ts` makes them of what comes from elsewhere. */
export interface Folder {
  /** As it was named, a disk path: for sentences. */
  readonly path: string
  /** By which a system call reaches `name` in this very folder. */
  at(name: string): string | Buffer
  /** A folder in it, made where `make` says so. Throws ELOOP or ENOTDIR for a link or a file. */
  child(name: string, make: boolean): Promise<Folder>
  /** A new file. Throws EEXIST where anything stands there, a link among it. */
  create(name: string, mode?: number): Promise<FileHandle>
  /** Gives a file another name in this folder. False where it is taken: nothing is ever written over. */
  giveName(from: string, to: string): Promise<boolean>
  /** Renames within this folder, over what stands there; a link is replaced, not followed. */
  replace(from: string, to: string): Promise<void>
  unlink(name: string): Promise<void>
  /** Makes the names in it durable. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a folder that a person chose: links on the way to it are theirs to follow. With `make` it is made, with those
 * above it.
 * @throws the error of the system call
 */
export async function openFolder(path: string, { make = false }: { readonly make?: boolean } = {}): Promise<Folder> {
  const made = make ? await mkdir(native(path), { recursive: true }) : undefined
  const real = await realDiskPath(path)
  const folder = await hold(real, path)
  if (made !== undefined) await folder.sync()
  return folder
}

/** Opens the folder below `root` that `segments` name, link by link refused. */
export async function openBelow(root: Folder, segments: readonly string[], make: boolean): Promise<Folder> {
  let folder = root
  for (const segment of segments) {
    const next = await folder.child(segment, make).finally(() => (folder === root ? undefined : folder.close()))
    folder = next
  }
  return folder === root ? await hold(`${root.at('.')}`, root.path) : folder
}

/** `where` is where the system finds it now, `path` what people call it. */
async function hold(where: string, path: string): Promise<Folder> {
  return process.platform === 'linux' ? await byHandle(where, path) : await byLooks(where, path)
}

async function byHandle(where: string, path: string): Promise<Folder> {
  const handle = await open(native(where), constants.O_RDONLY | DIRECTORY | NOFOLLOW)
  const at = (name: string): string => `/proc/self/fd/${handle.fd}/${name}`
  return {
    ...operations(path, at, async () => {}),
    sync: () => flush(handle),
    close: () => handle.close(),
    child: async (name, make) => {
      await makeIn(at(name), make, () => flush(handle))
      return await byHandle(at(name), join(path, name))
    },
  }
}

async function byLooks(where: string, path: string): Promise<Folder> {
  const first = await lstat(native(where), { bigint: true })
  if (!first.isDirectory()) throw notAFolder(path, first)
  const at = (name: string): string => join(where, name)
  const stillThere = async (): Promise<void> => {
    const now = await lstat(native(where), { bigint: true })
    if (!now.isDirectory() || now.dev !== first.dev || now.ino !== first.ino) throw notAFolder(path, now)
  }
  const sync = async (): Promise<void> => {
    if (process.platform === 'win32') return // Windows has no flush of a folder; its rename is durable with the file's.
    const handle = await open(native(where), 'r')
    await flush(handle).finally(() => handle.close())
  }
  return {
    ...operations(path, at, stillThere),
    sync,
    close: async () => {},
    child: async (name, make) => {
      await stillThere()
      await makeIn(at(name), make, sync)
      const child = await byLooks(at(name), join(path, name))
      await stillThere()
      return child
    },
  }
}

function notAFolder(path: string, seen: BigIntStats): Error {
  return Object.assign(new Error(`${path} is no folder, or not the one that it was`), {
    code: seen.isSymbolicLink() ? 'ELOOP' : 'ENOTDIR',
  })
}

async function makeIn(path: string, make: boolean, flushParent: () => Promise<void>): Promise<void> {
  if (!make) return
  try {
    await mkdir(native(path))
    await flushParent()
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

type Operations = Pick<Folder, 'path' | 'at' | 'create' | 'giveName' | 'replace' | 'unlink'>

/** `check` throws where the folder is another one by now; a handle needs none. */
function operations(path: string, where: (name: string) => string, check: () => Promise<void>): Operations {
  const at = (name: string): string | Buffer => native(where(name))
  return {
    path,
    at,
    async create(name, mode = 0o666) {
      await check()
      const file = await open(at(name), FRESH, mode)
      try {
        await check()
        return file
      } catch (error) {
        await file.close()
        throw error
      }
    },
    async giveName(from, to) {
      await check()
      try {
        await link(at(from), at(to))
        await unlink(at(from))
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false
        if (!NO_LINKS.has(codeOf(error))) throw error
        // FAT and some shares have no hard links: a look comes a moment before.
        if (
          await lstat(at(to)).then(
            () => true,
            () => false,
          )
        )
          return false
        await rename(at(from), at(to))
      }
      await check()
      return true
    },
    async replace(from, to) {
      await check()
      await rename(at(from), at(to))
    },
    async unlink(name) {
      await unlink(at(name))
    },
  }
}

async function flush(handle: FileHandle): Promise<void> {
  try {
    await handle.sync()
  } catch (error) {
    if (!NO_FLUSH.has(codeOf(error))) throw error
  }
}
