/**
 * Opens files of drives for reading: never through a link in the place of the file, never a pipe or device that would
 * keep the reader for ever. Paths are disk paths (`domain/byte-names.ts`); `diskPath` makes one of what the catalogue
 * keeps.
 */
import { closeSync, fstatSync, openSync, type Stats } from 'node:fs'
import { open, readlink, type FileHandle } from 'node:fs/promises'
import { native } from './disk-path.ts'
import { PLAIN_READ } from './plain-flags.ts'
import { isTextAlias } from './text-alias.ts'

/** Opens it. Throws the error of the system call (ELOOP for a link), EINVAL for what is no file. */
export async function openPlain(path: string): Promise<FileHandle> {
  return await onlyFile(await open(native(path), PLAIN_READ), path)
}

/** The same for a path that a program was given, which may be a link of ours to a name that is no text. */
export async function openMedia(path: string): Promise<FileHandle> {
  if (!isTextAlias(path)) return await openPlain(path)
  return await onlyFile(await open(await readlink(path, { encoding: 'buffer' }), PLAIN_READ), path)
}

/** The whole file. Throws as `openMedia` does, and EFBIG for more than `most` bytes. */
export async function readMedia(path: string, most: number): Promise<Buffer> {
  return await readWhole(await openMedia(path), path, most)
}

/** All of an open file, which is closed after it. Throws EFBIG for more than `most` bytes. */
export async function readWhole(file: FileHandle, path: string, most: number): Promise<Buffer> {
  try {
    assertSize(await file.stat(), path, most)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** The first bytes of it, `length` of them or all that it has. Throws as `openMedia` does. */
export async function readStart(path: string, length: number): Promise<Buffer> {
  const file = await openMedia(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The same without waiting, for threads whose work it is to wait: a descriptor that the caller closes. */
export function openPlainSync(path: string): number {
  const fd = openSync(native(path), PLAIN_READ)
  try {
    assertFile(fstatSync(fd), path)
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** Its bytes from the first to the last, opened when they are asked for. Throws as `openPlain` does. */
export async function* streamPlain(path: string): AsyncGenerator<Uint8Array, void> {
  const file = await openPlain(path)
  try {
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(1 << 20), 0, 1 << 20, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function onlyFile(file: FileHandle, path: string): Promise<FileHandle> {
  try {
    assertFile(await file.stat(), path)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Throws EFBIG for more than `most` bytes. */
export function assertSize(seen: Stats, path: string, most: number): void {
  if (seen.size > most) throw Object.assign(new Error(`${path} is too large`), { code: 'EFBIG' })
}

function assertFile(seen: Stats, path: string): void {
  if (!seen.isFile()) throw Object.assign(new Error(`${path} is no file`), { code: 'EINVAL' })
}
