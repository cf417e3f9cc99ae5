/**
 * Several recipes in one ffmpeg run: one read, one decode, every output that is due. Pure.
 */
import type { MediaFacts, VideoStream } from '../../../shared/model/probe.ts'
import type { RecipeName } from '../../../shared/model/work.ts'
import { fileUrl, inputOptions } from './input.ts'
import { inPieces } from './pieces.ts'
import { RECIPES, recipeOf } from './recipes/index.ts'
import type { Planned, RecipePart, TablesOf } from './recipes/recipe.ts'
import { hasFields } from '../domain/edit-proxies/raster.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { offeredBy } from './recipes/source.ts'
import type { Capabilities } from './tools.ts'

/** For those who only ask what would be made, and run nothing. */
const noTables: TablesOf = () => ({ cube: 'look.cube', curves: null, reference: 'signal' })

/** What can be made of a file at all, in the order in which it is wanted. */
export function recipesFor(facts: MediaFacts): RecipeName[] {
  const offered = offeredBy(facts)
  return RECIPES.filter(({ needs }) => needs.some((need) => offered.has(need))).map(({ id }) => id)
}

/**
 * Plans one recipe. Throws RushesError 'media.unsupported' with the reason when it can't be made of this file, 'usage'
 * for a recipe or parameters that there are not.
 */
export function planRecipe(
  recipe: RecipeName,
  facts: MediaFacts,
  capabilities: Capabilities,
  { params, tables = noTables }: { readonly params?: unknown; readonly tables?: TablesOf } = {},
): Planned {
  return recipeOf(recipe).plan(facts, params, capabilities, tables)
}

/**
 * What happens to the picture before anything looks at it: a still is turned upright, fields are joined to frames, one
 * frame for each two fields so that the count stays, and what is see-through is laid on grey.
 */
function shared(facts: MediaFacts, video: VideoStream, capabilities: Capabilities, keepsFields: boolean): string[] {
  const fields = !keepsFields && hasFields(video)
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
  const [format, grey, overlay] = yuv
    ? ['yuva444p', 'lutyuv=y=126:u=128:v=128:a=255', 'yuv444']
    : ['rgba', 'lutrgb=r=128:g=128:b=128:a=255', 'rgb']
  return `format=${format},split[key-top][key-under];[key-under]${grey}[key-grey];[key-grey][key-top]overlay=format=${overlay}:alpha=straight:shortest=1`
}

/** Where each part's output goes: a path, or a pipe. */
type OutputOf = (part: RecipePart) => string

/**
 * Options of the input's pictures. A graph that is built anew when the size changes inside a recording begins to count
 * its frames anew, so it is kept: scaling takes frames of any size.
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
  inputs: readonly string[],
  facts: MediaFacts,
  parts: readonly RecipePart[],
  capabilities: Capabilities,
  outputOf: OutputOf,
): string[] {
  const video = pictureOf(facts)
  const pictures = parts.filter((part) => part.picture !== null)
  const graphs: string[] = []
  if (video !== null && pictures.length > 0) {
    const base = shared(facts, video, capabilities, pictures[0]?.keepsFields === true)
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
    '-hide_banner',
    '-nostdin',
    '-nostats',
    '-loglevel',
    'info',
    '-progress',
    'pipe:1',
    '-y',
    ...inputs.flatMap((input) => [
      ...inputOptions(input),
      ...(video === null ? [] : pictureOptions(facts)),
      ...decoderOptions(video),
      '-i',
      fileUrl(input),
    ]),
    '-filter_complex',
    inPieces(graphs, inputs.length, video?.index ?? null).join(';'),
    ...outputs,
  ]
}
