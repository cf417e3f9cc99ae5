/**
 * What the engine and the thread that keeps versions say to each other.
 */

/** A range of a file, and the SHA-256 that it has to have. */
export interface PackedRange {
  readonly path: string
  readonly offset: number
  readonly bytes: number
  readonly hash: Uint8Array
}

export type StoreRequest =
  /** Reads a file and cuts it. */
  | { readonly type: 'cut'; readonly id: number; readonly path: string }
  /** Writes the named ranges of files as a pack, under a temporary name first. */
  | {
      readonly type: 'pack'
      readonly id: number
      readonly target: string
      readonly chunks: readonly PackedRange[]
    }

export interface CutReply {
  readonly bytes: number
  readonly xxh128: string
  /** SHA-256 of each chunk, one after the other, and their lengths. */
  readonly hashes: Uint8Array
  readonly lengths: Uint32Array
}

export interface PackReply {
  readonly bytes: number
  /** Where each chunk lies in the pack, in the order asked for. */
  readonly frames: readonly { readonly offset: number; readonly stored: number }[]
}

export type StoreReply =
  | { readonly id: number; readonly is: 'cut'; readonly result: CutReply }
  | { readonly id: number; readonly is: 'pack'; readonly result: PackReply }
  | { readonly id: number; readonly is: 'failed'; readonly code: string; readonly message: string }
