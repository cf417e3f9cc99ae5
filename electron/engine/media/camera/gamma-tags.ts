/**
 * Which log curve the tags of a file name, and Apple's word in its sample description. Nothing is guessed from pixels: a
 * flat picture may be fog.
 *
 * Sources: Apple, "Apple Log Profile White Paper" (LogTransferFunction); ARRI's `com.arri.camera.*` keys in QuickTime.
 */
import type { GammaFact } from '../../../../shared/model/probe.ts'
import type { FfprobeOutput } from '../ffprobe-json.ts'
import { gammaFact } from './reading.ts'

/** How Apple names its curves in the extension LogTransferFunction, longest first. */
const APPLE_WORDS = [
  ['com.apple.log2', 'Apple Log 2'],
  ['com.apple.log', 'Apple Log'],
] as const
/** Tags in which makers write their gamma. */
const TAGS = [
  'com.arri.camera.colorgammasxs',
  'com.arri.camera.sensor.colorgamma',
  'com.arri.camera.colorgamma',
  'com.panasonic.camera.gamma',
  'com.blackmagic-design.camera.gamma',
  'com.atomos.hdr.gamma',
  'gamma',
  'capturegammaequation',
] as const

/** The gamma that a tag of the file or of a stream names; null where none names a log. */
export function taggedGamma({ format, streams }: FfprobeOutput): GammaFact | null {
  const tags = [format.tags, ...streams.map((stream) => stream.tags)].flatMap((one) => Object.entries(one ?? {}))
  for (const [key, value] of tags) {
    const name = TAGS.find((tag) => key.toLowerCase() === tag)
    const found = name === undefined ? null : gammaFact(value, null, 'tag')
    if (found !== null) return found
  }
  return null
}

/** Apple's word, wherever in the descriptions of the tracks it stands. Pure. */
export function appleGamma(index: Buffer): GammaFact | null {
  const word = APPLE_WORDS.find(([id]) => index.includes(id))
  return word === undefined ? null : gammaFact(word[1], null, 'apple-log')
}
