/**
 * The filmstrip: up to 60 frames, evenly spaced, on one sheet, so that a hover can scrub without a video player.
 */
import { lookParams, tablesFor, type LookParams } from './look-params.ts'
import { frontView, shownShape } from '../../domain/media/immersive.ts'
import { planColour, TO_JPEG, type ColourHandling } from './colour.ts'
import { defineRecipe, type RecipePart, type RecipeSource } from './recipe.ts'
import { fit, type Size } from './shape.ts'
import { framesParam } from './sequence-params.ts'
import { needMotion } from './source.ts'

const TILES = 60
const COLUMNS = 10
const BOX: Size = { width: 240, height: 240 }
/** Name of the filter that reports each tile, so that the sheet's count is what was drawn and not what was planned. */
const TILE_REPORT = 'showinfo@filmstrip'

/** How the sheet is laid out; what the window needs to show tile k. */
interface FilmstripMeta {
  readonly columns: number
  readonly rows: number
  readonly count: number
  readonly frameWidth: number
  readonly frameHeight: number
  /** The frame of the clip, from 0, on each tile. */
  readonly frames: readonly number[]
}

interface FilmstripPlan {
  readonly part: RecipePart
  readonly meta: FilmstripMeta
  readonly colour: ColourHandling
}

/** The frames shown: the middle of each of `tiles` equal parts, each frame once. */
export function filmstripFrames(frames: number, tiles = TILES): number[] {
  const count = Math.max(1, Math.min(tiles, frames))
  return Array.from({ length: count }, (_, tile) => Math.floor(((2 * tile + 1) * frames) / (2 * count)))
}

const paramsSchema = lookParams.extend(framesParam)

function buildFilmstrip(source: RecipeSource<LookParams>): FilmstripPlan {
  const { facts, capabilities } = source
  const video = needMotion(facts, 'filmstrip')
  const frames = filmstripFrames(video.frames ?? 1)
  const front = capabilities.filters.has('v360') ? frontView(video, fit(shownShape(video), BOX)) : null
  const size = fit(front === null ? { width: video.displayWidth, height: video.displayHeight } : shownShape(video), BOX)
  const colour = planColour(video, size, capabilities, tablesFor(source))
  const columns = Math.min(COLUMNS, frames.length)
  const rows = Math.ceil(frames.length / columns)
  const wanted = frames.map((frame) => `eq(n,${frame})`).join('+')
  const picture = [
    `select='${wanted}'`,
    ...(front === null ? [] : [front]),
    colour.filters,
    `${TILE_REPORT}=checksum=0`,
    `tile=layout=${columns}x${rows}`,
    TO_JPEG,
  ].join(',')
  return {
    part: {
      recipe: 'filmstrip',
      picture,
      sound: [],
      soundEnds: [],
      output: ['-frames:v', '1', '-fps_mode', 'passthrough', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'mjpeg'],
    },
    meta: { columns, rows, count: frames.length, frameWidth: size.width, frameHeight: size.height, frames },
    colour: colour.handling,
  }
}

/** Counts the tiles that were drawn, from ffmpeg's log as it comes. */
interface TileCounter {
  readonly feed: (text: string) => void
  readonly drawn: () => number
}

/** Makes a counter; lines may be cut anywhere between two feeds. */
export function tileCounter(): TileCounter {
  let rest = ''
  let drawn = 0
  return {
    feed(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!.slice(-1000)
      drawn += lines.filter((line) => line.includes(TILE_REPORT) && /\] n: *\d+ /.test(line)).length
    },
    drawn: () => drawn,
  }
}

export const filmstrip = defineRecipe({
  id: 'filmstrip',
  version: 1,
  showsColour: true,
  params: paramsSchema,
  needs: ['motion'],
  cost: { lane: 'cpu', priority: 50, decodes: 'all' },
  types: ['image/jpeg', 'image/webp', 'image/png'],
  build: buildFilmstrip,
  file: () => ({ ending: 'jpg', mime: 'image/jpeg' }),
  watch: () => {
    const tiles = tileCounter()
    return { onLog: tiles.feed, tiles }
  },
  check: ({ meta, colour }, { damaged, watch }) => {
    const drawn = Math.min(watch.tiles.drawn(), meta.count)
    if (drawn === 0) return { wrong: 'Not one frame could be decoded, so there is no filmstrip.' }
    return {
      width: meta.columns * meta.frameWidth,
      height: meta.rows * meta.frameHeight,
      meta: { ...meta, count: drawn, frames: meta.frames.slice(0, drawn), colour, damaged },
    }
  },
})
