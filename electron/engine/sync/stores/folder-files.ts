/**
 * Files of a remote that is a folder: paths that no link can lead astray, and writes that last.
 */
import { randomBytes } from 'node:crypto'
import { link, lstat, open, rename, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { openBelow, openFolder, type Folder } from '../../files/folder.ts'
import { PLAIN_READ } from '../../files/plain-flags.ts'
import { assertPlainWay } from '../../files/plain-way.ts'
import { inSlices, type Pace } from './pace.ts'

/** Where files are written before they have their name. Begins with a dot, so that it is nobody's key. */
export const PARTS = '.parts'

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'])

/** True when an error says that nothing is there. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

/** Throws ELOOP when a folder on the way to `key` is a link, or ENOTDIR when it is none. Nothing there is fine. */
export function refuseLinks(root: string, key: string): Promise<void> {
  return assertPlainWay(root, join(root, key))
}

/**
 * Writes an object: whole in `.parts`, on the disk, then under its key. Every folder on the way is held open, so that
 * no link that comes meanwhile leads the bytes elsewhere. With `ifAbsent` never over another one, where the file system
 * has hard links. Gives the time that the file system wrote.
 */
export async function writeObject(
  root: string,
  key: string,
  bytes: Uint8Array,
  {
    pace,
    ifAbsent,
    signal,
  }: { readonly pace: Pace; readonly ifAbsent: boolean; readonly signal: AbortSignal | undefined },
): Promise<{ readonly made: 'made' | 'there'; readonly modifiedAt: number }> {
  const segments = key.split('/')
  const name = segments.pop()!
  const held: Folder[] = []
  const hold = async (folder: Promise<Folder>): Promise<Folder> => {
    held.push(await folder)
    return held.at(-1)!
  }
  try {
    const top = await hold(openFolder(root))
    const parts = await hold(top.child(PARTS, true))
    const target = segments.length === 0 ? top : await hold(openBelow(top, segments, true))
    const part = randomBytes(12).toString('hex')
    const modifiedAt = await writePart(parts, part, bytes, pace, signal)
    const made = await namePart(parts, part, target, name, ifAbsent)
    await target.sync()
    return { made, modifiedAt }
  } finally {
    for (const folder of held) await folder.close()
  }
}

async function writePart(
  parts: Folder,
  part: string,
  bytes: Uint8Array,
  pace: Pace,
  signal: AbortSignal | undefined,
): Promise<number> {
  const file = await parts.create(part)
  try {
    for await (const slice of inSlices(bytes, pace, signal)) {
      for (let at = 0; at < slice.length;) at += (await file.write(slice, at)).bytesWritten
    }
    await file.sync()
    const { mtimeMs } = await file.stat()
    await file.close()
    return mtimeMs
  } catch (error) {
    await file.close().catch(() => {}) // What went wrong first is what is told.
    await parts.unlink(part).catch(() => {}) // Left over; swept after two days.
    throw error
  }
}

async function namePart(
  parts: Folder,
  part: string,
  target: Folder,
  name: string,
  ifAbsent: boolean,
): Promise<'made' | 'there'> {
  if (!ifAbsent) {
    await rename(parts.at(part), target.at(name))
    return 'made'
  }
  try {
    await link(parts.at(part), target.at(name))
    await parts.unlink(part)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return parts.unlink(part).then(() => 'there')
    if (!NO_LINKS.has(code ?? '')) throw error
    // FAT and some shares have no hard links: a look comes a moment before.
    if (
      await lstat(target.at(name)).then(
        () => true,
        () => false,
      )
    )
      return parts.unlink(part).then(() => 'there')
    await rename(parts.at(part), target.at(name))
  }
  return 'made'
}

/** Opens a file for reading without following a link in its place. Null where there is none. */
export async function openRead(path: string): Promise<FileHandle | null> {
  return open(path, PLAIN_READ).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
}
