/**
 * The hashes by which a row finds what was made with its look, and of its frames. Pure.
 */

/** What of a sequence is found by the key of its frames. */
const FRAME_RECIPES = ['filmstrip', 'proxy'] as const

interface Hashes {
  readonly look_hash: string | null
  /** JSON of `SequenceHashes`; null for what is no sequence. */
  readonly frame_hashes: string | null
}

const read = (stored: string): Readonly<Record<string, readonly string[]>> =>
  JSON.parse(stored) as Record<string, readonly string[]>

/** All of them, each once. */
export function hashesOf({ look_hash: look, frame_hashes: frames }: Hashes): string[] {
  const named = frames === null ? {} : read(frames)
  return [...new Set([...(look === null ? [] : [look]), ...FRAME_RECIPES.flatMap((recipe) => named[recipe] ?? [])])]
}

/** What was made of these very frames, by recipe: with the look where there is that. `of` gives what bears a hash. */
export function ofFrames(
  stored: string,
  of: (hash: string) => Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const named = read(stored)
  return Object.fromEntries(
    FRAME_RECIPES.flatMap((recipe) => {
      const id = named[recipe]?.map((hash) => of(hash)[recipe]).findLast((one) => one !== undefined)
      return id === undefined ? [] : [[recipe, id]]
    }),
  )
}
