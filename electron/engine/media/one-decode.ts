/**
 * One picture for many outputs: what is done to it once for all of them, where it parts, and how each part's ends are
 * named. Pure.
 */
import type { MediaFacts, VideoStream } from '../../../shared/model/probe.ts'
import { linearFilters } from './linear-light.ts'
import type { RecipePart } from './recipes/recipe.ts'
import type { Capabilities } from './tools.ts'

/** A part with its ends named once in the run: two proxies of one clip bear the same names in their recipe. */
interface NamedPart {
  readonly part: RecipePart
  readonly name: string
  /** Filters from the shared picture on; null for a part that takes no picture. */
  readonly picture: string | null
  readonly sound: readonly string[]
  readonly soundEnds: readonly string[]
}

/** The name of an end, as graphs bear it. A stream of an input begins with a digit. */
const END = /\[([a-z][\w-]*)\]/g

/** Names the parts: by their recipe, and by a number where it stands twice. */
export function nameParts(parts: readonly RecipePart[]): NamedPart[] {
  const seen = new Map<string, number>()
  return parts.map((part) => {
    const before = seen.get(part.recipe) ?? 0
    seen.set(part.recipe, before + 1)
    const { recipe, picture, sound, soundEnds } = part
    if (before === 0) return { part, name: recipe, picture, sound, soundEnds }
    const own = (text: string): string => text.replaceAll(END, `[$1-${before}]`)
    return {
      part,
      name: `${recipe}-${before}`,
      picture: picture === null ? null : own(picture),
      sound: sound.map(own),
      soundEnds: soundEnds.map((end) => `${end}-${before}`),
    }
  })
}

/**
 * The graphs of the picture. A still is turned upright; what is see-through is laid on grey. Fields are joined to frames,
 * one frame for each two, so that the count stays; parts that keep fields part before that.
 */
export function pictureGraphs(
  facts: MediaFacts,
  video: VideoStream,
  parts: readonly NamedPart[],
  capabilities: Capabilities,
): string[] {
  const taking = parts.filter(({ picture }) => picture !== null)
  const interlaced = video.fieldOrder === 'top-first' || video.fieldOrder === 'bottom-first'
  const joins = interlaced && capabilities.deinterlacing
  const keeping = joins ? taking.filter(({ part }) => part.keepsFields === true) : []
  const whole = taking.filter((one) => !keeping.includes(one))
  const light = linearFilters(video, capabilities)
  const common = [
    ...(light === null ? [] : [light]),
    ...(facts.kind === 'still' || facts.firstNumber != null ? turns(video) : []),
    ...(video.alpha || video.pixelFormat === 'pal8' ? [onGrey(video)] : []),
  ]
  const frames = joins ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : []
  const source = `[0:${video.index}]`
  if (keeping.length === 0) return branch(source, [...frames, ...common], whole)
  if (whole.length === 0) return branch(source, common, keeping)
  return [
    `${source}${[...common, 'split=2'].join(',')}[in-fields][in-frames]`,
    ...branch('[in-fields]', [], keeping),
    ...branch('[in-frames]', frames, whole),
  ]
}

/** From one end through `base` to each of the parts. */
function branch(from: string, base: readonly string[], parts: readonly NamedPart[]): string[] {
  const last = ({ name, picture }: NamedPart, start: string, before: readonly string[]): string =>
    `${start}${[...before, picture].join(',')}[${name}-picture]`
  const [only] = parts
  if (only === undefined) return []
  if (parts.length === 1) return [last(only, from, base)]
  const ends = parts.map(({ name }) => `[${name}-in]`).join('')
  return [
    `${from}${[...base, `split=${parts.length}`].join(',')}${ends}`,
    ...parts.map((one) => last(one, `[${one.name}-in]`, [])),
  ]
}

/** A still's turn, as EXIF says it. ffmpeg's own turning is off for stills: which builds know EXIF differs. */
function turns(video: VideoStream): string[] {
  const turn = { 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] }[video.rotation] ?? []
  return [...(video.mirrored === true ? ['hflip'] : []), ...turn]
}

/**
 * Colour under transparent pixels is whatever the program left there, and is never shown: the picture is laid on a mid
 * grey, on which white and black titles can both be read.
 */
function onGrey(video: VideoStream): string {
  const yuv = video.chroma?.startsWith('4:') === true && video.pixelFormat?.startsWith('yuva') === true
  const [format, grey, overlay] = yuv
    ? ['yuva444p', 'lutyuv=y=126:u=128:v=128:a=255', 'yuv444']
    : ['rgba', 'lutrgb=r=128:g=128:b=128:a=255', 'rgb']
  return `format=${format},split[key-top][key-under];[key-under]${grey}[key-grey];[key-grey][key-top]overlay=format=${overlay}:alpha=straight:shortest=1`
}
