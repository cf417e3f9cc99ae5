/**
 * What the engine and the thread that seals say to each other: files a piece at a time, then the request.
 */
import type { SealRequest } from '../../mhl/seal.ts'
import type { SealFile } from '../../mhl/seal-plan.ts'
import type { ThreadFailure } from '../thread-failure.ts'

/** A request whose files come by themselves. */
export type SealWithout = Omit<SealRequest, 'entries' | 'signal'>

export type ToSealThread =
  | { readonly type: 'files'; readonly files: readonly SealFile[] }
  | { readonly type: 'seal'; readonly request: SealWithout }

export type FromSealThread =
  /** The files that were sent last have been taken. */
  { readonly type: 'next' } | { readonly type: 'sealed' } | ThreadFailure
