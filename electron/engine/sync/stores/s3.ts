/**
 * A remote in an S3-compatible bucket.
 *
 * Whole buffers with their length go out, since several servers keep the framing of streams inside the object. Whether
 * a conditional write holds is tried once (`conditional`): AWS, R2 and Ceph honour it, B2 and Swift answer 501, and
 * some write all the same.
 */
import { randomBytes } from 'node:crypto'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { RushesError } from '../../../../shared/model/errors.ts'
import { assertFits } from '../format/object-bounds.ts'
import { checkedKey, checkedPrefix, compareKeys, isKey } from './key.ts'
import { createPace, type Pace } from './pace.ts'
import type { S3Remote } from './remote-url.ts'
import { tryAgain, type RetryOptions } from './retry.ts'
import { createS3Client, type S3Keys } from './s3-client.ts'
import { isNothingThere, s3Fault, statusOf } from './s3-faults.ts'
import type { ObjectStore, StoredObject } from './store.ts'

/** What a server does with `If-None-Match: *`. */
type Conditional = 'honoured' | 'ignored' | 'refused'

export interface S3Store extends ObjectStore {
  /** What this server does with conditional writes; tried once, with an object that is taken away again. */
  conditional(): Promise<Conditional>
}

interface S3StoreOptions {
  readonly keys?: () => Promise<S3Keys>
  readonly sending?: Pace
  readonly receiving?: Pace
  readonly retry?: RetryOptions
}

/** An answer may take so long, and longer by what this slow a line needs for the bytes. */
const ANSWER_MS = 60_000
const SLOWEST_BYTES_PER_MS = 8

