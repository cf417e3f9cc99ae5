/**
 * Files of a remote that is a folder: paths that no link can lead astray, and writes that last.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, lstat, mkdir, open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inSlices, type Pace } from './pace.ts'

/** Where files are written before they have their name. Begins with a dot, so that it is nobody's key. */
export const PARTS = '.parts'

/** A link in the place of the file is refused, not followed (ELOOP). Windows knows no such flag. */
const NOFOLLOW = constants.O_NOFOLLOW ?? 0
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'])
/** File systems without a flush of folders say one of these. */
const NO_FLUSH = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM', 'EACCES', 'EBADF'])

/** True when an error says that nothing is there. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

/** Throws ELOOP when a folder on the way to `key` is a link, or ENOTDIR when it is none. Nothing there is fine. */
export async function refuseLinks(root: string, key: string): Promise<void> {
  const segments = key.split('/').slice(0, -1)
  let path = root
  for (const segment of segments) {
    path = join(path, segment)
    const seen = await lstat(path).catch((error: unknown) => { if (isMissing(error)) return null; throw error })
    if (seen === null) return
    if (!seen.isDirectory()) throw Object.assign(new Error(`${path} is no folder`), { code: seen.isSymbolicLink() ? 'ELOOP' : 'ENOTDIR' })
  }
}

/** Makes the folders above `key` and flushes each that is new in the one above it. */
export async function makeFolders(root: string, key: string): Promise<void> {
  await refuseLinks(root, key)
  const made = await mkdir(dirname(join(root, key)), { recursive: true })
  if (made === undefined) return
  for (let folder = dirname(join(root, key)); folder.length >= made.length; folder = dirname(folder)) await flushFolder(folder)
  await flushFolder(dirname(made))
}

/** Writes the bytes under a name of their own and flushes them. Gives the name, and the time that the file system wrote. */
export async function writePart(root: string, bytes: Uint8Array, pace: Pace, signal?: AbortSignal): Promise<{ path: string; modifiedAt: number }> {
  await refuseLinks(root, `${PARTS}/x`)
  await mkdir(join(root, PARTS), { recursive: true })
  const path = join(root, PARTS, randomBytes(12).toString('hex'))
  const file = await open(path, 'wx', 0o666)
  try {
    for await (const slice of inSlices(bytes, pace, signal)) {
      for (let at = 0; at < slice.length;) at += (await file.write(slice, at)).bytesWritten
    }
    await file.sync()
    const { mtimeMs } = await file.stat()
    await file.close()
    return { path, modifiedAt: mtimeMs }
  } catch (error) {
    await file.close().catch(() => {}) // What went wrong first is what is told.
    await unlink(path).catch(() => {}) // Left over; swept after two days.
    throw error
  }
}

/** Gives a written file its name. With `ifAbsent` never over another one, where the file system has hard links. */
export async function nameFile(part: string, target: string, ifAbsent: boolean): Promise<'made' | 'there'> {
  if (!ifAbsent) {
    await rename(part, target)
  } else {
    try {
      await link(part, target)
      await unlink(part)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') return unlink(part).then(() => 'there')
      if (!NO_LINKS.has(code ?? '')) throw error
      // FAT and some shares have no hard links: a look comes a moment before.
      if (await lstat(target).then(() => true, () => false)) return unlink(part).then(() => 'there')
      await rename(part, target)
    }
  }
  await flushFolder(dirname(target))
  return 'made'
}

/** Opens a file for reading without following a link in its place. Null where there is none. */
export async function openRead(path: string): Promise<FileHandle | null> {
  return open(path, constants.O_RDONLY | NOFOLLOW).catch((error: unknown) => { if (isMissing(error)) return null; throw error })
}

async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return // Windows has no flush of a folder; its rename is durable with the file's.
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    if (!NO_FLUSH.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await handle.close()
  }
}
