/**
 * Rolls are recognised by the structures that cameras leave, and decide what is sealed.
 */
import { describe, expect, it } from 'vitest'
import { looksLikeCard } from '../../../electron/engine/domain/volumes/card-look.ts'
import { describeFolder } from '../../../electron/engine/domain/rolls.ts'

const list = (folder: string, ...paths: readonly string[]) =>
  paths.map((path) => ({ path: `${folder}/${path}`, size: 10 }))
const families = (folder: string, ...paths: readonly string[]) =>
  describeFolder(folder, list(folder, ...paths)).rolls.map((roll) => [roll.path, roll.family])

describe('a card that is one roll', () => {
  it.each([
    [
      'RED',
      'A001_0925AB.RDM',
      ['A001_C001.RDC/A001_C001_001.R3D', 'A001_C001.RDC/A001_C001_002.R3D', 'A001_C002.RDC/A001_C002_001.R3D'],
      2,
    ],
    ['Sony XAVC', 'UNTITLED', ['XDROOT/Clip/C0001.MXF', 'XDROOT/Clip/C0001M01.XML', 'XDROOT/MEDIAPRO.XML'], 1],
    ['Sony Alpha/FX', 'Untitled', ['PRIVATE/M4ROOT/CLIP/C0001.MP4', 'PRIVATE/M4ROOT/CLIP/C0001M01.XML'], 1],
    ['Panasonic P2', 'P2', ['CONTENTS/CLIP/0001.XML', 'CONTENTS/VIDEO/0001.MXF', 'LASTCLIP.TXT'], 1],
    ['Canon XF', 'CANON', ['CONTENTS/CLIPS001/AA0001/AA000101.MXF', 'CONTENTS/CLIPS001/INDEX.MIF'], 1],
    ['Sony XDCAM EX', 'EX', ['BPAV/CLPR/001_01/001_01.MP4', 'BPAV/MEDIAPRO.XML'], 1],
    ['GoPro', 'GOPRO', ['DCIM/100GOPRO/GX010001.MP4', 'DCIM/100GOPRO/GX010001.THM'], 1],
    ['DJI', 'DJI', ['DCIM/DJI_001/DJI_0001.MP4', 'DCIM/DJI_001/DJI_0001.SRT'], 1],
    ['ARRI', 'A001R1JL', ['A001C001_240101_R1JL.mxf', 'A001R1JL.ale'], 1],
    ['Blackmagic', 'SSD1', ['A001_09251512_C001.braw', 'A001_09251512_C001.sidecar'], 1],
    ['Sound', '20260309', ['S01T01.WAV', 'S01T02.WAV', 'REPORT.CSV'], 2],
    ['Camera roll', 'A003', ['A003C001.mov', 'A003C002.mov', 'notes.txt'], 2],
  ])('%s', (family, folder, paths, clips) => {
    const facts = describeFolder(folder, list(folder, ...paths))
    expect(facts.rolls.map((roll) => roll.family)).toEqual([family])
    expect(facts.scopes).toEqual([
      { path: folder, roll: folder === 'SSD1' ? 'A001' : folder.replace('.RDM', ''), family },
    ])
    expect(facts.clips).toBe(clips)
  })
})

describe('a folder of several rolls', () => {
  it('has a history for each roll, and none of its own when nothing lies outside them', () => {
    const facts = describeFolder('Day01', list('Day01', 'A001/A001C001.mov', 'B001/B001C001.mov', 'SOUND/1.wav'))
    expect(facts.scopes.map((scope) => scope.path)).toEqual(['Day01/A001', 'Day01/B001', 'Day01/SOUND'])
  })

  it('has one of its own, after those of its rolls, for what lies outside them', () => {
    const facts = describeFolder('Day01', list('Day01', 'A001/A001C001.mov', 'report.pdf'))
    expect(facts.scopes.map((scope) => scope.path)).toEqual(['Day01/A001', 'Day01'])
  })
})

describe('what is not recognised', () => {
  it('is one scope at the top', () => {
    const facts = describeFolder('stuff', list('stuff', 'a.txt', 'deep/er/b.mov'))
    expect(facts.rolls).toEqual([])
    expect(facts.scopes).toEqual([{ path: 'stuff', roll: null, family: null }])
  })

  it('never makes a roll inside a roll', () => {
    expect(families('A001.RDM', 'A001_C001.RDC/x.R3D', 'A001_C001.RDC/DCIM/y.mov')).toEqual([['A001.RDM', 'RED']])
  })
})

describe('a drive with an A roll, a B roll and sound', () => {
  const A = ['A007C001_261129_R1AB.mov', 'A007C002_261129_R1AB.mov']
  const B = ['B007C001_261129_R2CD.mov']
  const SOUND = ['SR003_001.wav', 'SR003_002.wav']
  const names = (folder: string, folders: Readonly<Record<string, readonly string[]>>) =>
    describeFolder(
      folder,
      list(folder, ...Object.entries(folders).flatMap(([sub, files]) => files.map((file) => `${sub}/${file}`))),
    ).rolls.map((roll) => roll.name)

  it('is three rolls by its clips, however the drive and its folders are called', () => {
    for (const folder of ['CARD', 'A007', 'B007']) {
      expect(names(folder, { A007: A, B007: B, SOUND })).toEqual(['A007', 'B007', 'SOUND'])
      expect(names(folder, { A_ROLL: A, B_ROLL: B, Sound: SOUND })).toEqual(['A007', 'B007', 'Sound'])
    }
  })

  it('is one roll where the sound is the camera’s own, or the clips of one reel lie in folders of their own', () => {
    expect(families('A007', 'A007C001/A007C001_0001.mov', 'A007C002/A007C002_0001.mov')).toEqual([
      ['A007', 'Camera roll'],
    ])
    expect(names('A007', { Clip: A, Audio: ['A007C001_261129_R1AB.wav'] })).toEqual(['A007'])
  })

  it('is offered as a card when it is plugged in', () => {
    const entries = Object.entries({ A_ROLL: A, B_ROLL: B, SOUND }).flatMap(([path, files]) => [
      { path, folder: true },
      ...files.map((file) => ({ path: `${path}/${file}`, folder: false })),
    ])
    expect(
      looksLikeCard('A007', entries, { kind: 'card', removable: true, capacity: 512e9 })?.rolls.map(
        (roll) => roll.name,
      ),
    ).toEqual(['A007', 'B007', 'SOUND'])
  })
})
