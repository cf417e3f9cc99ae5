/**
 * Whether a proxy that a camera or an editing system made beside a clip can stand for it: the same frames at the same
 * rate from the same timecode, in the same shape. The name brought them together; this says what agrees and what does
 * not. Pure.
 */
import type { MediaFacts, Probe, VideoStream } from '../../../../shared/model/probe.ts'
import { rateLabel, sameRate } from '../../../../shared/time/rate.ts'
import { codecName } from '../../../../shared/util/media-names.ts'
import { writtenStart } from './name-timecode.ts'
import { pictureOf } from './picture.ts'

/** What is to be said of a proxy, for the inspector. */
interface Adoption {
  /** Frames, rate, timecode and shape agree with the original: it is the review proxy. */
  readonly good: boolean
  /** Its frame n is the original's frame n, as far as anybody can tell. */
  readonly framesHold: boolean
  /** What differs or could not be compared, a sentence each. */
  readonly said: readonly string[]
}

/** Pictures and sound that every window plays; others would have to be made anew. */
const PLAYED = {
  video: new Set(['h264']),
  audio: new Set(['aac', 'mp3', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'ac3']),
}

/** Compares them. An original that can't be read here leaves nothing to compare, and the proxy all the same useful. */
export function judgeProxy(original: Probe | null, proxy: Probe): Adoption {
  if (!proxy.ok) return { good: false, framesHold: false, said: [`It can’t be used: ${proxy.reason}`] }
  const copy = pictureOf(proxy)
  if (copy === null) return { good: false, framesHold: false, said: ['It has no picture.'] }
  const uneven = unevenness(copy)
  if (original === null || !original.ok || pictureOf(original) === null)
    return {
      good: false,
      framesHold: false,
      said: ['The original can’t be read here: its frames could not be compared, the frame may be off.', ...uneven],
    }
  const differs = [...otherLength(original, proxy), ...otherStart(original, proxy), ...otherShape(original, copy)]
  const framesHold = differs.length === 0 && uneven.length === 0
  // What is another take needs no reason why it is not played.
  const unplayed = framesHold ? notPlayed(original, proxy, copy) : []
  return {
    good: framesHold && unplayed.length === 0,
    framesHold,
    said: [...differs, ...uneven, ...unplayed, ...otherSound(original, proxy)],
  }
}

/** What makes it unsure which frame is which. */
function unevenness(copy: VideoStream): string[] {
  const why = [
    ...(copy.variableRate ? ['its frames are not evenly spaced'] : []),
    ...(copy.trimmed === true ? ['an edit list chooses among its frames'] : []),
    ...(copy.delay.num > 0 ? ['it does not begin at zero'] : []),
  ]
  return why.length === 0 ? [] : [`The frame may be off: ${why.join(', and ')}.`]
}

/** Why windows would not play it as it is, a sentence each: then Rushes makes its own. */
function notPlayed(original: MediaFacts, proxy: MediaFacts, copy: VideoStream): string[] {
  const sounds = [
    ...new Set(proxy.audio.flatMap(({ codec: one }) => (PLAYED.audio.has(one ?? '') ? [] : [one ?? '?']))),
  ]
  const why = [
    ...(PLAYED.video.has(copy.codec ?? '')
      ? []
      : [`it is ${codecName(copy.codec) || 'of no known kind'}, and windows play H.264`]),
    ...(copy.bitDepth === 8 && copy.chroma === '4:2:0'
      ? []
      : [
          `it has ${copy.bitDepth ?? '?'} bits and ${copy.chroma ?? 'another sampling'}, and windows play 8 bits and 4:2:0`,
        ]),
    ...(copy.hdr === 'none' && pictureOf(original)?.hdr === 'none'
      ? []
      : ['it is of an HDR recording, which is brought down in proxies of Rushes alone']),
    ...(copy.fieldOrder === 'top-first' || copy.fieldOrder === 'bottom-first' ? ['it is interlaced'] : []),
    ...(copy.rotation === pictureOf(original)?.rotation ? [] : ['it is turned otherwise than the original']),
    ...(sounds.length === 0 ? [] : [`its sound is ${sounds.join(', ')}, which windows do not play`]),
  ]
  return why.length === 0 ? [] : [`It is not used as the review proxy: ${why.join('; ')}.`]
}

function otherLength(original: MediaFacts, proxy: MediaFacts): string[] {
  const [there, here] = [pictureOf(original)?.rate ?? null, pictureOf(proxy)?.rate ?? null]
  const rates =
    there !== null && here !== null && !sameRate(there, here)
      ? [`It runs at ${rateLabel(here)} frames per second, the original at ${rateLabel(there)}.`]
      : []
  return original.durationFrames === null || proxy.durationFrames === original.durationFrames
    ? rates
    : [
        ...rates,
        `It has ${proxy.durationFrames ?? 'an unknown number of'} frames, the original ${original.durationFrames}.`,
      ]
}

/** A proxy without a timecode may be one; another timecode is another take. */
function otherStart(original: MediaFacts, proxy: MediaFacts): string[] {
  const [there, here] = [writtenStart(original), writtenStart(proxy)]
  return there === null || here === null || there.text === here.text
    ? []
    : [`It starts at ${here.text}, the original at ${there.text}.`]
}

const SHAPE_SLACK = 0.03

function otherShape(original: MediaFacts, copy: VideoStream): string[] {
  const picture = pictureOf(original)
  if (picture === null) return []
  const [there, here] = [picture, copy].map((one) => one.displayWidth / one.displayHeight) as [number, number]
  return Math.abs(there / here - 1) <= SHAPE_SLACK
    ? []
    : [
        `Its picture is of another shape: ${copy.displayWidth} × ${copy.displayHeight} for ${picture.displayWidth} × ${picture.displayHeight}.`,
      ]
}

/** Said, and no hindrance to looking: editing systems refuse such a proxy. */
function otherSound(original: MediaFacts, proxy: MediaFacts): string[] {
  const [there, here] = [original, proxy].map(({ audio }) => audio.map(({ channels }) => channels))
  const named = (channels: readonly number[]): string => (channels.length === 0 ? 'no sound' : channels.join(' + '))
  return there!.join() === here!.join()
    ? []
    : [`Its channels differ: ${named(here!)}, and ${named(there!)} in the original.`]
}
