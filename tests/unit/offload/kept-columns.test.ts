/**
 * What a run keeps of each file is given back as it was kept.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COPY_STATES, type FileCopy } from '../../../electron/engine/domain/offload/offload.ts'
import { encodeDigest, DIGEST_BYTES } from '../../../electron/engine/hash/digest-text.ts'
import { createKeptCopies } from '../../../electron/engine/offload/run/kept-copies.ts'
import { createKeptHashes } from '../../../electron/engine/offload/run/kept-hashes.ts'
import { READ_BACKS } from '../../../shared/model/asset.ts'
import { HASH_FORMATS, type Hashes } from '../../../shared/model/hash.ts'
import { VERIFICATION_LEVELS } from '../../../shared/model/offload.ts'

const FILES = 20
const position = fc.nat(FILES - 1)
const pathOf = (at: number): string => `A001/C${at}.mov`

/** Digests in some of the formats, all of them in their canonical text. */
const digests = fc
  .record(
    Object.fromEntries(
      HASH_FORMATS.map((format) => [
        format,
        fc
          .uint8Array({ minLength: DIGEST_BYTES[format], maxLength: DIGEST_BYTES[format] })
          .map((bytes) => encodeDigest(format, bytes)),
      ]),
    ),
    { requiredKeys: [] },
  )
  .map((hashes): Hashes => hashes)

const copy = fc.record({
  state: fc.constantFrom(...COPY_STATES),
  otherName: fc.option(fc.string({ minLength: 1 })),
  from: fc.option(fc.nat(9)),
  method: fc.option(fc.constantFrom(...READ_BACKS)),
  level: fc.option(fc.constantFrom(...VERIFICATION_LEVELS)),
  fault: fc.option(fc.record({ code: fc.constant('disk.io' as const), sentence: fc.string() })),
  copied: fc.boolean(),
  at: fc.nat(),
  ctimeNs: fc.option(fc.double({ min: -1e18, max: 4e18, noNaN: true })),
})

describe('what is kept of each file', () => {
  it('gives the last hashes back, whatever formats there are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(position, digests), { maxLength: 60 }), (steps) => {
        const kept = createKeptHashes(FILES)
        const expected = new Map<number, Hashes>()
        for (const [at, hashes] of steps) {
          kept.keep(at, hashes)
          expected.set(at, hashes)
        }
        for (let at = 0; at < FILES; at += 1) expect(kept.get(at)).toEqual(expected.get(at) ?? null)
      }),
    )
  })

  it('gives texts back that are no canonical digests', () => {
    const kept = createKeptHashes(2)
    kept.keep(0, { xxh128: 'short', xxh64: '0123456789abcdef' })
    kept.keep(1, { xxh64: 'ü'.repeat(16) })
    expect(kept.get(0)).toEqual({ xxh128: 'short', xxh64: '0123456789abcdef' })
    expect(kept.get(1)).toEqual({ xxh64: 'ü'.repeat(16) })
    kept.keep(0, { xxh64: 'fedcba9876543210' })
    expect(kept.get(0)).toEqual({ xxh64: 'fedcba9876543210' })
  })

  it('gives the last copy back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(position, copy), { maxLength: 60 }), (steps) => {
        const kept = createKeptCopies(FILES, 3, pathOf)
        const expected = new Map<number, FileCopy>()
        for (const [at, { otherName, ...known }] of steps) {
          const path = pathOf(at)
          const one: FileCopy = { ...known, path, destination: 3, writtenAs: otherName ?? path }
          kept.keep(at, one)
          expected.set(at, one)
        }
        for (let at = 0; at < FILES; at += 1) expect(kept.get(at)).toEqual(expected.get(at) ?? null)
      }),
    )
  })
})
