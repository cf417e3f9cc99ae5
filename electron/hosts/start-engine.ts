/**
 * Starts an engine as a child process, or attaches to the one that already runs for the library.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { PROTOCOL } from '../../shared/contract/protocol.ts'
import { toRushesError, type EngineClient } from '../../shared/contract/client.ts'
import { ERROR_CODES, RushesError, type ErrorCode } from '../../shared/model/errors.ts'
import { readContact } from '../engine/library/contact.ts'
import { libraryFolder } from '../engine/library/folder.ts'
import { compileCacheFolder } from './compile-cache.ts'
import { ENGINE_OPTIONS } from './engine-memory.ts'
import { ipcPort } from './ipc-port.ts'
import { childMessageSchema, type ChildMessage } from './parent.ts'
import { engineEntry } from './places.ts'
import { SHELL_HEADER } from './session.ts'

export interface EngineAddress {
  readonly address: string
  readonly token: string
  /** What the desktop app proves itself with; undefined for an engine of an older version. */
  readonly shellSecret?: string | undefined
  readonly pid: number
  /** Why the library can only be read, as a sentence; null when it can be written. */
  readonly onlyReading?: string | null | undefined
}

/** An engine that answers: its address, a client, and whether it is our own child. */
export interface Connection extends EngineAddress {
  readonly client: EngineClient
  readonly own: ChildProcess | null
  /** Called when the connection is lost. */
  onLost(listener: () => void): void
  /** Lets go: an engine of our own ends when nobody else uses it. */
  close(): Promise<void>
}

export interface StartOptions {
  readonly library: string
  readonly version: string
  /** The Node that runs the engine; by default the one that runs this. */
  readonly node?: string
  readonly host?: string
  readonly port?: number
  readonly allowHosts?: readonly string[]
  readonly resources?: string
  /** Makes the library first where there is none. */
  readonly make?: boolean
  readonly entry?: string
  readonly role?: 'person' | 'shell'
  readonly environment?: NodeJS.ProcessEnv
  /** Ends the waiting for an engine that is still starting, and the engine with it. */
  readonly signal?: AbortSignal
}

const CONNECT_MS = 5_000
/** How long a library may stay locked by an engine that does not answer: one that is just starting, or just ending. */
const LOCKED_MS = 15_000
/** One that was ending lets go without ever serving: after so long we try to start our own again. */
const OWN_TRY_MS = 3_000

/** Attaches to the engine of the library, or starts one. Throws what the engine could not start for. */
export async function connectEngine(options: StartOptions): Promise<Connection> {
  const until = performance.now() + LOCKED_MS
  for (;;) {
    const running = await attach(options)
    if (running !== null) return running
    try {
      return await startAndOpen(options)
    } catch (error) {
      // Another engine took the library between our look and our start, or has not let go of it yet.
      if (!(error instanceof RushesError) || error.code !== 'library.locked') throw error
      const other = await waitForOther(options, OWN_TRY_MS)
      if (other !== null) return other
      if (performance.now() > until) throw error
    }
  }
}

async function startAndOpen(options: StartOptions): Promise<Connection> {
  const child = await startEngine(options)
  try {
    // A person's command speaks over the channel it has with its child; the shell's rights come by the socket alone.
    return options.role === 'shell'
      ? await openEngine(child.address, child.process, options)
      : openChild(child.address, child.process)
  } catch (error) {
    // Nobody will ever speak to it: it would keep us from ending.
    child.process.kill()
    throw error
  }
}

/** The engine that runs for the library, or null when none answers. */
export async function attach(options: StartOptions): Promise<Connection | null> {
  const contact = readContact(libraryFolder(options.library).contact)
  if (contact === null) return null
  // An older engine has no secret for the shell: it is only asked whether it lives.
  const older = contact.protocol !== PROTOCOL || (options.role === 'shell' && contact.shellSecret === undefined)
  let running: Connection
  try {
    running = await openEngine(contact, null, older ? {} : options)
  } catch {
    return null // A note that an engine left behind when it was killed: nobody answers there.
  }
  if (!older) return running
  await running.close()
  throw new RushesError(
    'library.locked',
    `The library ${options.library} is open in another version of Rushes (process ${contact.pid}). Close that one first.`,
  )
}

/** The command line of an engine's process, behind its entry point. */
export function engineArguments(options: StartOptions): string[] {
  return [
    '--library',
    options.library,
    '--version',
    options.version,
    ...(options.make === true ? ['--make'] : []),
    ...(options.host === undefined ? [] : ['--host', options.host]),
    ...(options.port === undefined ? [] : ['--port', String(options.port)]),
    ...(options.allowHosts ?? []).flatMap((host) => ['--allow-host', host]),
    ...(options.resources === undefined ? [] : ['--resources', options.resources]),
  ]
}

/**
 * The environment of an engine's process. Node has four threads for all system calls that wait. A drive that hangs
 * holds each that asks it something, and four such questions would stop whatever else the engine reads, on any drive.
 * The C library of Linux keeps freed memory in an area for each thread; two areas are enough for ours.
 */
export function engineEnvironment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { UV_THREADPOOL_SIZE: '16', MALLOC_ARENA_MAX: '2', ...given }
}

/**
 * The same for one that Node runs, with the compiled code of earlier starts. Only the variable reaches the engine's
 * threads too; without it each start of an engine and each of its threads compiles every file again, and holds its own
 * copy of what takes the types out.
 */
