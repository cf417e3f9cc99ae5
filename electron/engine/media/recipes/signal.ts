/**
 * Black, still and cut in the picture, found on a small copy of it in the one decode that feeds the proxies, where that
 * costs next to nothing.
 */
import { z } from 'zod'
import type { Signal } from '../../../../shared/model/measures.ts'
import type { VideoStream } from '../../../../shared/model/probe.ts'
import { logLines } from '../log-lines.ts'
import { stamps } from './proxy.ts'
import { defineRecipe, type RecipePart } from './recipe.ts'
import { timedFramesParams } from './sequence-params.ts'
import { fit } from './shape.ts'
import { needMotion } from './source.ts'

const BOX = { width: 640, height: 360 } as const
/** Entries that are told of each kind. */
const MAX_ENTRIES = 50_000
/** Two frames, and half of one less: durations are compared as fractions. */
const BLACK_FRAMES = 1.5
/** ffmpeg's score from which a frame begins another shot. */
const CUT_SCORE = 10

interface SignalPlan {
  readonly part: RecipePart
}

function buildSignal(video: VideoStream): SignalPlan {
  const size = fit({ width: video.displayWidth, height: video.displayHeight }, BOX)
  const frame = video.rate === null ? 0.04 : video.rate.den / video.rate.num
  const filters = [
    stamps(video),
    `scale=w=${size.width}:h=${size.height}:flags=bilinear`,
    `blackdetect=d=${(frame * BLACK_FRAMES).toFixed(6)}:pix_th=0.10`,
    'freezedetect=n=-60dB:d=1',
    `scdet=t=${CUT_SCORE}`,
  ]
  return {
    part: {
      recipe: 'signal',
      picture: filters.join(','),
      sound: [],
      soundEnds: [],
      output: ['-fps_mode', 'passthrough', '-c:v', 'wrapped_avframe', '-f', 'null'],
    },
  }
}

/** Reads the lines of the three filters. A still that lasts to the end has no line for that: `length` in seconds ends it. */
function signalReader(length: number | null): {
  readonly onLog: (text: string) => void
  readonly finish: () => Signal
} {
  const found: Signal = { version: 1, black: [], frozen: [], cuts: [] }
  let since: number | null = null
  const onLine = (line: string): void => {
    const black = /\bblack_start:([\d.]+) black_end:([\d.]+)/.exec(line)
    if (black !== null) add(found.black, { from: Number(black[1]), to: Number(black[2]) })
    const freeze = /\blavfi\.freezedetect\.freeze_(start|end): ([\d.]+)/.exec(line)
    if (freeze?.[1] === 'start') since = Number(freeze[2])
    if (freeze?.[1] === 'end' && since !== null) {
      add(found.frozen, { from: since, to: Number(freeze[2]) })
      since = null
    }
    const cut = /\blavfi\.scd\.score: ([\d.]+), lavfi\.scd\.time: ([\d.]+)/.exec(line)
    if (cut !== null) add(found.cuts, { at: Number(cut[2]), score: Number(cut[1]) })
  }
  return {
    onLog: logLines(onLine),
    finish: () =>
      since === null || length === null || length <= since
        ? found
        : { ...found, frozen: [...found.frozen, { from: since, to: length }] },
  }
}

function add<One>(list: One[], one: One): void {
  if (list.length < MAX_ENTRIES) list.push(one)
}

export const signal = defineRecipe({
  id: 'signal',
  version: 1,
  params: z.strictObject(timedFramesParams),
  needs: ['motion'],
  cost: { lane: 'cpu', priority: 45, decodes: 'all' },
  types: ['application/json'],
  build: ({ facts }) => buildSignal(needMotion(facts, 'signal')),
  file: () => ({ ending: 'json', mime: 'application/json' }),
  watch: (_plan, { duration }) => signalReader(duration === null ? null : duration.num / duration.den),
  text: ({ finish }) => JSON.stringify(finish()),
  check: (_plan, { damaged, watch }) => {
    const { black, frozen, cuts } = watch.finish()
    return {
      width: null,
      height: null,
      meta: { black: black.length, frozen: frozen.length, cuts: cuts.length, damaged },
    }
  },
})
