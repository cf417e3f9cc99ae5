/**
 * DJI's subtitles beside a clip (`DJI_0001.SRT`): camera settings and place of every frame, in brackets. Only the first
 * frames are read: they say what the clip was recorded with.
 */
import { gammaFact, isoOf, placeOf, reading, shutterOf, wordOf, type CameraReading } from './reading.ts'

/** Reads the beginning of it; null when it is a subtitle of another kind. Pure. */
export function readDjiSrt(text: string): CameraReading | null {
  const word = (name: string): string | null =>
    wordOf(new RegExp(`\\[${name}\\s*:\\s*([^\\]\\[]{1,60}?)\\s*(?:\\]|\\s[a-z_]+:)`, 'i').exec(text)?.[1])
  const shutter = word('shutter')
  const iso = word('iso')
  if (iso === null && shutter === null) return null
  const look = word('color_md')
  const kelvin = Number(word('ct'))
  const speed = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(shutter ?? '')
  return reading({
    make: 'DJI',
    iso: isoOf(Number(iso)),
    shutter: speed === null ? null : shutterOf(Number(speed[1]) / Number(speed[2])),
    whiteBalance: kelvin >= 1000 && kelvin <= 50_000 ? `${kelvin} K` : null,
    gamma:
      look === null ? null : gammaFact(look.replace(/^dlog/i, 'D-Log').replace(/log[ _-]?m$/i, 'Log M'), null, 'dji'),
    look,
    place: placeIn(text),
    clock: /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)[.,]\d+\s*$/m.exec(text)?.[1] ?? null,
  })
}

function placeIn(text: string): CameraReading['place'] {
  const number = (name: string): number => Number(new RegExp(`\\b${name}\\s*:\\s*(-?\\d+(?:\\.\\d+)?)`).exec(text)?.[1])
  const [latitude, longitude, altitude] = [number('latitude'), number('longi?tude'), number('abs_alt')]
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return null
  return placeOf(latitude, longitude, Number.isNaN(altitude) ? null : altitude)
}
