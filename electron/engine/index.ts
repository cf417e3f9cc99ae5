/**
 * The engine: the one public door. What the product does, without a window, a network or Electron.
 */
import { userInfo } from 'node:os'
import type { EngineBase, Pace } from './app/base.ts'
import { createDisposal, type Disposal } from './app/disposal.ts'
import { startModules, type EngineParts } from './app/modules.ts'
import { createServiceList } from './app/service-list.ts'
import { createSignals } from './app/signals.ts'
import { createContext } from './context.ts'
import { createStaleEvents } from './events/stale.ts'
import type { LibraryFolder } from './library/folder.ts'
import { watchCatalogue } from './library/still-there.ts'
import type { RushesError } from '../../shared/model/errors.ts'
import { openLibrary, type Schema } from './library/open.ts'
import { createLog } from './log.ts'
import { openApiThread } from './openapi.ts'
import { findTools, type FindTools } from './media/tools.ts'
import { createRouter, type EngineRouter } from './services/router.ts'
import { noteUse } from './db/catalogue/derivative-use.ts'
import { derivativeFile } from './services/shell.ts'
import { identifyVolume } from './volumes/identify.ts'
import type { OpenWatchSource } from './watch/source.ts'
import type { WorkerUrls } from './workers.ts'

interface EngineDeps {
  readonly folder: LibraryFolder
  readonly version: string
  readonly workers: WorkerUrls
  /** Replaces the search for ffmpeg and ffprobe in tests: their engines share one. */
  readonly findTools?: FindTools
  /** Quicker in tests, which wait for what comes of it. */
  readonly pace?: Pace
  /** Replaces the watching thread in tests. */
  readonly watchSource?: OpenWatchSource
  /** The packaged app's resources, with its own ffmpeg; null in the repository. */
  readonly resourcesDir: string | null
  /** The folder with the app's fonts. */
  readonly fonts?: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly logLevel?: string
  /** Replaces what people can write of, in tests that bring an entity of their own. */
  readonly schema?: Schema
  /** Told whenever offloads begin or have ended: the computer must not sleep meanwhile. */
  readonly busy?: (busy: boolean) => void
  /** Ends the engine's process with the request to be started again; without it a restore waits for the next start. */
  readonly restart?: () => void
  /** The library's folder is gone: ends the engine's process. */
  readonly lost?: () => void
  /** Ends a part; replaced in tests, which break it. */
  readonly closing?: (part: string, close: () => Promise<void> | void) => Promise<void> | void
}

export interface Engine {
  readonly router: EngineRouter
  /** Why the library can only be read, as a sentence; null when it can be written. */
  readonly onlyReading: string | null
  /** The file of a derivative, or undefined; with a hash, of the one that has those parameters instead. */
  derivative(id: string, paramsHash?: string): { path: string; mime: string; bytes: number } | undefined
  /** The contract as OpenAPI, for automation. */
  openApi(): Promise<unknown>
  /** Writes an error of background work to the log that nobody waited for. */
  readonly noteError: (error: unknown) => void
  /** Parks what runs, ends every child, closes the catalogue, gives the lock back. */
  close(): Promise<void>
}

