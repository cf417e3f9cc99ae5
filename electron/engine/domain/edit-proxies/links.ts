/**
 * Whether an editing system will link a proxy to its original, from what a probe finds in both: each compares other
 * things, and most say nothing when they refuse. Pure.
 *
 * Sources: Resolve by file name, start timecode and number of tracks (Blackmagic, "Working with proxies"); Premiere
 * refuses other channels, and breaks silently where raster, fields, rate or length differ (Adobe, "Ingest and proxy
 * workflow"); Final Cut reads timecode tracks (`tmcd`) alone, and ProRes Proxy or H.264 (Apple, "Relink proxies"); Avid
 * compares tape name and timecode (Avid, "MultiRez").
 */
import type { Editor, LinkVerdict } from '../../../../shared/model/edit-proxies.ts'
import { EDITORS } from '../../../../shared/model/edit-proxies.ts'
import type { MediaFacts, VideoStream } from '../../../../shared/model/probe.ts'
import { rateLabel, sameRate } from '../../../../shared/time/rate.ts'
import { writtenStart } from '../media/name-timecode.ts'
import { pictureOf } from '../media/picture.ts'
import { soundElsewhere } from '../media/sound-elsewhere.ts'
import { hasFields, storedSize } from './raster.ts'

/** One side of a link. `stem` is the file's name without its ending. */
export interface Linked {
  readonly stem: string
  readonly facts: MediaFacts
  /** Frames of each file of a recording that the camera cut, in order; left out for one file. */
  readonly files?: readonly (number | null)[]
  /** How many further files hold its sound, one a track. */
  readonly soundFiles?: number
}

/** The verdict of each editing system on a proxy. */
export function linkVerdicts(original: Linked, proxy: Linked): LinkVerdict[] {
  const pair = comparePair(original, proxy)
  return EDITORS.map((editor) => {
    const why = [
      ...(original.facts.firstNumber == null ? [] : [NUMBERED[editor]]),
      ...inOtherFiles(pair),
      ...withoutSound(pair),
      ...RULES[editor](pair),
    ]
    const cautions = cautionsOf(pair).filter((one) => !why.includes(one))
    return { editor, links: why.length === 0, why, ...(cautions.length === 0 ? {} : { cautions }) }
  })
}

interface Pair {
  readonly original: Linked
  readonly proxy: Linked
  readonly picture: VideoStream
  readonly copy: VideoStream
}

/** What each says to a proxy of numbered frames. None of the makers promises a link, so none is promised here. */
const NUMBERED: Readonly<Record<Editor, string>> = {
  resolve:
    'It takes numbered frames as one clip, and its maker says of no proxy that it links to one by its name. Link it by hand (Link Proxy Media), or cut with the proxy and relink to the frames by timecode.',
  premiere:
    'Its maker says of no proxy that it attaches to numbered frames. Cut with the proxy, and replace it with the frames (Replace Footage) before the finish.',
  'final-cut':
    'It takes numbered frames as single pictures, to which no proxy links. Cut with the proxy, and conform from the frames elsewhere.',
  avid: 'Numbered frames have no tape name there, by which it links. Cut with the proxy, and conform from the frames by timecode.',
}

/** Only what has a picture has proxies. */
function comparePair(original: Linked, proxy: Linked): Pair {
  return { original, proxy, picture: pictureOf(original.facts)!, copy: pictureOf(proxy.facts)! }
}

type Rule = (pair: Pair) => string[]
const RULES: Readonly<Record<Editor, Rule>> = {
  resolve: (pair) => [
    ...otherName(pair),
    ...otherStart(pair),
    ...(pair.proxy.facts.container === 'mxf' && writtenStart(pair.original.facts)?.source === 'tmcd'
      ? ['It does not believe an MXF where the original has a QuickTime timecode track. Choose a MOV.']
      : []),
    ...otherTracks(pair),
    ...otherFrames(pair),
  ],
  premiere: (pair) => [
    ...otherChannels(pair),
    ...otherRaster(pair),
    ...otherFields(pair),
    ...otherRate(pair),
    ...otherFrames(pair),
  ],
  'final-cut': (pair) => [
    ...(['prores', 'h264'].includes(pair.copy.codec ?? '') && pair.proxy.facts.container !== 'mxf'
      ? []
      : ['It takes ProRes Proxy or H.264 in a MOV as a proxy, and nothing else.']),
    ...((writtenStart(pair.original.facts)?.source ?? 'tmcd') !== 'tmcd'
      ? [
          'It reads timecode tracks alone, and the original has none: the clip starts at zero there, the proxy does not.',
        ]
      : []),
    ...otherName(pair),
    ...otherStart(pair),
    ...otherFrames(pair),
  ],
  avid: (pair) => [
    ...otherReel(pair),
    ...(writtenStart(pair.original.facts) === null ? ['There is no timecode, by which it links.'] : []),
    ...otherStart(pair),
    ...otherRate(pair),
    ...otherFrames(pair),
  ],
}

/**
 * An editing system links file to file. Some take the files of a card for one clip, by the card's structure; none says that it
 * links a single proxy to such a clip.
 */
