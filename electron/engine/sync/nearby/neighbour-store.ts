/**
 * A neighbour's journal, as a store that can only be read: journals are pulled from it as from any remote.
 */
import { z } from 'zod'
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import type { ObjectStore, StoredObject } from '../stores/store.ts'
import { PROOF, type Envelope } from './envelope.ts'
import { LIST_PAGE } from './own-journal.ts'

const ANSWER_MS = 10_000
/** No segment is larger by far; who sends more is no neighbour. */
const MAX_BYTES = 64 << 20

const listSchema = z
  .array(z.object({ key: z.string().max(200), bytes: z.number(), modifiedAt: z.number(), tag: z.string().max(100) }))
  .max(LIST_PAGE)

/**
 * The journal at this address. `envelopes`: those of every key, since nobody knows by which of them the two know each
 * other.
 */
export function neighbourStore(address: string, port: number, envelopes: readonly Envelope[]): ObjectStore {
  const name = `the neighbour at ${address}`
  let known: Envelope | undefined

  async function ask(question: string, signal: AbortSignal | undefined): Promise<Buffer | null> {
    for (const envelope of known === undefined ? envelopes : [known]) {
      const answer = await request(question, envelope, signal)
      if (answer === 'refused') continue
      known = envelope
      return answer === null ? null : envelope.open(question, answer)
    }
    throw new RushesError(
      'remote.denied',
      `${name} does not share this library, or has other keys. It is asked again when it says something new.`,
    )
  }

  async function request(
    question: string,
    envelope: Envelope,
    signal: AbortSignal | undefined,
  ): Promise<Buffer | null | 'refused'> {
    const timed = AbortSignal.timeout(ANSWER_MS)
    try {
      const response = await fetch(`http://${address}:${port}${question}`, {
        headers: { [PROOF]: envelope.proofOf(question) },
        redirect: 'error',
        signal: signal === undefined ? timed : AbortSignal.any([signal, timed]),
      })
      if (response.status === 200 && response.body !== null) return await readAtMost(response.body, name)
      await response.body?.cancel()
      if (response.status === 404) return null
      if (response.status === 403) return 'refused'
      throw new Error(`answered ${response.status}`)
    } catch (error) {
      signal?.throwIfAborted()
      if (isRushesError(error)) throw error
      throw new RushesError(
        'remote.unreachable',
        `${name} can't be reached. Its changes come through the remote, or when it is connected again.`,
        {},
        { cause: error },
      )
    }
  }

  const readOnly = (): never => {
    throw new RushesError('remote.denied', `${name} is only read.`)
  }
  return {
    name,
    put: async () => readOnly(),
    remove: async () => readOnly(),
    get: (key, { signal } = {}) => ask(`/get?${new URLSearchParams({ key }).toString()}`, signal),
    head: async () => null,
    async *list(prefix, { after = '', signal } = {}) {
      for (let last = after; ;) {
        const page = pageOf(await ask(`/list?${new URLSearchParams({ prefix, after: last }).toString()}`, signal), name)
        yield* page
        if (page.length < LIST_PAGE) return
        // One that never gets further would be asked for ever.
        if (page.at(-1)!.key <= last)
          throw new RushesError(
            'remote.damaged',
            `${name} answers with a list that goes in circles. It is not asked again for now.`,
          )
        last = page.at(-1)!.key
      }
    },
    clockOffset: () => null,
    close: async () => {},
  }
}

function pageOf(bytes: Buffer | null, name: string): StoredObject[] {
  try {
    return listSchema.parse(JSON.parse((bytes ?? Buffer.from('[]')).toString('utf8')))
  } catch (error) {
    throw new RushesError(
      'remote.damaged',
      `${name} answers with something else than a list. Nothing of it was taken.`,
      {},
      { cause: error },
    )
  }
}

async function readAtMost(body: ReadableStream<Uint8Array>, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > MAX_BYTES)
      throw new RushesError('remote.damaged', `${name} sends more than a journal has. Nothing of it was taken.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
