/**
 * The engine itself: who it is, how it is, what changes, and a copy of its catalogue.
 */
import { PROTOCOL } from '../../../shared/contract/protocol.ts'
import type { ActivityFeed } from '../activity.ts'
import type { EngineContext } from '../context.ts'
import { backup } from '../db/core/backup.ts'
import type { CatalogueThread } from '../library/catalogue-thread.ts'
import { examine, type DoctorDeps } from '../doctor/examine.ts'
import type { Builder } from './implement.ts'

interface EngineServiceDeps {
  readonly version: string
  readonly startedAt: number
  readonly activity: ActivityFeed
  readonly doctor: DoctorDeps
  readonly catalogue: CatalogueThread
}

/** Implements `engine`. */
export function engineServices(os: Builder, context: EngineContext, deps: EngineServiceDeps) {
  const { library } = context
  return os.engine.router({
    info: os.engine.info.handler(() => ({
      version: deps.version,
      protocol: PROTOCOL,
      libraryId: library.libraryId,
      libraryName: library.folder.name,
      libraryPath: library.folder.path,
      deviceId: library.deviceId,
      pid: process.pid,
      node: process.version,
      platform: process.platform,
      startedAt: deps.startedAt,
      onlyReading: library.onlyReading?.message ?? null,
    })),
    doctor: os.engine.doctor.handler(() => examine(context, deps.doctor)),
    events: os.engine.events.handler(({ signal }) => context.events.watch(signal)),
    activity: os.engine.activity.handler(({ signal }) => deps.activity.watch(signal)),
    backup: os.engine.backup.handler(() =>
      backup(deps.catalogue.copy, library.folder.backups, new Date(context.now())),
    ),
  })
}
