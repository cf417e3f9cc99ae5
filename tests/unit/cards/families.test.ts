/**
 * Every family of cards on a tree as its cameras leave it: recognised, its roll named, its files grouped into clips.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cardClips } from '../../../electron/engine/domain/cards/clips.ts'
import { CARD_FAMILIES } from '../../../electron/engine/domain/cards/families.ts'
import { familyOf, rollName } from '../../../electron/engine/domain/cards/recognise.ts'
import { treeOf } from '../../../electron/engine/domain/cards/tree.ts'

interface Card {
  readonly family: string
  readonly folder: string
  /** What the roll on it is called. */
  readonly roll: string
  readonly files: readonly string[]
  /** Each clip as text: its media in order, then its sound, proxies and sidecars. */
  readonly clips: readonly string[]
  readonly rest?: readonly string[]
}

const CARDS: readonly Card[] = [
  {
    family: 'RED',
    folder: 'RED MAG',
    roll: 'A001_0925AB',
    files: [
      'A001_0925AB.RDM/A001_C001_0925AB.RDC/A001_C001_0925AB_002.R3D',
      'A001_0925AB.RDM/A001_C001_0925AB.RDC/A001_C001_0925AB_001.R3D',
      'A001_0925AB.RDM/A001_C001_0925AB.RDC/A001_C001_0925AB.RMD',
      'A001_0925AB.RDM/A001_C001_0925AB.RDC/A001_C001_0925AB_001.mov',
      'A001_0925AB.RDM/A001_C002_0925XY.RDC/A001_C002_0925AB_001.R3D',
      'digital_magazine.bin',
      'digital_magdynamic.bin',
    ],
    clips: [
      'A001_C001_0925AB_001.R3D A001_C001_0925AB_002.R3D proxy:A001_C001_0925AB_001.mov sidecar:A001_C001_0925AB.RMD',
      'A001_C002_0925AB_001.R3D',
    ],
    rest: ['digital_magazine.bin', 'digital_magdynamic.bin'],
  },
  {
    family: 'ARRI',
    folder: 'A001R1JL',
    roll: 'A001R1JL',
    files: [
      'A001C001_240101_R1JL.mxf',
      'A001C002_240101_R1JL.mxf',
      'A001C002_240101_R1JL.xml',
      'A001R1JL_AVID.ale',
      'A001R1JL.mhl',
    ],
    clips: ['A001C001_240101_R1JL.mxf', 'A001C002_240101_R1JL.mxf sidecar:A001C002_240101_R1JL.xml'],
    rest: ['A001R1JL_AVID.ale', 'A001R1JL.mhl'],
  },
  {
    family: 'ARRI',
    folder: 'A_0001_1AB2',
    roll: 'A_0001_1AB2',
    files: ['A_0001C001_240101_101010_h1AB2.mxf', 'A_0001C002_240101_101110_h1AB2.mxf'],
    clips: ['A_0001C001_240101_101010_h1AB2.mxf', 'A_0001C002_240101_101110_h1AB2.mxf'],
  },
  {
    family: 'ARRI',
    folder: 'B002R0AA',
    roll: 'B002R0AA',
    files: [
      'B002C001_240101_R0AA/B002C001_240101_R0AA.0000002.ari',
      'B002C001_240101_R0AA/B002C001_240101_R0AA.0000001.ari',
    ],
    clips: ['B002C001_240101_R0AA.0000001.ari B002C001_240101_R0AA.0000002.ari'],
  },
  {
    family: 'Sony XAVC',
    folder: 'UNTITLED',
    roll: 'UNTITLED',
    files: [
      'XDROOT/Clip/C0001.MXF',
      'XDROOT/Clip/C0001M01.XML',
      'XDROOT/Clip/C0001R01.BIM',
      'XDROOT/Sub/C0001S01.MXF',
      'XDROOT/MEDIAPRO.XML',
      'XDROOT/INDEX.XML',
      'XDROOT/DISCMETA.XML',
    ],
    clips: ['C0001.MXF proxy:C0001S01.MXF sidecar:C0001M01.XML sidecar:C0001R01.BIM'],
    rest: ['XDROOT/MEDIAPRO.XML', 'XDROOT/INDEX.XML', 'XDROOT/DISCMETA.XML'],
  },
  {
    family: 'Sony XAVC',
    folder: 'VENICE',
    roll: 'A001',
    files: [
      'Clip/A001C001_240101AB.MXF',
      'Clip/A001C001_240101ABM01.XML',
      'Clip/A001C002_240101AB.MXF',
      'MEDIAPRO.XML',
    ],
    clips: ['A001C001_240101AB.MXF sidecar:A001C001_240101ABM01.XML', 'A001C002_240101AB.MXF'],
    rest: ['MEDIAPRO.XML'],
  },
  {
    family: 'Sony XDCAM EX',
    folder: 'SxS',
    roll: 'SxS',
    files: [
      'BPAV/CLPR/732_0001_01/732_0001_01.MP4',
      'BPAV/CLPR/732_0001_01/732_0001_01M01.XML',
      'BPAV/CLPR/732_0001_01/732_0001_01.SMI',
      'BPAV/CLPR/732_0001_01/732_0001_01R01.BIM',
      'BPAV/CLPR/732_0001_02/732_0001_02.MP4',
      'BPAV/CLPR/732_0002_01/732_0002_01.MP4',
      'BPAV/MEDIAPRO.XML',
    ],
    clips: [
      '732_0001_01.MP4 732_0001_02.MP4 sidecar:732_0001_01.SMI sidecar:732_0001_01M01.XML sidecar:732_0001_01R01.BIM',
      '732_0002_01.MP4',
    ],
    rest: ['BPAV/MEDIAPRO.XML'],
  },
  {
    family: 'Sony Alpha/FX',
    folder: 'Untitled',
    roll: 'Untitled',
    files: [
      'PRIVATE/M4ROOT/CLIP/C0001.MP4',
      'PRIVATE/M4ROOT/CLIP/C0001M01.XML',
      'PRIVATE/M4ROOT/SUB/C0001S03.MP4',
      'PRIVATE/M4ROOT/THMBNL/C0001T01.JPG',
      'DCIM/100MSDCF/DSC00001.ARW',
    ],
    clips: ['C0001.MP4 proxy:C0001S03.MP4 sidecar:C0001M01.XML sidecar:C0001T01.JPG'],
    rest: ['DCIM/100MSDCF/DSC00001.ARW'],
  },
  {
    family: 'Sony Alpha/FX',
    folder: 'CFA',
    roll: 'CFA',
    files: ['M4ROOT/CLIP/C0001.MP4', 'M4ROOT/MEDIAPRO.XML'],
    clips: ['C0001.MP4'],
    rest: ['M4ROOT/MEDIAPRO.XML'],
  },
  {
    family: 'Panasonic P2',
    folder: 'P2',
    roll: 'P2',
    files: [
      'CONTENTS/CLIP/0001AB.XML',
      'CONTENTS/VIDEO/0001AB.MXF',
      'CONTENTS/AUDIO/0001AB01.MXF',
      'CONTENTS/AUDIO/0001AB00.MXF',
      'CONTENTS/ICON/0001AB.BMP',
      'CONTENTS/PROXY/0001AB.MP4',
      'LASTCLIP.TXT',
    ],
    clips: ['0001AB.MXF sound:0001AB00.MXF sound:0001AB01.MXF proxy:0001AB.MP4 sidecar:0001AB.XML sidecar:0001AB.BMP'],
    rest: ['LASTCLIP.TXT'],
  },
  {
    family: 'AVCHD',
    folder: 'CAM',
    roll: 'CAM',
    files: [
      'PRIVATE/AVCHD/BDMV/STREAM/00000.MTS',
      'PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI',
      'PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL',
      'PRIVATE/AVCHD/BDMV/INDEX.BDM',
    ],
    clips: ['00000.MTS sidecar:00000.CPI'],
    rest: ['PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL', 'PRIVATE/AVCHD/BDMV/INDEX.BDM'],
  },
  {
    family: 'Canon XF',
    folder: 'CANON',
    roll: 'CANON',
    files: [
      'CONTENTS/CLIPS001/AA0001/AA000102.MXF',
      'CONTENTS/CLIPS001/AA0001/AA000101.MXF',
      'CONTENTS/CLIPS001/AA0001/AA0001.CIF',
      'CONTENTS/CLIPS001/AA0001/AA000101.SIF',
      'CONTENTS/CLIPS001/INDEX.MIF',
    ],
    clips: ['AA000101.MXF AA000102.MXF sidecar:AA0001.CIF sidecar:AA000101.SIF'],
    rest: ['CONTENTS/CLIPS001/INDEX.MIF'],
  },
  {
    family: 'Canon',
    folder: 'EOS_DIGITAL',
    roll: 'EOS_DIGITAL',
    files: ['DCIM/100_0512/A001C001.MP4', 'DCIM/100_0512/MVI_0002.MP4'],
    clips: ['A001C001.MP4', 'MVI_0002.MP4'],
  },
  {
    family: 'Blackmagic',
    folder: 'SSD1',
    roll: 'A001',
    files: [
      'A001_09251512_C001.braw',
      'A001_09251512_C001.sidecar',
      'A001_09251514_C002.braw',
      'Proxy/A001_09251512_C001.mp4',
    ],
    clips: [
      'A001_09251512_C001.braw proxy:A001_09251512_C001.mp4 sidecar:A001_09251512_C001.sidecar',
      'A001_09251514_C002.braw',
    ],
  },
  {
    family: 'DJI',
    folder: 'DJI',
    roll: 'DJI',
    files: [
      'DCIM/DJI_001/DJI_20240101120000_0001_D.MP4',
      'DCIM/DJI_001/DJI_20240101120000_0001_D.SRT',
      'DCIM/DJI_001/DJI_20240101120000_0001_D.LRF',
      'MISC/x.bin',
    ],
    clips: ['DJI_20240101120000_0001_D.MP4 proxy:DJI_20240101120000_0001_D.LRF sidecar:DJI_20240101120000_0001_D.SRT'],
    rest: ['MISC/x.bin'],
  },
  { family: 'DJI', folder: 'DRONE', roll: 'DRONE', files: ['DCIM/100MEDIA/DJI_0001.MP4'], clips: ['DJI_0001.MP4'] },
  {
    family: 'GoPro',
    folder: 'HERO',
    roll: 'HERO',
    // By name the second chapter of clip 12 stands after clip 13: it belongs to 12.
    files: [
      'DCIM/100GOPRO/GX010012.MP4',
      'DCIM/100GOPRO/GX010013.MP4',
      'DCIM/100GOPRO/GX020012.MP4',
      'DCIM/100GOPRO/GL010012.LRV',
      'DCIM/100GOPRO/GX010012.THM',
      'DCIM/100GOPRO/GOPR0004.MP4',
      'DCIM/100GOPRO/GP010004.MP4',
    ],
    clips: [
      'GOPR0004.MP4 GP010004.MP4',
      'GX010012.MP4 GX020012.MP4 proxy:GL010012.LRV sidecar:GX010012.THM',
      'GX010013.MP4',
    ],
  },
  {
    family: 'Insta360',
    folder: 'X3',
    roll: 'X3',
    files: [
      'DCIM/Camera01/VID_20240101_120000_00_001.insv',
      'DCIM/Camera01/VID_20240101_120000_10_001.insv',
      'DCIM/Camera01/LRV_20240101_120000_11_001.lrv',
    ],
    clips: ['VID_20240101_120000_00_001.insv VID_20240101_120000_10_001.insv proxy:LRV_20240101_120000_11_001.lrv'],
  },
  {
    family: 'Nikon',
    folder: 'NIKON Z 9',
    roll: 'NIKON Z 9',
    files: ['DCIM/101NCZ_9/DSC_0001.NEV', 'DCIM/101NCZ_9/DSC_0001.MP4', 'DCIM/101NCZ_9/DSC_0002.MOV'],
    clips: ['DSC_0001.NEV proxy:DSC_0001.MP4', 'DSC_0002.MOV'],
  },
  {
    family: 'Panasonic Lumix',
    folder: 'LUMIX',
    roll: 'LUMIX',
    files: ['DCIM/100_PANA/P1000001.MOV', 'PRIVATE/PANA_GRP/x.dat'],
    clips: ['P1000001.MOV'],
    rest: ['PRIVATE/PANA_GRP/x.dat'],
  },
  {
    family: 'Sound',
    folder: '20260309',
    roll: '20260309',
    files: ['S01T01.WAV', 'S01T02_2.WAV', 'S01T02_1.WAV', 'SOUND_REPORT.CSV'],
    clips: ['S01T01.WAV', 'S01T02_1.WAV S01T02_2.WAV'],
    rest: ['SOUND_REPORT.CSV'],
  },
  {
    family: 'Sound',
    folder: 'ZOOM0001',
    roll: 'ZOOM0001',
    files: ['ZOOM0001_LR.WAV', 'ZOOM0001_Tr1.WAV', 'ZOOM0001_Tr2.WAV'],
    clips: ['ZOOM0001_LR.WAV ZOOM0001_Tr1.WAV ZOOM0001_Tr2.WAV'],
  },
  // The scene's own vector: take 1 of scene A101 is no first track of something.
  {
    family: 'Sound',
    folder: '18Y12M31',
    roll: '18Y12M31',
    files: ['A101_1.WAV', 'A101_2.WAV'],
    clips: ['A101_1.WAV', 'A101_2.WAV'],
  },
]

