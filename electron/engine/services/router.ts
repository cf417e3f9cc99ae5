/**
 * The whole contract, implemented: one place that puts the services together.
 */
import type { RushesError } from '../../../shared/model/errors.ts'
import type { Router } from '@orpc/server'
import { contract, type Contract } from '../../../shared/contract/index.ts'
import type { ActivityFeed } from '../activity.ts'
import type { ServiceList } from '../app/service-list.ts'
import type { Principal } from '../auth/principal.ts'
import type { Probing } from '../ingest/intake.ts'
import type { Presence } from '../ingest/presence.ts'
import type { EngineContext } from '../context.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { probeFile } from '../media/probe.ts'
import type { CatalogueThread } from '../library/catalogue-thread.ts'
import type { MediaService } from '../media/service.ts'
import type { CardPictures } from '../offload/results/card-pictures.ts'
import type { Offloads } from '../offload/queue/offloads.ts'
import type { Remotes } from '../sync/remotes.ts'
import type { VersionBytes } from '../versions/bytes.ts'
import type { Reports } from '../reports/reports.ts'
import type { Pace } from '../app/base.ts'
import type { PresentNow } from '../safety/present-now.ts'
import { assetServices } from './assets.ts'
import { backupServices } from './backups.ts'
import { catalogueServices } from './catalogue.ts'
import { engineServices } from './engine.ts'
import { eventServices } from './events.ts'
import { createBuilder } from './implement.ts'
import { jobServices } from './jobs.ts'
import { mhlServices } from './mhl.ts'
import { collectionServices } from './collections.ts'
import { historyServices, noteServices } from './notes.ts'
import { offloadServices } from './offloads.ts'
import { presetServices } from './presets.ts'
import { placeServices, settingServices } from './places.ts'
import { episodeServices, projectServices, titleServices } from './projects.ts'
import { reportServices } from './reports.ts'
import { safetyServices } from './safety.ts'
import { rootServices, type RootServiceDeps } from './roots.ts'
import { relinkServices } from './relink.ts'
import { remoteServices, syncServices } from './sync.ts'
import { shellServices } from './shell.ts'
import { verifyServices } from './verify.ts'
import { versionServices } from './versions.ts'
import { volumeServices, type VolumeServiceDeps } from './volumes.ts'

interface RouterDeps {
  /** Namespaces that modules implement. */
  readonly services: Pick<ServiceList, 'make'>
  /** Why the catalogue is not the file under its name any more, or null. */
  readonly lost: () => RushesError | null
  readonly pace: Pace
  readonly version: string
  readonly startedAt: number
  readonly activity: ActivityFeed
  readonly media: MediaService
  /** A path that programs can be given, for one that the catalogue keeps. */
  readonly asText: (path: string) => string
  readonly queue: JobQueue
  readonly maker: DerivativeMaker
  readonly offloads: Offloads
  readonly intake: Probing
  readonly reports: Reports
  readonly present: PresentNow
  readonly pictures: CardPictures
  readonly cache: { readonly gone: (derivativeId: string) => void }
  readonly remotes: Remotes
  /** Looks into what came in, and takes up work that waited for it. */
  readonly lookInto: () => Promise<void>
  readonly hashes: HashPool
  /** Ends this engine with the request to be started again. */
  readonly restart: () => void
  readonly catalogue: CatalogueThread
  readonly bytes: VersionBytes
  readonly roots: RootServiceDeps
  /** Letting go of drives, and looking at them. */
  readonly drives: Pick<VolumeServiceDeps, 'release' | 'resume' | 'look' | 'seen'> &
    Pick<Presence, 'isAsCompared' | 'settled' | 'folderNow'>
}

/** The contract, implemented. */
export type EngineRouter = Router<Contract, Principal>

/** Implements the contract over a library. */
export function createRouter(context: EngineContext, deps: RouterDeps): EngineRouter {
  const os = createBuilder(context.log, context.library.onlyReading, deps.lost)
  const own = {
    engine: engineServices(os, context, {
      version: deps.version,
      startedAt: deps.startedAt,
      activity: deps.activity,
      catalogue: deps.catalogue,
      doctor: { tools: () => deps.media.report(), catalogue: deps.catalogue.check, keeping: deps.bytes.trouble },
    }),
    events: eventServices(os, context),
    assets: assetServices(os, context),
    notes: noteServices(os, context),
    collections: collectionServices(os, context),
    history: historyServices(os, context),
    offloads: offloadServices(os, context, deps.offloads, deps.reports, deps.pictures),
    presets: presetServices(os, context),
    ...projectServices(os, context),
    episodes: episodeServices(os, context),
    titleVersions: titleServices(os, context),
    reports: reportServices(os, deps.reports),
    safety: safetyServices(os, context, deps),
    verify: verifyServices(os, context, { version: deps.version, hashes: deps.hashes }, deps.queue),
    mhl: mhlServices(os, context, deps.version),
    catalogue: catalogueServices(
      os,
      context,
      (path, signal) => deps.hashes.hashFile(path, ['xxh128', 'xxh64'], signal === undefined ? {} : { signal }),
      deps.roots.scans.missUnwatched,
      deps.lookInto,
    ),
    jobs: jobServices(os, context, deps),
    volumes: volumeServices(os, context, { ...deps.drives, offloads: deps.offloads.running }),
    roots: rootServices(os, context, deps.roots),
    places: placeServices(os, context),
    settings: settingServices(os, context),
    versions: versionServices(os, context, deps.bytes),
    relink: relinkServices(os, context, {
      gone: deps.roots.scans.gone,
      inTurn: deps.roots.scans.inTurn,
      hash: (path, signal) => deps.hashes.hashFile(path, ['xxh128', 'xxh64'], signal === undefined ? {} : { signal }),
      probe: async (path, signal) =>
        probeFile(deps.asText(path), await deps.media.context(), signal === undefined ? {} : { signal }),
    }),
    backups: backupServices(os, context, deps),
    remotes: remoteServices(os, context, deps.remotes),
    sync: syncServices(os, context, deps.remotes),
    shell: shellServices(os, context, deps.pictures, deps.cache.gone),
  } satisfies Partial<Parameters<typeof os.router>[0]>
  return os.router(whole({ ...own, ...deps.services.make(os) }))
}

/** Throws TypeError where the contract has a namespace that nobody implements. */
function whole<Services extends object>(services: Services): Services & Record<keyof Contract, never> {
  const lacking = Object.keys(contract).filter((name) => !Object.hasOwn(services, name))
  if (lacking.length > 0) throw new TypeError(`Nobody implements ${lacking.join(', ')} of the contract.`)
  return services as Services & Record<keyof Contract, never>
}
