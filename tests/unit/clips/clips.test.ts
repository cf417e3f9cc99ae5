/**
 * Files to clips: by family of camera, and never a file lost.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipFacts } from '../../../electron/engine/domain/media/clip-facts.ts'
import { classify, groupClips } from '../../../electron/engine/domain/media/clips.ts'

/** Groups as text: "primary <- role:part …". */
function shape(paths: readonly string[]): string[] {
  return groupClips(paths).map(({ primary, parts }) =>
    [primary, ...parts.map((part) => `${part.role}:${part.path}`)].join(' '),
  )
}

describe('what a file is, by its name', () => {
  it.each([
    ['A001_C001_0925AB_001.R3D', 'video'],
    ['clip.braw', 'video'],
    ['x/A001C010.ari', 'video'],
    ['Clip/C0001.MXF', 'video'],
    ['a.mov', 'video'],
    ['DJI_0001.LRF', 'video'],
    ['STREAM/00000.MTS', 'video'],
    ['shot.0001.exr', 'still'],
    ['scan.dpx', 'still'],
    ['IMG_1.CR3', 'still'],
    ['PICT0001.MRW', 'still'],
    ['press.rm', 'video'],
    ['press.RMVB', 'video'],
    ['x.dng', 'still'],
    ['x.HEIC', 'still'],
    ['SC1-T01.WAV', 'audio'],
    ['mix.rf64', 'audio'],
    ['cut.prproj', 'project'],
    ['grade.drp', 'project'],
    ['edit.avp', 'project'],
    ['bin.avb', 'project'],
    ['titles.aep', 'project'],
    ['cut.fcpxml', 'project'],
    ['cut.otio', 'project'],
    ['mix.ptx', 'project'],
    ['comp.nk', 'project'],
    ['logo.psd', 'graphics'],
    ['look.cube', 'graphics'],
    ['report.pdf', 'document'],
    ['cut.edl', 'document'],
    ['day.ale', 'document'],
    ['C0001M01.XML', 'document'],
    ['lines.srt', 'subtitle'],
    ['clip.sidecar', 'sidecar'],
    ['IMG_1.xmp', 'sidecar'],
    ['GX010001.THM', 'sidecar'],
    ['noextension', 'other'],
    ['.DS_Store', 'other'],
    ['._C0001.MP4', 'other'],
    ['a.unknown', 'other'],
  ])('%s is %s', (path, kind) => {
    expect(classify(path)).toBe(kind)
  })
})

