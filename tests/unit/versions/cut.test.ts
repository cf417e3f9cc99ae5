/**
 * Where a file is cut: by what it says, not by where that stands.
 */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutsOf, type Cuts } from '../../../electron/engine/chunks/cuts.ts'
import { createDocumentCutter, DOCUMENT_CUTS } from '../../../electron/engine/versions/store/document-cuts.ts'

const SMALL = cutsOf({ least: 64, average: 256, most: 1024 }, 2, 32)
const cutter = createDocumentCutter(8 << 20)

/** Bytes that are the same in every run: SHA-256 in counter mode. */
function noise(length: number, seed: number): Buffer {
  return Buffer.concat(
    Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
      createHash('sha256').update(`${seed} ${block}`).digest(),
    ),
  ).subarray(0, length)
}

function cut(bytes: Uint8Array, sizes: Cuts): Buffer[] {
  cutter.window.set(bytes)
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const length = cutter.chunkLength(at, bytes.length, sizes)
    chunks.push(Buffer.from(bytes.subarray(at, at + length)))
    at += length
  }
  return chunks
}

describe('cutting', () => {
  it('gives the whole file back, in chunks within their bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        const chunks = cut(bytes, SMALL)
        expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
        for (const [index, chunk] of chunks.entries()) {
          expect(chunk.length).toBeLessThanOrEqual(SMALL.most)
          if (index < chunks.length - 1) expect(chunk.length).toBeGreaterThanOrEqual(SMALL.least)
        }
      }),
    )
  })

  it('cuts where the window ends as it cuts where the file goes on', () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const bytes = noise(8192, seed)
        cutter.window.set(bytes)
        expect(cutter.chunkLength(0, SMALL.most, SMALL)).toBe(cutter.chunkLength(0, bytes.length, SMALL))
      }),
    )
  })

  it('changes few chunks where few bytes change', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.nat(199_000),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        (seed, at, removed, inserted) => {
          const before = noise(200_000, seed)
          const after = Buffer.concat([
            before.subarray(0, at),
            noise(inserted, seed + 1),
            before.subarray(at + removed),
          ])
          const known = new Set(cut(before, SMALL).map((chunk) => chunk.toString('latin1')))
          const fresh = cut(after, SMALL).filter((chunk) => !known.has(chunk.toString('latin1')))
          expect(fresh.reduce((sum, chunk) => sum + chunk.length, 0)).toBeLessThan(inserted + 16 * SMALL.most)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('makes chunks of about the average length', () => {
    const chunks = cut(noise(8 << 20, 1), DOCUMENT_CUTS)
    const average = (8 << 20) / chunks.length
    expect(average).toBeGreaterThan(DOCUMENT_CUTS.average * 0.7)
    expect(average).toBeLessThan(DOCUMENT_CUTS.average * 1.5)
  })

  it('cuts for good: another cut would find nothing of what is stored', () => {
    expect(cut(noise(1 << 20, 7), DOCUMENT_CUTS).map((chunk) => chunk.length)).toMatchInlineSnapshot(`
      [
        25907,
        80010,
        37032,
        136781,
        74718,
        71151,
        76878,
        81213,
        90344,
        71771,
        69400,
        18313,
        67079,
        82350,
        65629,
      ]
    `)
  })
})
