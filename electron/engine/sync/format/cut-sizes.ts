/**
 * How contents are cut and packed, by their class. The class is part of what a device records with a content, since
 * other sizes cut elsewhere and find nothing that is stored.
 */

import { cutsOf, type Cuts, type CutSizes } from '../../chunks/cuts.ts'

/**
 * `media`: large, incompressible, mostly appended to. `document`: projects, sidecars, small files: zstd where it helps.
 */
export type ContentClass = 'media' | 'document'

/**
 * Media: 64 KiB / 512 KiB / 2 MiB come to 600 KiB on average. Measured on noise: 1 MiB put in costs 1.9 MB, where a
 * least of 128 KiB with normalisation level 2 costs 2.3; 4 KiB overwritten 0.8 MB. Half the average costs a fifth less
 * and twice the lists. Documents: the sizes of kept versions (docs/formats.md), with another gear and other masks.
 * Averages are powers of two.
 */
export const CUT_SIZES: Readonly<Record<ContentClass, CutSizes>> = {
  media: { least: 64 << 10, average: 512 << 10, most: 2 << 20 },
  document: { least: 16 << 10, average: 64 << 10, most: 256 << 10 },
}

/**
 * The same with their masks: normalisation level 1, at which cuts fall into step again soonest, with a hash of 64 bits.
 */
export const CUTS: Readonly<Record<ContentClass, Cuts>> = {
  media: remoteCuts(CUT_SIZES.media),
  document: remoteCuts(CUT_SIZES.document),
}

/** Sizes with the masks of the remote format. */
export function remoteCuts(sizes: CutSizes): Cuts {
  return cutsOf(sizes, 1, 64)
}
