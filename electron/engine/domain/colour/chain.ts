/**
 * How a picture is shown, and why: one function, from which the recipes, the inspector and the command line speak. Log
 * is never converted on a guess: it is shown as it was recorded, says so, and is converted when a person asks. Pure.
 */
import {
  LOG_CURVE_NAMES,
  type Certainty,
  type ColourChain,
  type LogCurveId,
  type Look,
} from '../../../../shared/model/colour.ts'
import type { GammaFact, MediaFacts, VideoStream } from '../../../../shared/model/probe.ts'
import { gamutOf, isLinear, isMosaic, isWide } from './linear.ts'
import { hdrOf, isHd, isRgb, pictureOf } from '../media/picture.ts'
import { LOG_CURVES } from './log-curves.ts'
import { peakOf, REFERENCE_WHITE_NITS } from './tone-map.ts'

/** Where a camera said its gamma, for people. */
const WITNESSES: Readonly<Record<GammaFact['source'], string>> = {
  'sony-xml': 'the camera’s XML',
  rtmd: 'the camera’s metadata of each frame',
  mxf: 'the camera’s metadata in the MXF',
  canon: 'Canon’s own metadata',
  gopro: 'GoPro’s own metadata',
  dji: 'DJI’s subtitles beside it',
  'apple-log': 'the movie’s sample description',
  dpx: 'the DPX header',
  tag: 'a tag of the file',
}

/** Gamuts by the words that cameras write. */
const GAMUTS: Readonly<Record<string, string>> = {
  's-gamut3-cine': 'S-Gamut3.Cine',
  's-gamut3': 'S-Gamut3',
  's-gamut': 'S-Gamut',
  rec2020: 'Rec. 2020',
  rec709: 'Rec. 709',
}
/** The name of a gamut by a camera's word for it. */
export const gamutName = (word: string): string => GAMUTS[word.toLowerCase()] ?? word

interface Source {
  readonly text: string
  readonly certainty: Certainty
  readonly why: string
}

/** What is known of the LUT that a look names. */
interface NamedLut {
  readonly name: string
  readonly here: boolean
  /** The log curve that it is made for; null where nobody said so. */
  readonly curve?: LogCurveId | null
}

/**
 * The chain of a clip; null where there is no picture. `lut` is the one that the look names, null where nobody told of
 * it yet.
 */
export function colourChain(facts: MediaFacts, chosen: Look | null, lut: NamedLut | null = null): ColourChain | null {
  const video = pictureOf(facts)
  if (video === null) return null
  const gamma = facts.gamma ?? null
  // HDR takes no look: what was chosen for it changes nothing, and the line does not say that it did.
  const look = hdrOf(video) === null ? chosen : null
  const source = sourceOf(video, gamma, look)
  const lacks = look?.lut !== undefined && lut?.here !== true
  const shown = lacks ? null : look
  const steps = lacks ? [lackText(lut)] : stepsOf(video, gamma, look, lut)
  return {
    line: `${source.text} (${source.why}) → ${steps.join(' → ')}`,
    certainty: source.certainty,
    log: shown === null && gamma !== null && video.hdr === 'none' ? logName(gamma) : null,
    lacking: lacks ? look.lut!.hash : null,
    tone:
      video.hdr === 'none' || video.dolbyVision?.compatibility === 0
        ? null
        : { transfer: video.hdr, maxCll: video.contentLight?.max ?? null },
    offered: look === null && video.hdr === 'none' ? (gamma?.curve ?? null) : null,
  }
}

/** The name of a log curve, or the camera's own word where it has none here. */
export const logName = ({ curve, said }: GammaFact): string => (curve === null ? said : LOG_CURVE_NAMES[curve])

