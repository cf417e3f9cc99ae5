/**
 * Edit proxies: what an editing system links to the original in place of it. Frames, rate, fields, start timecode, reel,
 * tracks and channels are the source's; width and height are its own divided by a whole number. Rules and arguments were
 * read back with three tools; docs/media.md says what each editing system compares.
 */
import type { ServedType } from '../../../../shared/model/derivative-types.ts'
import { z } from 'zod'
import { RushesError } from '../../../../shared/model/errors.ts'
import { editParamsSchema, type EditParams } from '../../../../shared/model/edit-proxies.ts'
import type { MediaFacts, VideoStream } from '../../../../shared/model/probe.ts'
import { rateLabel, sameRate, type Rate } from '../../../../shared/time/rate.ts'
import { hasFields, rasterOf, storedSize } from '../../domain/edit-proxies/raster.ts'
import type { Capabilities } from '../tools.ts'
import { planAudio } from './audio-tracks.ts'
import { burnFilters } from './burn-in.ts'
import { checkProxy } from './check-proxy.ts'
import { planEditAudio } from './edit-audio.ts'
import { planEditColour, type Tags } from './edit-colour.ts'
import { CODEC_NAMES, ENCODINGS, type Encoding } from './edit-encodings.ts'
import type { EditPlan, Muxer } from './edit-plan.ts'
import { buildWav } from './edit-wav.ts'
import { planEditSound } from './edit-sound.ts'
import { noteIn, noteOptions } from './made-with.ts'
import { laidSoundSchema, type LaidSound } from '../../domain/edit-proxies/laid-sound.ts'
import { proxyTimecode, stamps, timing } from './proxy.ts'
import { defineRecipe, type RecipePart, type RecipeSource } from './recipe.ts'
import { pictureOf } from '../../domain/media/picture.ts'
import { otherPixels } from './edit-pixels.ts'
import { needMotion, unsupported } from './source.ts'

const MIME: Readonly<Record<Muxer, ServedType>> = {
  mov: 'video/quicktime',
  mxf: 'application/mxf',
  mp4: 'video/mp4',
  wav: 'audio/wav',
}

/** Rates that an MXF's timecode counts by (SMPTE ST 326, table 1). */
const MXF_RATES: readonly Rate[] = [
  ...[24, 30, 48, 60].map((num) => ({ num: num * 1000, den: 1001 })),
  ...[24, 25, 30, 48, 50, 60, 72, 75, 90, 96, 100, 120].map((num) => ({ num, den: 1 })),
]

/** After everything that the window shows. */
export const EDIT_PRIORITY = 40

/**
 * Builds the command of a clip with picture, and says what it makes. Throws RushesError 'media.unsupported' or
 * 'media.tool_missing' with the reason why there can be none.
 */
