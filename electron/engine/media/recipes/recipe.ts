/**
 * What a recipe is: a pure builder of ffmpeg arguments with a name and a version. The version is part of a derivative's
 * identity: raise it when the output changes, and everything made by the old one is due again.
 */
import type { RecipeName } from '../../../../shared/model/work.ts'
import type { Capabilities } from '../tools.ts'

export type { RecipeName } from '../../../../shared/model/work.ts'

export const RECIPE_VERSIONS: Readonly<Record<RecipeName, number>> = { poster: 1, filmstrip: 1, waveform: 1, proxy: 1 }

/** The part of an ffmpeg command that one recipe adds: filter graphs with their ends named, and an output. */
export interface RecipePart {
  readonly recipe: RecipeName
  /** Filters from the shared picture to this output, without labels; null when the recipe takes no picture. */
  readonly picture: string | null
  /** Whole graphs from audio inputs to named ends, such as "[0:1]anull[proxy-a0]". */
  readonly sound: readonly string[]
  /** Named ends of `sound`, in order. */
  readonly soundEnds: readonly string[]
  /** Options of the output; the picture's end is mapped before them. */
  readonly output: readonly string[]
}

/** What a builder may look at beside the probe. */
export interface BuildOptions {
  readonly capabilities: Capabilities
}
