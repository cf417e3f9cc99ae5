/**
 * Several recipes in one ffmpeg run: one read, one decode, every output that is due. Pure.
 */
import type { MediaFacts, VideoStream } from '../../../shared/model/probe.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { fileUrl, inputOptions } from './input.ts'
import { inPieces } from './pieces.ts'
import { buildFilmstrip, type FilmstripPlan } from './recipes/filmstrip.ts'
import { buildPoster, type PosterPlan } from './recipes/poster.ts'
import { buildProxy, buildSoundProxy, type ProxyPlan } from './recipes/proxy.ts'
import type { RecipeName, RecipePart } from './recipes/recipe.ts'
import { buildWaveform, type WaveformPlan } from './recipes/waveform.ts'
import type { Capabilities } from './tools.ts'

export type Planned =
  | { readonly recipe: 'poster'; readonly plan: PosterPlan }
  | { readonly recipe: 'filmstrip'; readonly plan: FilmstripPlan }
  | { readonly recipe: 'waveform'; readonly plan: WaveformPlan }
  | { readonly recipe: 'proxy'; readonly plan: ProxyPlan }

/** The picture of a clip: its largest stream that is no cover; null for sound. */
export function pictureOf(facts: MediaFacts): VideoStream | null {
  const pictures = facts.video.filter((stream) => !stream.cover)
  return pictures.reduce<VideoStream | null>(
    (best, next) => (best === null || next.width * next.height > best.width * best.height ? next : best), null,
  )
}

/** What can be made of a file at all, in the order in which it is wanted. */
export function recipesFor(facts: MediaFacts): RecipeName[] {
  const heard = facts.audio.some((stream) => stream.codec !== null && stream.channels > 0)
  const picture = pictureOf(facts)
  // Asked for again when the tools change.
  if (facts.limit != null) return []
  if (facts.kind === 'still') return ['poster']
  if (picture !== null && picture.codec !== null) return [
    'poster', 'filmstrip', ...(heard ? ['waveform' as const] : []), 'proxy',
  ]
  return heard ? ['waveform', 'proxy'] : []
}

function unsupported(recipe: RecipeName, why: string): RushesError {
  return new RushesError('media.unsupported', `No ${recipe} can be made: ${why}`, { recipe })
}

function picturePlanned(facts: MediaFacts, recipe: RecipeName): VideoStream {
  const video = pictureOf(facts)
  if (video === null) throw unsupported(recipe, 'the file has no picture.')
  if (facts.limit != null) throw unsupported(recipe, facts.limit.reason)
  const name = video.codec ?? video.tag ?? 'unknown'
  if (video.codec === null) throw unsupported(
    recipe, `its picture format (${name}) is not known to ffmpeg. The maker's own software can read it.`,
  )
  if (video.width < 1 || video.height < 1) throw unsupported(
    recipe, 'the file does not say how large its picture is; it is damaged or has no frames.',
  )
  return video
}

/** Plans one recipe. Throws RushesError 'media.unsupported' with the reason when it can't be made of this file. */
export function planRecipe(
  recipe: RecipeName, facts: MediaFacts, capabilities: Capabilities, options: { readonly skipBlack: boolean },
): Planned {
  if (recipe === 'waveform') {
    const plan = buildWaveform(facts.audio)
    if (plan === null) throw unsupported(recipe, 'the file has no sound.')
    return { recipe, plan }
  }
  if (recipe === 'proxy' && facts.kind === 'audio') return { recipe, plan: buildSoundProxy(facts) }
  const video = picturePlanned(facts, recipe)
  if (recipe === 'poster') return { recipe, plan: buildPoster(facts, video, { capabilities, ...options }) }
  if (facts.kind === 'still') throw unsupported(recipe, 'the file is a single picture.')
  if (recipe === 'filmstrip') return { recipe, plan: buildFilmstrip(video, { capabilities }) }
  if (!capabilities.h264) {
    throw new RushesError(
      'media.tool_missing',
      'No proxy can be made: this ffmpeg has no H.264 encoder (libx264). ' +
        'Install a full build of ffmpeg, or run "npm run setup".',
      { recipe },
    )
  }
  return { recipe, plan: buildProxy(facts, video, { capabilities }) }
}

