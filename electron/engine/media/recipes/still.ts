/**
 * One frame of a clip as a picture: a PNG as it is shown, in Rec. 709 with the clip's look, or a TIFF of 16 bits with the
 * values as they were recorded.
 */
import { z } from 'zod'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { VideoStream } from '../../../../shared/model/probe.ts'
import { STILL_FORMATS } from '../../../../shared/model/stills.ts'
import { isHd, isRgb } from '../../domain/media/picture.ts'
import type { Capabilities } from '../tools.ts'
import { planColour, type ColourHandling } from './colour.ts'
import { lookParams, tablesFor } from './look-params.ts'
import { defineRecipe, type RecipePart, type RecipeSource } from './recipe.ts'
import type { Size } from './shape.ts'
import { needPicture } from './source.ts'

const paramsSchema = lookParams.extend({
  format: z.enum(STILL_FORMATS).default('png'),
  /** From 0, in the order in which frames are shown. */
  frame: z.number().int().nonnegative().default(0),
})
type StillParams = z.infer<typeof paramsSchema>

interface StillPlan {
  readonly part: RecipePart
  readonly size: Size
  readonly colour: ColourHandling
  readonly format: StillParams['format']
}

/** Containers with an index of every frame, as ffprobe calls them. */
const SEEKS = /^(?:mov,|mxf$)/

/**
 * Half a frame before the wanted one, in seconds from the first picture: the decoder begins at the picture that it needs,
 * and the first one that is not before this time is it. Null where frames have no even times, and in containers without
 * an index, where a seek can miss: they are counted then.
 */
function seekTo(container: string, video: VideoStream, frame: number): string | null {
  if (video.rate === null || video.variableRate || frame === 0 || !SEEKS.test(container)) return null
  const seconds = ((frame - 0.5) * video.rate.den) / video.rate.num + video.delay.num / video.delay.den
  return seconds.toFixed(6)
}

function buildStill(source: RecipeSource<StillParams>): StillPlan {
  const { facts, params, capabilities } = source
  const video = needPicture(facts, 'still')
  const seek = seekTo(facts.container, video, params.frame)
  const shown = { width: even(video.displayWidth), height: even(video.displayHeight) }
  const colour = planColour(video, shown, capabilities, tablesFor(source))
  const size = params.format === 'png' ? shown : { width: video.width, height: video.height }
  const picture = [
    ...(seek === null && params.frame > 0 ? [`select=eq(n\\,${params.frame})`] : []),
    ...(params.format === 'png'
      ? [colour.filters, 'scale=in_color_matrix=bt709:in_range=tv:out_range=pc', 'format=rgb24']
      : recorded(video, capabilities)),
  ].join(',')
  return {
    size,
    colour: params.format === 'png' ? colour.handling : 'as-is',
    format: params.format,
    part: {
      recipe: 'still',
      picture,
      sound: [],
      soundEnds: [],
      ...(seek === null ? {} : { seek: { frame: params.frame, seconds: seek } }),
      output: ['-frames:v', '1', '-fps_mode', 'passthrough', '-c:v', params.format, '-f', 'image2pipe'],
    },
  }
}

/** zscale's names of matrices. */
const MATRICES: Readonly<Record<string, string>> = {
  bt709: '709',
  smpte170m: '170m',
  bt470bg: '470bg',
  smpte240m: '240m',
  fcc: 'fcc',
  bt2020nc: '2020_ncl',
  bt2020c: '2020_ncl',
}

/**
 * Numbers in floating point between 0 (black) and 1 (white) to the codes as recorded, times 64 for ten bits, 256 for
 * eight: black is 64 and white 940 (ITU-R BT.2100), of 65,535 / 64 in all. The filter makes (in - black) / (2^-exposure -
 * black) of them.
 */
const BLACK = -64 / 876
const CODES = `exposure=exposure=${(-Math.log2(65_535 / (876 * 64) + BLACK)).toFixed(9)}:black=${BLACK.toFixed(9)}`

/**
 * Values as recorded, as RGB: its own matrix undone, and nothing else. Limited range stays that, so that what is brighter
 * than white is kept; swscale would clip it, and be off by some codes. Throws RushesError 'media.tool_missing'.
 */
function recorded(video: VideoStream, { filters }: Capabilities): readonly string[] {
  if (isRgb(video)) return ['format=rgb48le']
  if (!filters.has('zscale') || !filters.has('exposure'))
    throw new RushesError(
      'media.tool_missing',
      'No TIFF with the values as recorded can be made: this ffmpeg has no zscale and exposure. Install a full build of ffmpeg, or run "npm run setup".',
    )
  const matrix = MATRICES[video.matrix ?? ''] === undefined ? (isHd(video) ? 'bt709' : 'smpte170m') : video.matrix!
  const full = video.range === 'full'
  const ncl = matrix === 'bt2020c' ? 'bt2020nc' : matrix
  return [
    `setparams=colorspace=${ncl}:range=${full ? 'pc' : 'tv'}`,
    `zscale=filter=bicubic:matrixin=${MATRICES[matrix]}:rangein=${full ? 'full' : 'limited'}:matrix=gbr:range=full`,
    'format=gbrpf32le',
    ...(full ? [] : [CODES]),
    'zscale=range=full',
    'format=gbrp16le',
    'format=rgb48le',
  ]
}

const even = (side: number): number => Math.max(2, Math.round(side / 2) * 2)

export const still = defineRecipe({
  id: 'still',
  version: 2,
  params: paramsSchema,
  needs: ['picture'],
  cost: { lane: 'cpu', priority: 60, decodes: 'beginning' },
  types: ['image/png', 'image/tiff'],
  build: buildStill,
  file: ({ format }) => ({
    ending: format === 'png' ? 'png' : 'tif',
    mime: format === 'png' ? 'image/png' : 'image/tiff',
  }),
  // Whoever saves it reads it back: here it has no ending yet by which a picture is read.
  check: ({ size, colour }, { damaged }) => ({ ...size, meta: { colour, damaged } }),
})
