/**
 * One read, many hashes: the same bytes fed to every hash that is asked for, all of them native code.
 */
import { createHash } from 'node:crypto'
import xxhash from 'xxhash-addon'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { encodeDigest } from './digest-text.ts'

export interface MultiHash {
  /** Feeds bytes to every hash. They are read at once and may be overwritten afterwards. */
  update(bytes: Uint8Array): void
  /** The digests of all bytes so far. Called once, at the end. */
  digest(): Hashes
}

interface NativeHash {
  update(bytes: Buffer): unknown
  digest(): Buffer
}

const SEED_ZERO = Buffer.alloc(8)

const MAKERS: Readonly<Record<HashFormat, () => NativeHash>> = {
  c4: () => createHash('sha512'),
  md5: () => createHash('md5'),
  sha1: () => createHash('sha1'),
  xxh128: () => new xxhash.XXHash128(SEED_ZERO),
  xxh3: () => new xxhash.XXHash3(SEED_ZERO),
  xxh64: () => new xxhash.XXHash64(SEED_ZERO),
}

/** A hash of several formats at once; a format given twice counts once. */
export function createMultiHash(formats: readonly HashFormat[]): MultiHash {
  const hashes = HASH_FORMATS.filter(format => formats.includes(format)).map(format => ({ format, hash: MAKERS[format]() }))
  return {
    update(bytes) {
      // The native hashes take Buffers alone; this one shares the memory.
      const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (const { hash } of hashes) hash.update(buffer)
    },
    digest() {
      return Object.fromEntries(hashes.map(({ format, hash }) => [format, encodeDigest(format, hash.digest())]))
    },
  }
}

/** The digest of a few bytes in memory. */
export function digestBytes(format: HashFormat, bytes: Uint8Array): string {
  const hash = MAKERS[format]()
  hash.update(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return encodeDigest(format, hash.digest())
}
