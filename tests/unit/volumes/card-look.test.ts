/**
 * What looks like a camera's card, and what only holds clips.
 */
import { describe, expect, it } from 'vitest'
import { looksLikeCard, type TopEntry } from '../../../electron/engine/domain/volumes/card-look.ts'
import type { VolumeKind } from '../../../electron/engine/domain/volumes/volume.ts'

const drive = (kind: VolumeKind, capacity = 128e9) => ({ kind, removable: kind === 'card', capacity })
/** Paths that end in a slash are folders. */
const entries = (...paths: string[]): TopEntry[] =>
  paths.map((path) => ({ path: path.replace(/\/$/, ''), folder: path.endsWith('/') }))

describe('a drive looks like a card', () => {
  it('by the folders that only cameras make, on any kind of drive', () => {
    for (const kind of ['card', 'external', 'internal', 'unknown'] as const) {
      expect(looksLikeCard('Untitled', entries('M4ROOT/', 'M4ROOT/CLIP/', 'M4ROOT/MEDIAPRO.XML'), drive(kind))).toEqual(
        { family: 'Sony Alpha/FX', rolls: [{ name: 'Untitled', path: '' }] },
      )
    }
    expect(looksLikeCard('EOS', entries('DCIM/', 'DCIM/100GOPRO/'), drive('card'))?.family).toBe('GoPro')
  })

  it('with several rolls on one magazine', () => {
    const found = looksLikeCard(
      'MAG',
      entries('A001R1JL/', 'A001R1JL/A001_AVID.ale', 'A002R1JL/', 'A002R1JL/A002_AVID.ale'),
      drive('external'),
    )
    expect(found).toMatchObject({
      family: 'ARRI',
      rolls: [{ name: 'A001R1JL', path: 'A001R1JL' }, { name: 'A002R1JL' }],
    })
  })

  it('by loose recordings only when it is small and can be carried away', () => {
    const sound = entries('T01.WAV', 'T02.WAV')
    expect(looksLikeCard('SOUND', sound, drive('card'))?.family).toBe('Sound')
    expect(looksLikeCard('SOUND', sound, drive('internal'))).toBeNull()
    expect(looksLikeCard('SOUND', sound, drive('external', 8e12))).toBeNull()
  })
})

describe('a drive does not look like a card', () => {
  it('when it is a share or in memory', () => {
    expect(looksLikeCard('x', entries('M4ROOT/', 'M4ROOT/CLIP/'), drive('network'))).toBeNull()
    expect(looksLikeCard('x', entries('M4ROOT/', 'M4ROOT/CLIP/'), drive('memory'))).toBeNull()
  })

  it('when its rolls are sealed copies, or we watch it', () => {
    const copies = entries('A001R1JL/', 'A001R1JL/A001_AVID.ale', 'A001R1JL/ascmhl/')
    expect(looksLikeCard('SHUTTLE', copies, drive('external'))).toBeNull()
    expect(looksLikeCard('SHUTTLE', entries('DCIM/', '.rushes-folder.json'), drive('external'))).toBeNull()
    expect(looksLikeCard('SHUTTLE', entries('DCIM/', 'ascmhl/'), drive('external'))).toBeNull()
  })

  it('when it is empty or holds documents', () => {
    expect(looksLikeCard('USB', [], drive('card'))).toBeNull()
    expect(looksLikeCard('USB', entries('Documents/', 'Documents/a.pdf', 'b.txt'), drive('card'))).toBeNull()
  })
})
