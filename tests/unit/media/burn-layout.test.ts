import { describe, expect, it } from 'vitest'
import { fontPixels, layBottom, textPixels, wrapped } from '../../../electron/engine/media/recipes/burn-layout.ts'

const HD = { width: 1920, height: 1080 }
const PORTRAIT = { width: 1080, height: 1920 }

describe('lines at the bottom of a picture', () => {
  it('lie beside the timecode where they fit, and above it where they would cover it', () => {
    expect(layBottom(HD, { timecode: true, name: 'A003C001', frame: true })).toEqual({
      name: { text: 'A003C001', row: 0 },
      frameRow: 0,
    })
    expect(layBottom(PORTRAIT, { timecode: true, name: 'A003C001_261120', frame: true })).toEqual({
      name: { text: 'A003C001_261120', row: 1 },
      frameRow: 0,
    })
    expect(layBottom({ width: 150, height: 400 }, { timecode: true, name: 'A003', frame: true }).frameRow).toBe(1)
  })

  it('a name that is too long for a row keeps its beginning and its end', () => {
    const { name } = layBottom(HD, { timecode: false, name: `A003${'W'.repeat(90)}_take7`, frame: false })
    expect(name!.text).toMatch(/^A003W+…W*_take7$/)
    expect(textPixels(name!.text, fontPixels(HD))).toBeLessThanOrEqual(1920 - 2 * fontPixels(HD))
  })
})

it('a text is broken at spaces, and inside a word that is longer than a line', () => {
  expect(wrapped('For the edit', 40, textPixels('For the', 40))).toEqual(['For the', 'edit'])
  expect(wrapped('WWWW', 40, textPixels('WW', 40))).toEqual(['WW', 'WW'])
  expect(wrapped('', 40, 100)).toEqual([])
})
