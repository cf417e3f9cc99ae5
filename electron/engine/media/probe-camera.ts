/**
 * Camera, place and clock of a file, from its tags and from what our own readers found. Pure.
 */
import type { FrameHeader } from './frame-header.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { readClock } from '../domain/shooting-day.ts'
import type { AvchdReading } from './avchd.ts'
import { cleanText, placeOf, wordOf, type CameraReading } from './camera/reading.ts'
import { tagOf, type FfprobeOutput } from './ffprobe-json.ts'
import type { SoundReading } from './sound.ts'
import type { StillReading } from './still-facts.ts'

/** What is known beside ffprobe's words of who recorded it. */
export interface Witnesses {
  readonly sound: SoundReading | null
  /** What stands in the file beside the picture: EXIF of a still. */
  readonly exif?: StillReading | null
  readonly avchd?: AvchdReading | null
  /** The header of a numbered frame. */
  readonly header?: FrameHeader | null
  readonly camera?: CameraReading
}

/** A date without a zone is the camera's own; most containers write UTC, which some cameras get wrong. */
const CLOCKS = ['creation_time', 'date', 'modification_date'] as const

/** When it was recorded, by the best of its witnesses. */
export function recordedOf(probe: FfprobeOutput, { sound, exif, avchd, camera }: Witnesses): MediaFacts['recorded'] {
  const told = (name: string): readonly [string, string | null] => [name, tagOf(probe.format.tags, name)]
  const candidates: (readonly [string, string | null])[] = [
    ['bext', sound?.clock ?? null],
    [exif?.clockSource ?? 'exif', exif?.clock ?? null],
    ['avchd', avchd?.clock ?? null],
    told('com.apple.quicktime.creationdate'),
    ['camera', camera?.clock ?? null],
    ...CLOCKS.map(told),
    ...probe.streams.map((stream) => ['creation_time', tagOf(stream.tags, 'creation_time')] as const),
  ]
  for (const [source, text] of candidates) {
    const clock = text === null ? null : readClock(text)
    if (clock !== null) return { ...clock, source }
  }
  return null
}

/** Words that cameras use for the same thing, by what they mean. */
const CAMERA_WORDS = {
  make: [
    'com.apple.quicktime.make',
    'com.apple.proapps.manufacturer',
    'com.android.manufacturer',
    'make',
    'manufacturer',
  ],
  model: [
    'com.apple.quicktime.model',
    'com.apple.proapps.modelname',
    'com.android.model',
    'model',
    'camera_model',
    'com.arri.camera.cameratype',
    'com.arri.camera.cameramodel',
  ],
  serial: ['com.apple.proapps.serialno', 'com.arri.camera.cameraserialnumber', 'serial_number', 'camera_serial_number'],
  name: ['com.apple.proapps.cameraname', 'camera_id', 'camera'],
  lens: [
    'com.apple.quicktime.camera.lens_model',
    'com.arri.camera.lens.model',
    'com.arri.camera.lenstype',
    'lens',
    'lens_type',
    'lens_model',
  ],
  iso: ['com.apple.proapps.iso', 'com.arri.camera.exposureindexasa', 'iso', 'iso_sensitivity'],
  shutter: ['com.apple.proapps.shutterangle', 'com.arri.camera.shutterangle', 'shutter', 'shutter_angle'],
  whiteBalance: [
    'com.apple.proapps.whitebalance',
    'com.arri.camera.whitebalancekelvin',
    'white_balance',
    'white_balance_kelvin',
  ],
  software: ['com.apple.quicktime.software', 'com.android.version', 'firmware', 'software'],
  look: ['com.arri.camera.look.name', 'com.arri.camera.lookfilename', 'com.panasonic.camera.look', 'look'],
} as const satisfies Readonly<Record<keyof MediaFacts['camera'], readonly string[]>>

/** What recorded it, and how it was set. */
export function cameraOf(
  tags: Readonly<Record<string, string>>,
  { exif, avchd, camera }: Witnesses,
): MediaFacts['camera'] {
  const word = (key: keyof typeof CAMERA_WORDS): string | null => wordOf(tagOf(tags, ...CAMERA_WORDS[key]))
  if (exif != null)
    return {
      make: exif.make,
      model: exif.model,
      serial: exif.serial,
      name: null,
      lens: exif.lens,
      iso: exif.iso,
      shutter: exif.shutter,
      whiteBalance: null,
      software: exif.software,
      look: null,
    }
  return {
    make: word('make') ?? avchd?.make ?? camera?.make ?? null,
    model: word('model') ?? avchd?.model ?? camera?.model ?? null,
    serial: word('serial') ?? camera?.serial ?? null,
    name: word('name'),
    lens: word('lens') ?? camera?.lens ?? null,
    iso: word('iso') ?? camera?.iso ?? null,
    shutter: word('shutter') ?? camera?.shutter ?? null,
    whiteBalance: word('whiteBalance') ?? camera?.whiteBalance ?? null,
    software: word('software') ?? camera?.software ?? null,
    look: word('look') ?? camera?.look ?? null,
  }
}

const PLACES = ['com.apple.quicktime.location.iso6709', 'location', 'location-eng'] as const

/** Where it was recorded: ISO 6709 in a tag, "+27.1281+100.2508+000.000/", or by the camera's own metadata. */
export function placeIn(
  tags: Readonly<Record<string, string>>,
  camera: CameraReading | undefined,
): MediaFacts['place'] {
  const match = /^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?(?:CRS[^/]*)?\/?$/.exec(
    tagOf(tags, ...PLACES) ?? '',
  )
  if (match === null) return camera?.place ?? null
  return placeOf(Number(match[1]), Number(match[2]), match[3] === undefined ? null : Number(match[3]))
}

/** Enough for every camera; a file made to fill the catalogue has more. */
const MAX_TAGS = 400

/** The tags of the file and its streams in one, clean; the file's own word goes before a stream's. */
export function allTags(probe: FfprobeOutput): Record<string, string> {
  const merged: Record<string, string> = {}
  let count = 0
  for (const tags of [...probe.streams.map((stream) => stream.tags ?? {}).reverse(), probe.format.tags ?? {}]) {
    for (const [key, value] of Object.entries(tags)) {
      if ((count += 1) > MAX_TAGS) return merged
      merged[cleanText(key, 200)] = cleanText(value, 2000)
    }
  }
  return merged
}
