/**
 * How contents are cut and packed, by their class. The class is part of what a device records with a content, since other sizes
 * cut elsewhere and find nothing that is stored.
 */

/** `media`: large, incompressible, mostly appended to. `document`: projects, sidecars, small files: zstd where it helps. */
export type ContentClass = 'media' | 'document'

export interface CutSizes { readonly least: number; readonly average: number; readonly most: number }

/**
 * Media: 64 KiB / 512 KiB / 2 MiB come to 600 KiB on average. Measured on noise: 1 MiB put in costs 1.9 MB, where a least of
 * 128 KiB with normalisation level 2 costs 2.3; 4 KiB overwritten 0.8 MB. Half the average costs a fifth less and twice the lists.
 * Documents: as kept versions (docs/formats.md). Averages are powers of two.
 */
export const CUT_SIZES: Readonly<Record<ContentClass, CutSizes>> = {
  media: { least: 64 << 10, average: 512 << 10, most: 2 << 20 },
  document: { least: 16 << 10, average: 64 << 10, most: 256 << 10 },
}

/** How much harder and easier the masks are than the average asks for: normalisation level 1, at which cuts fall into step again soonest. */
const NORMAL = 1n

/** The masks before and after the average: bits spread over the upper half, where the hash has seen the most bytes. */
export function cutMasks({ average }: CutSizes): { readonly hard: bigint; readonly easy: bigint } {
  const bits = BigInt(Math.log2(average))
  return { hard: mask(bits + NORMAL), easy: mask(bits - NORMAL) }
}

function mask(bits: bigint): bigint {
  return BigInt.asIntN(64, ((1n << bits) - 1n) << (64n - bits))
}
