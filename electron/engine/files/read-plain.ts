/**
 * Reads a small file of a folder that is not ours (a marker, a chain, a text of a card): never through a link in its place,
 * never a pipe or device that would keep the reader for ever, never more than it may be.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { native } from './disk-path.ts'

/** The largest manifest or chain that is read: some millions of files. */
export const MAX_MANIFEST_BYTES = 1 << 30

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** The bytes. Throws the error of the system call, EFBIG for more than `most`, EINVAL for what is no file. */
export async function readPlain(path: string, most: number): Promise<Buffer> {
  const file = await open(native(path), FLAGS)
  try {
    const seen = await file.stat()
    if (!seen.isFile()) throw Object.assign(new Error(`${path} is no file`), { code: 'EINVAL' })
    if (seen.size > most) throw Object.assign(new Error(`${path} is too large`), { code: 'EFBIG' })
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** Opens what may be read so, for its first bytes: a link is refused, and a pipe is not waited for. Throws the error of the system call, EINVAL for what is no file. */
export async function openPlain(path: string): Promise<FileHandle> {
  const file = await open(native(path), FLAGS)
  try {
    if (!(await file.stat()).isFile()) throw Object.assign(new Error(`${path} is no file`), { code: 'EINVAL' })
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The same without waiting, for threads whose work it is to wait. */
export function readPlainSync(path: string, most: number): Buffer {
  const fd = openSync(native(path), FLAGS)
  try {
    const seen = fstatSync(fd)
    if (!seen.isFile()) throw Object.assign(new Error(`${path} is no file`), { code: 'EINVAL' })
    if (seen.size > most) throw Object.assign(new Error(`${path} is too large`), { code: 'EFBIG' })
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}
