/**
 * One read, many hashes: the same bytes fed to every hash that is asked for, all of them native code.
 */
import { createHash, hash as hashOnce } from 'node:crypto'
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

const WHOLE: Readonly<Record<HashFormat, (bytes: Buffer) => Buffer>> = {
  c4: (bytes) => hashOnce('sha512', bytes, 'buffer'),
  md5: (bytes) => hashOnce('md5', bytes, 'buffer'),
  sha1: (bytes) => hashOnce('sha1', bytes, 'buffer'),
  xxh128: (bytes) => xxhash.XXHash128.hash(bytes),
  xxh3: (bytes) => xxhash.XXHash3.hash(bytes),
  xxh64: (bytes) => xxhash.XXHash64.hash(bytes),
}

/** A hash of several formats at once; a format given twice counts once. */
export function createMultiHash(formats: readonly HashFormat[]): MultiHash {
  const hashes = HASH_FORMATS.filter((format) => formats.includes(format)).map((format) => ({
    format,
    hash: MAKERS[format](),
  }))
  return {
    update(bytes) {
      const buffer = asBuffer(bytes)
      for (const { hash } of hashes) hash.update(buffer)
    },
    digest() {
      return Object.fromEntries(hashes.map(({ format, hash }) => [format, encodeDigest(format, hash.digest())]))
    },
  }
}

/**
 * The digests of bytes that are all in memory; a format given twice counts once. One native call a format: with a
 * hundred thousand small files, the objects of `createMultiHash` cost more than the hashing.
 */
export function digestWhole(formats: readonly HashFormat[], bytes: Uint8Array): Hashes {
  const digests: Partial<Record<HashFormat, string>> = {}
  for (const format of formats) digests[format] ??= digestBytes(format, bytes)
  return digests
}

/** The digest of bytes that are all in memory. */
export function digestBytes(format: HashFormat, bytes: Uint8Array): string {
  return encodeDigest(format, WHOLE[format](asBuffer(bytes)))
}

/** The native hashes take Buffers alone; this one shares the memory. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
