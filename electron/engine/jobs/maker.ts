/**
 * What the queue asks of those who know the recipes and the folder of derivatives.
 */
import type { RecipeName } from '../../../shared/model/work.ts'
import type { Derivative } from '../media/derive.ts'

/** A derivative that stands under its final name, as the catalogue has it. */
interface MadeDerivative {
  /** Relative to the library's folder of derivatives, with forward slashes. */
  readonly path: string
  readonly bytes: number
  readonly mime: string
  readonly width: number | null
  readonly height: number | null
  readonly meta: unknown
  /** Its parameters as canonical JSON, and their hash. */
  readonly params: string
  readonly paramsHash: string
}

export interface DerivativeMaker {
  versionOf(recipe: RecipeName): number
  /**
   * The folder of a content's derivatives, for whoever writes into it. It need not be there yet. What a crash left in it
   * is removed the first time that it is asked for: later somebody else may be writing there.
   */
  folderFor(contentId: string): Promise<string>
  /** Where a file in such a folder lies, as the catalogue has it: relative, with forward slashes. */
  placeOf(path: string): string
  /** False where somebody removed what the catalogue has under this place. */
  isThere(place: string): boolean
  entryOf(derivative: Derivative): MadeDerivative
}