/** Makes the store. Nothing is asked of the server yet. */
export function createS3Store(
  remote: S3Remote,
  { keys, sending = createPace(null), receiving = createPace(null), retry = {} }: S3StoreOptions = {},
): S3Store {
  const name = `s3://${remote.bucket}${remote.prefix === '' ? '' : `/${remote.prefix}`}`
  const lead = remote.prefix === '' ? '' : `${remote.prefix}/`
  const Bucket = remote.bucket
  let offset: number | null = null
  let conditional: Promise<Conditional> | undefined
  const client = createS3Client(remote, {
    sending,
    onDate: (theirs, ours) => {
      offset = Math.round(theirs - ours)
    },
    ...(keys === undefined ? {} : { keys }),
  })

  /** One request: a limit of time, our words for its failure, another try where that may help. */
  async function ask<T>(
    work: (signal: AbortSignal, before: number) => Promise<T>,
    bytes: number,
    signal?: AbortSignal,
  ): Promise<T> {
    return tryAgain(
      async (before) => {
        const late = AbortSignal.timeout(Math.ceil(ANSWER_MS + bytes / SLOWEST_BYTES_PER_MS))
        try {
          return await work(signal === undefined ? late : AbortSignal.any([signal, late]), before)
        } catch (error) {
          signal?.throwIfAborted()
          if (late.aborted)
            throw new RushesError(
              'remote.unreachable',
              `${name} did not answer in time. Rushes tries again.`,
              { remote: name },
              { cause: error },
            )
          throw s3Fault(error, name)
        }
      },
      { ...retry, ...(signal === undefined ? {} : { signal }) },
    )
  }

  async function getWith(
    key: string,
    range: string | undefined,
    bytes: number,
    signal?: AbortSignal,
  ): Promise<{ body: Uint8Array; isRange: boolean } | null> {
    return ask(
      async (abortSignal) => {
        try {
          const answer = await client.send(
            new GetObjectCommand({ Bucket, Key: lead + key, ...(range === undefined ? {} : { Range: range }) }),
            { abortSignal },
          )
          const body = await drained(
            answer.Body as AsyncIterable<Uint8Array>,
            answer.ContentLength,
            receiving,
            abortSignal,
            name,
            key,
          )
          return { body, isRange: answer.ContentRange !== undefined }
        } catch (error) {
          if (isNothingThere(error)) return null
          if (statusOf(error) === 416) return { body: new Uint8Array(0), isRange: true }
          throw error
        }
      },
      bytes,
      signal,
    )
  }

  async function probe(): Promise<Conditional> {
    const Key = `${lead}probe/${randomBytes(8).toString('hex')}`
    const once = (): Promise<number> =>
      ask(async (abortSignal) => {
        try {
          const answer = await client.send(
            new PutObjectCommand({ Bucket, Key, Body: Buffer.from('probe'), IfNoneMatch: '*' }),
            { abortSignal },
          )
          return answer.$metadata.httpStatusCode ?? 200
        } catch (error) {
          // 400: servers that don't know the header with PUT; 501: those that know and don't do it.
          if ([400, 412, 501].includes(statusOf(error) ?? 0)) return statusOf(error)!
          throw error
        }
      }, 0)
    try {
      const first = await once()
      // A first try whose answer was lost may have written: 412 proves as much as a second one would.
      if (first === 400 || first === 501) return 'refused'
      return first === 412 || (await once()) === 412 ? 'honoured' : 'ignored'
    } finally {
      await ask((abortSignal) => client.send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal }), 0)
    }
  }

  const askConditional = (): Promise<Conditional> => {
    conditional ??= probe().catch((error: unknown) => {
      conditional = undefined
      throw error
    })
    return conditional
  }

  return {
    name,
    conditional: askConditional,
    async put(key, bytes, { ifAbsent = false, signal } = {}) {
      checkedKey(key)
      const isPromised = ifAbsent && (await askConditional()) === 'honoured'
      return ask(
        async (abortSignal, before) => {
          try {
            await client.send(
              new PutObjectCommand({
                Bucket,
                Key: lead + key,
                Body: asBuffer(bytes),
                ContentLength: bytes.length,
                ...(isPromised ? { IfNoneMatch: '*' } : {}),
              }),
              { abortSignal },
            )
            return 'made'
          } catch (error) {
            if (!isPromised || statusOf(error) !== 412) throw error
            // It may be ours: a try before this one may have written it, and its answer been lost.
            const there = before === 0 ? null : await getWith(key, undefined, bytes.length, signal)
            return there !== null && Buffer.compare(there.body, bytes) === 0 ? 'made' : 'there'
          }
        },
        bytes.length,
        signal,
      )
    },
    async get(key, { from = 0, length, signal } = {}) {
      checkedKey(key)
      if (length === 0) return (await this.head(key)) === null ? null : new Uint8Array(0)
      const isWhole = from === 0 && length === undefined
      const found = await getWith(
        key,
        isWhole ? undefined : `bytes=${from}-${length === undefined ? '' : from + length - 1}`,
        length ?? 32 << 20,
        signal,
      )
      if (found === null || isWhole || found.isRange) return found?.body ?? null
      // The server took no notice of the range.
      return found.body.subarray(from, length === undefined ? undefined : from + length)
    },
    async head(key) {
      checkedKey(key)
      return ask(async (abortSignal): Promise<StoredObject | null> => {
        try {
          const answer = await client.send(new HeadObjectCommand({ Bucket, Key: lead + key }), { abortSignal })
          return {
            key,
            bytes: answer.ContentLength ?? 0,
            modifiedAt: answer.LastModified?.getTime() ?? 0,
            tag: plainTag(answer.ETag),
          }
        } catch (error) {
          if (isNothingThere(error)) return null
          throw error
        }
      }, 0)
    },
    async *list(prefix, { after = '', signal } = {}) {
      checkedPrefix(prefix)
      // By the last key and not by the server's token: a token can expire in a long list, and not every server's is
      // right.
      for (let last = after, more = true; more;) {
        const StartAfter = last
        const page = await ask(
          (abortSignal) =>
            client.send(
              new ListObjectsV2Command({
                Bucket,
                Prefix: lead + prefix,
                ...(StartAfter === '' ? {} : { StartAfter: lead + StartAfter }),
              }),
              { abortSignal },
            ),
          0,
          signal,
        )
        // Not every server sorts as S3 does, and a page that comes twice gives nothing twice.
        for (const { Key = '', Size = 0, LastModified, ETag } of (page.Contents ?? []).sort((one, other) =>
          compareKeys(one.Key ?? '', other.Key ?? ''),
        )) {
          const key = Key.slice(lead.length)
          if (!Key.startsWith(lead + prefix) || key <= last || !isKey(key)) continue
          last = key
          yield { key, bytes: Size, modifiedAt: LastModified?.getTime() ?? 0, tag: plainTag(ETag) }
        }
        more = page.IsTruncated === true
        // Ending here would say that the rest is not there, and somebody might take it for garbage.
        if (more && last === StartAfter)
          throw new RushesError(
            'remote.unreachable',
            `${name} gives the same part of a list again and again. Rushes tries again later.`,
            { remote: name },
          )
      }
    },
    async remove(key) {
      checkedKey(key)
      await ask(async (abortSignal) => {
        await client
          .send(new DeleteObjectCommand({ Bucket, Key: lead + key }), { abortSignal })
          .catch((error: unknown) => {
            if (!isNothingThere(error)) throw error
          })
      }, 0)
    },
    clockOffset: () => offset,
    async close() {
      client.destroy()
    },
  }
}

async function drained(
  body: AsyncIterable<Uint8Array>,
  promised: number | undefined,
  receiving: Pace,
  signal: AbortSignal,
  name: string,
  key: string,
): Promise<Uint8Array> {
  assertFits(key, promised ?? 0)
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    assertFits(key, bytes)
    await receiving.take(part.length, signal)
    parts.push(part)
  }
  if (promised !== undefined && bytes !== promised)
    throw new RushesError('remote.unreachable', `An answer of ${name} ended before its time. Rushes tries again.`, {
      remote: name,
    })
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts, bytes)
}

/**
 * The same memory: the SDK takes Buffers and Uint8Arrays, but only of Buffers does it know the length in every path.
 */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function plainTag(tag: string | undefined): string {
  return (tag ?? '').replaceAll('"', '')
}
