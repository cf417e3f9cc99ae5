/**
 * Drives and watched folders: what is here, what changed in it, and what is done when a drive comes or goes.
 */
import type { ActivityFeed } from '../activity.ts'
import { repairJob } from '../verification/repair-job.ts'
import { scheduleVerification } from '../verification/schedule.ts'
import { verifyJob } from '../verification/verify-job.ts'
import { watchPresence, type Presence } from '../ingest/presence.ts'
import { createIngestQueue, type IngestQueue } from '../ingest/ingest-queue.ts'
import { adoptAbsent } from '../db/catalogue/adopt-absent.ts'
import { assetOfStack } from '../db/versions/stacks.ts'
import type { TextAliases } from '../files/text-alias.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { probeFile } from '../media/probe.ts'
import type { MediaService } from '../media/service.ts'
import type { Offloads } from '../offload/queue/offloads.ts'
import type { PresentNow } from '../safety/present-now.ts'
import { scanJob } from '../scan/scan-kind.ts'
import { createScans, type Scans } from '../scan/scans.ts'
import { ejectAfterOffload, type VolumeServiceDeps } from '../services/volumes.ts'
import { createVersionBytes, type VersionBytes } from '../versions/bytes.ts'
import { identifyVolume, freeSpaceOfVolume } from '../volumes/identify.ts'
import { mountPoints } from '../volumes/mount-points.ts'
import { threadSource } from '../watch/source.ts'
import { createWatches, type Watches } from '../watch/watches.ts'
import type { EngineBase } from './base.ts'
import { defineModule } from './compose.ts'
import type { LookInto } from './media-modules.ts'

export const bytesModule = defineModule(
  'bytes',
  ({ context, workers, hashes, signals }: EngineBase & { readonly hashes: HashPool }) => {
    const bytes = createVersionBytes(context, {
      worker: workers.store,
      compare: workers.compare,
      hash: (path) => hashes.hashFile(path, ['xxh128', 'xxh64'], {}),
      wrote: signals.wrote,
    })
    return { part: bytes, close: bytes.close }
  },
)

interface IngestParts {
  readonly hashes: HashPool
  readonly media: MediaService
  readonly aliases: TextAliases
  readonly bytes: VersionBytes
  readonly lookInto: LookInto
}

export const ingestModule = defineModule(
  'ingestQueue',
  ({ context, hashes, media, aliases, bytes, lookInto, signals }: EngineBase & IngestParts) => {
    const ingestQueue = createIngestQueue(context, {
      hash: (path, signal) => hashes.hashFile(path, ['xxh128', 'xxh64'], { signal }),
      probe: async (path, signal) => probeFile(aliases.of(path), await media.context(), { signal }),
      adoptAbsent,
      stackFor: assetOfStack,
      keepBytes: (contentId, path) => {
        bytes.keep(contentId, path)
      },
      kept: bytes.idle,
      lookAgain: signals.lookAgain,
      took: (assetIds) => {
        context.events.publish(['assets', 'roots', 'volumes'], assetIds)
        void lookInto()
      },
    })
    return { part: ingestQueue, close: ingestQueue.close }
  },
)

export const scanModule = defineModule(
  'scans',
  ({
    context,
    workers,
    ingestQueue,
    activity,
    signals,
  }: EngineBase & { readonly ingestQueue: IngestQueue; readonly activity: ActivityFeed }) => {
    const scans = createScans(context, {
      workers,
      identify: identifyVolume,
      onWaiting: ingestQueue.wake,
      onTouched: signals.touched,
      changed: activity.changed,
      lookForDrives: async () => {
        await signals.lookForDrives()
      },
    })
    signals.lookAgain.on(scans.lookAgain)
    activity.add({ scans: scans.running })
    signals.addBusy(() => scans.running().length > 0)
    return { part: scans, close: scans.close }
  },
)

export const watchModule = defineModule(
  'watches',
  ({ context, workers, watchSource, scans, signals }: EngineBase & { readonly scans: Scans }) => {
    const watches = createWatches(context, {
      open: watchSource ?? threadSource(workers.watch),
      hint: scans.hint,
      full: scans.full,
    })
    signals.wrote.on(watches.wrote)
    return { part: watches, close: watches.close }
  },
)