const name = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

describe.each(CARDS)('$family in $folder', (card) => {
  const listing = card.files.map((path) => ({ path: `${card.folder}/${path}`, size: 1 }))
  const tree = treeOf(card.folder, listing)
  it('is recognised, and its roll named', () => {
    const family = familyOf(tree)
    expect(family?.name).toBe(card.family)
    expect(rollName(tree, family!)).toBe(card.roll)
  })

  it('has its clips', () => {
    const { clips, rest } = cardClips(familyOf(tree)!, card.files)
    const text = clips.map((clip) =>
      [
        ...clip.media.map(name),
        ...clip.sound.map((path) => `sound:${name(path)}`),
        ...clip.proxies.map((path) => `proxy:${name(path)}`),
        ...clip.sidecars.map((path) => `sidecar:${name(path)}`),
      ].join(' '),
    )
    expect(text.toSorted()).toEqual(card.clips)
    expect(rest.toSorted()).toEqual([...(card.rest ?? [])].toSorted())
  })
})

describe('families', () => {
  it('are all on a card here but those that any camera may leave', () => {
    const shown = new Set(CARDS.map((card) => card.family))
    expect([...new Set(CARD_FAMILIES.map((family) => family.name))].filter((one) => !shown.has(one))).toEqual([
      'DCIM',
      'DCIM folder',
      'Camera roll',
    ])
  })

  it('are found whatever the case of the names', () => {
    for (const card of CARDS.filter((one) => one.family !== 'ARRI')) {
      const lower = treeOf(
        card.folder,
        card.files.map((path) => ({ path: `${card.folder}/${path.toLowerCase()}`, size: 1 })),
      )
      expect(familyOf(lower)?.name).toBe(card.family)
    }
  })

  it('lose no file and count none twice, whatever lies on the card', () => {
    const paths = fc.uniqueArray(
      fc.constantFrom(...CARDS.flatMap((card) => card.files), '.DS_Store', '._C0001.MP4', 'a/b/c', 'notes.txt'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...CARD_FAMILIES), paths, (family, files) => {
        const { clips, rest } = cardClips(family, files)
        const all = [
          ...clips.flatMap((clip) => [...clip.media, ...clip.sound, ...clip.proxies, ...clip.sidecars]),
          ...rest,
        ]
        expect(all.toSorted()).toEqual(files.toSorted())
      }),
    )
  })
})

describe('two rolls on one drive', () => {
  it('are two, though RED would know the drive by each of them', () => {
    const files = [
      'A001_0925AB.RDM/A001_C001_0925AB.RDC/A001_C001_0925AB_001.R3D',
      'A002_0925CD.RDM/A002_C001_0925CD.RDC/A002_C001_0925CD_001.R3D',
    ]
    const tree = treeOf(
      'SHUTTLE',
      files.map((path) => ({ path: `SHUTTLE/${path}`, size: 1 })),
    )
    expect(familyOf(tree)).toBeNull()
    expect([...tree.folders.values()].map((folder) => rollName(folder, familyOf(folder)!))).toEqual([
      'A001_0925AB',
      'A002_0925CD',
    ])
  })
})