describe('files of one clip', () => {
  it('Sony: the XML beside, the proxy in Sub and the picture in THMBNL belong to the clip', () => {
    expect(
      shape([
        'M4ROOT/CLIP/C0001.MP4',
        'M4ROOT/CLIP/C0001M01.XML',
        'M4ROOT/SUB/C0001S03.MP4',
        'M4ROOT/THMBNL/C0001T01.JPG',
        'M4ROOT/CLIP/C0002.MP4',
        'M4ROOT/MEDIAPRO.XML',
      ]),
    ).toEqual([
      'M4ROOT/CLIP/C0001.MP4 proxy:M4ROOT/SUB/C0001S03.MP4 sidecar:M4ROOT/THMBNL/C0001T01.JPG sidecar:M4ROOT/CLIP/C0001M01.XML',
      'M4ROOT/CLIP/C0002.MP4',
      'M4ROOT/MEDIAPRO.XML',
    ])
  })

  it('XDCAM: the same in Clip and Sub', () => {
    expect(shape(['XDROOT/Clip/C0001.MXF', 'XDROOT/Clip/C0001M01.XML', 'XDROOT/Sub/C0001S01.MXF'])).toEqual([
      'XDROOT/Clip/C0001.MXF proxy:XDROOT/Sub/C0001S01.MXF sidecar:XDROOT/Clip/C0001M01.XML',
    ])
  })

  it('P2: the sound in its own folder, the proxy and the XML belong to the picture', () => {
    expect(
      shape([
        'P2/CONTENTS/AUDIO/0001AB00.MXF',
        'P2/CONTENTS/AUDIO/0001AB01.MXF',
        'P2/CONTENTS/CLIP/0001AB.XML',
        'P2/CONTENTS/PROXY/0001AB.MP4',
        'P2/CONTENTS/VIDEO/0001AB.MXF',
        'P2/LASTCLIP.TXT',
      ]),
    ).toEqual([
      'P2/CONTENTS/VIDEO/0001AB.MXF sidecar:P2/CONTENTS/AUDIO/0001AB00.MXF sidecar:P2/CONTENTS/AUDIO/0001AB01.MXF sidecar:P2/CONTENTS/CLIP/0001AB.XML proxy:P2/CONTENTS/PROXY/0001AB.MP4',
      'P2/LASTCLIP.TXT',
    ])
  })

  it('Canon XF and XDCAM EX: what lies in the folder of the clip describes its first piece', () => {
    expect(
      shape([
        'CONTENTS/CLIPS001/AA0001/AA000101.MXF',
        'CONTENTS/CLIPS001/AA0001/AA0001.CIF',
        'CONTENTS/CLIPS001/AA0001/AA0001.XML',
      ]),
    ).toEqual([
      'CONTENTS/CLIPS001/AA0001/AA000101.MXF sidecar:CONTENTS/CLIPS001/AA0001/AA0001.CIF sidecar:CONTENTS/CLIPS001/AA0001/AA0001.XML',
    ])
    expect(
      shape([
        'BPAV/CLPR/732_0001_01/732_0001_01.MP4',
        'BPAV/CLPR/732_0001_01/732_0001_01I01.PPN',
        'BPAV/CLPR/732_0001_01/732_0001_01M01.XML',
      ]),
    ).toEqual([
      'BPAV/CLPR/732_0001_01/732_0001_01.MP4 sidecar:BPAV/CLPR/732_0001_01/732_0001_01I01.PPN sidecar:BPAV/CLPR/732_0001_01/732_0001_01M01.XML',
    ])
  })

  it('Canon XF, XDCAM EX and GoPro: the pieces of a recording are one clip, in the order of their numbers', () => {
    expect(
      shape([
        'CONTENTS/CLIPS001/AA0001/AA000102.MXF',
        'CONTENTS/CLIPS001/AA0001/AA000101.MXF',
        'CONTENTS/CLIPS001/AA0002/AA000201.MXF',
      ]),
    ).toEqual([
      'CONTENTS/CLIPS001/AA0001/AA000101.MXF span:CONTENTS/CLIPS001/AA0001/AA000102.MXF',
      'CONTENTS/CLIPS001/AA0002/AA000201.MXF',
    ])
    expect(
      shape([
        'BPAV/CLPR/732_0001_02/732_0001_02.MP4',
        'BPAV/CLPR/732_0001_01/732_0001_01.MP4',
        'BPAV/CLPR/732_0001_02/732_0001_02M01.XML',
      ]),
    ).toEqual([
      'BPAV/CLPR/732_0001_01/732_0001_01.MP4 span:BPAV/CLPR/732_0001_02/732_0001_02.MP4 sidecar:BPAV/CLPR/732_0001_02/732_0001_02M01.XML',
    ])
    expect(
      shape(['GX020012.MP4', 'GX010012.MP4', 'GX010013.MP4', 'GL010012.LRV', 'GL020012.LRV', 'GX020012.THM']),
    ).toEqual([
      'GX010012.MP4 proxy:GL010012.LRV proxy:GL020012.LRV span:GX020012.MP4 sidecar:GX020012.THM',
      'GX010013.MP4',
    ])
    expect(shape(['GP020034.MP4', 'GP010034.MP4', 'GOPR0034.MP4'])).toEqual([
      'GOPR0034.MP4 span:GP010034.MP4 span:GP020034.MP4',
    ])
  })

  it('Blackmagic: sidecar and Proxy folder', () => {
    expect(shape(['A001_1_C001.braw', 'A001_1_C001.sidecar', 'Proxy/A001_1_C001.mp4', 'A001_1_C002.braw'])).toEqual([
      'A001_1_C001.braw proxy:Proxy/A001_1_C001.mp4 sidecar:A001_1_C001.sidecar',
      'A001_1_C002.braw',
    ])
  })

  it('RED: the pieces are one clip, in order', () => {
    const folder = 'A001.RDM/A001_C001_0925AB.RDC/A001_C001_0925AB'
    // The proxy that RED makes bears the name of the clip, and not that of its first piece.
    expect(shape([`${folder}_001.R3D`, `${folder}_002.R3D`, `${folder}.mov`])).toEqual([
      `${folder}_001.R3D span:${folder}_002.R3D proxy:${folder}.mov`,
    ])
    expect(shape(['A/shot_001.mov', 'A/shot.mov'])).toEqual(['A/shot.mov', 'A/shot_001.mov'])
    expect(shape([`${folder}_003.R3D`, `${folder}_001.R3D`, `${folder}_002.R3D`, `${folder}.RMD`])).toEqual([
      `${folder}_001.R3D span:${folder}_002.R3D span:${folder}_003.R3D sidecar:${folder}.RMD`,
    ])
  })

  it('DJI, GoPro and Nikon: flight log, low-resolution twin and thumbnail', () => {
    expect(shape(['DJI_0001.MP4', 'DJI_0001.SRT', 'DJI_0001.LRF'])).toEqual([
      'DJI_0001.MP4 sidecar:DJI_0001.SRT proxy:DJI_0001.LRF',
    ])
    expect(shape(['GX010012.MP4', 'GL010012.LRV', 'GX010012.THM'])).toEqual([
      'GX010012.MP4 proxy:GL010012.LRV sidecar:GX010012.THM',
    ])
    expect(shape(['DSC_0001.NEV', 'DSC_0001.MP4'])).toEqual(['DSC_0001.NEV proxy:DSC_0001.MP4'])
  })

  it('stills: raw and JPEG are two pictures, the XMP belongs to one, in either spelling', () => {
    expect(shape(['IMG_1.CR3', 'IMG_1.JPG', 'IMG_1.xmp', 'IMG_2.CR3', 'IMG_2.CR3.xmp'])).toEqual([
      'IMG_1.CR3 sidecar:IMG_1.xmp',
      'IMG_1.JPG',
      'IMG_2.CR3 sidecar:IMG_2.CR3.xmp',
    ])
  })

  it('sound stays its own clip, and so do two containers of one name', () => {
    expect(shape(['T01.MOV', 'T01.WAV', 'T01.MXF'])).toEqual(['T01.MOV', 'T01.MXF', 'T01.WAV'])
  })

  it('a folder of another name is another clip', () => {
    expect(shape(['one/C0001.MP4', 'two/C0001M01.XML'])).toEqual(['one/C0001.MP4', 'two/C0001M01.XML'])
  })

  it('a sidecar without its clip is catalogued by itself', () => {
    const groups = groupClips(['C0009M01.XML', 'lost.sidecar', 'lines.srt', 'old.THM', 'alone.LRV', '._C0001.MP4'])
    expect(groups.map(({ primary, kind }) => [primary, kind])).toEqual([
      ['._C0001.MP4', 'other'],
      ['C0009M01.XML', 'document'],
      ['alone.LRV', 'video'],
      ['lines.srt', 'subtitle'],
      ['lost.sidecar', 'document'],
      ['old.THM', 'other'],
    ])
  })

  it('loses no file and takes none twice, whatever the folder holds', () => {
    const name = fc
      .tuple(
        fc.constantFrom('', 'CLIP/', 'SUB/', 'Proxy/', 'a/b/'),
        fc.constantFrom(
          'C0001',
          'C0001M01',
          'c0001S01',
          'A_001',
          'A_002',
          'GX010001',
          'GL010001',
          '.x',
          'A_proxy',
          'é\n',
        ),
        fc.constantFrom('MP4', 'mov', 'XML', 'R3D', 'braw', 'sidecar', 'wav', 'JPG', 'LRV', 'xmp', 'srt', ''),
      )
      .map(([folder, stem, extension]) => `${folder}${stem}${extension && `.${extension}`}`)
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 60 }), (paths) => {
        const seen = groupClips(paths).flatMap(({ primary, parts }) => [primary, ...parts.map(({ path }) => path)])
        expect(seen.sort()).toEqual([...paths].sort())
      }),
    )
  })
})

describe('what a name tells', () => {
  it.each([
    ['A003_C012_0115XY_001.R3D', 'A', 'A003', 12],
    ['A003R2B3/A003C012_150923_R2B3.mov', 'A', 'A003', 12],
    ['A_0001C007_230614_112233_h1CDE.mxf', 'A', 'A_0001', 7],
    ['A001_09251512_C003.braw', 'A', 'A001', 3],
    ['B003_1120R7/B003C001_261120_R7XX.MOV', 'B', 'B003', 1],
    ['B002/CLIP/C0042.MP4', 'B', 'B002', 42],
    ['DCIM/100GOPRO/GX020123.MP4', null, null, 123],
    ['DJI_001/DJI_20240101120000_0007_D.MP4', null, null, 7],
    ['SR003/S012A-T02.WAV', null, 'SR003', null],
    ['Sr001-2C-01_01.wav', null, 'Sr001', null],
    ['M4ROOT/CLIP/C0001.MP4', null, null, 1],
    ['notes/readme.txt', null, null, null],
  ])('%s: camera %s, roll %s, clip %s', (path, camera, roll, clip) => {
    expect(clipFacts(path)).toEqual({ camera, roll, clip })
  })
})
