/**
 * The review proxy: H.264 that any window plays and steps through frame by frame, with the original's frames, rate,
 * start timecode and audio tracks. A sound recording becomes AAC in an .m4a.
 */
import { z } from 'zod'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { MediaFacts, VideoStream } from '../../../../shared/model/probe.ts'
import { formatTimecode, onRate } from '../../../../shared/time/timecode.ts'
import { lookParams, tablesFor } from './look-params.ts'
import { planAudio } from './audio-tracks.ts'
import { planColour, REC709_TAGS, type ColourHandling } from './colour.ts'
import { checkProxy } from './check-proxy.ts'
import { defineRecipe, type RecipePart, type RecipeSource } from './recipe.ts'
import { timedFramesParams } from './sequence-params.ts'
import { fit, type Size } from './shape.ts'
import { writtenStart } from '../../domain/media/name-timecode.ts'
import { pictureOf } from '../../domain/media/picture.ts'
import { needMotion } from './source.ts'
import { hardwareOptions } from '../hardware.ts'
import type { Capabilities } from '../tools.ts'

const paramsSchema = lookParams.extend({
  /** The height that a 16:9 picture gets at most, in pixels: even, for 4:2:0 halves it. Portrait stands on end. */
  height: z.number().int().min(144).max(2160).multipleOf(2).default(720),
  ...timedFramesParams,
})
type ProxyParams = z.infer<typeof paramsSchema>

/** The box of 16:9 with this height. */
function boxOf({ height }: ProxyParams): Size {
  return { width: Math.round((height * 8) / 9) * 2, height }
}

interface ProxyPlan {
  readonly part: RecipePart
  readonly size: Size | null
  readonly colour: ColourHandling | null
  /** The start timecode that the proxy must carry, as its label; null when the original has none. */
  readonly timecode: string | null
  /** Channels of each track that the proxy must have. */
  readonly channels: readonly number[]
  readonly extension: 'mp4' | 'm4a'
}

/**
 * The stamps of the frames. Evenly spaced frames are numbered anew at the exact rate, so that none is dropped or
 * doubled for a container's rounding; unevenly spaced ones keep their own stamps. Either way the first stands at zero.
 */
export function stamps(video: VideoStream): string {
  const rate = video.rate
  return rate === null || video.variableRate ? 'setpts=PTS-STARTPTS' : `settb=expr=${rate.den}/${rate.num},setpts=N`
}

export function timing(video: VideoStream): string[] {
  if (video.rate === null || video.variableRate) {
    return ['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-video_track_timescale', String(video.timeBase.den)]
  }
  return ['-fps_mode', 'passthrough', '-r', `${video.rate.num}/${video.rate.den}`]
}

/** Half a second of frames at most between pictures that stand alone: a jump decodes little, a step back is quick. */
export function groupLength(video: VideoStream): number {
  return video.rate === null ? 12 : Math.max(1, Math.floor(video.rate.num / video.rate.den / 2))
}

/** The label on the picture's own clock: a 29.97 timecode track on a 59.94 clip is counted at 59.94 in the proxy. */
export function proxyTimecode(facts: MediaFacts): string | null {
  const start = writtenStart(facts)
  if (start === null || facts.rate === null) return null
  const moved = onRate(start, facts.rate)
  return moved === null ? null : formatTimecode(moved)
}

/** By the graphics card where that is wanted and was tried, else by libx264. */
function pictureOptions({ hardware }: Capabilities, group: number): string[] {
  if (hardware !== undefined) return hardwareOptions(hardware, group)
  return [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '23',
    '-profile:v',
    'high',
    '-pix_fmt',
    'yuv420p',
    '-g',
    String(group),
    '-keyint_min',
    String(group),
    '-sc_threshold',
    '0',
    '-flags:v',
    '+cgop',
  ]
}

/** Builds the proxy of a clip with picture. */
function buildProxy(source: RecipeSource<ProxyParams>): ProxyPlan {
  const { facts, params, capabilities } = source
  const video = needMotion(facts, 'proxy')
  if (!capabilities.h264) {
    throw new RushesError(
      'media.tool_missing',
      'No proxy can be made: this ffmpeg has no H.264 encoder (libx264). ' +
        'Install a full build of ffmpeg, or run "npm run setup".',
      { recipe: 'proxy' },
    )
  }
  const size = fit({ width: video.displayWidth, height: video.displayHeight }, boxOf(params))
  const colour = planColour(video, size, capabilities, tablesFor(source))
  const timecode = proxyTimecode(facts)
  const late = video.delay.num > 0 ? (video.delay.num / video.delay.den).toFixed(6) : null
  const audio = planAudio(facts.audio, late)
  const output = [
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
    ...pictureOptions(capabilities, groupLength(video)),
    ...REC709_TAGS,
    ...timing(video),
    ...audio.options,
    ...(timecode === null ? [] : ['-timecode', timecode]),
    '-movflags',
    '+faststart',
    '-f',
    'mp4',
  ]
  return {
    part: {
      recipe: 'proxy',
      picture: `${stamps(video)},${colour.filters}`,
      sound: audio.graphs,
      soundEnds: audio.ends,
      output,
    },
    size,
    colour: colour.handling,
    timecode,
    channels: audio.channels,
    extension: 'mp4',
  }
}

/** Builds the proxy of a sound recording. */
function buildSoundProxy(facts: MediaFacts): ProxyPlan {
  const audio = planAudio(facts.audio, null)
  const output = [
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
    ...audio.options,
    '-movflags',
    '+faststart',
    '-f',
    'ipod',
  ]
  return {
    part: { recipe: 'proxy', picture: null, sound: audio.graphs, soundEnds: audio.ends, output },
    size: null,
    colour: null,
    timecode: null,
    channels: audio.channels,
    extension: 'm4a',
  }
}

export const proxy = defineRecipe({
  id: 'proxy',
  version: 1,
  showsColour: true,
  params: paramsSchema,
  needs: ['motion', 'sound'],
  cost: { lane: 'cpu', priority: 50, decodes: 'all' },
  types: ['video/mp4', 'audio/mp4'],
  build: (source) => (source.facts.kind === 'audio' ? buildSoundProxy(source.facts) : buildProxy(source)),
  file: ({ extension }) => ({ ending: extension, mime: extension === 'm4a' ? 'audio/mp4' : 'video/mp4' }),
  readsBack: true,
  check: (plan, { probe, damaged }, facts) => {
    const wrong = probe === null ? ['The proxy was not read back.'] : checkProxy(facts, pictureOf(facts), plan, probe)
    if (probe === null || wrong.length > 0) return { wrong: wrong.join(' ') }
    return {
      width: plan.size?.width ?? null,
      height: plan.size?.height ?? null,
      meta: {
        colour: plan.colour,
        timecode: plan.timecode,
        channels: [...plan.channels],
        frames: probe.video[0]?.frames ?? null,
        rate: probe.rate,
        damaged,
      },
    }
  },
})
