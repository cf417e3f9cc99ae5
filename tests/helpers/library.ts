/**
 * A library with a running engine for a test: in this process, in memory or over any transport.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { EngineClient } from '../../shared/contract/client.ts'
import type { Volume } from '../../shared/model/work.ts'
import type { Pace } from '../../electron/engine/app/base.ts'
import { createEngine, type Engine } from '../../electron/engine/index.ts'
import { libraryFolder, type LibraryFolder } from '../../electron/engine/library/folder.ts'
import { createContext, type EngineContext } from '../../electron/engine/context.ts'
import { createStaleEvents } from '../../electron/engine/events/stale.ts'
import { makeLibrary, openLibrary } from '../../electron/engine/library/open.ts'
import { createLog } from '../../electron/engine/log.ts'
import { fontFolder, workerUrls } from '../../electron/hosts/places.ts'
import { ADMIN } from './callers.ts'
import { sharedTools } from './shared-tools.ts'

export interface TestLibrary extends AsyncDisposable {
  readonly dir: string
  readonly folder: LibraryFolder
  readonly engine: Engine
  /** A client in memory: no transport between it and the engine. */
  readonly client: EngineClient
}

/** A new folder for a test; removed with `using`. */
export function scratch(name = 'rushes-test-'): Disposable & { readonly dir: string } {
  const dir = mkdtempSync(join(tmpdir(), name))
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

/**
 * Starts the engine of a library that is there, in this process, with a client in memory. `now` replaces the wall
 * clock. A test that asks for the safety page need not wait a second from answer to answer; `pace` quickens more.
 */
export async function engineOn(
  folder: LibraryFolder,
  now: () => number = Date.now,
  pace: Pace = {},
): Promise<Pick<TestLibrary, 'engine' | 'client'>> {
  const engine = await createEngine({
    folder,
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    fonts: fontFolder(),
    now,
    logLevel: 'silent',
    findTools: sharedTools,
    pace: { safetyPageMs: 100, ...pace },
  })
  return { engine, client: createRouterClient(engine.router, { context: ADMIN }) }
}

/**
 * Makes a library in a new folder and starts its engine in this process. `now` replaces the wall clock; `pace` is as in
 * `engineOn`.
 */
export async function testLibrary(options: { now?: () => number; pace?: Pace } = {}): Promise<TestLibrary> {
  const place = scratch()
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  const { engine, client } = await engineOn(folder, options.now, options.pace)
  return {
    dir: place.dir,
    folder,
    engine,
    client,
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      place[Symbol.dispose]()
    },
  }
}

/**
 * The drive that holds a path: the one with the longest mount point above it. A test never takes "the first drive":
 * other drives of the machine are in the list too.
 */
export async function volumeHolding(client: EngineClient, path: string): Promise<Volume> {
  const above = (await client.volumes.list({})).filter(
    ({ mountPoint }) =>
      mountPoint !== null && (path === mountPoint || path.startsWith(mountPoint === '/' ? '/' : `${mountPoint}/`)),
  )
  const [nearest] = above.toSorted((a, b) => (b.mountPoint ?? '').length - (a.mountPoint ?? '').length)
  if (nearest === undefined) throw new Error(`no drive holds ${path}`)
  return nearest
}

/** A library that is open without an engine: what parts of the engine are given. */
export function testContext(): Disposable & { readonly context: EngineContext } {
  const place = scratch()
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  const library = openLibrary(folder, new Date())
  const { log, close } = createLog(folder.logs, 'silent')
  return {
    context: createContext({ library, events: createStaleEvents(Date.now()), log, now: Date.now, userName: 'test' }),
    [Symbol.dispose]: () => {
      library.close()
      void close()
      place[Symbol.dispose]()
    },
  }
}
