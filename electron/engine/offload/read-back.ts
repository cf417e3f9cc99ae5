/**
 * Reading a copy back, from the device where that can be done.
 *
 * On Linux O_DIRECT reads past the file cache into page-aligned memory. Where the file system refuses it, the read
 * goes through the cache and is labelled so: the label never says more than what was done.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs'
import type { ReadBack } from '../../../shared/model/asset.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { createMultiHash } from '../hash/multi-hash.ts'
import { errnoOf } from './errno.ts'
import type { Patience } from './patience.ts'

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
  readonly patience: Patience
}

const DIRECT = process.platform === 'linux' ? constants.O_DIRECT : 0
const PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)

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
  const fd = openSync(path, flags)
  let bytes = 0
  try {
    const hash = createMultiHash(options.formats ?? ['xxh128'])
    for (;;) {
      if (options.stopped()) return null
      const at = bytes
      const got = options.patience.sync(() => readSync(fd, options.buffer, 0, options.buffer.length, at))
      if (got === 0) break
      hash.update(options.buffer.subarray(0, got))
      bytes += got
      options.onBytes(got)
      // A direct read that ends off the block is the end of the file; another one would be refused as unaligned.
      if (got % 4096 !== 0 && got < options.buffer.length) break
    }
    const hashes = hash.digest()
    return { xxh128: hashes.xxh128 ?? '', hashes, bytes, method }
  } catch (error) {
    options.onBytes(-bytes)
    throw error
  } finally {
    closeSync(fd)
  }
}
