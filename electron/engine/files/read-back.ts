/**
 * Reading a copy back, from the device where that can be done.
 *
 * On Linux O_DIRECT reads past the file cache into page-aligned memory. Where the file system refuses it, the read
 * goes through the cache and is labelled so: the label never says more than what was done.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { ReadBack } from '../../../shared/model/asset.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { PLAIN_READ } from './plain-flags.ts'
import { createMultiHash, digestWhole, type MultiHash } from '../hash/multi-hash.ts'
import { native } from './disk-path.ts'
import { errnoOf } from './errno.ts'
import type { ReadRetry } from './read-retry.ts'

export interface ReadBackDone {
  readonly xxh128: string
  readonly hashes: Hashes
  readonly bytes: number
  readonly method: ReadBack
}

export interface ReadBackOptions {
  /** What a read past the cache is worth here; `page-cache` asks for plain reads. */
  readonly method: ReadBack
  /** What is hashed; xxh128 alone when left out. */
  readonly formats?: readonly HashFormat[]
  /** Page-aligned, a multiple of 4 KiB long. */
  readonly buffer: Buffer
  /** Asked before each read; true ends it early. */
  readonly stopped: () => boolean
  readonly onBytes: (bytes: number) => void
  readonly readRetry: ReadRetry
}

export const DIRECT = process.platform === 'linux' ? constants.O_DIRECT : 0
/** What reads past the cache are aligned to, in bytes. */
export const BLOCK = 4096
export const PLAIN = PLAIN_READ

/**
 * Reads a file whole and hashes it.
 * @returns null when it was stopped
 * @throws the error of the system call
 */
export function readBack(path: string, options: ReadBackOptions): ReadBackDone | null {
  if (options.method === 'page-cache' || DIRECT === 0) return readAll(path, PLAIN, 'page-cache', options)
  try {
    return readAll(path, PLAIN | DIRECT, options.method, options)
  } catch (error) {
    // EINVAL: this file system knows no O_DIRECT, at the opening or at the first read.
    if (errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'EOPNOTSUPP') throw error
    return readAll(path, PLAIN, 'page-cache', options)
  }
}

function readAll(path: string, flags: number, method: ReadBack, options: ReadBackOptions): ReadBackDone | null {
  const fd = openSync(native(path), flags)
  let bytes = 0
  try {
    const formats = options.formats ?? ['xxh128']
    const { size } = fstatSync(fd)
    let hash: MultiHash | null = null
    for (;;) {
      if (options.stopped()) return null
      const at = bytes
      const wanted = askFor(options.buffer, size - at)
      const got = options.readRetry.sync(() => readSync(fd, options.buffer, 0, wanted, at))
      bytes += got
      options.onBytes(got)
      // A direct read that ends off the block is the end of the file; another one would be refused as unaligned.
      const ended = got === 0 || (got < wanted && (got % BLOCK !== 0 || bytes === size))
      if (ended && at === 0) return asRead(digestWhole(formats, options.buffer.subarray(0, got)), bytes, method)
      hash ??= createMultiHash(formats)
      hash.update(options.buffer.subarray(0, got))
      if (ended) return asRead(hash.digest(), bytes, method)
    }
  } catch (error) {
    options.onBytes(-bytes)
    throw error
  } finally {
    closeSync(fd)
  }
}

/**
 * Bytes of the next read: what should be left and a block more, by which a file that has grown gives itself away.
 * [Note: the kernel pins all of the memory that a read past the cache names, whatever it finds to put there: with 4 MiB
 * for a file of 4 KB that took longer than everything else about that file together.]
 */
export function askFor(buffer: Buffer, left: number): number {
  return left < 0 ? buffer.length : Math.min(buffer.length, (Math.ceil(left / BLOCK) + 1) * BLOCK)
}

export function asRead(hashes: Hashes, bytes: number, method: ReadBack): ReadBackDone {
  return { xxh128: hashes.xxh128 ?? '', hashes, bytes, method }
}
