/**
 * One read, many hashes: every format is fed the same bytes as they pass.
 */
import { createHash } from 'node:crypto'
import xxhash from 'xxhash-addon'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { encodeC4 } from './c4.ts'

/** Fed with bytes, gives the digests once at the end. */
export interface MultiHash {
  update(bytes: Uint8Array): void
  /** Digests as text by format. Call it once. */
  digest(): Hashes
}

const { XXHash128, XXHash3, XXHash64 } = xxhash

interface OneHash { update(bytes: Buffer): void; digest(): string }

/** Seed 0, as ASC MHL asks; xxhash-addon gives the canonical (big-endian) byte order. */
const SEED_64 = Buffer.alloc(8)

const MAKERS: Readonly<Record<HashFormat, () => OneHash>> = {
  xxh64: () => native(new XXHash64(SEED_64)),
  xxh3: () => native(new XXHash3(SEED_64)),
  xxh128: () => native(new XXHash128(SEED_64)),
  md5: () => openssl('md5', (digest) => digest.toString('hex')),
  sha1: () => openssl('sha1', (digest) => digest.toString('hex')),
  c4: () => openssl('sha512', encodeC4),
}

/** Hashers for these formats, each format once. */
export function createMultiHash(formats: readonly HashFormat[]): MultiHash {
  const hashes = [...new Set(formats)].map((format) => ({ format, hash: MAKERS[format]() }))
  return {
    update(bytes) {
      const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (const { hash } of hashes) hash.update(buffer)
    },
    digest: () => Object.fromEntries(hashes.map(({ format, hash }) => [format, hash.digest()])),
  }
}

function native(hash: { update(bytes: Buffer): void; digest(): Buffer }): OneHash {
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest().toString('hex') }
}

function openssl(algorithm: string, encode: (digest: Buffer) => string): OneHash {
  const hash = createHash(algorithm)
  return { update: (bytes) => { hash.update(bytes) }, digest: () => encode(hash.digest()) }
}
