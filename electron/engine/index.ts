/**
 * The engine: the one public door. What the product does, without a window, a network or Electron.
 */
import { userInfo } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { RECIPES } from '../../shared/model/work.ts'
import { createActivityFeed } from './activity.ts'
import { countCardsAnew } from './catalogue/cards.ts'
import { forgetOwnFiles } from './catalogue/forget-own.ts'
import { regroupSequences } from './catalogue/regroup.ts'
import { ingestFiles } from './catalogue/ingest.ts'
import { createIntake } from './catalogue/intake.ts'
import { watchPresence } from './catalogue/presence.ts'
import { createRereading } from './catalogue/rereading.ts'
import { createTakingIn } from './catalogue/taking-in.ts'
import { checkCopies } from './care/check-copies.ts'
import { scheduleCare } from './care/schedule.ts'
import { createContext } from './context.ts'
import { CORRECTIONS, startCorrections } from './corrections/corrections.ts'
import { adoptAbsent } from './db/adopt-absent.ts'
import { backupDaily } from './db/backup.ts'
import { copiesAt } from './db/copies-check.ts'
import { countMedia } from './db/report-rows.ts'
import { assetOfStack } from './db/stacks.ts'
import { createStaleEvents, type StaleEvents } from './events.ts'
import { createHashPool } from './hash/hash-pool.ts'
import { diskPath } from './domain/byte-names.ts'
import { createTextAliases } from './files/text-alias.ts'
import { createMediaMaker } from './jobs/media-maker.ts'
import { createJobQueue } from './jobs/queue.ts'
import { requestWork } from './jobs/request.ts'
import type { LibraryFolder } from './library/folder.ts'
import { catalogueThread } from './library/catalogue-thread.ts'
import { openLibrary } from './library/open.ts'
import { createLog } from './log.ts'
import { probeFile } from './media/probe.ts'
import { openApiThread } from './openapi.ts'
import { READER_VERSION } from './media/probe-facts.ts'
import { createMediaService } from './media/service.ts'
import { announce } from './offload/announce.ts'
import { foundByOffload, withChangeTimes, rollOf } from './offload/catalogue.ts'
import { createCardPictures } from './offload/card-pictures.ts'
import { createOffloads } from './offload/offloads.ts'
import { sealDestination } from './offload/seal.ts'
import { creatorOf } from './mhl/creator.ts'
import { createScans } from './scan/scans.ts'
import { identifyVolume, roomOfVolume } from './volumes/identify.ts'
import { mountPoints } from './volumes/mount-points.ts'
import { createReports } from './reports/reports.ts'
import { createRemotes, type Remotes } from './sync/remotes.ts'
import { createRouter, type EngineRouter } from './services/router.ts'
import { derivativeFile } from './services/shell.ts'
import { ejectAfterOffload, type VolumeServiceDeps } from './services/volumes.ts'
import { threadSource, type OpenWatchSource } from './watch/source.ts'
import { createVersionBytes } from './versions/bytes.ts'
import { createWatches } from './watch/watches.ts'
import type { WorkerUrls } from './workers.ts'

export interface EngineDeps {
  readonly folder: LibraryFolder
  readonly version: string
  readonly workers: WorkerUrls
  /** Replaces the watching thread in tests. */
  readonly watchSource?: OpenWatchSource
  /** The packaged app's resources, with its own ffmpeg; null in the repository. */
  readonly resourcesDir: string | null
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly logLevel?: string
  /** Told whenever offloads begin or have ended: the computer must not sleep meanwhile. */
  readonly busy?: (busy: boolean) => void
  /** Ends the engine's process with the wish to be started again; without it a restore waits for the next start. */
  readonly restart?: () => void
}

export interface Engine {
  readonly router: EngineRouter
  /** Why the library can only be read, as a sentence; null when it can be written. */
  readonly onlyReading: string | null
  /** The file of a derivative, or undefined. */
  derivative(id: string): { path: string; mime: string; bytes: number } | undefined
  /** The contract as OpenAPI, for automation. */
  openApi(): Promise<unknown>
  /** Parks what runs, ends every child, closes the catalogue, gives the lock back. */
  close(): Promise<void>
}

/** An offload's verdict waits no longer than this for its clips to be looked into. */
const MOST_LOOKING_MS = 5_000

/** What changes here goes out within a second; what came from others is not ours to give out. */
function followChanges(events: StaleEvents, remotes: Remotes): void {
  void (async () => {
    for await (const { topics } of events.watch(undefined)) {
      if (topics.includes('settings')) remotes.settingsChanged()
      if (!topics.includes('sync') && topics.some((topic) => topic === 'assets' || topic === 'collections' || topic === 'volumes')) remotes.poke()
    }
  })()
}