function inOtherFiles({ original, proxy }: Pair): string[] {
  const { files = [] } = original
  if (files.length < 2) return []
  const frames = files.map((one) => one ?? '?')
  return [
    `The original is ${files.length} files of ${frames.slice(0, -1).join(', ')} and ${frames.at(-1)} frames, and this proxy is one of ${proxy.facts.durationFrames ?? '?'}: no file of the card is as long.`,
  ]
}

/** An editing system has the clip with its sound. */
function withoutSound({ original }: Pair): string[] {
  const said = soundElsewhere(original.facts, original.soundFiles ?? 0)
  return said === null ? [] : [said]
}

function otherName({ original, proxy }: Pair): string[] {
  return original.stem === proxy.stem
    ? []
    : [`The names differ: “${original.stem}” and “${proxy.stem}”. Give the proxy the original’s name.`]
}

function otherStart({ original, proxy }: Pair): string[] {
  const [there, here] = [original, proxy].map(({ facts }) => writtenStart(facts)?.text ?? null)
  if (there === here) return []
  return [`The original starts at ${there ?? 'no timecode'}, the proxy at ${here ?? 'no timecode'}.`]
}

function otherTracks({ original, proxy }: Pair): string[] {
  const [there, here] = [original, proxy].map(({ facts }) => facts.audio.length)
  return there === here ? [] : [`The original has ${tracksText(there!)}, the proxy ${tracksText(here!)}.`]
}

const tracksText = (count: number): string => `${count === 0 ? 'no' : count} sound ${count === 1 ? 'track' : 'tracks'}`

function otherChannels(pair: Pair): string[] {
  const [there, here] = [pair.original, pair.proxy].map(({ facts }) => facts.audio.map(({ channels }) => channels))
  return there!.join() === here!.join()
    ? []
    : [
        `The channels differ: ${channelsText(there!)} in the original, ${channelsText(here!)} in the proxy. It refuses such a proxy.`,
      ]
}

const channelsText = (channels: readonly number[]): string => (channels.length === 0 ? 'none' : channels.join(' + '))

function otherRaster({ picture, copy }: Pair): string[] {
  const source = storedSize(picture)
  const divides =
    source.width % copy.width === 0 &&
    source.height % copy.height === 0 &&
    source.width / copy.width === source.height / copy.height
  const sameShape = picture.sar.num * copy.sar.den === copy.sar.num * picture.sar.den
  return [
    ...(divides
      ? []
      : [
          `${source.width} × ${source.height} is no whole multiple of ${copy.width} × ${copy.height}: titles and crops move.`,
        ]),
    ...(sameShape ? [] : ['The shapes of the pixels differ: the picture is squeezed.']),
  ]
}

function otherFields({ picture, copy }: Pair): string[] {
  return hasFields(picture) === hasFields(copy) ? [] : ['One is interlaced and the other is not.']
}

const UNEVEN = 'The original’s frames are not evenly spaced: convert it before the edit.'

/** What holds in every editing system. */
function cautionsOf({ original, proxy, picture }: Pair): string[] {
  const [there, here] = [original.facts.durationFrames, proxy.facts.durationFrames]
  return [
    ...(picture.variableRate ? [UNEVEN] : []),
    ...(!picture.framesExact && there !== null && there !== here
      ? [
          `The original has about ${there} frames, the proxy ${here ?? 'none that are counted'}: its header does not tell.`,
        ]
      : []),
  ]
}

/** By the tape name that the original's own file bears; one that bears none is linked by that of the proxy. */
function otherReel({ original, proxy }: Pair): string[] {
  const [there, here] = [original.facts.reel, proxy.facts.reel]
  if (here === null) return [noReel(proxy.facts)]
  if (there === null || there === here) return []
  return [`The tape names differ, by which it links: “${there}” in the original, “${here}” in the proxy.`]
}

function noReel({ tags, container, start }: MediaFacts): string {
  const noName = 'There is no tape name, by which it links'
  if (container.startsWith('mov') && tags['major_brand']?.trim() !== 'qt')
    return `${noName}: an MP4 has no place for one. Choose a MOV or an MXF.`
  if (container.startsWith('mov') && start === null)
    return `${noName}: a MOV keeps it in its timecode track, and this clip has no timecode. Choose an MXF.`
  return `${noName}. Give the clip a roll, or say --reel.`
}

function otherRate({ picture, copy }: Pair): string[] {
  if (picture.variableRate) return [UNEVEN]
  if (picture.rate === null || copy.rate === null || sameRate(picture.rate, copy.rate)) return []
  return [`The original runs at ${rateLabel(picture.rate)} frames per second, the proxy at ${rateLabel(copy.rate)}.`]
}

/** A count that was worked out from a length proves nothing. */
function otherFrames({ original, proxy, picture, copy }: Pair): string[] {
  if (!picture.framesExact || !copy.framesExact) return []
  const [there, here] = [original, proxy].map(({ facts }) => facts.durationFrames)
  if (there === null || here === null || there === undefined || here === undefined) return []
  return there === here ? [] : [`The original has ${there} frames, the proxy ${here}.`]
}
