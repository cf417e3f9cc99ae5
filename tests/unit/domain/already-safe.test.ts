/**
 * Which files that stand at a destination already are copies of this very card's.
 */
import { describe, expect, it } from 'vitest'
import { ofThisCard } from '../../../electron/engine/domain/offload/already-safe.ts'

const files = (...paths: readonly string[]) => paths.map((path) => ({ path }))

describe('files that stand at a destination under another name', () => {
  const card = files('Day2/A001/CLIP/C1.MXF', 'Day2/A001/CLIP/C1.XML', 'Day2/A001/STATUS.BIN')

  it('count when the folder there holds a clip of the card, too', () => {
    const standing = new Map([
      ['Day2/A001/CLIP/C1.MXF', 'Day1/A001/CLIP/C1.MXF'],
      ['Day2/A001/STATUS.BIN', 'Day1/A001/STATUS.BIN'],
    ])
    expect(ofThisCard(standing, card)).toEqual(standing)
  })

  it('do not count when only a small file that is alike on every card stands in another card’s folder', () => {
    const standing = new Map([['Day2/A001/STATUS.BIN', 'Day1/A007/STATUS.BIN']])
    expect(ofThisCard(standing, card)).toEqual(new Map())
  })

  it('are told apart folder by folder', () => {
    const standing = new Map([
      ['Day2/A001/CLIP/C1.MXF', 'Day1/A001/CLIP/C1.MXF'],
      ['Day2/A001/STATUS.BIN', 'Day1/A007/STATUS.BIN'],
    ])
    expect([...ofThisCard(standing, card).keys()]).toEqual(['Day2/A001/CLIP/C1.MXF'])
  })

  it('count by themselves when the card has no clips at all', () => {
    const standing = new Map([['Day2/DOCS/a.bin', 'Day1/DOCS/a.bin']])
    expect(ofThisCard(standing, files('Day2/DOCS/a.bin', 'Day2/DOCS/b.bin'))).toEqual(standing)
  })
})
