/**
 * What a planned proxy is: its part of the command, and what it promises.
 */
import type { Raster } from '../../domain/edit-proxies/raster.ts'
import type { ColourHandling } from './colour.ts'
import type { Tags } from './edit-colour.ts'
import type { Encoding } from './edit-encodings.ts'
import type { RecipePart } from './recipe.ts'

export type Muxer = Encoding['muxer'] | 'wav'

export interface EditPlan {
  /** ffmpeg's name of what comes out; null for sound alone. */
  readonly codec: Encoding['codec'] | null
  readonly part: RecipePart
  readonly raster: Raster | null
  readonly colour: ColourHandling | null
  /** The pixels that the preset promises, as ffmpeg names them, and their tags; null for sound alone. */
  readonly pixels: { readonly format: string; readonly tags: Tags } | null
  readonly timecode: string | null
  readonly reel: string | null
  /** Of what is drawn and laid in; null where nothing is. */
  readonly note: string | null
  readonly channels: readonly number[]
  readonly muxer: Muxer
}
