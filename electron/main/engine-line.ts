/**
 * The engine as the app reaches it. Where this runtime can hold it, it is a utility process and windows get a port
 * right into it; under an older runtime it is a plain Node 24 child, and an engine that runs already is attached to:
 * then main carries each window's messages (never media) between its port and the engine's socket. A window sees a port
 * either way.
 */
import {
  MessageChannelMain,
  utilityProcess,
  type MessagePortMain,
  type UtilityProcess,
  type WebContents,
} from 'electron'
import type { EngineClient } from '../../shared/contract/client.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { canHoldEngine } from '../hosts/node-api.ts'
import { childMessageSchema } from '../hosts/parent.ts'
import {
  attach,
  connectEngine,
  engineArguments,
  engineEnvironment,
  engineSocket,
  openEngine,
  startError,
  waitForOther,
  type Connection,
  type EngineAddress,
  type StartOptions,
} from '../hosts/start-engine.ts'
import type { EngineLine } from './engine-supervisor.ts'

export interface AppEngine extends EngineLine {
  readonly client: EngineClient
  readonly pid: number
  /** `own`: ends with the app · `attached`: was there before us and stays. */
  readonly whose: 'own' | 'attached'
  /** Passes a line to this engine to a window; it arrives as `channel`. */
  offerPort(window: WebContents, channel: string): void
}

interface EngineHome {
  readonly library: string
  readonly make: boolean
  readonly version: string
  /** The engine's built entry point. */
  readonly entry: string
  /** The Node for an engine that this runtime can't hold. */
  readonly node: string
  /** Of the packaged app; null in the repository. */
  readonly resources: string | null
}

const STOP_MS = 15_000

/** Attaches to the library's engine, or starts one in the way that this runtime allows. */
export async function openAppEngine(home: EngineHome): Promise<AppEngine> {
  const options: StartOptions = {
    library: home.library,
    version: home.version,
    entry: home.entry,
    node: home.node,
    role: 'shell',
    make: home.make,
    ...(home.resources === null ? {} : { resources: home.resources }),
  }
  if (!canHoldEngine(process.versions)) {
    const connection = await connectEngine(options)
    return relayed(connection, () =>
      within(STOP_MS, connection.close(), () => {
        connection.own?.kill('SIGKILL')
      }),
    )
  }
  const running = await attach(options)
  if (running !== null) return relayed(running, () => running.close())
  return inUtilityProcess(options)
}

async function inUtilityProcess(options: StartOptions): Promise<AppEngine> {
  const child = utilityProcess.fork(options.entry ?? '', engineArguments(options), {
    serviceName: 'Rushes engine',
    stdio: 'ignore',
    env: engineEnvironment(process.env),
  })
  let address: EngineAddress
  try {
    address = await ready(child)
  } catch (error) {
    child.kill()
    const other = error instanceof RushesError && error.code === 'library.locked' ? await waitForOther(options) : null
    if (other === null) throw error
    return relayed(other, () => other.close())
  }
  const connection = await openEngine(address, null, options)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  return {
    client: connection.client,
    pid: address.pid,
    whose: 'own',
    onLost: (listener) => {
      void ended.then(listener)
    },
    offerPort: (window, channel) => {
      const { port1, port2 } = new MessageChannelMain()
      child.postMessage({ type: 'port' }, [port1])
      window.postMessage(channel, null, [port2])
    },
    close: async () => {
      await connection.close()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      child.postMessage({ type: 'stop' })
      await within(STOP_MS, ended, () => {
        child.kill()
      })
    },
  }
}

/** Waits until the utility process serves; throws what it could not start for. */
export function ready(child: UtilityProcess): Promise<EngineAddress> {
  return new Promise((resolve, reject) => {
    const failed = (why: string): RushesError =>
      new RushesError('engine.unavailable', `The engine did not start: ${why}.`)
    child.once('exit', (code) => reject(failed(`it ended with ${code}`)))
    child.on('message', (raw: unknown) => {
      const { data: message } = childMessageSchema.safeParse(raw)
      if (message?.type === 'ready') resolve(message)
      else if (message?.type === 'failed') reject(startError(message))
    })
  })
}

function relayed(connection: Connection, close: () => Promise<void>): AppEngine {
  return {
    client: connection.client,
    pid: connection.pid,
    whose: connection.own === null ? 'attached' : 'own',
    onLost: (listener) => {
      connection.onLost(listener)
    },
    offerPort: (window, channel) => {
      const { port1, port2 } = new MessageChannelMain()
      relay(port1, connection)
      window.postMessage(channel, null, [port2])
    },
    close,
  }
}

/** Carries messages between a window's port and the engine's socket; when one end closes, so does the other. */
function relay(port: MessagePortMain, engine: EngineAddress): void {
  const socket = engineSocket(engine, 'person')
  const early: unknown[] = []
  const send = (data: unknown): void => {
    socket.send(typeof data === 'string' ? data : Buffer.from(data as Uint8Array))
  }
  socket.on('open', () => {
    for (const data of early.splice(0)) send(data)
  })
  socket.on('message', (data, isBinary) => {
    // `ws` hands text over as a Buffer too; here every message is one Buffer (binaryType is nodebuffer).
    const bytes = data as Buffer
    port.postMessage(isBinary ? new Uint8Array(bytes) : bytes.toString('utf8'))
  })
  socket.on('close', () => port.close())
  socket.on('error', () => {}) // 'close' follows and is what counts.
  port.on('message', ({ data }) => {
    if (socket.readyState === socket.OPEN) send(data)
    else if (socket.readyState === socket.CONNECTING) early.push(data)
  })
  port.on('close', () => socket.close())
  port.start()
}

/** Waits for `work`, but no longer than `ms`; then does what must be done without it. */
async function within(ms: number, work: Promise<void>, otherwise: () => void): Promise<void> {
  const late = new Promise<'late'>((resolve) => {
    setTimeout(() => resolve('late'), ms).unref()
  })
  if ((await Promise.race([work, late])) === 'late') otherwise()
}
