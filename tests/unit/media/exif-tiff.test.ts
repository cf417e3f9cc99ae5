/**
 * The small copy of a TIFF that a reader of EXIF is given: the few tags that are wanted, whatever the file claims.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exifBlock } from '../../../electron/engine/media/exif-blocks.ts'
import { smallTiff } from '../../../electron/engine/media/exif-tiff.ts'
import { readExif } from '../../../electron/engine/media/still-facts.ts'

/** A directory in a little-endian TIFF: ids with ASCII values, which follow it. */
function tiff(tags: readonly (readonly [id: number, value: string])[]): Buffer {
  const head = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, tags.length, 0])
  let valueAt = head.length + tags.length * 12 + 4
  const entries = tags.map(([id, value]) => {
    const entry = Buffer.alloc(12)
    entry.writeUInt16LE(id, 0)
    entry.writeUInt16LE(2, 2)
    entry.writeUInt32LE(value.length, 4)
    if (value.length <= 4) entry.write(value, 8, 'latin1')
    else {
      entry.writeUInt32LE(valueAt, 8)
      valueAt += value.length
    }
    return entry
  })
  const values = tags.flatMap(([, value]) => (value.length <= 4 ? [] : [Buffer.from(value, 'latin1')]))
  return Buffer.concat([head, ...entries, Buffer.alloc(4), ...values])
}

describe('the small copy', () => {
  it('has the names that a camera writes, and neither what is long nor what is not wanted', () => {
    const whole = tiff([
      [0x10f, 'Kamera\0'],
      [0x110, 'M1\0'],
      [0x927c, 'a note of the maker\0'],
      [0x131, `${'x'.repeat(100_000)}\0`],
    ])
    const small = smallTiff(whole)!
    expect(small.length).toBeLessThan(200)
    expect(readExif(small)).toMatchObject({ make: 'Kamera', model: 'M1', software: null })
    expect(readExif(whole)).toEqual(readExif(small))
  })

  it('is found in every container of stills', () => {
    const inside = tiff([[0x10f, 'Kamera\0']])
    const png = (): Buffer => {
      const head = Buffer.alloc(8)
      head.writeUInt32BE(inside.length)
      head.write('eXIf', 4, 'latin1')
      return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), head, inside, Buffer.alloc(4)])
    }
    const webp = (): Buffer => {
      const head = Buffer.alloc(8)
      head.write('EXIF', 'latin1')
      head.writeUInt32LE(inside.length + 6, 4)
      return Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), head, Buffer.from('Exif\0\0', 'latin1'), inside])
    }
    for (const bytes of [inside, png(), webp()]) expect(readExif(bytes)?.make).toBe('Kamera')
  })

  it('nothing in a file makes it fail, go on without end, or grow', () => {
    const marks = fc.constantFrom(
      'II*\0',
      'MM\0*',
      '\x89PNG\r\n\x1a\n',
      'RIFF\0\0\0\0WEBP',
      '8BPS',
      '\0\0\0\x18ftypheic',
    )
    fc.assert(
      fc.property(marks, fc.uint8Array({ maxLength: 400 }), (mark, rest) => {
        const bytes = Buffer.concat([Buffer.from(mark, 'latin1'), rest])
        const block = exifBlock(bytes)
        const small = block === null ? null : smallTiff(block.bytes)
        expect((small ?? Buffer.alloc(0)).length).toBeLessThan(200_000)
        readExif(bytes)
      }),
      { numRuns: 2000 },
    )
  })
})
