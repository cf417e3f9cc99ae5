/**
 * What an answer of an S3-compatible server means. Servers agree on status codes and on little else.
 */
import { isRushesError, RushesError, type ErrorCode } from '../../../../shared/model/errors.ts'

/** The parts of an SDK's error that are looked at. */
interface Answer {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

const THROTTLED = new Set([
  'SlowDown',
  'SlowDownRead',
  'SlowDownWrite',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'Busy',
  'QpsLimitExceeded',
  'BandwidthLimitExceeded',
])
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired'])
/** The SDK found no keys in the profile, the environment, or what was given. */
const NO_KEYS = new Set(['CredentialsProviderError', 'TokenProviderError'])
const FULL = new Set([
  'QuotaExceeded',
  'InsufficientCapacity',
  'InsufficientStorage',
  'StorageFull',
  'XMinioStorageFull',
  'AccountProblem',
  'cap_exceeded',
  'ServiceQuotaExceeded',
])
/** 4xx that a line in between or the clock makes, and that go away. */
const PASSING = new Set([
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'IncompleteBody',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
  'OperationAborted',
  'ConditionalRequestConflict',
])

/** The status of the answer; undefined where none came. */
export function statusOf(error: unknown): number | undefined {
  return (error as Answer).$metadata?.httpStatusCode
}

/** True when the server says that there is no such object. A bucket that is not there is something else. */
export function isNothingThere(error: unknown): boolean {
  const { name } = error as Answer
  // A HEAD has no body, so no name of what is missing.
  return name === 'NoSuchKey' || name === 'NotFound' || (statusOf(error) === 404 && name !== 'NoSuchBucket')
}

/** The failure in our words; what is one of ours already, or no matter of the remote, stays as it is. */
export function s3Fault(error: unknown, name: string): unknown {
  if (isRushesError(error) || !(error instanceof Error) || error.name === 'AbortError') return error
  const answer = error as Answer
  const status = statusOf(error)
  const said = answer.name ?? ''
  const say = (code: ErrorCode, sentence: string, more: Record<string, number> = {}): RushesError =>
    new RushesError(
      code,
      sentence,
      { remote: name, said, ...(status === undefined ? {} : { status }), ...more },
      { cause: error },
    )

  if (said === 'NoSuchBucket')
    return say('not_found', `There is no bucket of that name: ${name}. Make it, or look for a slip in its name.`)
  if (NO_KEYS.has(said))
    return say(
      'remote.denied',
      `There are no keys for ${name}. Give them, name a profile that has some, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    )
  if (EXPIRED.has(said))
    return say('remote.denied', `The access to ${name} has expired. Sign in again; then the sync resumes.`)
  if (FULL.has(said) || status === 507)
    return say('remote.full', `There is no more room at ${name}. Make room or raise the quota; then the sync resumes.`)
  if (THROTTLED.has(said) || status === 429 || status === 503)
    return say('remote.throttled', `${name} asks for fewer requests. Rushes waits and retries.`, retryAfter(answer))
  if (said === 'RequestTimeTooSkewed')
    return say('remote.unreachable', `The clock of this computer is too far from that of ${name}. Set it right.`)
  if (PASSING.has(said) || status === 408 || status === 409)
    return say('remote.unreachable', `The line to ${name} broke. Rushes tries again.`)
  if (status === 401 || status === 403)
    return say(
      'remote.denied',
      `${name} does not take these keys, or they don't allow this. Give other ones, or have them allowed to read and write there.`,
    )
  if (status === 301 || status === 307 || said === 'PermanentRedirect' || said === 'AuthorizationHeaderMalformed') {
    return say('remote.denied', `${name} is in another region than the one that was given. Name the right one.`)
  }
  if (status !== undefined && status >= 400 && status < 500)
    return say('remote.denied', `${name} refused the request (${said}). Check its address and settings.`)
  const isOfTheLine =
    status !== undefined ||
    answer.$metadata !== undefined ||
    answer.$response !== undefined ||
    typeof answer.code === 'string' ||
    said === 'TimeoutError'
  return isOfTheLine
    ? say('remote.unreachable', `${name} does not answer as it should. Check the connection; Rushes tries again.`)
    : error
}

function retryAfter(answer: Answer): { retryAfterMs?: number } {
  const seconds = Number(answer.$response?.headers?.['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.min(60, seconds) * 1000 } : {}
}
