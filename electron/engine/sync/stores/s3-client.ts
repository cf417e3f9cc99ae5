/**
 * The SDK's client as we need it: no retries and no checksums of its own, paced, and telling the server's clock.
 */
import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { createCredentialChain, fromEnv, fromIni } from '@aws-sdk/credential-providers'
import { inSlices, SLICE_BYTES, type Pace } from './pace.ts'
import type { S3Remote } from './remote-url.ts'

/** Keys as a person or a keychain gives them. */
export interface S3Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When they expire, so that they are asked for again in time. */
  readonly expiration?: Date
}

interface ClientOptions {
  /**
   * Asked before requests, and again when what it gave has expired. Without it: the profile, or environment and default
   * profile.
   */
  readonly keys?: () => Promise<S3Keys>
  readonly sending: Pace
  /** Told the `Date` of each answer, with the time of ours halfway between question and answer. */
  readonly onDate: (theirs: number, ours: number) => void
}

const CONNECT_MS = 10_000
/** A connection on which nothing moves for so long is given up. */
const SILENCE_MS = 45_000
const MAX_CONNECTIONS = 32

interface Request {
  headers: Record<string, string>
  body?: unknown
}
interface Response {
  readonly headers?: Readonly<Record<string, string>>
}

/** Makes the client for a remote. */
export function createS3Client(remote: S3Remote, { keys, sending, onDate }: ClientOptions): S3Client {
  const client = new S3Client({
    region: remote.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    ...(remote.endpoint === null ? {} : { endpoint: remote.endpoint }),
    forcePathStyle: remote.pathStyle,
    credentials:
      keys ??
      (remote.profile === null ? createCredentialChain(fromEnv(), fromIni()) : fromIni({ profile: remote.profile })),
    // Ours know what may be sent twice, and wait with jitter.
    maxAttempts: 1,
    // Other makers' stores refuse the SDK's checksum trailers, or keep them inside the object.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      httpAgent: { keepAlive: true, maxSockets: MAX_CONNECTIONS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_CONNECTIONS },
    },
  })
  if (remote.endpoint === null || remote.endpoint.startsWith('https:')) {
    // TLS keeps the body whole on its way; hashing it for the signature too would cost half of the speed.
    client.middlewareStack.add(
      (next) => async (call) => {
        const request = call.request as Request
        if (request.body instanceof Uint8Array) request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
        return next(call)
      },
      { step: 'build', name: 'unsignedOverTls' },
    )
  }
  // The last step before the wire: signed already, so headers stay as they are.
  client.middlewareStack.add(
    (next) => async (call) => {
      const request = call.request as Request
      const { body } = request
      if (body instanceof Uint8Array && body.length > SLICE_BYTES)
        request.body = Readable.from(inSlices(body, sending), { objectMode: false, highWaterMark: SLICE_BYTES })
      const asked = Date.now()
      const answer = await next(call)
      const date = Date.parse((answer.response as Response).headers?.['date'] ?? '')
      // The header has whole seconds: the middle of its second is the best guess.
      if (!Number.isNaN(date)) onDate(date + 500, (asked + Date.now()) / 2)
      return answer
    },
    { step: 'deserialize', priority: 'low', name: 'paceAndClock' },
  )
  return client
}
