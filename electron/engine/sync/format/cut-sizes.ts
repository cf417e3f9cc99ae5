/**
 * How contents are cut and packed, by their class. The class is part of what a device records with a content, since other sizes
 * cut elsewhere and find nothing that is stored.
 */

/** `media`: large, incompressible, mostly appended to. `document`: projects, sidecars, small files: zstd where it helps. */
export type ContentClass = 'media' | 'document'

export interface CutSizes { readonly least: number; readonly average: number; readonly most: number }

/**
 * Media: measured on 500 MiB files, see docs/benchmarks.md. Documents: as kept versions (docs/formats.md). Averages are powers of
 * two.
 */
export const CUT_SIZES: Readonly<Record<ContentClass, CutSizes>> = {
  media: { least: 128 << 10, average: 512 << 10, most: 2 << 20 },
  document: { least: 16 << 10, average: 64 << 10, most: 256 << 10 },
}

/** How much harder and easier the masks are than the average asks for. */
const NORMAL = 2n

/** The masks before and after the average: bits spread over the upper half, where the hash has seen the most bytes. */
export function cutMasks({ average }: CutSizes): { readonly hard: bigint; readonly easy: bigint } {
  const bits = BigInt(Math.log2(average))
  return { hard: mask(bits + NORMAL), easy: mask(bits - NORMAL) }
}

function mask(bits: bigint): bigint {
  return BigInt.asIntN(64, ((1n << bits) - 1n) << (64n - bits))
}
