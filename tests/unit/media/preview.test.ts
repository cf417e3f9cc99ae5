/**
 * The developed picture inside a camera raw still, found by the markers of JPEG alone.
 */
import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findPreview } from '../../../electron/engine/media/preview.ts'
import { still } from '../../helpers/media.ts'

describe('a preview', { timeout: 60_000 }, () => {
  it('is the largest JPEG among what else is in the file', async () => {
    const jpeg = await readFile(await still('jpg'))
    const raw = Buffer.concat([
      Buffer.alloc(5000, 7),
      Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
      Buffer.alloc(900),
      jpeg,
      Buffer.alloc(300, 0xff),
    ])
    expect(findPreview(raw)).toEqual({ start: 5904, end: 5904 + jpeg.length, width: 640, height: 480 })
  })

  it('that is cut short is none', async () => {
    const jpeg = await readFile(await still('jpg'))
    expect(findPreview(jpeg.subarray(0, jpeg.length - 2))).toBeNull()
    expect(findPreview(Buffer.alloc(0))).toBeNull()
  })

  it('is looked for in any bytes without harm', () => {
    const word = fc.constantFrom(0xff, 0xd8, 0xd9, 0xda, 0xc0, 0xc3, 0, 1, 8)
    fc.assert(
      fc.property(fc.array(word, { maxLength: 600 }), (bytes) => {
        const found = findPreview(Buffer.from(bytes))
        expect(found === null || found.end <= bytes.length).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
