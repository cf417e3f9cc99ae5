/**
 * The engine's own process: opens the library, serves it on loopback, speaks with whoever started it, and ends with
 * its last client. Runs as a child of Node (command line, `serve`, Electron with an old runtime) or as Electron's
 * utility process.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { PROTOCOL } from '../../shared/contract/index.ts'
import { isRushesError, RushesError } from '../../shared/model/errors.ts'
import { createEngine, type Engine } from '../engine/index.ts'
import { removeContact, writeContact } from '../engine/library/contact.ts'
import { libraryFolder } from '../engine/library/folder.ts'
import { startHttpHost, type HttpHost } from './http-server.ts'
import { parentOf, type Parent } from './parent.ts'
import { windowFolder, workerUrls } from './places.ts'
import { servePort } from './port-host.ts'

/** How long the engine stays after its last client left: a window that reloads finds it again. */
const GRACE_MS = 400

const { values } = parseArgs({
  options: {
    library: { type: 'string' }, host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '0' },
    resources: { type: 'string' }, version: { type: 'string', default: '0.0.0' }, stay: { type: 'boolean', default: false },
    'allow-host': { type: 'string', multiple: true, default: [] },
  },
})

async function run(parent: Parent): Promise<void> {
  const folder = libraryFolder(values.library ?? '.')
  const engine = await createEngine({
    folder, version: values.version, workers: workerUrls(), resourcesDir: values.resources ?? null, now: Date.now,
  })
  const token = randomBytes(32).toString('hex')
  const host = await startHttpHost(engine, {
    token, host: values.host, port: Number(values.port), windowFolder: windowFolder(), hosts: values['allow-host'],
  })
  writeContact(folder.contact, { pid: process.pid, address: host.address, token, startedAt: Date.now(), protocol: PROTOCOL })
  const stop = stopper(engine, host, () => removeContact(folder.contact, process.pid))
  endWithLastClient(parent, host, stop)
  parent.onPort((port) => servePort(engine, port))
  parent.send({ type: 'ready', address: host.address, token, pid: process.pid })
}

/** Ends everything once: work is parked, the catalogue closed, the lock given back. */
function stopper(engine: Engine, host: HttpHost, cleanUp: () => void): (code: number) => void {
  let stopping = false
  return (code) => {
    if (stopping) return
    stopping = true
    void engine.close().then(() => host.close()).then(cleanUp).then(() => process.exit(code), () => process.exit(1))
  }
}

/**
 * The process that started the engine counts as a client as long as it lives; `--stay` engines end only when told.
 * SIGINT is left to whoever started it: a terminal sends it to the whole group, and the command line parks its own work.
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

const parent = parentOf(process)
run(parent).catch((error: unknown) => {
  const known = isRushesError(error) ? error : new RushesError('internal', `The engine did not start: ${error instanceof Error ? error.message : String(error)}`, {}, { cause: error })
  parent.send({ type: 'failed', code: known.code, message: known.message, details: known.details })
  // The message has to leave before the process does.
  setTimeout(() => process.exit(1), 50)
})
