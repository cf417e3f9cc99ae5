/**
 * The card's own index against what is on it.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCard, type CardText } from '../../../electron/engine/domain/cards/check.ts'
import { elements } from '../../../electron/engine/domain/cards/elements.ts'
import { CARD_FAMILIES } from '../../../electron/engine/domain/cards/families.ts'
import { readIndex } from '../../../electron/engine/domain/cards/indices.ts'
import { familyNamed } from '../../../electron/engine/domain/cards/recognise.ts'
import { describeFolder } from '../../../electron/engine/domain/rolls.ts'

const check = (family: string, files: readonly string[], ...texts: CardText[]) =>
  checkCard(familyNamed(family)!, files, texts)
const missing = (result: ReturnType<typeof check>): string[] =>
  result.missing.map((one) => `${one.clip ? 'clip' : 'part'} ${one.path}`)

const MEDIAPRO = `<?xml version="1.0" encoding="UTF-8"?>
<MediaProfile xmlns="http://xmlns.sony.net/pro/metadata/mediaprofile" version="2.00">
  <Properties><System systemKind="ILME-FX6V"/></Properties>
  <Contents>
    <Material uri="./Clip/C0001.MXF" type="MXF" dur="240" umid="060A">
      <Proxy uri="./Sub/C0001S03.MP4" type="MP4"/><RelevantInfo uri="./Clip/C0001M01.XML" type="XML"/>
    </Material>
    <Material uri="./Clip/C0002.MXF" type="MXF" dur="48"/>
  </Contents>
</MediaProfile>`

describe('Sony: MEDIAPRO.XML', () => {
  const whole = [
    'XDROOT/Clip/C0001.MXF',
    'XDROOT/Clip/C0001M01.XML',
    'XDROOT/Sub/C0001S03.MP4',
    'XDROOT/Clip/C0002.MXF',
    'XDROOT/MEDIAPRO.XML',
  ]
  const index = { path: 'XDROOT/MEDIAPRO.XML', text: MEDIAPRO }
  it('finds a whole card whole', () => {
    expect(check('Sony XAVC', whole, index)).toEqual({
      indices: ['XDROOT/MEDIAPRO.XML'],
      expected: 2,
      missing: [],
      extra: [],
      notes: [],
    })
  })
  it('names the clip that is not there, and what describes one', () => {
    expect(
      missing(
        check(
          'Sony XAVC',
          whole.filter((path) => !path.includes('C0002') && !path.includes('M01')),
          index,
        ),
      ),
    ).toEqual(['part XDROOT/Clip/C0001M01.XML', 'clip XDROOT/Clip/C0002.MXF'])
  })
  it('names a clip that the index does not know', () => {
    expect(check('Sony XAVC', [...whole, 'XDROOT/Clip/C0003.MXF'], index).extra).toEqual(['XDROOT/Clip/C0003.MXF'])
  })
  it('is the same on an Alpha card, and whatever the case of its names', () => {
    const text = MEDIAPRO.replaceAll('MXF', 'MP4')
    expect(
      check(
        'Sony Alpha/FX',
        [
          'PRIVATE/M4ROOT/CLIP/C0001.MP4',
          'PRIVATE/M4ROOT/CLIP/C0001M01.XML',
          'PRIVATE/M4ROOT/SUB/C0001S03.MP4',
          'PRIVATE/M4ROOT/CLIP/C0002.MP4',
        ],
        { path: 'PRIVATE/M4ROOT/MEDIAPRO.XML', text },
      ).missing,
    ).toEqual([])
  })
  it('on XDCAM EX names components', () => {
    const text =
      '<MediaProfile><Contents><Material uri="./CLPR/1_0001_01/1_0001_01.SMI"><Component uri="./CLPR/1_0001_01/1_0001_01.MP4"/></Material></Contents></MediaProfile>'
    expect(missing(check('Sony XDCAM EX', ['BPAV/MEDIAPRO.XML'], { path: 'BPAV/MEDIAPRO.XML', text }))).toEqual([
      'part BPAV/CLPR/1_0001_01/1_0001_01.SMI',
      'clip BPAV/CLPR/1_0001_01/1_0001_01.MP4',
    ])
  })
  it('that is cut off or too large is said, and compared as far as it goes', () => {
    expect(check('Sony XAVC', whole, { path: 'MEDIAPRO.XML', text: 'garbage' }).notes).toEqual([
      'MEDIAPRO.XML could not be understood, so the card was not compared with it.',
    ])
    expect(check('Sony XAVC', whole, { path: 'MEDIAPRO.XML', text: null }).notes[0]).toContain('could not be read')
  })
})

describe('P2: an XML a clip', () => {
  const xml = (
    next = '',
  ): string => `<P2Main><ClipContent><ClipName>0001AB</ClipName><GlobalClipID>06</GlobalClipID>${next}
    <EssenceList><Video ValidAudioFlag="false"><VideoFormat>MXF</VideoFormat></Video><Audio><AudioFormat>MXF</AudioFormat></Audio><Audio/></EssenceList></ClipContent></P2Main>`
  const files = ['CONTENTS/CLIP/0001AB.XML', 'CONTENTS/VIDEO/0001AB.MXF', 'CONTENTS/AUDIO/0001AB00.MXF']
  it('counts picture and sound', () => {
    expect(missing(check('Panasonic P2', files, { path: 'CONTENTS/CLIP/0001AB.XML', text: xml() }))).toEqual([
      'clip CONTENTS/AUDIO/0001AB01.MXF',
    ])
  })
  it('says that a clip continues on another card', () => {
    const text = xml(
      '<Relation><Connection><Next><GlobalClipID>07</GlobalClipID><P2SerialNo.>AAF04G0041</P2SerialNo.></Next></Connection></Relation>',
    )
    expect(
      check('Panasonic P2', [...files, 'CONTENTS/AUDIO/0001AB01.MXF'], { path: 'CONTENTS/CLIP/0001AB.XML', text }),
    ).toMatchObject({ missing: [], notes: ['0001AB continues on another card (AAF04G0041).'] })
  })
  it('has its last clip named beside it', () => {
    expect(missing(check('Panasonic P2', files, { path: 'LASTCLIP.TXT', text: '0002CD\r\n1.0\r\n2\r\n' }))).toEqual([
      'part CONTENTS/CLIP/0002CD.XML',
    ])
  })
})

describe('AVCHD and ARRI', () => {
  it('a playlist names its streams', () => {
    const files = ['PRIVATE/AVCHD/BDMV/STREAM/00000.MTS', 'PRIVATE/AVCHD/BDMV/STREAM/00002.MTS']
    const result = check('AVCHD', files, {
      path: 'PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL',
      text: 'MPLS0100\0\0\0\x0000000M2TS\0\0\x0000001M2TS',
    })
    expect(missing(result)).toEqual(['clip PRIVATE/AVCHD/BDMV/STREAM/00001.MTS'])
    expect(result.extra).toEqual(['PRIVATE/AVCHD/BDMV/STREAM/00002.MTS'])
  })
  it('an ALE names the clips of the reel, files and folders of frames alike', () => {
    const text =
      'Heading\nFIELD_DELIM\tTABS\n\nColumn\nName\tTracks\tStart\n\nData\nA001C001_240101_R1JL\tV\t1\nA001C002_240101_R1JL.mxf\tV\t1\n'
    expect(
      missing(
        check('ARRI', ['A001C001_240101_R1JL/A001C001_240101_R1JL.0000001.ari'], { path: 'A001R1JL_AVID.ale', text }),
      ),
    ).toEqual(['clip A001C002_240101_R1JL'])
  })
})

describe('without an index', () => {
  it('pieces that count show what is missing between them', () => {
    const folder = 'A001_C001_0925AB.RDC/A001_C001_0925AB'
    expect(check('RED', [`${folder}_001.R3D`, `${folder}_004.R3D`]).missing).toEqual([
      {
        path: 'A001_C001_0925AB',
        clip: true,
        says: '2 pieces between A001_C001_0925AB_001.R3D and A001_C001_0925AB_004.R3D',
      },
    ])
    expect(missing(check('GoPro', ['DCIM/100GOPRO/GX010001.MP4', 'DCIM/100GOPRO/GX030001.MP4']))).toEqual(['clip 0001'])
    expect(check('GoPro', ['DCIM/100GOPRO/GOPR0001.MP4', 'DCIM/100GOPRO/GP010001.MP4']).missing).toEqual([])
  })
  it('frames that are missing are named by those beside them', () => {
    const frame = (number: number): string =>
      `A001C001_240101_R1JL/A001C001_240101_R1JL.${String(number).padStart(7, '0')}.ari`
    const near = (number: number): string => frame(number).slice(frame(number).indexOf('/') + 1)
    expect(check('ARRI', [101, 102, 103, 105, 106].map(frame)).missing.map(({ says }) => says)).toEqual([
      `one piece between ${near(103)} and ${near(105)}`,
    ])
    expect(check('ARRI', [101, 103, 106, 108, 110].map(frame)).missing.map(({ says }) => says)).toEqual([
      `one piece between ${near(101)} and ${near(103)}, 2 pieces between ${near(103)} and ${near(106)}, one piece between ${near(106)} and ${near(108)}, others`,
    ])
  })
  it('a folder of a clip that is empty has lost it', () => {
    const folders = ['A001.RDM', 'A001.RDM/A001_C001.RDC', 'A001.RDM/A001_C002.RDC']
    expect(
      checkCard(
        familyNamed('RED')!,
        ['A001.RDM/A001_C001.RDC/A001_C001_001.R3D', 'A001.RDM/A001_C002.RDC/._x'],
        [],
        folders,
      ).missing,
    ).toEqual([{ path: 'A001.RDM/A001_C002.RDC', clip: true, says: 'its folder, which is empty' }])
  })
  it('a description whose picture is gone tells of it', () => {
    expect(check('Canon XF', ['CONTENTS/CLIPS001/AA0001/AA0001.CIF']).missing).toEqual([
      { path: 'AA0001', clip: true, says: 'CONTENTS/CLIPS001/AA0001/AA0001.CIF' },
    ])
    expect(missing(check('Sony Alpha/FX', ['M4ROOT/CLIP/C0002M01.XML']))).toEqual(['clip C0002'])
  })
})

describe('an index that means harm', () => {
  it('leads nowhere outside the card', () => {
    const text =
      '<MediaProfile><Material uri="../../../etc/passwd"/><Material uri="/etc/passwd"/><Material uri="file:///etc/passwd"/><Material uri="C:\\x"/></MediaProfile>'
    expect(readIndex('M4ROOT/MEDIAPRO.XML', text)?.files).toEqual([])
  })
  it('puts in no entity of its own, and is walked once however it is written', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(100)}">]><MediaProfile><Material uri="./&a;&amp;.MXF"/></MediaProfile>`
    expect(readIndex('MEDIAPRO.XML', bomb)?.files[0]?.path).toBe('&a;&.MXF')
    for (const hostile of [
      '<'.repeat(1e6),
      '<a '.repeat(1e6),
      `<a ${'b="c" '.repeat(3e5)}`,
      '<!--'.repeat(1e5),
      `<a x="${'y'.repeat(4e6)}`,
      '<p2>'.repeat(5e5),
    ]) {
      expect([...elements(hostile)].length).toBeLessThanOrEqual(500_000)
      for (const path of ['MEDIAPRO.XML', 'CONTENTS/CLIP/1.XML', 'x.ale', 'BDMV/PLAYLIST/1.MPL', 'LASTCLIP.TXT'])
        readIndex(path, hostile)
    }
  })
  it('never throws, whatever stands in it', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            '<',
            '>',
            '"',
            '/',
            'Material',
            ' uri=',
            '<MediaProfile>',
            '<![CDATA[',
            'Column\n',
            'Data\n',
            '\t',
            'MPLS',
            '00001M2TS',
            '<ClipName>',
          ),
        )
        .map((parts) => parts.join('')),
    )
    const path = fc.constantFrom('MEDIAPRO.XML', 'CONTENTS/CLIP/1.XML', 'x.ale', 'BDMV/PLAYLIST/1.MPL', 'LASTCLIP.TXT')
    fc.assert(
      fc.property(fc.constantFrom(...CARD_FAMILIES), path, texts, (family, where, text) => {
        expect(checkCard(family, ['Clip/C0001.MXF'], [{ path: where, text }]).missing.length).toBeLessThan(20_100)
      }),
    )
  })
})

describe('an index that speaks of files that the family calls no clips', () => {
  it('misses nothing that stands there under that name', () => {
    const arri = describeFolder(
      'A003_1120R7',
      ['A003C001_261120_R7VX.MOV', 'B003C001_261120_K2QM.MP4', 'A003_1120R7.ale'].map((path) => ({
        path: `A003_1120R7/${path}`,
        size: 1,
      })),
    ).rolls[0]!
    expect(arri.family).toBe('ARRI')
    const ale =
      'Heading\nFIELD_DELIM\tTABS\n\nColumn\nName\tStart\n\nData\nA003C001_261120_R7VX\t01:00:00:00\nB003C001_261120_K2QM.MP4\t01:00:00:00\nA003C002_261120_R7VX\t01:00:00:00\n'
    const family = CARD_FAMILIES.find((one) => one.name === 'ARRI')!
    const { missing } = checkCard(
      family,
      ['A003C001_261120_R7VX.MOV', 'B003C001_261120_K2QM.MP4', 'A003_1120R7.ale'],
      [{ path: 'A003_1120R7.ale', text: ale }],
    )
    expect(missing.map((one) => one.path)).toEqual(['A003C002_261120_R7VX'])
  })

  it('and a folder of another maker’s files is no roll of ARRI because a list lies beside them', () => {
    const files = ['B003C001_261120_K2QM.MP4', 'B003C001_261120_K2QMM01.XML', 'B003_1120K2.ale'].map((path) => ({
      path: `B003_1120K2/${path}`,
      size: 1,
    }))
    expect(describeFolder('B003_1120K2', files).rolls).toMatchObject([{ family: 'Camera roll', clips: 1 }])
  })
})