export function planEditProxy({
  facts,
  params,
  capabilities,
  font,
  laid = [],
  note = null,
}: Pick<RecipeSource<EditParams>, 'facts' | 'params' | 'capabilities' | 'font'> & {
  readonly laid?: readonly LaidSound[]
  /** Of what is drawn and laid in, which nobody can see in the file. */
  readonly note?: string | null
}): EditPlan {
  if (params.format === 'wav') return buildWav(facts)
  const video = needMotion(facts, 'edit proxy')
  const encoding = ENCODINGS[params.format]
  const fields = hasFields(video)
  if (fields && !encoding.fields)
    throw unsupported(
      'edit proxy',
      `it is interlaced, and ${CODEC_NAMES[encoding.codec]} keeps no fields here. Choose ProRes Proxy.`,
    )
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
  const encoder = encoderOf(encoding, colour.says, capabilities)
  const late = video.delay.num > 0 ? (video.delay.num / video.delay.den).toFixed(6) : null
  const beside = planEditSound(facts, laid)
  // Beside other sound the camera's is brought to its rate: a track list of two rates is refused by some.
  const shape =
    encoding.muxer === 'mxf' ? inWholeFrames(facts) : { rate: laid.length > 0 ? MXF_SOUND : null, samples: null }
  const audio =
    encoding.muxer === 'mp4' ? planAudio(facts.audio, late) : planEditAudio(facts.audio, late, shape, beside.deep)
  const timecode = proxyTimecode(facts)
  // An MP4 has no place for a reel.
  const reel = encoding.muxer === 'mp4' ? null : (params.reel ?? facts.reel)
  const burnt = burnFilters(
    params.burn === null
      ? null
      : {
          burn: params.burn,
          size: raster,
          rate: video.variableRate ? null : video.rate,
          timecode,
          name: params.clip ?? '',
          // Frames of a clip are counted from 1, as the player does.
          firstNumber: facts.firstNumber ?? 1,
          font,
          pixels: encoding.pixels,
        },
    capabilities,
  )
  const part: RecipePart = {
    recipe: 'edit-proxy',
    picture: [
      stamps(video),
      colour.filters,
      // A filter that draws may hand on another format, and most encoders take more than one.
      ...(burnt.length === 0 ? [] : [...burnt, ...colour.again]),
      ...fieldMark(video),
    ].join(','),
    needsFont: burnt.length > 0,
    sound: [...audio.graphs, ...beside.graphs],
    soundEnds: [...audio.ends, ...beside.ends],
    inputs: beside.inputs,
    keepsFields: true,
    output: [
      '-map_metadata',
      '-1',
      '-map_chapters',
      '-1',
      '-c:v',
      encoder,
      ...encoding.options(fields ? video.fieldOrder : null),
      ...colour.tags,
      ...timing(video),
      ...(beside.ends.length > 0 && audio.options.length === 0 ? ['-c:a', 'pcm_s16le'] : audio.options),
      ...trackNames(beside.names, audio.ends.length),
      ...(timecode === null ? [] : ['-timecode', timecode]),
      ...noteOptions(note, encoding.muxer),
      ...container(encoding.muxer, reel),
    ],
  }
  return {
    codec: encoding.codec,
    part,
    raster,
    colour: colour.handling,
    pixels: { format: encoding.pixels, tags: colour.says },
    timecode,
    reel,
    note,
    channels: [...audio.channels, ...beside.ends.map(() => 1)],
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

/** The best encoder of this build that can say what the colours are. */
function encoderOf({ encoders }: Encoding, tags: Tags, capabilities: Capabilities): string {
  const found = encoders.find(({ name, tells }) => capabilities.encoders.has(name) && tells?.(tags) !== false)
  if (found !== undefined) return found.name
  throw new RushesError(
    'media.tool_missing',
    `No edit proxy can be made: this ffmpeg has no ${encoders.at(-1)!.name} encoder. Install a full build of ffmpeg, or run "npm run setup".`,
    { recipe: 'edit-proxy' },
  )
}

/** Names of tracks behind the first so many; what is no plain text is left out of them. */
function trackNames(names: readonly string[], first: number): string[] {
  return names.flatMap((name, at) => {
    const plain = name.replaceAll(/\p{C}/gu, '').trim()
    return plain === '' ? [] : [`-metadata:s:a:${first + at}`, `handler_name=${plain}`]
  })
}

/** Which field comes first stands on the frames: the encoders read it there. */
function fieldMark(video: VideoStream): string[] {
  return hasFields(video) ? [`setfield=mode=${video.fieldOrder === 'top-first' ? 'tff' : 'bff'}`] : []
}

/** MOV keeps the reel in its timecode track, MXF in its source package. MP4 would drop it. */
function container(muxer: Muxer, reel: string | null): string[] {
  if (muxer === 'mp4') return ['-movflags', '+write_colr+faststart', '-f', 'mp4']
  if (muxer === 'mxf') return [...(reel === null ? [] : ['-metadata', `reel_name=${reel}`]), '-f', 'mxf']
  return [...(reel === null ? [] : ['-metadata:s:v:0', `reel_name=${reel}`]), '-movflags', '+write_colr', '-f', 'mov']
}

/** Frames, timecode and channels are alike then, and what is seen and heard is not. */
const OTHERWISE =
  'It was made with another sync of its sound or with something else drawn into it, or by another program.'

/** What a container or an encoder has dropped, a sentence each. */
function lost(
  { codec, pixels, reel, timecode, muxer, note }: EditPlan,
  original: VideoStream | null,
  made: MediaFacts,
): string[] {
  const copy = pictureOf(made)
  if (original === null || copy === null) return []
  // A MOV has the reel in its timecode track.
  const reelTold = reel === null || (muxer === 'mov' && timecode === null) || made.reel === reel
  return [
    ...(codec === null || copy.codec === codec ? [] : [`It is ${called(copy.codec)}, and not ${CODEC_NAMES[codec]}.`]),
    ...(original.sar.num * copy.sar.den === copy.sar.num * original.sar.den
      ? []
      : ['The shape of the pixels was lost on the way.']),
    ...(hasFields(original) && copy.fieldOrder !== original.fieldOrder ? ['The order of the fields was lost.'] : []),
    ...(reelTold ? [] : [`The tape name “${reel}” was lost on the way.`]),
    ...(pixels === null ? [] : otherPixels(pixels, copy, muxer)),
    ...(noteIn(made) === note ? [] : [OTHERWISE]),
  ]
}

function called(codec: string | null): string {
  return CODEC_NAMES[(codec ?? '') as keyof typeof CODEC_NAMES] ?? codec ?? 'of no known kind'
}

/** With the sound that is laid in and the note of it, which no preset keeps. */
const recipeParamsSchema = editParamsSchema.extend({
  laid: z.array(laidSoundSchema).default([]),
  note: z.string().nullable().default(null),
})

export const editProxy = defineRecipe({
  id: 'edit-proxy',
  version: 2,
  params: recipeParamsSchema,
  needs: ['motion', 'sound'],
  cost: { lane: 'cpu', priority: EDIT_PRIORITY, decodes: 'all' },
  types: Object.values(MIME),
  build: ({ params: { laid, note, ...params }, ...source }) => planEditProxy({ ...source, params, laid, note }),
  file: ({ muxer }) => ({ ending: muxer, mime: MIME[muxer] }),
  readsBack: true,
  check: (plan, { probe, damaged }, facts) => {
    // An MXF always has a timecode: it begins at zero where the source has none.
    const timecode = plan.timecode ?? (plan.muxer === 'mxf' ? '00:00:00:00' : null)
    const promise = { size: plan.raster, timecode, channels: plan.channels }
    const original = plan.raster === null ? null : pictureOf(facts)
    const wrong =
      probe === null
        ? ['The proxy was not read back.']
        : [...checkProxy(facts, original, promise, probe), ...lost(plan, original, probe)]
    if (probe === null || wrong.length > 0) return { wrong: wrong.join(' ') }
    return {
      width: plan.raster?.width ?? null,
      height: plan.raster?.height ?? null,
      meta: {
        colour: plan.colour,
        timecode: plan.timecode,
        reel: plan.reel,
        divisor: plan.raster?.divisor ?? null,
        damaged,
      },
    }
  },
})
