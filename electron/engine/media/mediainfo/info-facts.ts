/**
 * What MediaInfo knows beyond ffprobe, in our words: names and kinds of sound (MCA, SMPTE ST 377-4), the display that HDR
 * was graded on, Dolby Vision in the frames alone, and what cameras write into MXF of each frame (RDD 18). Pure.
 */
import type { VideoStream } from '../../../../shared/model/probe.ts'
import { firstOf, gammaFact, isoOf, reading, shutterOf, wordOf, type CameraReading } from '../camera/reading.ts'
import { sonyGammaWord } from '../camera/rtmd.ts'
import type { InfoTrack } from './messages.ts'

export interface InfoSound {
  readonly channels: number
  readonly language: string | null
  readonly channelNames: readonly string[]
  readonly content: string | null
  readonly title: string | null
}

export interface InfoFacts {
  readonly sounds: readonly InfoSound[]
  readonly mastering: NonNullable<VideoStream['mastering']> | null
  readonly contentLight: VideoStream['contentLight']
  readonly dolbyVision: VideoStream['dolbyVision']
  readonly hdr10Plus: boolean
  readonly camera: CameraReading
}

/** Translates the tracks of a file. */
export function infoFacts(tracks: readonly InfoTrack[]): InfoFacts {
  const of = (kind: string): InfoTrack[] => tracks.filter((track) => track['@type'] === kind)
  const video = of('Video')[0] ?? {}
  const hdr = `${text(video, 'HDR_Format')} ${text(video, 'HDR_Format_Compatibility')}`
  return {
    sounds: of('Audio').map(soundOf),
    mastering: masteringOf(video),
    contentLight: lightOf(video),
    dolbyVision: visionOf(video, hdr),
    hdr10Plus: /2094 App 4|HDR10\+/.test(hdr),
    camera: firstOf([
      ...of('Other').map((track) => acquisitionOf(extraOf(track))),
      // The descriptor of the picture may name the camera's own curve, too.
      reading({ gamma: gammaIn(wordOf(text(video, 'transfer_characteristics')), null) }),
    ]),
  }
}

function text(track: InfoTrack, key: string): string {
  const value = track[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function extraOf(track: InfoTrack): InfoTrack {
  const extra = track['extra']
  return typeof extra === 'object' && extra !== null ? (extra as InfoTrack) : {}
}

function soundOf(track: InfoTrack): InfoSound {
  const extra = extraOf(track)
  const channels = Number(text(track, 'Channels'))
  const names = text(track, 'ChannelLayout')
    .split(' ')
    .filter((name) => name !== '')
  return {
    channels: Number.isSafeInteger(channels) ? channels : 0,
    language: wordOf(text(track, 'Language')),
    channelNames: names.length === channels ? names.flatMap((name) => wordOf(name) ?? []) : [],
    content:
      [wordOf(text(extra, 'MCA_Audio_Content_Kind')), wordOf(text(extra, 'MCA_Audio_Element_Kind'))]
        .filter((word) => word !== null)
        .join(', ') || null,
    title: wordOf(text(track, 'Title')),
  }
}

/** "min: 0.0000 cd/m2, max: 1000 cd/m2", and "Display P3" or "R: x=…". */
function masteringOf(video: InfoTrack): InfoFacts['mastering'] {
  const [least, most] = ['MasteringDisplay_Luminance_Min', 'MasteringDisplay_Luminance_Max'].map((key) =>
    Number(text(video, key) || Number.NaN),
  ) as [number, number]
  if (!(most > 0 && most <= 10_000 && least >= 0 && least < most)) return null
  const primaries = wordOf(text(video, 'MasteringDisplay_ColorPrimaries'))
  return { primaries: primaries !== null && primaries.length <= 20 ? primaries : null, least, most }
}

function lightOf(video: InfoTrack): VideoStream['contentLight'] {
  const [max, average] = ['MaxCLL', 'MaxFALL'].map((key) => Number.parseInt(text(video, key), 10)) as [number, number]
  return max > 0 && max <= 10_000 ? { max, average: average > 0 && average <= max ? average : 0 } : null
}

/** "dvhe.08" and "01", with the compatibility as a word: HDR10 1, SDR 2, HLG 4 (Dolby, "Profiles and levels"). */
function visionOf(video: InfoTrack, hdr: string): VideoStream['dolbyVision'] {
  if (!hdr.includes('Dolby Vision')) return null
  const profile = Number(/\.(\d{1,2})/.exec(text(video, 'HDR_Format_Profile'))?.[1])
  const level = Number.parseInt(text(video, 'HDR_Format_Level'), 10)
  if (!Number.isSafeInteger(profile)) return null
  const like = text(video, 'HDR_Format_Compatibility')
  const compatibility = like.includes('HDR10') ? 1 : like.includes('SDR') ? 2 : like.includes('HLG') ? 4 : 0
  return { profile, level: Number.isSafeInteger(level) ? level : 0, compatibility }
}

/** A log curve by its name, or by the end of its label where MediaInfo has no name for it, as for Sony's own. */
function gammaIn(said: string | null, gamut: string | null): CameraReading['gamma'] {
  const word =
    said !== null && /^[0-9A-F]{16}$/i.test(said) ? sonyGammaWord(Buffer.from(`${'00'.repeat(8)}${said}`, 'hex')) : said
  return word === null ? null : gammaFact(word, gamut, 'mxf')
}

/** What a camera wrote of its first frame. */
function acquisitionOf(extra: InfoTrack): CameraReading {
  const first = (name: string): string | null => wordOf(text(extra, `${name}_FirstFrame`))
  const shutter = /^(\d+)\/(\d+)$/.exec(first('ShutterSpeed_Time') ?? '')
  const angle = Number(first('ShutterSpeed_Angle'))
  const kelvin = Number(first('WhiteBalance'))
  return reading({
    lens: first('LensAttributes'),
    iso: isoOf(Number(first('ISOSensitivity') ?? first('ExposureIndexofPhotoMeter'))),
    shutter:
      (shutter === null ? null : shutterOf(Number(shutter[1]) / Number(shutter[2]))) ??
      (angle > 0 && angle <= 360 ? `${angle}°` : null),
    whiteBalance: kelvin >= 1000 && kelvin <= 50_000 ? `${kelvin} K` : first('AutoWhiteBalanceMode'),
    model: first('CameraAttributes'),
    gamma: gammaIn(first('TransferCharacteristics'), first('ColorPrimaries')),
  })
}
