/**
 * `npm run dev [-- --library DIR]`: the window from its sources, with hot reload, over an engine from its sources that
 * starts again when they change.
 */
import { watch } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createServer, type ProxyOptions } from 'vite'
import { VERSION } from '../../electron/cli/version.ts'
import { libraryFolder, libraryPath } from '../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../electron/engine/library/open.ts'
import { startEngine } from '../../electron/hosts/start-engine.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** An editor saves several files at once; the engine starts again once. */
const BREATH_MS = 200

const { values } = parseArgs({ options: { library: { type: 'string' } } })
const library = libraryPath(values.library, process.env)
makeLibrary(libraryFolder(library))

let engine = await startEngine({ library, version: VERSION })
// The window finds the engine at the address it was given first.
const port = Number(new URL(engine.address.address).port)

/** Vite's page calls the engine as if it came from the engine's own address, with its key. */
const toEngine: ProxyOptions = {
  target: engine.address.address,
  changeOrigin: true,
  ws: true,
  configure: (proxy) => {
    const sign = (request: { setHeader(name: string, value: string): void }): void => {
      request.setHeader('authorization', `Bearer ${engine.address.token}`)
      request.setHeader('origin', engine.address.address)
    }
    proxy.on('proxyReq', sign)
    proxy.on('proxyReqWs', sign)
  },
}
const server = await createServer({
  root: join(ROOT, 'renderer'),
  configFile: join(ROOT, 'vite.config.ts'),
  server: { host: '127.0.0.1', proxy: { '/rpc': toEngine, '/media': toEngine } },
})
await server.listen()
server.printUrls()
process.stdout.write(`  The engine runs on ${library}\n`)

let restarting = Promise.resolve()
let timer: NodeJS.Timeout | undefined
const stop = (): Promise<void> =>
  new Promise((resolve) => {
    if (engine.process.exitCode !== null) return resolve()
    engine.process.once('exit', () => resolve())
    engine.process.send({ type: 'stop' })
  })
const restart = async (): Promise<void> => {
  await stop()
  try {
    engine = await startEngine({ library, version: VERSION, port })
    process.stdout.write('  The engine was started again\n')
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  }
}
for (const folder of ['electron/engine', 'electron/hosts', 'shared']) {
  watch(join(ROOT, folder), { recursive: true }, () => {
    clearTimeout(timer)
    // Pause on purpose: an editor that saves a project writes many files, and the engine is started anew once.
    timer = setTimeout(() => {
      restarting = restarting.then(restart)
    }, BREATH_MS)
  })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void restarting
      .then(stop)
      .then(() => server.close())
      .then(() => process.exit(0))
  })
}
