/**
 * The closed set of error codes, and the one error class that carries them.
 *
 * Every failure a person can meet has a code from this list, a sentence that says what happened, where, and what to do
 * now, and the exit code of the command line that goes with it (0 done · 1 failed · 2 wrong usage · 3 finished, but
 * something is not verified or not found · 4 the library is locked or broken · 130 interrupted).
 */
export const ERROR_CODES = {
  /** The request itself is wrong: a bad argument, an unknown word in a query. */
  usage: { exit: 2, retryable: false },
  'query.unknown': { exit: 2, retryable: false },
  not_found: { exit: 1, retryable: false },
  /** The caller lacks the right that the procedure declares. */
  forbidden: { exit: 1, retryable: false },
  conflict: { exit: 1, retryable: false },
  cancelled: { exit: 130, retryable: true },
  internal: { exit: 1, retryable: false },

  'library.missing': { exit: 4, retryable: false },
  'library.locked': { exit: 4, retryable: true },
  'library.broken': { exit: 4, retryable: false },
  /** Its drive is full or read-only: it opens for reading, and what would write is refused. */
  'library.readonly': { exit: 4, retryable: true },
  'library.network_path': { exit: 4, retryable: false },
  'db.future': { exit: 4, retryable: false },
  'engine.unavailable': { exit: 4, retryable: true },
  /** The process that should hold the engine has too old a Node-API. */
  'engine.runtime': { exit: 4, retryable: false },

  'source.missing': { exit: 1, retryable: true },
  'source.unreadable': { exit: 1, retryable: true },
  'source.empty': { exit: 1, retryable: false },
  /** A folder inside a card: the rest would stay behind. */
  'source.part_of_card': { exit: 2, retryable: false },
  'source.changed': { exit: 3, retryable: true },
  'source.inside_destination': { exit: 2, retryable: false },
  'destination.missing': { exit: 1, retryable: true },
  'destination.inside_source': { exit: 2, retryable: false },
  'destination.duplicate': { exit: 2, retryable: false },
  'destination.full': { exit: 1, retryable: true },
  'destination.readonly': { exit: 1, retryable: true },
  'destination.file_too_large': { exit: 1, retryable: false },
  'destination.name_not_allowed': { exit: 1, retryable: false },
  'destination.conflict': { exit: 3, retryable: false },
  'destination.lost': { exit: 1, retryable: true },

  'disk.full': { exit: 1, retryable: true },
  'disk.io': { exit: 1, retryable: true },
  'volume.offline': { exit: 1, retryable: true },
  /** Another drive stands where this one is expected, or its marker is not there. */
  'volume.mismatch': { exit: 1, retryable: true },
  'volume.busy': { exit: 1, retryable: true },
  /** The folder can't be watched as asked: inside another one, or the library itself. */
  'root.refused': { exit: 2, retryable: false },
  /** So much is missing at once that a person has to say whether that is meant. */
  'root.guard': { exit: 3, retryable: true },
  'version.gone': { exit: 1, retryable: true },
  'version.damaged': { exit: 3, retryable: false },

  /** A place to sync with: a bucket or a folder. */
  'remote.unreachable': { exit: 1, retryable: true },
  'remote.throttled': { exit: 1, retryable: true },
  'remote.denied': { exit: 1, retryable: false },
  'remote.full': { exit: 1, retryable: true },
  /** What came from a remote is not what was sent there, or not ours. Never applied. */
  'remote.damaged': { exit: 3, retryable: false },
  'remote.foreign': { exit: 2, retryable: false },
  'remote.newer': { exit: 1, retryable: false },

  'hash.mismatch': { exit: 3, retryable: false },
  'mhl.missing': { exit: 1, retryable: false },
  /** Verified, but the name is one that no manifest can hold. */
  'mhl.unnameable': { exit: 3, retryable: false },
  'mhl.broken': { exit: 3, retryable: false },
  'verify.incomplete': { exit: 3, retryable: false },

  'media.unsupported': { exit: 1, retryable: false },
  'media.tool_missing': { exit: 1, retryable: false },
  'media.failed': { exit: 1, retryable: true },
} as const satisfies Record<string, { exit: 0 | 1 | 2 | 3 | 4 | 130; retryable: boolean }>

export type ErrorCode = keyof typeof ERROR_CODES

/** What else a program may want to know of a failure: paths, ids, counts. Never secrets. */
type ErrorDetails = Record<string, string | number | boolean | null | string[]>

/**
 * A failure with a code and a sentence for people. The message says what happened, where, and what to do now;
 * it is shown as it stands, so it carries no stack, no errno alone and no exclamation mark.
 */
export class RushesError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'RushesError'
    this.code = code
    this.details = details
  }

  /** Exit code of the command line for this failure. */
  get exit(): number {
    return ERROR_CODES[this.code].exit
  }
}

/** True for any error that already carries a code and a sentence for people. */
export function isRushesError(error: unknown): error is RushesError {
  return error instanceof RushesError
}