/** Opens the library and starts its engine. Throws the `library.*` and `db.future` errors of `openLibrary`. */
export async function createEngine(deps: EngineDeps): Promise<Engine> {
  const startedAt = deps.now()
  const library = openLibrary(
    deps.folder,
    new Date(startedAt),
    deps.schema === undefined ? {} : { schema: deps.schema },
  )
  // The places that this engine writes to: those of a library that is only read are apart from it.
  const { log, close: closeLog } = createLog(library.folder.logs, deps.logLevel ?? process.env['RUSHES_LOG'] ?? 'info')
  const disposal = createDisposal((name, error) => {
    log.error({ err: error, part: name }, 'a part of the engine could not be ended')
  })
  const stop = new AbortController()
  const close = async (): Promise<void> => {
    // Everyone is told before anybody is waited for.
    stop.abort()
    await disposal.close()
  }
  disposal.add('log', closeLog)
  disposal.add('library', () => {
    library.close()
  })
  disposal.add('last word', () => {
    log.info('engine ended')
  })
  try {
    const events = createStaleEvents(startedAt)
    disposal.add('events', events.end)
    disposal.add('slow reader', library.slowReader.stop)
    const context = createContext({ library, events, log, now: deps.now, userName: userInfo().username })
    const parts = startModules(baseOf(deps, context, startedAt, stop.signal), watched(disposal, deps.closing))
    log.info(
      { version: deps.version, library: library.libraryId, afterUncleanEnd: library.afterUncleanEnd },
      'engine started',
    )
    begin(parts)
    const lost = lookForLibrary(deps, context, disposal)
    return doorOf(parts, deps, lost, close)
  } catch (error) {
    // A part that could not start leaves no lock and no thread behind.
    await close()
    throw error
  }
}

/** Milliseconds between two looks whether the library is still there. */
const STILL_THERE_MS = 5_000

/** Ends the engine once its library's folder is gone: asked by itself, and before each command. */
function lookForLibrary(
  deps: EngineDeps,
  { library, log }: EngineBase['context'],
  disposal: Disposal,
): () => RushesError | null {
  const look = watchCatalogue(library.folder)
  let told = false
  const lost = (): RushesError | null => {
    const why = look()
    if (why !== null && !told) {
      told = true
      log.error({ err: why }, 'the library is gone')
      deps.lost?.()
    }
    return why
  }
  const timer = setInterval(lost, STILL_THERE_MS)
  timer.unref()
  disposal.add('look for the library', () => {
    clearInterval(timer)
  })
  return lost
}

/** Lets tests break the end of a part. */
function watched(disposal: Disposal, closing: EngineDeps['closing']): Disposal {
  return closing === undefined
    ? disposal
    : { ...disposal, add: (name, end) => disposal.add(name, () => closing(name, end)) }
}

function baseOf(deps: EngineDeps, context: EngineBase['context'], startedAt: number, stop: AbortSignal): EngineBase {
  return {
    context,
    startedAt,
    stop,
    version: deps.version,
    workers: deps.workers,
    resourcesDir: deps.resourcesDir,
    fonts: deps.fonts ?? null,
    findTools: deps.findTools ?? findTools,
    pace: deps.pace ?? {},
    watchSource: deps.watchSource ?? null,
    busy: deps.busy ?? (() => {}),
    restart: deps.restart ?? (() => {}),
    signals: createSignals(),
    services: createServiceList(),
  }
}

/** Work that waited for this engine to start. */
function begin({ context, lookInto, scans, watches, ingestQueue }: EngineParts): void {
  if (context.library.onlyReading !== null) return
  void lookInto()
  scans.resume()
  watches.update()
  ingestQueue.wake()
}

function doorOf(
  parts: EngineParts,
  deps: EngineDeps,
  lost: () => RushesError | null,
  close: () => Promise<void>,
): Engine {
  const { context, media, rereading, pictures, queue, scans, ingestQueue, watches } = parts
  const router = createRouter(context, {
    ...parts,
    lost,
    asText: parts.aliases.of,
    // Who asks how the tools are may just have installed some: what the old ones could not read is probed again.
    media: {
      ...media,
      report: async () => {
        const found = await media.report()
        void rereading.look()
        return found
      },
    },
    roots: { scans, ingestQueue, occupy: queue.occupy, identify: identifyVolume, changed: watches.update },
  })
  return {
    router,
    onlyReading: context.library.onlyReading?.message ?? null,
    derivative: (id, paramsHash) => {
      const { writer, onlyReading } = context.library
      if (onlyReading === null) noteUse(writer, id, context.now())
      return pictures.find(id) ?? derivativeFile(context, id, paramsHash, parts.cache.gone)
    },
    openApi: openApiThread(deps.workers.openApi, deps.version),
    noteError: (error) => {
      context.log.error({ err: error }, 'background work failed, and nobody waited for it')
    },
    close,
  }
}
