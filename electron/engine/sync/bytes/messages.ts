/**
 * What the engine and a thread that reads files for a remote say to each other. Packs travel as memory that changes
 * hands: nothing is copied.
 */
import type { ContentClass } from '../format/cut-sizes.ts'
import type { RepositorySecrets } from '../format/secrets.ts'

/** What a thread knows from its start on. */
export interface ReadingWork {
  readonly secrets: RepositorySecrets
  /** A pack goes when it has so many bytes. */
  readonly packBytes: number
  /** So many packs of a thread may be on their way. */
  readonly packsAhead: number
}

export type ReadingRequest =
  /** Reads a file once: cuts it, names its chunks, and packs those that are asked for. */
  | { readonly type: 'read'; readonly id: number; readonly path: string; readonly contentClass: ContentClass }
  /** Which chunks of the last batch are wanted, one byte each. */
  | { readonly type: 'want'; readonly id: number; readonly wanted: Uint8Array }
  /** Ends the reading of a file. */
  | { readonly type: 'stop'; readonly id: number }
  /** Gives out the pack that is being filled. Answered by `flushed`, after the pack. */
  | { readonly type: 'flush'; readonly id: number }
  /** A pack has been sent: its memory comes back, and another one may go. */
  | { readonly type: 'back'; readonly memory: ArrayBuffer }

/** A pack that is whole. `stored` and `bytes` are those of its frames, `names` theirs one after the other. */
export interface FilledPack {
  readonly name: Uint8Array
  readonly memory: ArrayBuffer
  readonly bytes: number
  readonly names: Uint8Array
  readonly stored: Uint32Array
  readonly lengths: Uint32Array
}

export type ReadingReply =
  /** The next chunks of a file. Waits for `want`. */
  | { readonly type: 'batch'; readonly id: number; readonly names: Uint8Array; readonly lengths: Uint32Array }
  | { readonly type: 'pack'; readonly pack: FilledPack }
  | { readonly type: 'read'; readonly id: number; readonly bytes: number; readonly xxh128: string }
  | { readonly type: 'flushed'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly code: string; readonly message: string }
