/**
 * Digests between bytes and their canonical text: lower-case hex in big-endian byte order, or base 58 for C4.
 */
import type { HashFormat } from '../../../shared/model/hash.ts'
import { c4OfSha512, sha512OfC4 } from './c4.ts'

/** Bytes of a digest of each format; C4 is a SHA-512 underneath. */
export const DIGEST_BYTES: Readonly<Record<HashFormat, number>> = {
  c4: 64,
  md5: 16,
  sha1: 20,
  xxh128: 16,
  xxh3: 8,
  xxh64: 8,
}

/** The canonical text of a digest. */
export function encodeDigest(format: HashFormat, bytes: Uint8Array): string {
  return format === 'c4'
    ? c4OfSha512(bytes)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** The bytes behind a digest's text, or null when the text is no digest of this format. Hex may be in either case. */
export function decodeDigest(format: HashFormat, text: string): Uint8Array | null {
  if (format === 'c4') return sha512OfC4(text)
  return text.length === DIGEST_BYTES[format] * 2 && /^[0-9a-f]+$/i.test(text) ? Buffer.from(text, 'hex') : null
}

/** A digest from someone else's file in its canonical text, or null when it is no digest of this format. */
export function canonicalDigest(format: HashFormat, text: string): string | null {
  const bytes = decodeDigest(format, text.trim())
  return bytes === null ? null : encodeDigest(format, bytes)
}
