/**
 * Rolls are recognised by the structures that cameras leave, and decide what is sealed.
 */
import { describe, expect, it } from 'vitest'
import { describeFolder } from '../../../electron/engine/domain/rolls.ts'

const list = (folder: string, ...paths: readonly string[]) => paths.map(path => ({ path: `${folder}/${path}`, size: 10 }))
const families = (folder: string, ...paths: readonly string[]) => describeFolder(folder, list(folder, ...paths)).rolls.map(roll => [roll.path, roll.family])

describe('a card that is one roll', () => {
  it.each([
    ['RED', 'A001_0925AB.RDM', ['A001_C001.RDC/A001_C001_001.R3D', 'A001_C001.RDC/A001_C001_002.R3D', 'A001_C002.RDC/A001_C002_001.R3D'], 2],
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
    expect(facts.rolls.map(roll => roll.family)).toEqual([family])
    expect(facts.scopes).toEqual([{ path: folder, roll: folder === 'SSD1' ? 'A001' : folder.replace('.RDM', ''), family }])
    expect(facts.clips).toBe(clips)
  })
})

describe('a folder of several rolls', () => {
  it('has a history for each roll, and none of its own when nothing lies outside them', () => {
    const facts = describeFolder('Day01', list('Day01', 'A001/A001C001.mov', 'B001/B001C001.mov', 'SOUND/1.wav'))
    expect(facts.scopes.map(scope => scope.path)).toEqual(['Day01/A001', 'Day01/B001', 'Day01/SOUND'])
  })

  it('has one of its own, after those of its rolls, for what lies outside them', () => {
    const facts = describeFolder('Day01', list('Day01', 'A001/A001C001.mov', 'report.pdf'))
    expect(facts.scopes.map(scope => scope.path)).toEqual(['Day01/A001', 'Day01'])
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
