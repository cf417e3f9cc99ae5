/**
 * Reads a small file of a folder that is not ours (a marker, a chain, a text of a card): never through a link in its
 * place, never a pipe or device that would keep the reader for ever, never more than it may be.
 */
import { closeSync, fstatSync, readFileSync } from 'node:fs'
import { assertSize, openPlain, openPlainSync, readWhole } from './open-plain.ts'

/** The largest manifest or chain that is read: some millions of files. */
export const MAX_MANIFEST_BYTES = 1 << 30

/** The bytes. Throws the error of the system call, EFBIG for more than `most`, EINVAL for what is no file. */
export async function readPlain(path: string, most: number): Promise<Buffer> {
  return await readWhole(await openPlain(path), path, most)
}

/** The same without waiting, for threads whose work it is to wait. */
export function readPlainSync(path: string, most: number): Buffer {
  const fd = openPlainSync(path)
  try {
    assertSize(fstatSync(fd), path, most)
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}