function sourceOf(video: VideoStream, gamma: GammaFact | null, look: Look | null): Source {
  if (look !== null && look.curve !== null && gamma?.curve !== look.curve)
    return {
      text: LOG_CURVE_NAMES[look.curve],
      certainty: 'chosen',
      why: 'chosen',
    }
  if (gamma !== null && video.hdr === 'none')
    return {
      text: [logName(gamma), gamma.gamut === null ? null : gamutName(gamma.gamut)]
        .filter((part) => part !== null)
        .join(' · '),
      certainty: 'declared',
      why: `declared by ${WITNESSES[gamma.source]}`,
    }
  if (video.dolbyVision !== null)
    return { text: `Dolby Vision profile ${video.dolbyVision.profile}`, certainty: 'declared', why: 'declared' }
  if (video.hdr !== 'none')
    return { text: video.hdr === 'pq' ? 'PQ' : 'HLG', certainty: 'declared', why: 'declared by the file' }
  if (isLinear(video)) return linearSource(video)
  if (isRgb(video))
    return { text: 'RGB', certainty: video.transfer === null ? 'inferred' : 'declared', why: 'as it is stored' }
  if (video.matrix === null)
    return {
      text: isHd(video) ? 'Rec. 709' : 'Rec. 601',
      certainty: 'inferred',
      why: `inferred from ${video.height} lines, for the file does not say`,
    }
  return { text: spoken(video), certainty: 'declared', why: 'declared by the file' }
}

/** OpenEXR holds linear light, in Rec. 709 where it names no primaries. */
function linearSource(video: VideoStream): Source {
  if (isMosaic(video))
    return { text: 'sensor, linear', certainty: 'inferred', why: 'as DNG means it, in the camera’s own colours' }
  const named = gamutOf(video)
  return {
    text: `scene-linear · ${named ?? 'Rec. 709'}`,
    certainty: named === null ? 'inferred' : 'declared',
    why: named === null ? 'as OpenEXR means it, for the file names no primaries' : 'declared by the file',
  }
}

/** Rec. 709, Rec. 601, Rec. 2020 or P3, by the tags. */
function spoken({ matrix, primaries }: VideoStream): string {
  if (primaries === 'smpte432' || primaries === 'smpte431') return 'P3'
  if (matrix?.startsWith('bt2020') === true || primaries === 'bt2020') return 'Rec. 2020'
  return matrix === 'bt709' ? 'Rec. 709' : 'Rec. 601'
}

/** Until the file of a LUT arrives. */
function lackText(lut: NamedLut | null): string {
  const named = lut === null ? 'its LUT' : `the LUT “${lut.name}”`
  return `shown as recorded: ${named} is not on this device yet`
}

function stepsOf(video: VideoStream, gamma: GammaFact | null, look: Look | null, lut: NamedLut | null): string[] {
  if (video.dolbyVision?.compatibility === 0) return ['shown without its colours: nothing here decodes them']
  if (video.hdr !== 'none') return [toneMapText(video), 'Rec. 709']
  if (look !== null) {
    const reference = look.curve === null ? '' : `, ${LOG_CURVES[look.curve].reference} range`
    return [
      ...(look.cdl === null ? [] : ['CDL']),
      ...(look.curve === null ? [] : [`built-in conversion of ${LOG_CURVE_NAMES[look.curve]}${reference}`]),
      ...(look.lut === undefined
        ? []
        : [`LUT “${lut?.name ?? ''}”, ${look.lut.reference} range${madeForOther(lut, gamma)}`]),
      'Rec. 709',
    ]
  }
  if (gamma !== null) return ['shown as recorded, flat']
  if (isMosaic(video)) return ['sRGB curve', 'not developed: white balance and matrix are the maker’s software’s']
  if (isLinear(video)) return [...(isWide(video) ? ['to the primaries of Rec. 709'] : []), 'sRGB curve', 'Rec. 709']
  const already = video.matrix === 'bt709' && (video.primaries === null || video.primaries === 'bt709')
  return already ? ['shown as it is'] : ['Rec. 709']
}

/** A LUT for a log curve on a picture that does not say it is of that curve: it may be right, and is often a slip. */
function madeForOther(lut: NamedLut | null, gamma: GammaFact | null): string {
  const curve = lut?.curve ?? null
  if (curve === null || gamma?.curve === curve) return ''
  return ` (made for ${LOG_CURVE_NAMES[curve]}, and the file ${gamma === null ? 'does not say that it is log' : `says ${logName(gamma)}`})`
}

function toneMapText({ contentLight }: VideoStream): string {
  const max = contentLight?.max ?? null
  const nits = Math.round(peakOf(max) * REFERENCE_WHITE_NITS).toLocaleString('en-US')
  return `tone-mapped, peak ${nits} nits${max === null || max <= 0 ? ' (assumed)' : ''}`
}
