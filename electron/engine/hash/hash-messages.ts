/**
 * What the hash pool and its workers say to each other.
 */
import type { ReadBack } from '../../../shared/model/asset.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'

export interface HashRequest {
  readonly id: number
  readonly path: string
  readonly formats: readonly HashFormat[]
  /** Read past the file cache, where that is worth this; null for a plain read. */
  readonly readBack: ReadBack | null
  /** One Int32; anything but zero stops this job. */
  readonly stop: SharedArrayBuffer
}

export type HashReply =
  | { readonly type: 'bytes'; readonly id: number; readonly bytes: number }
  | {
      readonly type: 'done'
      readonly id: number
      readonly bytes: number
      readonly hashes: Hashes
      readonly method: ReadBack
    }
  | { readonly type: 'failed'; readonly id: number; readonly bytes: number; readonly fault: HashFault }

/** An error in a form that survives the way between threads, which drops the code of a system error. */
export interface HashFault {
  readonly cancelled: boolean
  readonly code: string | null
  readonly message: string
}
