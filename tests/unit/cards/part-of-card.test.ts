/**
 * A part of a card is told from a card.
 */
import { describe, expect, it } from 'vitest'
import { partOfCard, partSentence, type FolderAbove } from '../../../electron/engine/domain/cards/part-of-card.ts'

/** The folders above a path; `shown` are names that a look at the given folder finds. */
function above(source: string, shown: Readonly<Record<string, readonly string[]>> = {}): FolderAbove[] {
  const parts = source.split('/').slice(1)
  return parts
    .slice(0, -1)
    .map((name, index) => {
      const path = `/${parts.slice(0, index + 1).join('/')}`
      return {
        path,
        name,
        inner: parts.slice(index + 1).join('/'),
        entries: (shown[path] ?? []).map((entry) => ({ path: entry.replace(/\/$/, ''), folder: entry.endsWith('/') })),
      }
    })
    .toReversed()
}

describe('a part of a card', () => {
  it.each([
    ['/media/CARD/PRIVATE/M4ROOT/CLIP', 'Sony Alpha/FX', {}],
    ['/media/CARD/M4ROOT/CLIP', 'Sony Alpha/FX', {}],
    ['/media/CARD/XDROOT/Clip', 'Sony XAVC', {}],
    ['/media/CARD/BPAV/CLPR', 'Sony XDCAM EX', {}],
    ['/media/CARD/DCIM/100GOPRO', 'GoPro', {}],
    ['/media/CARD/PRIVATE/AVCHD/BDMV/STREAM', 'AVCHD', {}],
    ['/media/CARD/DCIM', 'DJI', { '/media/CARD': ['DCIM/DJI_001/'] }],
    ['/media/CARD/CONTENTS/VIDEO', 'Panasonic P2', { '/media/CARD': ['CONTENTS/CLIP/'] }],
    ['/media/CARD/CONTENTS', 'Panasonic P2', { '/media/CARD': ['LASTCLIP.TXT'] }],
    ['/media/CARD/CONTENTS/CLIPS001', 'Canon XF', {}],
    ['/media/CARD/A001.RDM/A001_C001.RDC', 'RED', {}],
    ['/media/CARD/PRIVATE/M4ROOT/CLIP/C0001.MP4', 'Sony Alpha/FX', {}],
  ])('%s', (source, family, shown) => {
    expect(partOfCard(above(source, shown))?.family).toBe(family)
  })

  it('is told with the name of the whole card, the topmost of what looks like one', () => {
    const part = partOfCard(above('/media/CARD/PRIVATE/M4ROOT/CLIP'))!
    expect(part).toMatchObject({ root: '/media/CARD', name: 'CARD', inner: 'PRIVATE/M4ROOT/CLIP' })
    expect(partSentence('/media/CARD/PRIVATE/M4ROOT/CLIP', part)).toBe(
      '/media/CARD/PRIVATE/M4ROOT/CLIP is a part of the card CARD (Sony Alpha/FX). Choose the whole card at /media/CARD, so that nothing is left behind.',
    )
  })
})

describe('no part of a card', () => {
  it.each([
    ['/media/CARD', {}],
    ['/media/MAG/A001.RDM', { '/media/MAG': ['digital_magazine.bin'] }],
    ['/media/MAG/A001R1JL', { '/media/MAG': ['A002R1JL/', 'A002R1JL/A002_AVID.ale'] }],
    ['/home/anna/interviews', { '/home/anna': ['a.wav', 'b.wav', 'A001.braw'] }],
    ['/home/anna/DCIM/holiday', { '/home/anna': ['DCIM/holiday/'] }],
    ['/data/contents/video', { '/data': ['contents/notes/'] }],
    ['/projects/private/cut', {}],
  ])('%s', (source, shown) => {
    expect(partOfCard(above(source, shown))).toBeNull()
  })
})
