/**
 * What the queue asks of those who make derivatives, and which of them a content is due.
 */
import type { Probe } from '../../../shared/model/probe.ts'
import type { RecipeName } from '../../../shared/model/work.ts'
import type { RushesError } from '../../../shared/model/errors.ts'

/** A derivative that stands under its final name. */
export interface MadeDerivative {
  /** Relative to the library's folder of derivatives, with forward slashes. */
  readonly path: string
  readonly bytes: number
  readonly mime: string
  readonly width: number | null
  readonly height: number | null
  readonly meta: unknown
  /** The command that made it. */
  readonly command: string | null
  /** Its parameters as canonical JSON, and their hash; absent for the recipe's defaults. */
  readonly params?: string
  readonly paramsHash?: string
}

export interface MakeRequest {
  readonly contentId: string
  readonly input: string
  /** Further pieces of a recording that the camera cut, in order. `probe` speaks of the whole. */
  readonly pieces: readonly string[]
  readonly probe: Probe
  readonly recipes: readonly RecipeName[]
  /** Parameters of recipes that are not to be made with their defaults, one set each. */
  readonly params?: Readonly<Record<RecipeName, unknown>>
  readonly signal: AbortSignal
  readonly onProgress: (fraction: number) => void
}

/** Makes derivatives. Each recipe ends in what was made or in why it was not. */
export interface DerivativeMaker {
  versionOf(recipe: RecipeName): number
  make(request: MakeRequest): Promise<Map<RecipeName, MadeDerivative | RushesError>>
}
