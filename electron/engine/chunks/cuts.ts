/**
 * Where contents are cut: the parameters of a format. Kept versions and remotes have each their own, and both stay what
 * they are: other cuts would find nothing of what is stored.
 */

/** Bounds of a chunk's length in bytes. `average` is a power of two. */
export interface CutSizes {
  readonly least: number
  readonly average: number
  readonly most: number
}

/** Sizes with their masks: before the average a cut needs `hash & hard = 0`, after it `hash & easy = 0`. */
export interface Cuts extends CutSizes {
  readonly hard: bigint
  readonly easy: bigint
}

/**
 * The masks of normalised chunking (Xia et al., USENIX ATC 2016).
 * @param level how many bits harder and easier they are than the average asks for
 * @param hashBits width of the hash: the mask's bits are its upper ones, where it has seen the most bytes. A hash of 32 bits is
 * the lower half of one of 64, since sums and shifts carry upward only.
 */
export function cutsOf(sizes: CutSizes, level: number, hashBits: 32 | 64): Cuts {
  const bits = Math.log2(sizes.average)
  return { ...sizes, hard: mask(bits + level, hashBits), easy: mask(bits - level, hashBits) }
}

function mask(bits: number, hashBits: number): bigint {
  return BigInt.asIntN(64, ((1n << BigInt(bits)) - 1n) << BigInt(hashBits - bits))
}
