/**
 * Names as bytes: any bytes become text that may stand anywhere, and that text leads back to them.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diskPath, isUnnameable, shownPath } from '../../../electron/engine/domain/byte-names.ts'
import { keptTime, keptTimeOfMs } from '../../../electron/engine/domain/scan/kept-time.ts'
import { diskPathOf, native, nativeShown } from '../../../electron/engine/files/disk-path.ts'
import { settableTime } from '../../../electron/engine/files/set-time.ts'

/** Names of the kind that is hard: bytes of all values, text, and text that looks like a shown byte. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 6 }).map((some) => Buffer.from(some)),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc
        .constantFrom('\\xE9', '\\x5C', '\\x5CxE9', '\\x', '\ufffd', '😀', '\\xe9', '\\')
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts))

describe('names that may be no text', () => {
  it('are shown as text, and the text leads back to the very bytes', () => {
    fc.assert(
      fc.property(bytes, (name) => {
        const shown = shownPath(diskPathOf(name))
        expect(shown.isWellFormed()).toBe(true)
        expect(Buffer.from(nativeShown(shown)).equals(name)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('stay as they are where they are plain text', () => {
    for (const name of ['A001C003.mov', 'Über 12.wav', 'a\\b', 'x\\x41', 'x\\xe9', '😀', '\ufffd']) {
      expect(shownPath(diskPathOf(Buffer.from(name)))).toBe(name)
      expect(native(name)).toBe(name)
    }
  })

  it('show each byte as \\xHH', () => {
    const latin1 = Buffer.from('caf\xe9/\xdcber.mov', 'latin1')
    expect(shownPath(diskPathOf(latin1))).toBe('caf\\xE9/\\xDCber.mov')
    expect(isUnnameable('caf\\xE9')).toBe(true)
  })

  it('never are what only looks like them', () => {
    expect(shownPath('caf\\xE9')).toBe('caf\\x5CxE9')
    expect(diskPath('caf\\x5CxE9')).toBe('caf\\xE9')
    expect(isUnnameable('caf\\x5CxE9')).toBe(false)
  })
})

describe('times that are kept', () => {
  it('fit a whole number of 64 bits and a date, whatever a file system says', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 94n), max: 2n ** 94n }), (ns) => {
        const kept = keptTime(ns)
        expect(BigInt.asIntN(64, kept)).toBe(kept)
        expect(Number.isSafeInteger(Math.trunc(Number(kept) / 1e6))).toBe(true)
        expect(new Date(Number(kept / 1_000_000n)).toISOString()).toMatch(/^\d{4}-/)
      }),
    )
    for (const ms of [Number.NaN, Infinity, -Infinity, 9e18, -9e18, 8.64e15])
      expect(BigInt.asIntN(64, BigInt(keptTimeOfMs(ms)))).toBe(BigInt(keptTimeOfMs(ms)))
  })

  it('are not touched when they fit', () => {
    for (const at of ['1970-01-01', '2026-11-29T19:12:01.123Z', '1904-01-01', '2262-01-01', '1700-01-01']) {
      const ns = BigInt(Date.parse(at)) * 1_000_000n
      expect(keptTime(ns)).toBe(ns)
      expect(keptTimeOfMs(Date.parse(at))).toBe(Number(ns))
    }
  })

  it('before 1970 are set as they are, not as now', () => {
    expect(settableTime(-1_500_000_000n)).toBe('-1.5')
    expect(settableTime(1_500_000_000n)).toBe(1.5)
  })
})
