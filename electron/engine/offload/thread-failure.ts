/**
 * Why a thread could not do what it was asked: an error as plain data. A message keeps neither the class nor the code of
 * an error.
 */
import { isRushesError, RushesError, type ErrorCode } from '../../../shared/model/errors.ts'

export type ThreadFailure =
  | {
      readonly type: 'refused'
      readonly code: ErrorCode
      readonly message: string
      readonly details: Record<string, string | number | boolean | null | string[]>
    }
  /** A fault of ours, or an error of the system that nobody expected; `code` is its errno. */
  | { readonly type: 'broke'; readonly error: Error; readonly code: string | null }

/** What the thread tells. */
export function failureOf(error: unknown): ThreadFailure {
  if (isRushesError(error)) return { type: 'refused', code: error.code, message: error.message, details: error.details }
  const known = error instanceof Error ? error : new Error(String(error))
  const { code } = known as NodeJS.ErrnoException
  return { type: 'broke', error: known, code: typeof code === 'string' ? code : null }
}

/** What whoever asked is thrown. */
export function asError(failure: ThreadFailure): Error {
  if (failure.type === 'refused') return new RushesError(failure.code, failure.message, failure.details)
  return failure.code === null ? failure.error : Object.assign(failure.error, { code: failure.code })
}
