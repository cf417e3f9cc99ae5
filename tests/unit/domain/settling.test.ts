import { describe, expect, it } from 'vitest'
import {
  isPlaceholder,
  isUnfinishedName,
  reasonToLeave,
  restOf,
} from '../../../electron/engine/domain/scan/settling.ts'

describe('a file that is on its way', () => {
  it.each([
    'A003C012.mov.part',
    'film.mkv.crdownload',
    '.A003C012.mov.Xa81Kd',
    'A003.mxf.partial',
    'clip.mov.filepart',
    'x.aria2',
    '~$Budget.xlsx',
    '.~lock.Script.odt#',
    'Edit.prlock.lck',
    'layout.idlk',
    '.rushes-0123456789ab-1.part',
    'Poster.psd.sb-1a2b3c4d-Xy',
    'notes.txt~',
    '.goutputstream-ABC',
  ])('is left alone by its name: %s', (name) => expect(isUnfinishedName(name)).toBe(true))

  it.each([
    'A003C012.mov',
    'Partition.mov',
    'Edit_v003.prproj',
    '.hidden.jpg',
    'temp.mov',
    'Scene 12 ~ final.mov',
    '.htaccess.txt',
  ])('is none by a name like %s', (name) => expect(isUnfinishedName(name)).toBe(false))

  it('rests longer when it is large, and longest on a share', () => {
    expect(restOf('internal', 1000)).toBeLessThan(restOf('internal', 50e9))
    expect(restOf('internal', 50e9)).toBeLessThan(restOf('network', 1000))
  })
})

describe('a placeholder of a cloud drive', () => {
  it('is known by its name, and on macOS by having no blocks', () => {
    expect(isPlaceholder('.A003C012.mov.icloud', { bytes: 180, blocks: 8 }, 'linux')).toBe(true)
    expect(isPlaceholder('A003C012.mov', { bytes: 5e9, blocks: 0 }, 'darwin')).toBe(true)
    expect(isPlaceholder('A003C012.mov', { bytes: 5e9, blocks: 9e6 }, 'darwin')).toBe(false)
    // On Linux a file of holes has no blocks either, and reading it downloads nothing.
    expect(isPlaceholder('sparse.img', { bytes: 5e9, blocks: 0 }, 'linux')).toBe(false)
  })

  it('is left with the reason', () => {
    expect(reasonToLeave('A003C012.mov', { bytes: 5e9, blocks: 0 }, 'darwin')).toMatch(/cloud/)
    expect(reasonToLeave('A003C012.mov', { bytes: 5e9, blocks: 9e6 }, 'darwin')).toBeNull()
  })
})
