/**
 * Edit proxies: what an editing system links to the original in place of it. Frames, rate, fields, start timecode, reel,
 * tracks and channels are the source's; width and height are its own divided by a whole number. Rules and arguments were
 * read back with three tools; docs/media.md says what each editing system compares.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import { editParamsSchema, type EditFormat, type EditParams } from '../../../../shared/model/edit-proxies.ts'
import type { MediaFacts, VideoStream } from '../../../../shared/model/probe.ts'
import { rateLabel, sameRate, type Rate } from '../../../../shared/time/rate.ts'
import { hasFields, rasterOf, storedSize, type Raster } from '../../domain/edit-proxies/raster.ts'
import type { Capabilities } from '../tools.ts'
import { checkProxy } from './check-proxy.ts'
import type { ColourHandling } from './colour.ts'
import { planEditAudio } from './edit-audio.ts'
import { planEditColour } from './edit-colour.ts'
import { proxyTimecode, stamps, timing } from './proxy.ts'
import { defineRecipe, type RecipePart, type RecipeSource } from './recipe.ts'
import { pictureOf } from '../../domain/media/picture.ts'
import { needMotion, unsupported } from './source.ts'

const CODEC_NAMES = { prores: 'ProRes', dnxhd: 'DNxHR', h264: 'H.264' } as const

type FieldOrder = VideoStream['fieldOrder']

interface Encoding {
  /** ffmpeg's name of what comes out, and what people call it. */
  readonly codec: keyof typeof CODEC_NAMES
  readonly encoder: string
  readonly pixels: string
  /** More than eight bits. */
  readonly deep: boolean
  readonly muxer: 'mov' | 'mxf'
  /** By the order of its fields; null for a picture without. */
  readonly options: (order: FieldOrder | null) => readonly string[]
  /** It keeps fields. */
  readonly fields: boolean
  /** The smallest picture that the codec takes. */
  readonly least: { readonly width: number; readonly height: number }
}

const ANY = { width: 16, height: 16 } as const
/** DNxHR's least raster (Avid, "DNxHR codec bandwidth specifications"). */
const DNXHR = {
  codec: 'dnxhd',
  encoder: 'dnxhd',
  pixels: 'yuv422p',
  deep: false,
  options: () => ['-profile:v', 'dnxhr_lb'],
  fields: false,
  least: { width: 256, height: 120 },
} as const
const ENCODINGS: Readonly<Record<EditFormat, Encoding>> = {
  'prores-proxy': {
    codec: 'prores',
    encoder: 'prores_ks',
    pixels: 'yuv422p10le',
    deep: true,
    muxer: 'mov',
    options: (order) => ['-profile:v', 'proxy', '-vendor', 'apl0', ...(order !== null ? ['-flags:v', '+ildct'] : [])],
    fields: true,
    least: ANY,
  },
  'dnxhr-lb': { ...DNXHR, muxer: 'mov' },
  'dnxhr-lb-mxf': { ...DNXHR, muxer: 'mxf' },
  'h264-intra': {
    codec: 'h264',
    encoder: 'libx264',
    pixels: 'yuv420p',
    deep: false,
    muxer: 'mov',
    options: (order) => [
      '-preset',
      'veryfast',
      '-crf',
      '20',
      '-g',
      '1',
      '-bf',
      '0',
      '-profile:v',
      'high',
      // Without its own word for it x264 says that the upper field is first.
      ...(order === null ? [] : ['-flags:v', '+ildct+ilme', '-x264-params', order === 'top-first' ? 'tff=1' : 'bff=1']),
    ],
    fields: true,
    least: ANY,
  },
}

/** Rates that an MXF's timecode counts by (SMPTE ST 326, table 1). */
const MXF_RATES: readonly Rate[] = [
  ...[24, 30, 48, 60].map((num) => ({ num: num * 1000, den: 1001 })),
  ...[24, 25, 30, 48, 50, 60, 72, 75, 90, 96, 100, 120].map((num) => ({ num, den: 1 })),
]

/** After everything that the window shows. */
export const EDIT_PRIORITY = 40

interface EditPlan {
  /** ffmpeg's name of what comes out. */
  readonly codec: Encoding['codec']
  readonly part: RecipePart
  readonly raster: Raster
  readonly colour: ColourHandling
  readonly timecode: string | null
  readonly reel: string | null
  readonly channels: readonly number[]
  readonly muxer: 'mov' | 'mxf'
}

/**
 * Builds the command of a clip with picture, and says what it makes. Throws RushesError 'media.unsupported' or
 * 'media.tool_missing' with the reason why there can be none.
 */
