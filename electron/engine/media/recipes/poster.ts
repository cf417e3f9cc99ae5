/**
 * The poster: one JPEG that stands for the clip. Taken from the first tenth, passing over black, and of the rest the
 * frame that is most like its neighbours (ffmpeg's thumbnail filter), so that no flash frame or slate swipe is chosen.
 */
import { nominalRate } from '../../../../shared/time/rate.ts'
import { lookParams, tablesFor, type LookParams } from './look-params.ts'
import { frontView, shownShape } from '../../domain/media/immersive.ts'
import { planColour, TO_JPEG, type ColourHandling } from './colour.ts'
import { defineRecipe, type RecipePart, type RecipeSource } from './recipe.ts'
import { fit, type Size } from './shape.ts'
import { needPicture } from './source.ts'

const BOX: Size = { width: 1280, height: 1280 }
/** Frames compared with one another: enough to find a typical one, few enough to hold in memory. */
const COMPARED = 24

interface PosterPlan {
  readonly part: RecipePart
  readonly size: Size
  readonly colour: ColourHandling
}

/** How many frames are looked at: a tenth of the clip, at least two seconds, at most ten. */
export function posterWindow(frames: number | null, rate: number): number {
  const wanted = Math.min(Math.max(Math.ceil((frames ?? Infinity) / 10), rate * 2), rate * 10)
  return Math.max(1, Math.min(frames ?? wanted, wanted))
}

function buildPoster(source: RecipeSource<LookParams>, skipBlack: boolean): PosterPlan {
  const { facts, capabilities } = source
  const video = needPicture(facts, 'poster')
  const front = capabilities.filters.has('v360') ? frontView(video, fit(shownShape(video), BOX)) : null
  const size = fit(front === null ? { width: video.displayWidth, height: video.displayHeight } : shownShape(video), BOX)
  const colour = planColour(video, size, capabilities, tablesFor(source))
  const window = facts.kind === 'still' ? 1 : posterWindow(video.frames, nominalRate(video.rate ?? { num: 25, den: 1 }))
  const step = Math.max(1, Math.floor(window / COMPARED))
  const notBlack =
    'blackframe=amount=0:threshold=32,metadata=mode=select:key=lavfi.blackframe.pblack:value=98:function=less'
  const choose =
    window === 1
      ? []
      : [
          ...(skipBlack && capabilities.filters.has('blackframe') ? [notBlack] : []),
          `thumbnail=n=${Math.max(2, Math.min(COMPARED, Math.ceil(window / step)))}`,
        ]
  const picture = [
    `trim=end_frame=${window}`,
    ...(step > 1 ? [`select='not(mod(n,${step}))'`] : []),
    ...(front === null ? [] : [front]),
    colour.filters,
    ...choose,
    TO_JPEG,
  ].join(',')
  return {
    part: {
      recipe: 'poster',
      picture,
      sound: [],
      soundEnds: [],
      output: ['-frames:v', '1', '-fps_mode', 'passthrough', '-c:v', 'mjpeg', '-q:v', '3', '-f', 'mjpeg'],
    },
    size,
    colour: colour.handling,
  }
}

export const poster = defineRecipe({
  id: 'poster',
  version: 1,
  showsColour: true,
  params: lookParams,
  needs: ['picture'],
  // A grid with posters is of use at once: they come before everything else.
  cost: { lane: 'cpu', priority: 100, decodes: 'beginning' },
  types: ['image/jpeg', 'image/webp', 'image/png'],
  build: (source) => buildPoster(source, true),
  // A clip that begins in black all through the part that is looked at gets the black frame after all.
  buildAgain: (source) => buildPoster(source, false),
  file: () => ({ ending: 'jpg', mime: 'image/jpeg' }),
  check: ({ size, colour }, { damaged }) => ({ ...size, meta: { colour, damaged } }),
})
