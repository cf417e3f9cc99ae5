/**
 * What every module of the engine starts from.
 */
import type { EngineContext } from '../context.ts'
import type { FindTools } from '../media/tools.ts'
import type { WorkerUrls } from '../workers.ts'
import type { OpenWatchSource } from '../watch/source.ts'
import type { ServiceList } from './service-list.ts'
import type { Signals } from './signals.ts'

/** How often the engine does what costs something, in milliseconds. What is left out is as the product has it. */
export interface Pace {
  /** The safety page is worked out at most so often. */
  readonly safetyPageMs?: number
  /** The drives are looked at so often. */
  readonly drivesMs?: number
}

export interface EngineBase {
  readonly context: EngineContext
  readonly version: string
  readonly workers: WorkerUrls
  /** The packaged app's resources, with its own ffmpeg; null in the repository. */
  readonly resourcesDir: string | null
  /** The folder with the app's fonts; null where nothing is drawn. */
  readonly fonts: string | null
  /** Finds ffmpeg and ffprobe. */
  readonly findTools: FindTools
  /** Replaces the watching thread in tests. */
  readonly watchSource: OpenWatchSource | null
  readonly pace: Pace
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Told whenever offloads begin or have ended: the computer must not sleep meanwhile. */
  readonly busy: (busy: boolean) => void
  /** Ends the engine's process with the request to be started again. */
  readonly restart: () => void
  readonly signals: Signals
  /** Where a module leaves its services. */
  readonly services: ServiceList
  /** Aborts when the engine begins to end: before any part is ended, everyone is told. */
  readonly stop: AbortSignal
}
