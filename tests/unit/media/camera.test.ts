/**
 * What cameras write beside the picture, by our own readers: what they tell, and that nothing in a file makes them fail.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDjiSrt } from '../../../electron/engine/media/camera/dji.ts'
import { readGpmf } from '../../../electron/engine/media/camera/gpmf.ts'
import { canonLog, readMakerBoxes } from '../../../electron/engine/media/camera/maker-boxes.ts'
import { cleanText, wordOf } from '../../../electron/engine/media/camera/reading.ts'
import { readRtmd } from '../../../electron/engine/media/camera/rtmd.ts'
import { readSonyXml } from '../../../electron/engine/media/camera/sony-xml.ts'
import { firstSample, stepsOf, type Steps } from '../../../electron/engine/media/camera/track-samples.ts'
import { infoFacts } from '../../../electron/engine/media/mediainfo/info-facts.ts'
import { timecodeInName } from '../../../electron/engine/domain/media/name-timecode.ts'
import { box, canonNotes, DJI_SRT, gpmf, indexWith, rtmd, SLOG3_TAGS, SONY_XML } from '../../helpers/camera-metadata.ts'

describe('Sony’s metadata of each frame', () => {
  it('tells timecode, gamma, camera, lens, exposure', () => {
    expect(readRtmd(rtmd([10, 20, 30, 1, 4], SLOG3_TAGS))).toMatchObject({
      label: { text: '10:20:30;04', source: 'rtmd' },
      make: 'Sony',
      model: 'ILCE-7SM3',
      serial: '5072108',
      lens: 'FE 24-70mm F2.8 GM II',
      iso: '800',
      shutter: '1/50 s',
      whiteBalance: '5600 K',
      gamma: { said: 's-log3-cine', curve: 's-log3', gamut: 's-gamut3-cine', source: 'rtmd' },
    })
  })

  it('says no log where the label is that of another curve, and no time where there is none', () => {
    const other = readRtmd(
      rtmd([255, 255, 255, 255, 255], [[0x3210, Buffer.from('060e2b34040101010401010101020000', 'hex')]]),
    )
    expect(other).toMatchObject({ gamma: null, label: null })
  })
})

describe('Sony’s XML', () => {
  it('tells timecode, camera, lens, place and gamma', () => {
    expect(readSonyXml(SONY_XML)).toMatchObject({
      label: { text: '10:10:26:16', nominal: 25, source: 'sony-xml' },
      make: 'Sony',
      model: 'ILME-FX3',
      lens: 'FE 35mm F1.4 GM',
      clock: '2024-05-01T10:10:26+09:00',
      place: { latitude: 35.6895, longitude: -139.6917 },
      gamma: { curve: 's-log3' },
    })
  })

  it('has drop-frame in the frames’ byte', () => {
    expect(readSonyXml(SONY_XML.replace('16261010', '56001010'))?.label?.text).toBe('10:10:00;16')
  })

  it('is none of other XML', () => {
    expect(readSonyXml('<project><name>x</name></project>')).toBeNull()
  })
})

describe('GoPro, Canon, DJI', () => {
  it('GPMF: colour, camera, measurements with their scale', () => {
    const text = (name: string, words: string): Buffer => gpmf(name, 'c', 1, Buffer.from(words))
    const numbers = Buffer.alloc(12)
    numbers.writeInt32BE(331_264_960, 0)
    numbers.writeInt32BE(-1_173_273_640, 4)
    numbers.writeInt32BE(20_184, 8)
    const scale = Buffer.alloc(12)
    ;[10_000_000, 10_000_000, 1000].forEach((value, at) => scale.writeInt32BE(value, at * 4))
    const settings = Buffer.concat([text('MINF', 'HERO12 Black'), text('CASN', 'C353'), text('PTCL', 'FLAT')])
    const stream = Buffer.concat([
      gpmf('GPSF', 'L', 4, Buffer.of(0, 0, 0, 3)),
      gpmf('SCAL', 'l', 4, scale),
      gpmf('GPS5', 'l', 12, numbers),
    ])
    const block = Buffer.concat([gpmf('DEVC', '\0', 1, settings), gpmf('DEVC', '\0', 1, gpmf('STRM', '\0', 1, stream))])
    expect(readGpmf(block)).toMatchObject({
      make: 'GoPro',
      model: 'HERO12 Black',
      serial: 'C353',
      look: 'FLAT',
      gamma: { curve: 'protune', source: 'gopro' },
      place: { latitude: 33.126496, longitude: -117.327364, altitude: 20.2 },
    })
    expect(readGpmf(gpmf('DEVC', '\0', 1, text('PTCL', 'GOPRO')))).toMatchObject({ gamma: null, look: 'GOPRO' })
  })

  it('Canon Log by the version in the maker’s notes', () => {
    expect([0, 1, 2, 3].map((version) => canonLog(canonNotes(version)))).toEqual([0, 1, 2, 3])
    expect(canonLog(canonNotes(3).subarray(0, 60))).toBeNull()
    expect(readMakerBoxes(box('udta', box('©xyz', Buffer.from('x'))))).toBeNull()
  })

  it('DJI’s subtitles: settings, place, colour mode', () => {
    expect(readDjiSrt(DJI_SRT)).toMatchObject({
      make: 'DJI',
      iso: '220',
      shutter: '1/8000 s',
      whiteBalance: '5115 K',
      look: 'dlog',
      gamma: { curve: 'd-log', source: 'dji' },
      place: { latitude: 3.41531, longitude: -3.3744, altitude: 0.4 },
      clock: '2021-12-25 12:27:52',
    })
    expect(readDjiSrt(DJI_SRT.replace('dlog', 'dlog_m'))?.gamma).toMatchObject({ curve: null })
    expect(readDjiSrt(DJI_SRT.replace('dlog', 'default'))?.gamma).toBeNull()
    expect(readDjiSrt('1\n00:00:01,000 --> 00:00:02,000\nHello [iso]\n')).toBeNull()
  })
})

describe('the times of the pictures', () => {
  const steps = (...runs: readonly (readonly [number, number])[]): Steps | null =>
    stepsOf(indexWith('avc1', { at: 0, bytes: 1 }, { handler: 'vide', steps: runs }))

  it('tell the rate where all steps are equal but the last', () => {
    expect(steps([100, 1001])).toEqual({ uneven: false, rate: { num: 30_000, den: 1001 } })
    expect(steps([100, 1200], [1, 9000])).toEqual({ uneven: false, rate: { num: 25, den: 1 } })
  })
  it('are uneven where steps differ, and leave it to the header where they differ by a tick', () => {
    expect(steps([10, 3000], [1, 6000], [10, 3000])).toEqual({ uneven: true })
    expect(steps([3, 25], [1, 26], [3, 25], [2, 26])).toBeNull()
    expect(steps()).toBeNull()
    expect(stepsOf(indexWith('rtmd', { at: 0, bytes: 1 }))).toBeNull()
  })
  it('a track is found by the letters of its samples', () => {
    expect(firstSample(indexWith('rtmd', { at: 77, bytes: 99 }), 'rtmd')).toEqual({ at: 77, bytes: 99 })
    expect(firstSample(indexWith('rtmd', { at: 77, bytes: 1 << 30 }), 'rtmd')).toBeNull()
  })
})

describe('MediaInfo’s words', () => {
  it('of sound: names, language, kind (MCA)', () => {
    const audio = {
      '@type': 'Audio',
      Channels: 6,
      ChannelLayout: 'L R C LFE Ls Rs',
      Language: 'de-DE',
      Title: 'Sound Track',
      extra: { MCA_Audio_Content_Kind: 'Master', MCA_Audio_Element_Kind: 'Composite Mix' },
    }
    expect(infoFacts([audio]).sounds).toEqual([
      {
        channels: 6,
        language: 'de-DE',
        title: 'Sound Track',
        channelNames: ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'],
        content: 'Master, Composite Mix',
      },
    ])
  })

  it('of HDR and of the camera in MXF', () => {
    const facts = infoFacts([
      {
        '@type': 'Video',
        HDR_Format: 'Dolby Vision / SMPTE ST 2094 App 4',
        HDR_Format_Profile: 'dvhe.08 / ',
        HDR_Format_Level: '06 / ',
        HDR_Format_Compatibility: 'HDR10 / HDR10+ Profile B',
        MasteringDisplay_Luminance_Min: 0.0001,
        MasteringDisplay_Luminance_Max: 4000,
        MasteringDisplay_ColorPrimaries: 'BT.2020',
        MaxCLL: '1000 cd/m2',
        MaxFALL: '400 cd/m2',
      },
      {
        '@type': 'Other',
        extra: {
          TransferCharacteristics_FirstFrame: '0E06040101010604',
          ISOSensitivity_FirstFrame: '500',
          ShutterSpeed_Angle_FirstFrame: '180.0',
          WhiteBalance_FirstFrame: '4300',
        },
      },
    ])
    const descriptor = infoFacts([{ '@type': 'Video', transfer_characteristics: '0E06040101010605' }])
    expect(descriptor.camera.gamma).toMatchObject({ curve: 's-log3', source: 'mxf' })
    expect(infoFacts([{ '@type': 'Video', transfer_characteristics: 'BT.709' }]).camera.gamma).toBeNull()
    expect(facts).toMatchObject({
      dolbyVision: { profile: 8, level: 6, compatibility: 1 },
      hdr10Plus: true,
      mastering: { primaries: 'BT.2020', least: 0.0001, most: 4000 },
      contentLight: { max: 1000, average: 400 },
      camera: { gamma: { curve: 's-log3', source: 'mxf' }, iso: '500', shutter: '180°', whiteBalance: '4300 K' },
    })
  })
})

describe('a timecode in a name', () => {
  it.each([
    ['A001_TC10203004.mov', '10:20:30:04'],
    ['take_01-02-03-04.mov', '01:02:03:04'],
    ['take 01.02.03.04.mov', '01:02:03:04'],
    ['clip_01h02m03s04f.mxf', '01:02:03:04'],
  ])('%s: %s', (name, text) => {
    expect(timecodeInName(name)).toBe(text)
  })
  it.each([
    'A001C001_240102_R2B3.mov',
    'C0001.MP4',
    '2024-01-02-03-04.mov',
    'DJI_20240102030405_0001_D.MP4',
    'v1.2.3.mov',
    'TC99999999.mov',
  ])('%s has none', (name) => {
    expect(timecodeInName(name)).toBeNull()
  })
})

describe('whatever stands in a file', () => {
  it('words go on clean and short', () => {
    expect(wordOf('Sony\u0007\u202eA7\0rubbish')).toBe('Sony A7')
    expect(wordOf('\0')).toBeNull()
    expect(cleanText('x'.repeat(1e6), 200)).toHaveLength(200)
  })

  it('ends in an answer or in the end of the bytes, never in another failure', () => {
    const whole = [
      rtmd([1, 2, 3, 0, 4], SLOG3_TAGS),
      gpmf('DEVC', '\0', 1, gpmf('PTCL', 'c', 1, Buffer.from('FLAT'))),
      canonNotes(3),
      indexWith('rtmd', { at: 1, bytes: 2 }, { handler: 'vide', steps: [[1, 2]] }),
      box('udta', box('NCDT', box('NCTG', Buffer.alloc(40, 2))), box('PANA', Buffer.alloc(64, 65))),
    ]
    const readers = [
      readRtmd,
      readGpmf,
      canonLog,
      readMakerBoxes,
      stepsOf,
      (bytes: Buffer) => firstSample(bytes, 'rtmd'),
      (bytes: Buffer) => readSonyXml(bytes.toString('latin1')),
      (bytes: Buffer) => readDjiSrt(bytes.toString('latin1')),
    ]
    const mutated = fc
      .tuple(fc.constantFrom(...whole), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }), fc.nat())
      .map(([bytes, changes, cut]) => {
        const copy = Buffer.from(bytes)
        for (const [at, value] of changes) copy[at % copy.length] = value
        return copy.subarray(0, cut % 3 === 0 ? cut % copy.length : copy.length)
      })
    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          for (const read of readers) {
            try {
              read(bytes)
            } catch (error) {
              expect(error).toBeInstanceOf(RangeError)
            }
          }
        },
      ),
      { numRuns: 400 },
    )
  })
})
