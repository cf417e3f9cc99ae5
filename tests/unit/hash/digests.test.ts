/**
 * Digests: published vectors, the tools that crews have, and any way of cutting the bytes.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { c4OfSha512, sha512OfC4 } from '../../../electron/engine/hash/c4.ts'
import { canonicalDigest, decodeDigest, encodeDigest } from '../../../electron/engine/hash/digest-text.ts'
import { createMultiHash, digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'

const VECTORS: readonly (readonly [string, HashFormat, string])[] = [
  ['', 'xxh64', 'ef46db3751d8e999'],
  ['', 'xxh3', '2d06800538d394c2'],
  ['', 'xxh128', '99aa06d3014798d86001c324468d497f'],
  ['', 'md5', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['', 'sha1', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['', 'c4', 'c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT'],
  ['foo', 'xxh64', '33bf00a859c4ba3f'],
  ['foo', 'xxh3', 'ab6e5f64077e7d8a'],
  ['foo', 'xxh128', '79aef92e83454121ab6e5f64077e7d8a'],
  ['foo', 'c4', 'c45xZeXwMSpqXjpDumcHMA6mhoAmGHkUo7r9WmN2UgSEQzj9KjgseaQdkEJ11fGb5S1WEENcV3q8RFWwEeVpC7Fjk2'],
  ['alfa', 'c4', 'c43zYcLni5LF9rR4Lg4B8h3Jp8SBwjcnyyeh4bc6gTPHndKuKdjUWx1kJPYhZxYt3zV6tQXpDs2shPsPYjgG81wZM1'],
  ['bravo', 'c4', 'c42jd8KUQG9DKppN1qt5aWS3PAmdPmNutXyVTb8H123FcuU3shPxpUXsVdcouSALZ4PaDvMYzQSMYCWkb6rop9zhDa'],
]

describe('a digest', () => {
  it.each(VECTORS)('of "%s" in %s is %s', (text, format, digest) => {
    expect(digestBytes(format, Buffer.from(text))).toBe(digest)
    const hash = createMultiHash([format])
    hash.update(Buffer.from(text))
    expect(hash.digest()).toEqual({ [format]: digest })
  })

  it.each([
    ['xxh64', 'xxhsum', ['-H1']],
    ['xxh128', 'xxhsum', ['-H2']],
    ['md5', 'md5sum', []],
    ['sha1', 'sha1sum', []],
  ] as const)('in %s is what %s prints', (format, tool, options) => {
    const bytes = randomBytes(1_234_567)
    const printed = execFileSync(tool, [...options, '-'], { input: bytes, encoding: 'utf8' }).split(' ')[0]
    expect(digestBytes(format, bytes)).toBe(printed)
  })

  it('is the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 12 }), (parts) => {
        const whole = Buffer.concat(parts)
        const hash = createMultiHash(HASH_FORMATS)
        for (const part of parts) hash.update(part)
        expect(hash.digest()).toEqual(
          Object.fromEntries(HASH_FORMATS.map((format) => [format, digestBytes(format, whole)])),
        )
      }),
    )
  })

  it('covers the part of the memory that a view shows, and no more', () => {
    const bytes = new Uint8Array(Buffer.from('a foo b'))
    expect(digestBytes('xxh64', bytes.subarray(2, 5))).toBe('33bf00a859c4ba3f')
    const hash = createMultiHash(['xxh64'])
    hash.update(bytes.subarray(2, 5))
    expect(hash.digest().xxh64).toBe('33bf00a859c4ba3f')
  })
})

describe('the text of a digest', () => {
  it('goes to bytes and back in every format', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HASH_FORMATS), fc.uint8Array({ maxLength: 64 }), (format, bytes) => {
        const text = digestBytes(format, bytes)
        expect(encodeDigest(format, decodeDigest(format, text)!)).toBe(text)
      }),
    )
  })

  it('of C4 keeps the zeros at the left', () => {
    const small = Buffer.alloc(64)
    small[63] = 57
    expect(c4OfSha512(small)).toBe(`c4${'1'.repeat(87)}z`)
    expect(sha512OfC4(`c4${'1'.repeat(87)}z`)).toEqual(small)
    expect(sha512OfC4(`c4${'z'.repeat(88)}`)).toBeNull()
  })

  it('is refused when it is of another length or alphabet, and made lower-case', () => {
    expect(decodeDigest('xxh64', 'ef46db3751d8e99')).toBeNull()
    expect(decodeDigest('md5', 'z41d8cd98f00b204e9800998ecf8427e')).toBeNull()
    expect(decodeDigest('c4', 'c40')).toBeNull()
    expect(canonicalDigest('xxh64', ' EF46DB3751D8E999\n')).toBe('ef46db3751d8e999')
  })
})
