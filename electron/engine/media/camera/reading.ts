/**
 * What a camera says of itself and of a recording, from whatever place one of our readers found it in. Words of files
 * come in here and go on clean: no control characters, no more than people read.
 */
import type { GammaFact } from '../../../../shared/model/probe.ts'
import { gammaOf } from '../../domain/colour/gamma-words.ts'

/** Where on Earth: degrees north and east, metres above the sea. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
  readonly altitude: number | null
}

/** A start timecode as a label, with the frames a second that its frames are counted by, where that is said. */
interface Label {
  readonly text: string
  readonly nominal: number | null
  readonly source: 'rtmd' | 'sony-xml'
}

/** Null where nothing is said. */
export interface CameraReading {
  readonly make: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly lens: string | null
  readonly iso: string | null
  readonly shutter: string | null
  readonly whiteBalance: string | null
  readonly software: string | null
  readonly gamma: GammaFact | null
  /** The picture profile or look that the camera recorded with, in its own word. */
  readonly look: string | null
  readonly place: Place | null
  readonly label: Label | null
  /** Date and time by the camera's clock, as it wrote them. */
  readonly clock: string | null
}

const NOTHING: CameraReading = {
  make: null,
  model: null,
  serial: null,
  lens: null,
  iso: null,
  shutter: null,
  whiteBalance: null,
  software: null,
  gamma: null,
  look: null,
  place: null,
  label: null,
  clock: null,
}

/** A reading of the facts that are there. */
export function reading(facts: Partial<CameraReading>): CameraReading {
  return { ...NOTHING, ...facts }
}

/** One reading of several: of each fact the first that is there. */
export function firstOf(readings: readonly (CameraReading | null)[]): CameraReading {
  const there = readings.filter((one) => one !== null)
  const first = <K extends keyof CameraReading>(key: K): CameraReading[K] =>
    there.find((one) => one[key] !== null)?.[key] ?? NOTHING[key]
  return {
    make: first('make'),
    model: first('model'),
    serial: first('serial'),
    lens: first('lens'),
    iso: first('iso'),
    shutter: first('shutter'),
    whiteBalance: first('whiteBalance'),
    software: first('software'),
    gamma: first('gamma'),
    look: first('look'),
    place: first('place'),
    label: first('label'),
    clock: first('clock'),
  }
}

const MAX_WORD = 200

/** A word of a file as people may read it: up to its first NUL, on one line; null for nothing. */
export function wordOf(text: unknown): string | null {
  if (typeof text !== 'string') return null
  const end = text.indexOf('\0')
  const word = cleanText(end < 0 ? text : text.slice(0, end), MAX_WORD).trim()
  return word === '' ? null : word
}

/** Text without control characters and what hides or turns it, cut to a length that somebody reads. */
export function cleanText(text: string, most: number): string {
  return text
    .slice(0, most * 4)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, most)
}

/** The log curve that a camera's word means; null for a word of no log. */
export function gammaFact(said: string, gamut: string | null, source: GammaFact['source']): GammaFact | null {
  const gamma = gammaOf(said)
  return gamma === null ? null : { said: cleanText(said, 100), curve: gamma.curve, gamut, source }
}

/** "1/50 s", "2 s"; null for times that no shutter has. `seconds` is the time that the shutter was open. */
export function shutterOf(seconds: number): string | null {
  if (!(seconds > 1e-6 && seconds < 86_400)) return null
  return seconds < 0.3 ? `1/${Math.round(1 / seconds)} s` : `${Number(seconds.toFixed(1))} s`
}

/** ISO as cameras set it; null for anything else. */
export function isoOf(value: number): string | null {
  return Number.isSafeInteger(value) && value > 0 && value <= 10_000_000 ? String(value) : null
}

/** A place that is on Earth; null for 0, 0, which receivers without a fix write, and for all else. */
export function placeOf(latitude: number, longitude: number, altitude: number | null): Place | null {
  const there = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0)
  if (!there) return null
  const metres = altitude !== null && Math.abs(altitude) < 100_000 ? Number(altitude.toFixed(1)) : null
  return { latitude: Number(latitude.toFixed(6)), longitude: Number(longitude.toFixed(6)), altitude: metres }
}
