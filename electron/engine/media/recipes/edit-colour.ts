/**
 * Colour of an edit proxy: the values of the source, for the grade is made on those, and tags that say what they are. A
 * proxy of eight bits can't hold HDR, so that is brought down to Rec. 709.
 */
import type { VideoStream } from '../../../../shared/model/probe.ts'
import { isHd, isRgb } from '../../domain/media/picture.ts'
import type { Capabilities } from '../tools.ts'
import { planColour, type ColourHandling } from './colour.ts'
import type { Size } from './shape.ts'

interface EditColour {
  readonly filters: string
  /** Filters that bring a picture that was drawn on back to the format of the proxy, with its tags. */
  readonly again: readonly string[]
  readonly tags: readonly string[]
  /** What the proxy says of its colours. */
  readonly says: Tags
  readonly handling: ColourHandling
}

/** Tags as the encoder is told them. */
export interface Tags {
  readonly primaries: string
  readonly transfer: string
  readonly matrix: string
}

const REC709: Tags = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' }
/** SD without tags: Rec. 601 by its lines, 576 of them in Europe (ITU-R BT.601, BT.470). */
const REC601_525: Tags = { primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'smpte170m' }
const REC601_625: Tags = { primaries: 'bt470bg', transfer: 'smpte170m', matrix: 'bt470bg' }
/** Values that encoders and QuickTime's `colr` know; a camera's `reserved` is none. */
const KNOWN = new Set(['bt709', 'smpte170m', 'bt470bg', 'bt2020', 'smpte2084', 'arib-std-b67', 'bt2020nc', 'smpte432'])

function tagsOf(video: VideoStream): { readonly tags: Tags; readonly assumed: boolean } {
  const base = isHd(video) ? REC709 : video.height === 576 ? REC601_625 : REC601_525
  const known = (word: string | null, otherwise: string): string =>
    word !== null && KNOWN.has(word) ? word : otherwise
  const rgb = isRgb(video)
  if (video.hdr !== 'none')
    return {
      tags: {
        primaries: known(video.primaries, 'bt2020'),
        transfer: video.hdr === 'pq' ? 'smpte2084' : 'arib-std-b67',
        matrix: rgb ? 'bt2020nc' : known(video.matrix, 'bt2020nc'),
      },
      assumed: false,
    }
  return {
    tags: {
      primaries: known(video.primaries, base.primaries),
      transfer: known(video.transfer, base.transfer),
      matrix: rgb ? base.matrix : known(video.matrix, base.matrix),
    },
    assumed: !rgb && video.matrix === null,
  }
}

/** swscale's name of a matrix. */
const scaleName = (matrix: string): string =>
  matrix === 'bt470bg' ? 'smpte170m' : matrix.startsWith('bt2020') ? 'bt2020' : matrix

/** Plans the way of a picture to `size` in `format`, fields and pixels as they are. */
export function planEditColour(
  video: VideoStream,
  size: Size,
  { format, deep, fields }: { readonly format: string; readonly deep: boolean; readonly fields: boolean },
  capabilities: Capabilities,
): EditColour {
  const sar = `setsar=${video.sar.num}/${video.sar.den}`
  if (video.hdr !== 'none' && !deep) {
    const { filters, handling } = planColour(video, size, capabilities)
    const end = `${marked(REC709)},format=${format},${sar}`
    const again = [`format=${format}`, marked(REC709)]
    return { filters: `${filters},${end}`, again, tags: encoderTags(REC709), says: REC709, handling }
  }
  const { tags, assumed } = tagsOf(video)
  const rgb = isRgb(video)
  const matrix = scaleName(tags.matrix)
  const input = rgb ? '' : `:in_color_matrix=${matrix}`
  const range = rgb || video.range === null ? '' : `:in_range=${video.range === 'full' ? 'pc' : 'tv'}`
  const filters = [
    `scale=w=${size.width}:h=${size.height}:flags=lanczos+accurate_rnd${fields ? ':interl=1' : ''}${input}${range}:out_color_matrix=${matrix}:out_range=tv`,
    `format=${format}`,
    marked(tags),
    sar,
  ].join(',')
  const again = [`format=${format}`, marked(tags)]
  return { filters, again, tags: encoderTags(tags), says: tags, handling: assumed ? 'assumed' : 'as-is' }
}

/** Frames that say what they are: some encoders write what the frame says, and some what they are told. */
function marked({ primaries, transfer, matrix }: Tags): string {
  return `setparams=color_primaries=${primaries}:color_trc=${transfer}:colorspace=${matrix}:range=tv`
}

function encoderTags({ primaries, transfer, matrix }: Tags): string[] {
  return ['-color_primaries', primaries, '-color_trc', transfer, '-colorspace', matrix, '-color_range', 'tv']
}
