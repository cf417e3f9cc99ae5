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
  /** The folder of a content's derivatives. It need not be there yet. */
  folderOf(contentId: string): string
  /** The same, free of what a crash left: for the queue, which works on a content once at a time. */
  folderFor(contentId: string): Promise<string>
  entryOf(derivative: Derivative): MadeDerivative
}
