/**
 * Hints over a NATS server of the crew's own, where one is named: a change is seen on another continent within the time
 * that a packet takes. Works on without it.
 */
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node'
import { RushesError } from '../../../../shared/model/errors.ts'
import { readHint, writeHint, type Hint, type HintChannel, type OnHint } from './hint.ts'

interface NatsOptions {
  /** `nats://host:4222`, `tls://host:4222`; no secret in it. */
  readonly server: string
  /** Content of a credentials file, a token, or a name and a password; nothing where the server asks for nothing. */
  readonly access?: { readonly creds?: string; readonly token?: string; readonly user?: string; readonly pass?: string }
  /** The tag of the library: subjects of two libraries are two. */
  readonly library: string
  readonly onHint: OnHint
}

const CONNECT_MS = 5_000

/**
 * Connects; goes on trying by itself when the line breaks later. Throws `remote.unreachable` or `remote.denied` at
 * first.
 */
export async function openNats({ server, access = {}, library, onHint }: NatsOptions): Promise<HintChannel> {
  // Loaded where a server is named: it takes 10 MB of memory.
  const { connect, credsAuthenticator } = await import('@nats-io/transport-node')
  const { creds, ...rest } = access
  const options: ConnectionOptions = {
    servers: server,
    timeout: CONNECT_MS,
    maxReconnectAttempts: -1,
    reconnectJitter: 2_000,
    name: 'rushes',
    ...rest,
    ...(creds !== undefined && { authenticator: credsAuthenticator(new TextEncoder().encode(creds)) }),
  }
  let line: NatsConnection
  try {
    line = await connect(options)
  } catch (error) {
    const denied = /authorization|authentication|credential/i.test((error as Error).message)
    throw new RushesError(
      denied ? 'remote.denied' : 'remote.unreachable',
      denied
        ? `The message server ${server} refuses these keys. Changes are seen within half a minute without it.`
        : `The message server ${server} can't be reached. Changes are seen within half a minute without it.`,
      {},
      { cause: error },
    )
  }
  const subject = `rushes.${library}`
  line.subscribe(subject, {
    callback: (error, message) => {
      const hint = error === null ? readHint(message.data) : null
      if (hint !== null) onHint(hint, null)
    },
  })
  return {
    tell: (hint: Hint) => {
      if (!line.isClosed()) line.publish(subject, writeHint(hint))
    },
    close: async () => {
      await line.drain().catch(() => line.close())
    },
  }
}
