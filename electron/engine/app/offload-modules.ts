/**
 * Offloads: their reports, the copies that verdicts rest on, and what happens to a card's clips when it has been
 * copied.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { ActivityFeed } from '../activity.ts'
import { checkCopies } from '../verification/check-copies.ts'
import { countCardsAnew } from '../ingest/cards.ts'
import type { Presence } from '../ingest/presence.ts'
import { ingestFiles } from '../ingest/ingest.ts'
import type { Probing } from '../ingest/intake.ts'
import { copiesAt } from '../db/catalogue/copies-check.ts'
import { countMedia } from '../db/reports/report-rows.ts'
import type { TextAliases } from '../files/text-alias.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { MediaService } from '../media/service.ts'
import { creatorOf } from '../mhl/creator.ts'
import { announce } from '../events/announce.ts'
import { createCardPictures } from '../offload/results/card-pictures.ts'
import { changeTimes, foundByOffload, rollOf } from '../offload/results/catalogue.ts'
import { createPlanner } from '../offload/plan/thread/planner.ts'
import { createOffloads } from '../offload/queue/offloads.ts'
import { sealDestination } from '../offload/results/seal.ts'
import { sealInThread } from '../offload/results/seal-thread.ts'
import { reportJob } from '../reports/report-job.ts'
import { createReports, type Reports } from '../reports/reports.ts'
import { cardNews } from '../safety/card-news.ts'
import { createPresentNow, type PresentNow } from '../safety/present-now.ts'
import { safetyNow } from '../safety/safety-now.ts'
import { identifyVolume } from '../volumes/identify.ts'
import type { EngineBase } from './base.ts'
import { defineModule } from './compose.ts'
import type { LookInto } from './media-modules.ts'

/** An offload's verdict waits no longer than this for its clips to be probed. */
const MAX_LOOKING_MS = 5_000

export const presentModule = defineModule('present', ({ context, signals }: EngineBase) => ({
  part: createPresentNow(context, identifyVolume, signals.touched),
}))

export const reportModule = defineModule(
  'reports',
  ({
    context,
    workers,
    version,
    intake,
    present,
    signals,
  }: EngineBase & { readonly intake: Probing; readonly present: PresentNow }) => {
    const reports = createReports(context, {
      worker: workers.report,
      version,
      unread: intake.looking,
      lookAtCopies: present.lookOnce,
      cardNews: signals.cardNews,
    })
    return { part: reports, close: reports.close }
  },
)

interface ReportJobParts {
  readonly queue: JobQueue
  readonly reports: Reports
  readonly present: PresentNow
  readonly presence: Pick<Presence, 'isAsCompared' | 'settled' | 'folderNow'>
}

/** Reports as jobs. */
export const reportJobModule = defineModule(
  'reportJobs',
  ({
    context,
    queue,
    reports,
    present,
    signals,
    stop,
    presence: { isAsCompared, settled, folderNow },
  }: EngineBase & ReportJobParts) => {
    const looks = { present, isAsCompared, settled, folderNow }
    signals.cardNews.answer(() => cardNews(context, looks, stop))
    queue.add(reportJob(context, { reports, safety: (day, signal) => safetyNow(context, looks, day, signal) }))
    return { part: null }
  },
)

interface OffloadParts {
  readonly present: PresentNow
  readonly activity: ActivityFeed
  readonly reports: Reports
  readonly hashes: HashPool
  readonly lookInto: LookInto
}

export const offloadModule = defineModule('offloads', (parts: EngineBase & OffloadParts) => {
  const { context, version, workers, activity, reports, signals, stop } = parts
  const seal = sealInThread(workers.seal)
  const offloads = createOffloads(context, {
    workers,
    changed: activity.changed,
    planner: createPlanner({
      worker: workers.plan,
      folder: context.library.folder,
      lookAtCopies: parts.present.lookOnce,
    }),
    drives: { identify: identifyVolume, mounted: signals.lookForDrives },
    ended: reports.ended,
    unwritten: (offload) => {
      void announce(offload, context.settings(), context.log, stop)
    },
    eject: signals.eject,
    busy: parts.busy,
    seal: (plan, request, { hashes: formats, mhl1 }) =>
      sealDestination(plan, request, {
        creator: creatorOf(context.library.deviceName, version, context.settings().author),
        formats,
        mhl1,
        now: context.now(),
        seal,
      }),
    catalogue: cataloguing(parts),
  })
  activity.add({ offloads: offloads.running })
  signals.addBusy(() => offloads.running().length > 0)
  return { part: offloads, close: offloads.close }
})

/** Enters the clips of an offload in the catalogue. */
function cataloguing({
  context,
  hashes,
  lookInto,
  stop,
}: EngineBase & OffloadParts): Parameters<typeof createOffloads>[1]['catalogue'] {
  const { library, log, events } = context
  return async (plan, outcome) => {
    const settings = context.settings()
    const { assetIds, refused } = await ingestFiles(
      library.writer,
      foundByOffload(plan, outcome, await changeTimes(plan, outcome)),
      {
        now: context.now(),
        author: settings.author,
        device: library.deviceName,
        reason: 'offload',
        cutOffMinutes: settings.dayStartHour * 60,
        rollOf: rollOf(plan),
      },
    )
    await countCardsAnew(context)
    // A copy that was trusted and reads differently is looked at once more, by what the catalogue has of it.
    await checkCopies(context, { hashes, identify: identifyVolume }, copiesAt(library.reader, outcome.doubted), {
      signal: stop,
    })
    events.publish(['assets', 'volumes'], null)
    // The clips of an ordinary card are known when its verdict is told; a card of frames doesn't keep the verdict back.
    await Promise.race([lookInto(), wait(MAX_LOOKING_MS, undefined, { ref: false })])
    for (const one of refused)
      log.error({ err: one.error, path: one.path }, 'a clip could not be entered in the catalogue')
    return { clips: countMedia(library.reader, assetIds), refused }
  }
}

export const pictureModule = defineModule(
  'pictures',
  ({ context, media, aliases }: EngineBase & { readonly media: MediaService; readonly aliases: TextAliases }) => {
    const pictures = createCardPictures(context, media.context, aliases.of)
    return { part: pictures, close: pictures.close }
  },
)