interface PresenceParts {
  readonly present: PresentNow
  readonly activity: ActivityFeed
  readonly offloads: Offloads
  readonly queue: JobQueue
  readonly scans: Scans
  readonly watches: Watches
  readonly ingestQueue: IngestQueue
  readonly bytes: VersionBytes
  readonly lookInto: LookInto
}

export const presenceModule = defineModule(
  'presence',
  ({
    context,
    signals,
    pace,
    present,
    activity,
    offloads,
    queue,
    scans,
    watches,
    ingestQueue,
    bytes,
    lookInto,
  }: EngineBase & PresenceParts) => {
    const presence = watchPresence(context, {
      everyMs: pace.drivesMs,
      identify: identifyVolume,
      room: freeSpaceOfVolume,
      mountPoints,
      lookAtCopies: present.lookOnce,
      looked: () => {
        if (context.library.onlyReading === null) queue.looked()
        offloads.driveCame().catch((error: unknown) => {
          context.log.error({ err: error }, 'offloads could not be resumed automatically')
        })
      },
      arrived: (volumeIds) => {
        if (context.library.onlyReading !== null) return
        queue.resume()
        // A drive that was ejected comes back: what was let go of it is taken up.
        for (const id of volumeIds) scans.resumeVolume(id)
        watches.update()
        ingestQueue.wake()
        bytes.catchUp()
        void lookInto()
      },
      left: () => {
        watches.update()
        activity.changed()
      },
    })
    signals.lookForDrives.answer(async () => {
      await presence.look()
      return presence.seen()
    })
    return { part: presence, close: presence.close }
  },
)

export const verificationModule = defineModule(
  'verification',
  ({
    context,
    hashes,
    ingestQueue,
    signals,
    queue,
  }: EngineBase & { readonly hashes: HashPool; readonly ingestQueue: IngestQueue; readonly queue: JobQueue }) => {
    const verifier = scheduleVerification(context, {
      hashes,
      identify: identifyVolume,
      edited: ingestQueue.wake,
      takeDrive: (id) => queue.tryOccupy([`volume:${id}`]),
      idle: () => context.library.onlyReading === null && !signals.isBusy(),
    })
    signals.touched.on(verifier.soon)
    return { part: verifier, close: verifier.close }
  },
)

/** Verification and repair as jobs. */
export const verificationJobModule = defineModule(
  'verificationJobs',
  ({ context, version, hashes, queue }: EngineBase & { readonly hashes: HashPool; readonly queue: JobQueue }) => {
    queue.add(verifyJob(context, { version, hashes, identify: identifyVolume }))
    queue.add(repairJob(context, { hashes }))
    return { part: null }
  },
)

/** Scans as jobs. */
export const scanJobModule = defineModule(
  'scanJobs',
  ({
    context,
    queue,
    scans,
    ingestQueue,
  }: EngineBase & { readonly queue: JobQueue; readonly scans: Scans; readonly ingestQueue: IngestQueue }) => {
    queue.add(scanJob(context, scans, ingestQueue))
    return { part: null }
  },
)

/** Letting go of a drive, and taking it up again. */
type DriveHold = Omit<VolumeServiceDeps, 'offloads'> & Pick<Presence, 'isAsCompared' | 'settled' | 'folderNow'>

export const driveModule = defineModule(
  'drives',
  ({
    context,
    signals,
    queue,
    scans,
    watches,
    presence,
  }: EngineBase & Pick<PresenceParts, 'queue' | 'scans' | 'watches'> & { readonly presence: Presence }) => {
    const drives: DriveHold = {
      look: presence.look,
      seen: presence.seen,
      isAsCompared: presence.isAsCompared,
      folderNow: presence.folderNow,
      settled: presence.settled,
      release: async (volume) => {
        await watches.release(volume.id)
        await scans.release(volume.id)
        await queue.suspend(volume.mountPoint)
        await presence.release(volume.mountPoint)
      },
      resume: (volume) => {
        queue.resume()
        scans.resumeVolume(volume.id)
        watches.resume(volume.id)
      },
    }
    signals.eject.answer((target) => ejectAfterOffload(context, drives, target))
    return { part: drives }
  },
)