export function planEditProxy({
  facts,
  params,
  capabilities,
}: Pick<RecipeSource<EditParams>, 'facts' | 'params' | 'capabilities'>): EditPlan {
  const video = needMotion(facts, 'edit proxy')
  const encoding = ENCODINGS[params.format]
  needEncoder(encoding, capabilities)
  const fields = hasFields(video)
  if (fields && !encoding.fields)
    throw unsupported('edit proxy', `it is interlaced, and DNxHR keeps no fields. Choose ProRes Proxy.`)
  if (encoding.muxer === 'mxf' && (video.rate === null || video.variableRate))
    throw unsupported('edit proxy', 'its frames are not evenly spaced, and an MXF holds no such picture. Choose a MOV.')
  if (encoding.muxer === 'mxf' && video.rate !== null && !MXF_RATES.some((rate) => sameRate(rate, video.rate!)))
    throw unsupported('edit proxy', `no MXF runs at ${rateLabel(video.rate)} frames per second. Choose a MOV.`)
  if (encoding.muxer === 'mxf' && video.sar.num !== video.sar.den)
    throw unsupported('edit proxy', 'its pixels are not square, and an MXF of DNxHR does not keep that. Choose a MOV.')
  const raster = rasterOf(storedSize(video), { wanted: params.divide, fields, least: encoding.least })
  if (raster.width % 2 !== 0 || raster.height % 2 !== 0)
    throw unsupported(
      'edit proxy',
      `its sides are odd (${raster.width} × ${raster.height}), and the formats of proxies hold even ones only. Use the original.`,
    )
  const colour = planEditColour(video, raster, { format: encoding.pixels, deep: encoding.deep, fields }, capabilities)
  const late = video.delay.num > 0 ? (video.delay.num / video.delay.den).toFixed(6) : null
  const audio = planEditAudio(
    facts.audio,
    late,
    encoding.muxer === 'mxf' ? inWholeFrames(facts) : { rate: null, samples: null },
  )
  const timecode = proxyTimecode(facts)
  const reel = params.reel ?? facts.reel
  const part: RecipePart = {
    recipe: 'edit-proxy',
    picture: [stamps(video), colour.filters, ...fieldMark(video)].join(','),
    sound: audio.graphs,
    soundEnds: audio.ends,
    keepsFields: true,
    output: [
      '-map_metadata',
      '-1',
      '-map_chapters',
      '-1',
      '-c:v',
      encoding.encoder,
      ...encoding.options(fields ? video.fieldOrder : null),
      ...colour.tags,
      ...timing(video),
      ...audio.options,
      ...(timecode === null ? [] : ['-timecode', timecode]),
      ...container(encoding.muxer, reel),
    ],
  }
  return {
    codec: encoding.codec,
    part,
    raster,
    colour: colour.handling,
    timecode,
    reel,
    channels: audio.channels,
    muxer: encoding.muxer,
  }
}

/** Sound of an MXF is cut into its pictures, and a picture without all of its sound is left out by ffmpeg. */
const MXF_SOUND = 48_000

function inWholeFrames({ durationFrames, rate }: MediaFacts): {
  readonly rate: number
  readonly samples: number | null
} {
  return {
    rate: MXF_SOUND,
    samples:
      durationFrames === null || rate === null ? null : Math.ceil((durationFrames * rate.den * MXF_SOUND) / rate.num),
  }
}

function needEncoder({ encoder }: Encoding, { encoders }: Capabilities): void {
  if (!encoders.has(encoder))
    throw new RushesError(
      'media.tool_missing',
      `No edit proxy can be made: this ffmpeg has no ${encoder} encoder. Install a full build of ffmpeg, or run "npm run setup".`,
      { recipe: 'edit-proxy' },
    )
}

/** Which field comes first stands on the frames: the encoders read it there. */
function fieldMark(video: VideoStream): string[] {
  return hasFields(video) ? [`setfield=mode=${video.fieldOrder === 'top-first' ? 'tff' : 'bff'}`] : []
}

/** MOV keeps the reel in its timecode track, MXF in its source package. MP4 would drop it. */
function container(muxer: 'mov' | 'mxf', reel: string | null): string[] {
  if (muxer === 'mxf') return [...(reel === null ? [] : ['-metadata', `reel_name=${reel}`]), '-f', 'mxf']
  return [...(reel === null ? [] : ['-metadata:s:v:0', `reel_name=${reel}`]), '-movflags', '+write_colr', '-f', 'mov']
}

/** What a container or an encoder has dropped, a sentence each. */
function lost({ codec, reel, timecode, muxer }: EditPlan, original: VideoStream | null, made: MediaFacts): string[] {
  const copy = pictureOf(made)
  if (original === null || copy === null) return []
  // A MOV has the reel in its timecode track.
  const reelTold = reel === null || (muxer === 'mov' && timecode === null) || made.reel === reel
  return [
    ...(copy.codec === codec ? [] : [`It is ${called(copy.codec)}, and not ${CODEC_NAMES[codec]}.`]),
    ...(original.sar.num * copy.sar.den === copy.sar.num * original.sar.den
      ? []
      : ['The shape of the pixels was lost on the way.']),
    ...(hasFields(original) && copy.fieldOrder !== original.fieldOrder ? ['The order of the fields was lost.'] : []),
    ...(reelTold ? [] : [`The tape name “${reel}” was lost on the way.`]),
    ...(copy.matrix === null || copy.transfer === null ? ['The proxy does not say what its colours are.'] : []),
  ]
}

function called(codec: string | null): string {
  return CODEC_NAMES[(codec ?? '') as keyof typeof CODEC_NAMES] ?? codec ?? 'of no known kind'
}

export const editProxy = defineRecipe({
  id: 'edit-proxy',
  version: 2,
  params: editParamsSchema,
  needs: ['motion'],
  cost: { lane: 'cpu', priority: EDIT_PRIORITY, decodes: 'all' },
  types: ['video/quicktime', 'application/mxf'],
  build: planEditProxy,
  file: ({ muxer }) => ({ ending: muxer, mime: muxer === 'mxf' ? 'application/mxf' : 'video/quicktime' }),
  readsBack: true,
  check: (plan, { probe, damaged }, facts) => {
    // An MXF always has a timecode: it begins at zero where the source has none.
    const timecode = plan.timecode ?? (plan.muxer === 'mxf' ? '00:00:00:00' : null)
    const promise = { size: plan.raster, timecode, channels: plan.channels }
    const wrong =
      probe === null
        ? ['The proxy was not read back.']
        : [...checkProxy(facts, pictureOf(facts), promise, probe), ...lost(plan, pictureOf(facts), probe)]
    if (probe === null || wrong.length > 0) return { wrong: wrong.join(' ') }
    return {
      width: plan.raster.width,
      height: plan.raster.height,
      meta: { colour: plan.colour, timecode: plan.timecode, reel: plan.reel, divisor: plan.raster.divisor, damaged },
    }
  },
})
