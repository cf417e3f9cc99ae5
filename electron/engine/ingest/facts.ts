/**
 * A probe as a crew reads it: facts in groups, for the inspector and for `show`.
 */
import type { Fact } from '../../../shared/model/asset.ts'
import {
  probeSchema,
  type AudioStream,
  type Immersive,
  type MediaFacts,
  type VideoStream,
} from '../../../shared/model/probe.ts'
import { durationText, secondsText } from '../../../shared/time/duration.ts'
import { rateLabel } from '../../../shared/time/rate.ts'
import {
  codecName,
  colourName,
  formatName,
  languageName,
  pictureName,
  turnText,
} from '../../../shared/util/media-names.ts'
import { gamutName, logName } from '../domain/colour/chain.ts'
import { gamutOf, isLinear, isMosaic } from '../domain/colour/linear.ts'
import { immersiveText } from '../domain/media/immersive.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { soundStart, type PicturesBeside } from '../domain/media/sound-start.ts'

const NO_PICTURES: PicturesBeside = { roll: [], day: [] }

/** How the picture of a stored probe surrounds the viewer; null where it does not. */
export function surroundOf(stored: string | null): Immersive | null {
  const probe = stored === null ? null : probeSchema.safeParse(JSON.parse(stored)).data
  return probe?.ok === true ? (pictureOf(probe)?.immersive ?? null) : null
}

/**
 * The facts of a stored probe; none when there is none yet or the file was not understood. `beside` is asked only for
 * sound that names no frame rate: the pictures that tell how to count its start.
 */
export function describeProbe(stored: string | null, beside: () => PicturesBeside = () => NO_PICTURES): Fact[] {
  if (stored === null) return []
  const probe = probeSchema.safeParse(JSON.parse(stored))
  if (!probe.success || !probe.data.ok) return []
  const media = probe.data
  return [
    ...media.video
      .filter((stream) => !stream.cover)
      .flatMap((stream, index) => pictureFacts(stream, media, index === 0)),
    ...media.audio.flatMap((stream, index) => soundStreamFacts(stream, index, media.audio.length)),
    ...timeFacts(media, beside),
    ...headerFacts(media),
    ...cameraFacts(media),
    ...recordistFacts(media),
    ...given('File', {
      Format: formatName(media),
      Note: media.remark,
      'No picture': media.limit?.reason,
      'Bit rate': media.bitRate === null ? null : bitRate(media.bitRate),
    }),
  ]
}

/** "Dolby Vision 8.4, level 4": profile with the compatibility of its base layer, as Dolby writes them. */
function visionText({ profile, level, compatibility }: NonNullable<VideoStream['dolbyVision']>): string {
  return `Dolby Vision ${profile}${profile === 8 ? `.${compatibility}` : ''}${level === 0 ? '' : `, level ${level}`}`
}

function masteringText({ primaries, least, most }: NonNullable<VideoStream['mastering']>): string {
  return [primaries, `${Number(least.toPrecision(3))} to ${Math.round(most)} nits`].filter(Boolean).join(', ')
}

function gammaText(gamma: NonNullable<MediaFacts['gamma']>): string {
  return [logName(gamma), gamma.gamut === null ? null : gamutName(gamma.gamut)].filter(Boolean).join(' · ')
}

/** Linear light by its primaries; what its decoder says of it is a curve that it does not have. */
function colourText(stream: VideoStream): string {
  if (isMosaic(stream)) return 'Linear, as the sensor saw it'
  if (isLinear(stream)) return `Linear · ${gamutOf(stream) ?? 'Rec. 709, for no primaries are named'}`
  return colourName(stream.primaries, stream.transfer, stream.matrix) ?? 'Not tagged'
}

/** What the header of one frame says of the run that it is part of; a sequence says it of itself. */
function headerFacts({ numbered }: MediaFacts): Fact[] {
  return numbered == null
    ? []
    : given(HEADER, {
        Rate: numbered.rate === null ? null : `${rateLabel(numbered.rate)} fps (${numbered.rateSource})`,
        Timecode: numbered.timecode === null ? null : `${numbered.timecode} (${numbered.timecodeField})`,
      })
}

/** The group of facts of one frame's header. */
export const HEADER = 'Header'

function pictureFacts(stream: VideoStream, media: MediaFacts, first: boolean): Fact[] {
  return given('Picture', {
    Codec: pictureName(stream, media),
    Raster: `${stream.width} × ${stream.height}`,
    Shown:
      stream.displayWidth === stream.width && stream.displayHeight === stream.height
        ? null
        : `${stream.displayWidth} × ${stream.displayHeight}`,
    Rate: stream.rate === null ? null : `${rateLabel(stream.rate)} fps${stream.variableRate ? ', uneven' : ''}`,
    Bits:
      stream.bitDepth === null ? null : `${stream.bitDepth} bit${stream.chroma === null ? '' : ` ${stream.chroma}`}`,
    Scan:
      stream.fieldOrder === 'unknown'
        ? null
        : {
            progressive: 'Progressive',
            'top-first': 'Interlaced, top first',
            'bottom-first': 'Interlaced, bottom first',
          }[stream.fieldOrder],
    Colour: colourText(stream),
    Range: stream.range === null ? null : { limited: 'Video (16–235)', full: 'Full (0–255)' }[stream.range],
    Transparency: stream.alpha ? 'Yes, shown on grey' : null,
    HDR:
      stream.dolbyVision !== null
        ? visionText(stream.dolbyVision)
        : stream.hdr === 'none'
          ? null
          : stream.hdr10Plus === true
            ? 'HDR10+'
            : stream.hdr.toUpperCase(),
    'Light level':
      stream.contentLight === null
        ? null
        : `MaxCLL ${stream.contentLight.max}, MaxFALL ${stream.contentLight.average} nits`,
    'Graded on': stream.mastering == null ? null : masteringText(stream.mastering),
    Gamma: first && media.gamma != null ? gammaText(media.gamma) : null,
    Turned: turnText(stream),
    Surround: stream.immersive == null ? null : immersiveText(stream.immersive),
  })
}