/** Opens the library and starts its engine. Throws the `library.*` and `db.future` errors of `openLibrary`. */
export async function createEngine(deps: EngineDeps): Promise<Engine> {
  const startedAt = deps.now()
  const library = openLibrary(deps.folder, new Date(startedAt))
  // The places that this engine writes to: those of a library that is only read are apart from it.
  const folder = library.folder
  const { log, close: closeLog } = createLog(folder.logs, deps.logLevel ?? process.env['RUSHES_LOG'] ?? 'info')
  const events = createStaleEvents(startedAt)
  const context = createContext({ library, events, log, now: deps.now, userName: userInfo().username })
  const media = createMediaService({ tableDir: folder.children, resourcesDir: deps.resourcesDir })
  const hashes = createHashPool({ size: 2, worker: deps.workers.hash })
  const aliases = createTextAliases()
  const maker = createMediaMaker(folder.derivatives, media.context, aliases.of)
  const catalogue = catalogueThread(deps.workers.catalogue, folder.database)
  const stop = new AbortController()

  const activity = createActivityFeed(context, {
    queue: () => queue, offloads: () => offloads.running(), scans: () => scans.running(), corrections: () => corrections.running(), rereading: () => rereading.running(),
  })
  const queue = createJobQueue(context, maker, 1, activity.changed)
  const intake = createIntake(context, media, maker, queue, aliases.of, stop.signal)
  /** Reads again what older readers wrote down, while no card is copied and no folder scanned. */
  const rereading = createRereading(context, {
    reader: READER_VERSION,
    probe: async (path, signal) => probeFile(aliases.of(path), await media.context(), { signal }),
    tools: async () => (await media.context()).tools.identity,
    idle: () => offloads.running().length === 0 && scans.running().length === 0,
    remake: async (assetIds) => {
      await requestWork(library.writer, maker, assetIds, RECIPES, true, deps.now(), { anew: true, onlyMade: !context.settings().makeProxies })
      queue.wake()
    },
    wake: queue.wake, toolsChanged: queue.toolsChanged,
    changed: activity.changed,
  })
  const reports = createReports(context, { worker: deps.workers.report, version: deps.version, unread: intake.looking })
  const offloads = createOffloads(context, {
    workers: deps.workers, changed: activity.changed,
    drives: { identify: identifyVolume, mounted: async () => { await presence.look(); return presence.seen() } },
    ended: reports.ended,
    announce: (offload) => { void announce(offload, context.settings(), log, stop.signal) },
    eject: (target) => ejectAfterOffload(context, drives, target),
    busy: deps.busy ?? (() => {}),
    seal: (plan, request, { hashes: formats, mhl1 }) => sealDestination(plan, request, { creator: creatorOf(library.deviceName, deps.version, context.settings().author), formats, mhl1, now: deps.now() }),
    catalogue: async (plan, outcome) => {
      const settings = context.settings()
      const { assetIds, refused } = await ingestFiles(library.writer, await withChangeTimes(foundByOffload(plan, outcome)), {
        now: deps.now(), author: settings.author, device: library.deviceName, reason: 'offload',
        cutOffMinutes: settings.dayStartHour * 60, rollOf: rollOf(plan),
      })
      await countCardsAnew(context)
      // A copy that was believed and reads differently is looked at once more, by what the catalogue has of it.
      await checkCopies(context, { hashes, identify: identifyVolume }, copiesAt(library.reader, outcome.doubted), { signal: stop.signal })
      events.publish(['assets', 'volumes'], null)
      // The clips of an ordinary card are known when its verdict is told; a card of frames doesn't keep the verdict back.
      await Promise.race([lookInto(), wait(MOST_LOOKING_MS, undefined, { ref: false })])
      for (const one of refused) log.error({ err: one.error, path: one.path }, 'a clip could not be entered in the catalogue')
      return { clips: countMedia(library.reader, assetIds), refused }
    },
  })
  /** Never rejects: new copies are looked into, and what waited for a drive is tried again. */
  const lookInto = async (): Promise<void> => {
    queue.release()
    await intake.lookInto().catch((error: unknown) => { log.error({ err: error }, 'looking into media failed') })
    void rereading.look()
  }
  const bytes = createVersionBytes(context, {
    worker: deps.workers.store, compare: deps.workers.compare, hash: (path) => hashes.hashFile(path, ['xxh128', 'xxh64'], {}), wrote: (path) => { watches.wrote(path) },
  })
  const takeIn = createTakingIn(context, {
    hash: (path, signal) => hashes.hashFile(path, ['xxh128', 'xxh64'], { signal }),
    probe: async (path, signal) => probeFile(aliases.of(path), await media.context(), { signal }),
    adoptAbsent, stackFor: assetOfStack, keepBytes: (contentId, path) => { bytes.keep(contentId, path) }, kept: bytes.idle,
    lookAgain: (rootId, folder) => { scans.lookAgain(rootId, folder) },
    took: (assetIds) => {
      events.publish(['assets', 'roots', 'volumes'], assetIds)
      void lookInto()
    },
  })
  const scans = createScans(context, {
    workers: deps.workers, identify: identifyVolume, onWaiting: takeIn.wake, onTouched: () => { void care.look() }, changed: activity.changed, lookForDrives: () => presence.look(),
  })
  const watches = createWatches(context, { open: deps.watchSource ?? threadSource(deps.workers.watch), hint: scans.hint, full: scans.full })
  const presence = watchPresence(context, {
    identify: identifyVolume, room: roomOfVolume, mountPoints,
    looked: () => { offloads.driveCame().catch((error: unknown) => { log.error({ err: error }, 'offloads could not be resumed automatically') }) },
    arrived: (volumeIds) => {
      if (library.onlyReading !== null) return
      queue.retake()
      // A drive that was ejected comes back: what was let go of it is taken up.
      for (const id of volumeIds) scans.retake(id)
      watches.update()
      takeIn.wake()
      bytes.catchUp()
      void lookInto()
    },
    left: () => {
      watches.update()
      activity.changed()
    },
  })
  const care = scheduleCare(context, {
    hashes, identify: identifyVolume, edited: takeIn.wake, idle: () => library.onlyReading === null && offloads.running().length === 0 && scans.running().length === 0,
  })
  const remotes = createRemotes(context, {
    kept: { has: bytes.storedIn, read: bytes.bytesOf },
    worker: deps.workers.remote, restart: deps.restart ?? (() => {}),
    hash: (path, signal) => hashes.hashFile(diskPath(path), ['xxh128'], { signal }),
  })
  const drives: Omit<VolumeServiceDeps, 'offloads'> = {
    look: presence.look,
    seen: presence.seen,
    release: async (volume) => {
      await watches.release(volume.id)
      await scans.release(volume.id)
      await queue.letGo(volume.mountPoint)
      await presence.release(volume.mountPoint)
    },
    retake: (volume) => {
      queue.retake()
      scans.retake(volume.id)
      watches.retake(volume.id)
    },
  }
  const pictures = createCardPictures(context, media.context, aliases.of)
  const router = createRouter(context, {
    version: deps.version, startedAt, activity, queue,
    // Who asks how the tools are may just have installed some: what the old ones could not read is looked into again.
    media: { ...media, report: async () => { const found = await media.report(); void rereading.look(); return found } },
    asText: aliases.of, maker, offloads, reports, pictures, remotes, intake, lookInto, hashes, restart: deps.restart ?? (() => {}), catalogue, bytes,
    drives,
    roots: { scans, takeIn, identify: identifyVolume, changed: watches.update },
  })
  followChanges(events, remotes)
  const corrections = startCorrections(context, activity.changed, [
    () => forgetOwnFiles(context, identifyVolume), ...CORRECTIONS, regroupSequences(library.deviceName, deps.now),
  ])
  log.info({ version: deps.version, library: library.libraryId, afterUncleanEnd: library.afterUncleanEnd }, 'engine started')
  if (library.onlyReading === null) {
    void lookInto()
    scans.resume()
    watches.update()
    takeIn.wake()
  }
  const dailyBackup = library.onlyReading !== null ? Promise.resolve() : backupDaily(catalogue.copy, folder.backups, new Date(startedAt)).catch((error: unknown) => { log.warn({ err: error }, 'daily backup failed') })

  return {
    router,
    onlyReading: library.onlyReading?.message ?? null,
    derivative: (id) => pictures.find(id) ?? derivativeFile(context, id),
    openApi: openApiThread(deps.workers.openApi, deps.version),
    async close() {
      stop.abort()
      await corrections.close()
      // Told first, for it may be waiting for tools that never answer; what it works on goes back to wait.
      const queueEnded = queue.close()
      media.callOff()
      await care.close()
      await rereading.close()
      await remotes.close()
      await presence.close()
      await watches.close()
      await scans.close()
      await takeIn.close()
      await bytes.close()
      await pictures.close()
      await offloads.close()
      await reports.close()
      await queueEnded
      await intake.idle()
      await dailyBackup
      await media.close()
      aliases.close()
      await hashes.close()
      await library.slowReader.stop()
      events.end()
      activity.end()
      log.info('engine ended')
      library.close()
      await closeLog()
    },
  }
}
