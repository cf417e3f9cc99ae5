/**
 * Reading a small copy back from the device, beside others: the thread is free while the drive looks for the bytes.
 */
import { closeSync, fstatSync, openSync, read } from 'node:fs'
import { promisify } from 'node:util'
import { digestWhole } from '../hash/multi-hash.ts'
import { native } from './disk-path.ts'
import { errnoOf } from './errno.ts'
import { askFor, asRead, DIRECT, PLAIN, readBack, type ReadBackDone, type ReadBackOptions } from './read-back.ts'

const readAsync = promisify(read)

/** Bytes of memory for one small copy. One that fills it is read like a large one. */
export const SMALL_READ = 256 << 10

/**
 * Reads a small file whole past the cache and hashes it. Whatever is not as usual, a file that has grown or a file
 * system that knows no such reads, is left to `readBack`.
 * @param buffer page-aligned, nobody else's until this is done
 * @returns null when it was stopped
 * @throws the error of the system call
 */
export async function readBackSmall(
  path: string,
  buffer: Buffer,
  options: ReadBackOptions,
): Promise<ReadBackDone | null> {
  if (DIRECT === 0) return readBack(path, options)
  const bytes = await readOnce(path, buffer, options)
  if (bytes === null) return readBack(path, options)
  options.onBytes(bytes)
  return asRead(digestWhole(options.formats ?? ['xxh128'], buffer.subarray(0, bytes)), bytes, options.method)
}

/** Bytes of the file when one read held all of it, else null. */
async function readOnce(path: string, buffer: Buffer, options: ReadBackOptions): Promise<number | null> {
  let fd = -1
  try {
    fd = openSync(native(path), PLAIN | DIRECT)
    const { size } = fstatSync(fd)
    const wanted = askFor(buffer, size)
    if (wanted <= size) return null
    const { bytesRead } = await options.readRetry.async(() => readAsync(fd, buffer, 0, wanted, 0))
    return bytesRead === size ? size : null
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'EOPNOTSUPP') throw error
    return null
  } finally {
    if (fd >= 0) closeSync(fd)
  }
}