function soundStreamFacts(stream: AudioStream, index: number, count: number): Fact[] {
  return given(count === 1 ? 'Sound' : `Sound ${index + 1}`, {
    Codec: codecName(stream.codec),
    Channels: `${stream.channels}${stream.layout === null ? '' : ` · ${stream.layout}`}`,
    Ambisonic: stream.ambisonic == null ? null : `Order ${stream.ambisonic}`,
    'Sample rate': `${stream.sampleRate / 1000} kHz${stream.bits === null ? '' : ` · ${stream.bits} bit`}`,
    Language: stream.language === null ? null : languageName(stream.language),
    Content: stream.content,
    Names: (stream.channelNames ?? []).join(' · '),
    Title: stream.title,
  })
}

const TIMECODE_WITNESS: Record<string, string> = {
  tmcd: 'timecode track',
  rtmd: 'Sony’s metadata of each frame',
  'sony-xml': 'Sony’s XML',
  'file-name': 'name of the file alone: no editing system reads it',
  stream: 'stream tag',
  format: 'file tag',
  mxf: 'MXF',
  bext: 'bext',
  ixml: 'iXML',
}

/** Where the date of a recording was read, for people. */
const CLOCK_WITNESS: Record<string, string> = {
  bext: 'bext',
  exif: 'EXIF',
  'exif-digitised': 'EXIF, when it was scanned',
  avchd: 'AVCHD',
  camera: 'the camera’s metadata',
  creation_time: 'file',
  date: 'file',
  modification_date: 'file',
  'com.apple.quicktime.creationdate': 'QuickTime',
}

function timeFacts(media: MediaFacts, beside: () => PicturesBeside): Fact[] {
  return given('Time', {
    Start:
      media.start === null
        ? startOfSound(media, beside)
        : `${media.start.text} (${TIMECODE_WITNESS[media.start.source] ?? media.start.source})`,
    Duration: lengthOf(media),
    Recorded:
      media.recorded === null
        ? null
        : `${media.recorded.local.replace('T', ' ')}${zoneText(media.recorded.offsetMinutes)} (${CLOCK_WITNESS[media.recorded.source] ?? media.recorded.source})`,
    Reel: media.reel,
  })
}

function startOfSound({ sound }: MediaFacts, beside: () => PicturesBeside): string | null {
  if (sound === null || sound.timeReference === null || !sound.sampleRate) return null
  return soundStart(sound.timeReference, sound.sampleRate, beside())
}

function zoneText(minutes: number | null): string {
  if (minutes === null) return ', no zone written'
  const size = Math.abs(minutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  return minutes === 0 ? ' UTC' : ` UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** In frames where they are counted, else in seconds. */
function lengthOf(media: MediaFacts): string | null {
  if (media.durationFrames !== null && media.rate !== null)
    return `${durationText(media.durationFrames, media.rate)} · ${media.durationFrames} frames`
  return media.duration === null ? null : secondsText(media.duration)
}

function cameraFacts({ camera, place }: MediaFacts): Fact[] {
  return given('Camera', {
    Camera: cameraName(camera.make, camera.model) ?? camera.name,
    Serial: camera.serial,
    Lens: camera.lens,
    ISO: camera.iso,
    Shutter: camera.shutter,
    'White balance': camera.whiteBalance,
    Look: camera.look,
    Software: camera.software,
    Place: place == null ? null : placeText(place),
  })
}

/** Degrees with their side, as maps take them: "27.1281° N, 100.2508° E, 0 m". */
function placeText({ latitude, longitude, altitude }: NonNullable<MediaFacts['place']>): string {
  const degrees = (value: number, sides: string): string => `${Math.abs(value)}° ${sides[value < 0 ? 1 : 0]}`
  return `${degrees(latitude, 'NS')}, ${degrees(longitude, 'EW')}${altitude === null ? '' : `, ${Math.round(altitude)} m`}`
}

/** Make and model; many models begin with their make (Canon EOS R6). */
function cameraName(make: string | null, model: string | null): string | null {
  if (make === null || model === null) return make ?? model
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`
}

function recordistFacts({ sound }: MediaFacts): Fact[] {
  if (sound === null) return []
  return given('Recordist', {
    Project: sound.project,
    Tape: sound.tape,
    Note: sound.note,
    Recorder: sound.originator,
    Tracks: sound.tracks
      .filter(({ name }) => name.trim() !== '')
      .map((track) => `${track.channel} ${track.name}`)
      .join(' · '),
  })
}

function bitRate(bits: number): string {
  return bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mb/s` : `${Math.round(bits / 1e3)} kb/s`
}

/** A group of facts without those that are not known. */
function given(group: string, values: Readonly<Record<string, string | null | undefined>>): Fact[] {
  return Object.entries(values).flatMap(([label, value]) =>
    value === null || value === undefined || value === '' ? [] : [{ group, label, value }],
  )
}
