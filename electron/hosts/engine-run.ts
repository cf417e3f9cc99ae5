/**
 * The engine, running: opens the library, serves it on loopback, speaks with whoever started it, and ends with its last
 * client.
 */
import { randomBytes } from 'node:crypto'
import { PROTOCOL } from '../../shared/contract/protocol.ts'
import { createEngine, type Engine } from '../engine/index.ts'
import { removeContact, writeContact } from '../engine/library/contact.ts'
import { libraryFolder } from '../engine/library/folder.ts'
import { makeLibrary } from '../engine/library/open.ts'
import { startHttpHost, type HttpHost } from './http-server.ts'
import type { Parent } from './parent.ts'
import { fontFolder, windowFolder, workerUrls } from './places.ts'
import { servePort } from './port-host.ts'
import { stayAwake } from './stay-awake.ts'

/** How long the engine stays after its last client left: a window that reloads finds it again. */
const GRACE_MS = 400

/** Time for an answer to leave before the engine ends, and the exit code that asks to be started again. */
const ANSWER_MS = 100
const RESTART_CODE = 75

/** The command line of an engine's process. */
interface RunOptions {
  readonly library: string
  readonly host: string
  readonly port: number
  readonly version: string
  readonly allowHosts: readonly string[]
  /** The packaged app's resources, with its own ffmpeg; null in the repository. */
  readonly resources: string | null
  /** Makes the library first where there is none. */
  readonly make: boolean
}

/** Starts the engine and tells the parent how to reach it. Throws what the library could not be opened for. */
export async function runEngine(parent: Parent, options: RunOptions): Promise<void> {
  const folder = libraryFolder(options.library)
  let [restart, lost] = [(): void => {}, (): void => {}]
  if (options.make) makeLibrary(folder)
  const engine = await createEngine({
    folder,
    version: options.version,
    workers: workerUrls(),
    resourcesDir: options.resources,
    fonts: fontFolder(),
    now: Date.now,
    busy: stayAwake(),
    // A moment later, so that whoever asked for it hears that it is done.
    restart: () => {
      setTimeout(() => {
        restart()
      }, ANSWER_MS)
    },
    lost: () => {
      setTimeout(() => {
        lost()
      }, ANSWER_MS)
    },
  })
  // A step in the background that fails must not end the process, and with it the offload that runs. It is in the log.
  process.on('unhandledRejection', engine.noteError)
  const token = givenToken() ?? randomBytes(32).toString('hex')
  // Made anew at each start, and in no environment and no argument: whoever holds the link's token can't become the
  // desktop app.
  const shellSecret = randomBytes(32).toString('hex')
  const host = await startHttpHost(engine, {
    token,
    shellSecret,
    host: options.host,
    port: options.port,
    windowFolder: windowFolder(),
    hosts: options.allowHosts,
  }).catch(async (error: unknown) => {
    await engine.close()
    throw error
  })
  // One that is only read can't say in its folder where it is; everybody who comes reads a copy of their own.
  if (engine.onlyReading === null)
    writeContact(folder.contact, {
      pid: process.pid,
      address: host.address,
      token,
      shellSecret,
      startedAt: Date.now(),
      protocol: PROTOCOL,
    })
  const stop = stopper(engine, host, () => {
    if (engine.onlyReading === null) removeContact(folder.contact, process.pid)
  })
  restart = () => {
    stop(RESTART_CODE)
  }
  lost = () => {
    stop(1)
  }
  endWithLastClient(parent, host, stop)
  parent.onPort((port) => servePort(engine, port))
  parent.send({
    type: 'ready',
    address: host.address,
    token,
    shellSecret,
    pid: process.pid,
    onlyReading: engine.onlyReading,
  })
}

/** Ends everything once: work is parked, the catalogue closed, the lock given back. */
function stopper(engine: Engine, host: HttpHost, cleanUp: () => void): (code: number) => void {
  let stopping = false
  return (code) => {
    if (stopping) return
    stopping = true
    // First of all nobody new is let in or sent here: who comes now waits for the lock and starts an engine of their
    // own.
    host.refuseNew()
    cleanUp()
    void engine
      .close()
      .then(() => host.close())
      .then(
        () => process.exit(code),
        () => process.exit(1),
      )
  }
}

/**
 * The process that started the engine counts as a client as long as it lives. SIGINT is left to whoever started it: a
 * terminal sends it to the whole group, and the command line parks its own work.
 */
function endWithLastClient(parent: Parent, host: HttpHost, stop: (code: number) => void): void {
  let parentHere = true
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    clearTimeout(timer)
    if (parentHere || host.clients > 0) return
    timer = setTimeout(() => stop(0), GRACE_MS)
  }
  parent.onGone(() => {
    parentHere = false
    if (host.clients === 0) stop(0)
  })
  parent.onLeave(() => {
    parentHere = false
    if (host.clients === 0) stop(0)
    else parent.send({ type: 'staying' })
  })
  host.onClients(look)
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => stop(0))
  process.on('SIGHUP', () => stop(0))
  parent.onStop(() => stop(0))
}

/** The token that a restarted engine is to keep, so that open windows stay signed in. Children never inherit it. */
function givenToken(): string | null {
  const given = process.env['RUSHES_TOKEN'] ?? ''
  delete process.env['RUSHES_TOKEN']
  return /^[0-9a-f]{64}$/.test(given) ? given : null
}
