/**
 * A cube applied by ffmpeg. The cube is one of ours: over 0 to 1, 65 points an edge (domain/colour/lut.ts), since ffmpeg
 * ignores where a domain begins and clips what lies outside of 0 to 1.
 */
import type { Reference } from '../../../../shared/model/colour.ts'
import { filterValue } from './filter-value.ts'

/** The tables of a look, as files, and what their values stand for. */
export interface LookTables {
  /** A cube that clips to 0 to 1, and curves for each channel after it; null for none. */
  readonly clip?: string | null
  readonly pre?: string | null
  readonly cube: string | null
  /** Curves for each channel, applied after the cube; null for none. */
  readonly curves: string | null
  /** The values that are 0 and 1 of the tables. */
  readonly domain?: readonly [number, number]
  readonly reference: Reference
}

/** How a picture's own numbers are to be read. */
interface Stored {
  /** swscale's and zimg's name of its matrix. */
  readonly matrix: string
  readonly full: boolean
}

/**
 * Filters that take a picture of limited range in 4:2:x through a cube, and through curves after it where there are any,
 * and leave Rec. 709 of limited range in `format`. `reference` says what the values of the tables stand for
 * (log-curves.ts).
 *
 * [Note: ranges of a LUT] For `code` the picture is declared as full range, whatever it is: the decoder then leaves its
 * 10-bit numbers as they are, and so does the cube's input. For `signal` it is decoded by its own range. Both in
 * floating point: 16 bits are too few near black, and integers cut off what lies above white. `zscale` with RGB at its
 * output ignores `r=limited`: the range is set on the way back to YUV.
 *
 * [Note: domains] ffmpeg's `lut3d` ignores where a domain begins and clips to 0 to 1; `lut1d` reads past its table for
 * what lies outside. So a wider domain is brought to 0 to 1 first, by `exposure`, which is (v − black) / (2^−exposure −
 * black), and whatever meets curves first is clipped by a cube.
 */
export function throughTables(
  { clip = null, pre = null, cube, curves, domain = [0, 1], reference }: LookTables,
  format: string,
  { matrix, full }: Stored = { matrix: 'bt709', full: false },
): string {
  const tags = 'color_primaries=bt709:color_trc=bt709:colorspace=bt709'
  const lut3d = (path: string | null): string[] =>
    path === null ? [] : [`lut3d=file=${filterValue(path)}:interp=tetrahedral`]
  const lut1d = (path: string | null): string[] =>
    path === null ? [] : [`lut1d=file=${filterValue(path)}:interp=linear`]
  return [
    `setparams=color_primaries=bt709:color_trc=bt709:colorspace=${matrix}:range=${reference === 'code' || full ? 'pc' : 'tv'}`,
    'zscale=m=gbr:r=full',
    'format=gbrpf32le',
    ...(domain[0] === 0 && domain[1] === 1
      ? []
      : [`exposure=black=${domain[0].toFixed(9)}:exposure=${(-Math.log2(domain[1])).toFixed(9)}`]),
    ...lut3d(clip),
    ...lut1d(pre),
    ...lut3d(cube),
    ...lut1d(curves),
    'zscale=m=709:r=limited',
    `format=${format}`,
    `setparams=${tags}:range=tv`,
  ].join(',')
}
