/** Where contents are cut: by what they hold, so that an insertion leaves the cuts behind it where they were. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCutter } from '../../../electron/engine/chunks/cutter.ts'
import type { Cuts } from '../../../electron/engine/chunks/cuts.ts'
import { CUTS, remoteCuts } from '../../../electron/engine/sync/format/cut-sizes.ts'
import { createNamer, repositorySecrets } from '../../../electron/engine/sync/format/secrets.ts'

const SMALL = remoteCuts({ least: 256, average: 1024, most: 4096 })
const secrets = repositorySecrets('01890000-0000-7000-8000-000000000001', null)
const cutter = createCutter(secrets.gear, 8 << 20)
const namer = createNamer(secrets)

/** Noise that is the same in every run. */
function noise(bytes: number, seed: number): Buffer {
  const made = Buffer.alloc(bytes)
  let state = seed >>> 0 || 1
  for (let at = 0; at < bytes; at += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    made[at] = state & 0xff
  }
  return made
}

function cuts(bytes: Uint8Array, sizes: Cuts): Buffer[] {
  cutter.window.set(bytes)
  const found: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const length = cutter.chunkLength(at, bytes.length, sizes)
    found.push(Buffer.from(bytes.subarray(at, at + length)))
    at += length
  }
  return found
}

/** The same rule in plain JavaScript, slow and easy to read. */
function cutsByTheBook(bytes: Uint8Array, sizes: Cuts): number[] {
  const gear = new BigUint64Array(secrets.gear.buffer.slice(0))
  const { hard, easy } = sizes
  const lengths: number[] = []
  for (let from = 0; from < bytes.length;) {
    const end = Math.min(bytes.length, from + sizes.most)
    let [at, hash, found] = [from + sizes.least, 0n, end]
    for (; at < end; at += 1) {
      hash = BigInt.asUintN(64, (hash << 1n) + gear[bytes[at]!]!)
      if ((hash & BigInt.asUintN(64, at < from + sizes.average ? hard : easy)) === 0n) {
        found = at + 1
        break
      }
    }
    lengths.push(Math.min(found, end) - from)
    from = Math.min(found, end)
  }
  return lengths
}

describe('cutting', () => {
  it('cuts as FastCDC does by the book', () => {
    for (const bytes of [
      noise(300_000, 7),
      Buffer.alloc(50_000),
      Buffer.from('the same words again and again '.repeat(3000)),
    ]) {
      expect(cuts(bytes, SMALL).map((chunk) => chunk.length)).toEqual(cutsByTheBook(bytes, SMALL))
    }
  })

  it('gives back any bytes, in chunks within bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30_000 }), (bytes) => {
        const found = cuts(bytes, SMALL)
        expect(Buffer.concat(found).equals(bytes)).toBe(true)
        for (const [index, { length }] of found.entries()) {
          expect(length).toBeLessThanOrEqual(SMALL.most)
          if (index < found.length - 1) expect(length).toBeGreaterThanOrEqual(SMALL.least)
        }
      }),
    )
  })

  it('changes few chunks when something is put in anywhere', () => {
    const whole = noise(400_000, 11)
    const before = new Set(cuts(whole, SMALL).map((chunk) => namer.name(chunk).toString('hex')))
    fc.assert(
      fc.property(fc.nat(whole.length), fc.uint8Array({ minLength: 1, maxLength: 500 }), (at, put) => {
        const after = cuts(Buffer.concat([whole.subarray(0, at), put, whole.subarray(at)]), SMALL)
        expect(after.filter((chunk) => !before.has(namer.name(chunk).toString('hex'))).length).toBeLessThanOrEqual(8)
      }),
      { numRuns: 50 },
    )
  })

  it('cuts for good: another cut would find nothing of what is stored', () => {
    expect(cuts(noise(1 << 20, 7), CUTS.document).map((chunk) => chunk.length)).toMatchInlineSnapshot(`
      [
        152056,
        29409,
        96680,
        77242,
        46509,
        45090,
        89568,
        67182,
        73969,
        65530,
        81707,
        123791,
        99843,
      ]
    `)
    expect(cuts(noise(6 << 20, 7), CUTS.media).map((chunk) => chunk.length)).toMatchInlineSnapshot(`
      [
        401896,
        655917,
        313724,
        805941,
        1200772,
        585225,
        1111578,
        588914,
        149252,
        478237,
      ]
    `)
  })

  it('keeps to its average on noise', () => {
    const found = cuts(noise(4 << 20, 3), CUTS.document)
    const average = (4 << 20) / found.length
    expect(average).toBeGreaterThan(CUTS.document.average * 0.7)
    expect(average).toBeLessThan(CUTS.document.average * 1.6)
  })

  it('cuts elsewhere in another library, and where an encrypted one was cut nobody can tell without its key', () => {
    const bytes = noise(200_000, 5)
    const lengths = (gear: Uint8Array): number[] => {
      const other = createCutter(gear, 1 << 20)
      other.window.set(bytes)
      const found: number[] = []
      for (let at = 0; at < bytes.length;) {
        found.push(other.chunkLength(at, bytes.length, SMALL))
        at += found[found.length - 1]!
      }
      return found
    }
    expect(lengths(repositorySecrets(secrets.repositoryId, Buffer.alloc(32, 1)).gear)).not.toEqual(
      lengths(secrets.gear),
    )
    expect(lengths(repositorySecrets('01890000-0000-7000-8000-000000000002', null).gear)).not.toEqual(
      lengths(secrets.gear),
    )
  })
})
