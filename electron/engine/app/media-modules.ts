/**
 * Media: tools, hashing, work in the queue, and looking into what came in.
 */
import { join } from 'node:path'
import { createActivityFeed, type ActivityFeed } from '../activity.ts'
import { createProbing, type Probing } from '../ingest/intake.ts'
import { createRereading, type Rereading } from '../ingest/rereading.ts'
import { createHashPool } from '../hash/hash-pool.ts'
import { createTextAliases, type TextAliases } from '../files/text-alias.ts'
import { adoptJob } from '../jobs/adopt-job.ts'
import { deriveJob } from '../jobs/derive-job.ts'
import { createMediaGroup, type MediaGroup } from '../jobs/media-group.ts'
import { createMediaMaker } from '../jobs/media-maker.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import { createJobQueue, type JobQueue } from '../jobs/queue.ts'
import { followLooks } from '../jobs/looks.ts'
import { requestWork } from '../jobs/request.ts'
import type { LoadLook } from '../luts/load-look.ts'
import { catalogueThread } from '../library/catalogue-thread.ts'
import { probeFile } from '../media/probe.ts'
import { READER_VERSION } from '../media/probe-facts.ts'
import { RECIPE_NAMES } from '../media/recipes/index.ts'
import { createMediaService, type MediaService } from '../media/service.ts'
import type { EngineBase } from './base.ts'
import { defineModule } from './compose.ts'

export const activityModule = defineModule('activity', ({ context }: EngineBase) => {
  const activity = createActivityFeed(context)
  return { part: activity, close: activity.end }
})

export const mediaModule = defineModule(
  'media',
  ({ context, resourcesDir, fonts, findTools, workers, stop }: EngineBase) => {
    const media = createMediaService({
      tableDir: context.library.folder.children,
      resourcesDir,
      fonts,
      mediaInfo: workers.mediaInfo,
      insideMedia: workers.insideMedia,
      hardware: () => context.settings().hardwareEncoding,
      find: findTools,
    })
    // Others wait for tools that may never answer: they are called off before anybody is waited for.
    stop.addEventListener('abort', media.callOff)
    return { part: media, close: media.close }
  },
)

export const hashModule = defineModule('hashes', ({ workers }: EngineBase) => {
  const hashes = createHashPool({ size: 2, worker: workers.hash })
  return { part: hashes, close: hashes.close }
})

export const aliasModule = defineModule('aliases', () => {
  const aliases = createTextAliases()
  return { part: aliases, close: aliases.close }
})

export const catalogueThreadModule = defineModule('catalogue', ({ context, workers }: EngineBase) => ({
  part: catalogueThread(workers.catalogue, context.library.folder.database),
}))

export const makerModule = defineModule('maker', ({ context }: EngineBase) => ({
  part: createMediaMaker(context.library.folder.derivatives),
}))

export const mediaGroupModule = defineModule(
  'mediaGroup',
  ({
    context,
    media,
    aliases,
    loadLook,
  }: EngineBase & { readonly media: MediaService; readonly aliases: TextAliases; readonly loadLook: LoadLook }) => ({
    part: createMediaGroup(context, {
      media: media.context,
      asText: aliases.of,
      loadLook,
      tablesDir: join(context.library.folder.derivatives, 'looks'),
    }),
  }),
)

export const queueModule = defineModule(
  'queue',
  ({ context, activity, stop, signals }: EngineBase & { readonly activity: ActivityFeed }) => {
    const queue = createJobQueue(context, activity.changed)
    activity.add({ queue: () => queue })
    // On a set that needs silence, nothing else begins by itself either.
    signals.addBusy(() => queue.paused.quiet)
    // Told first, for it may be waiting for tools that never answer; what it works on goes back to wait.
    let ended: Promise<void> | undefined
    stop.addEventListener('abort', () => {
      ended = queue.close()
    })
    return { part: queue, close: () => ended ?? queue.close() }
  },
)

interface MediaParts {
  readonly media: MediaService
  readonly maker: DerivativeMaker
  readonly queue: JobQueue
  readonly aliases: TextAliases
  readonly activity: ActivityFeed
}

export const deriveModule = defineModule(
  'derive',
  ({
    context,
    queue,
    maker,
    media,
    mediaGroup,
    aliases,
  }: EngineBase & Omit<MediaParts, 'activity'> & { readonly mediaGroup: MediaGroup }) => {
    queue.add(deriveJob(context, maker, mediaGroup))
    queue.add(
      adoptJob(context, {
        media: media.context,
        asText: aliases.of,
        maker,
        makeOwn: async (assetIds) => {
          await requestWork(context.library.writer, maker, assetIds, ['proxy'], false, context.now(), { own: true })
          queue.wake()
        },
      }),
    )
    return { part: null, close: followLooks(context, maker, queue) }
  },
)

export const probingModule = defineModule(
  'intake',
  ({ context, media, maker, queue, aliases, stop }: EngineBase & MediaParts) => {
    const intake = createProbing(context, media, maker, queue, aliases.of, stop)
    return { part: intake, close: intake.idle }
  },
)

/** Reads again what older readers wrote down, while no card is copied and no folder scanned. */
export const rereadingModule = defineModule(
  'rereading',
  ({ context, media, maker, queue, aliases, activity, signals }: EngineBase & MediaParts) => {
    const rereading = createRereading(context, {
      reader: READER_VERSION,
      probe: async (path, signal) => probeFile(aliases.of(path), await media.context(), { signal }),
      tools: async () => (await media.context()).tools.identity,
      idle: () => !signals.isBusy(),
      remake: async (assetIds) => {
        await requestWork(context.library.writer, maker, assetIds, RECIPE_NAMES, true, context.now(), {
          anew: true,
          onlyMade: !context.settings().makeProxies,
        })
        queue.wake()
      },
      wake: queue.wake,
      toolsChanged: queue.toolsChanged,
      changed: activity.changed,
    })
    activity.add({ rereading: rereading.running })
    return { part: rereading, close: rereading.close }
  },
)

/** Looks into new copies, and tries again what waited for a drive. Never rejects. */
export type LookInto = () => Promise<void>

export const lookIntoModule = defineModule(
  'lookInto',
  ({
    context,
    queue,
    intake,
    rereading,
  }: EngineBase & { readonly queue: JobQueue; readonly intake: Probing; readonly rereading: Rereading }) => {
    const lookInto: LookInto = async () => {
      queue.release()
      await intake.lookInto().catch((error: unknown) => {
        context.log.error({ err: error }, 'looking into media failed')
      })
      void rereading.look()
    }
    return { part: lookInto }
  },
)