export function nodeEngineEnvironment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...engineEnvironment(given), NODE_COMPILE_CACHE: compileCacheFolder(process.platform, given) }
}

/** Starts an engine as our child and waits until it serves. */
export async function startEngine(options: StartOptions): Promise<{ address: EngineAddress; process: ChildProcess }> {
  const args = [
    '--disable-warning=ExperimentalWarning',
    ...ENGINE_OPTIONS,
    options.entry ?? engineEntry(),
    ...engineArguments(options),
  ]
  const child = spawn(options.node ?? process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: nodeEngineEnvironment(options.environment ?? process.env),
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  const address = await new Promise<EngineAddress>((resolve, reject) => {
    const failed = (why: string): RushesError =>
      new RushesError('engine.unavailable', `The engine did not start: ${why}. Look with: rushes doctor`)
    // It ends with an answer or with the process. No clock: a check of a large catalogue after a power cut takes what
    // it takes, and on a busy machine so does everything. A person who won't wait stops the command, and the process
    // with it.
    const onAbort = (): void => {
      child.kill('SIGKILL')
      reject(new RushesError('cancelled', 'Stopped.'))
    }
    options.signal?.addEventListener('abort', onAbort, { once: true })
    if (options.signal?.aborted === true) onAbort()
    child.once('error', (error) => reject(failed(error.message)))
    child.once('exit', (code, signal) => reject(failed(lastWords(said) ?? `it ended with ${signal ?? code}`)))
    child.on('message', (raw) => {
      const message = childMessageSchema.safeParse(raw)
      if (!message.success) return
      options.signal?.removeEventListener('abort', onAbort)
      if (message.data.type === 'ready') resolve(message.data)
      else if (message.data.type === 'failed') reject(startError(message.data))
    })
  })
  child.removeAllListeners('exit').removeAllListeners('message')
  return { address, process: child }
}

/**
 * The engine of a library that is locked, as soon as it serves; null when none does within `forMs`, however slow the
 * asking is.
 */
export async function waitForOther(options: StartOptions, forMs = LOCKED_MS): Promise<Connection | null> {
  const until = performance.now() + forMs
  for (;;) {
    const other = await attach(options)
    if (other !== null || performance.now() >= until) return other
    await new Promise((resolve) => {
      setTimeout(resolve, 150)
    })
  }
}

/** A socket to an engine that speaks the contract, not yet open. */
export function engineSocket(address: EngineAddress, role: 'person' | 'shell'): WebSocket {
  const { shellSecret } = address
  if (role === 'shell' && shellSecret === undefined)
    throw new RushesError(
      'engine.unavailable',
      `The engine at ${address.address} did not say how the desktop app proves itself. Close it, then open the library again.`,
    )
  return new WebSocket(`${address.address.replace('http', 'ws')}/rpc`, {
    headers: { authorization: `Bearer ${address.token}`, ...(role === 'shell' ? { [SHELL_HEADER]: shellSecret } : {}) },
    handshakeTimeout: CONNECT_MS,
  })
}

/** Connects to an engine that serves. `own` is its process when it is our child. */
export async function openEngine(
  address: EngineAddress,
  own: ChildProcess | null,
  options: Pick<StartOptions, 'role'>,
): Promise<Connection> {
  const socket = engineSocket(address, options.role ?? 'person')
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', (error) => reject(toRushesError(error)))
  })
  // After the connection stands, losing it is told by 'close'; an error on the way is only its cause.
  socket.on('error', () => {})
  // Node's WebSocket of `ws` is what oRPC asks for, but for the DOM's name of the event types.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return {
    ...address,
    own,
    client: createORPCClient(link),
    onLost: (listener) => {
      socket.once('close', listener)
    },
    close: async () => {
      socket.removeAllListeners('close')
      // A call that was just given up is still telling the engine so; oRPC throws where nobody can catch it if it
      // can't.
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      await closed(socket)
      if (own === null || own.exitCode !== null || own.signalCode !== null) return
      await left(own)
    },
  }
}

/** Speaks with an engine that is our own child, over the channel between us. */
function openChild(address: EngineAddress, own: ChildProcess): Connection {
  return {
    ...address,
    own,
    client: createORPCClient(new PortLink({ port: ipcPort(own) })),
    onLost: (listener) => {
      own.once('exit', listener)
    },
    close: async () => {
      own.removeAllListeners('exit')
      if (own.exitCode === null && own.signalCode === null) await left(own)
    },
  }
}

/** Leaves an engine of our own: waits until it has closed its library, or has said that others still use it. */
function left(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.on('message', (raw) => {
      if (childMessageSchema.safeParse(raw).data?.type !== 'staying') return
      child.disconnect()
      child.stderr?.destroy()
      child.unref()
      resolve()
    })
    if (child.connected) child.send({ type: 'leave' })
  })
}

/** The line in which a process that broke off named its error; null when it said nothing. */
function lastWords(said: string): string | null {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.findLast((line) => /error/i.test(line) && !line.startsWith('at ')) ?? lines.at(-1) ?? null
}

/** The engine must see us gone before its parent goes, so that it need not wait for anyone. */
function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve()
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.close()
  })
}

/** The error that an engine's process named when it could not start. */
export function startError(failed: Extract<ChildMessage, { type: 'failed' }>): RushesError {
  return new RushesError(isCode(failed.code) ? failed.code : 'internal', failed.message, failed.details)
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}