/**
 * What happens to the picture before anything looks at it: a still is turned upright, fields are joined to frames, one
 * frame for each two fields so that the count stays, and what is see-through is laid on grey.
 */
function shared(facts: MediaFacts, video: VideoStream | null, capabilities: Capabilities): string[] {
  if (video === null) return []
  const fields = video.fieldOrder === 'top-first' || video.fieldOrder === 'bottom-first'
  return [
    ...(facts.kind === 'still' ? turns(video) : []),
    ...(fields && capabilities.deinterlacing ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : []),
    ...(video.alpha || video.pixelFormat === 'pal8' ? [onGrey(video)] : []),
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
  const [format, grey, overlay] = yuv ? ['yuva444p', 'lutyuv=y=126:u=128:v=128:a=255', 'yuv444'] : ['rgba', 'lutrgb=r=128:g=128:b=128:a=255', 'rgb']
  return `format=${format},split[key-top][key-under];[key-under]${grey}[key-grey];[key-grey][key-top]overlay=format=${overlay}:alpha=straight:shortest=1`
}

/** Where each part's output goes: a path, or a pipe. */
type OutputOf = (part: RecipePart) => string

/**
 * Options of the input's pictures. A graph that is built anew when the size changes inside a recording begins to count its
 * frames anew, so it is kept: scaling takes frames of any size.
 */
function pictureOptions(facts: MediaFacts): string[] {
  return ['-reinit_filter:v', '0', ...(facts.kind === 'still' ? ['-noautorotate'] : [])]
}

/** Exposure of linear light to a screen: EXR is linear, its decoder can apply the sRGB curve (IEC 61966-2-1) itself. */
function decoderOptions(video: VideoStream | null): string[] {
  return video?.codec === 'exr' ? ['-apply_trc', 'iec61966_2_1'] : []
}

/** The whole argument list for one run over one recording: a file, or its pieces in order. */
export function planRun(
  inputs: readonly string[], facts: MediaFacts, parts: readonly RecipePart[], capabilities: Capabilities, outputOf: OutputOf,
): string[] {
  const video = pictureOf(facts)
  const pictures = parts.filter((part) => part.picture !== null)
  const graphs: string[] = []
  if (video !== null && pictures.length > 0) {
    const base = shared(facts, video, capabilities)
    if (pictures.length > 1) {
      const ends = pictures.map((part) => `[${part.recipe}-in]`).join('')
      graphs.push(`[0:${video.index}]${[...base, `split=${pictures.length}`].join(',')}${ends}`)
    }
    for (const part of pictures) {
      const from = pictures.length > 1 ? `[${part.recipe}-in]` : `[0:${video.index}]`
      const chain = [...(pictures.length > 1 ? [] : base), part.picture].join(',')
      graphs.push(`${from}${chain}[${part.recipe}-picture]`)
    }
  }
  graphs.push(...parts.flatMap((part) => part.sound))
  const outputs = parts.flatMap((part) => [
    ...(part.picture === null ? [] : ['-map', `[${part.recipe}-picture]`]),
    ...part.soundEnds.flatMap((end) => ['-map', `[${end}]`]),
    ...part.output,
    outputOf(part),
  ])
  return [
    '-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-progress', 'pipe:1', '-y',
    ...inputs.flatMap((input) => [...inputOptions(input), ...(video === null ? [] : pictureOptions(facts)), ...decoderOptions(video), '-i', fileUrl(input)]),
    '-filter_complex', inPieces(graphs, inputs.length, video?.index ?? null).join(';'),
    ...outputs,
  ]
}
