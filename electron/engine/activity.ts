/**
 * What the engine is busy with, gathered for the status bar and the activity panel, at most ten times a second.
 */
import type { Activity } from '../../shared/model/work.ts'
import type { Offload } from '../../shared/model/offload.ts'
import { createBroadcast } from './channel.ts'
import type { EngineContext } from './context.ts'
import { countJobs } from './db/jobs/jobs-read.ts'
import type { JobQueue } from './jobs/queue.ts'

const INTERVAL_MS = 100

export interface ActivityFeed {
  /** A part that is busy at times says how to ask it. */
  add(source: Partial<ActivitySources>): void
  /** Says that something moved. Costs nothing while nobody watches. */
  changed(): void
  watch(signal: AbortSignal | undefined): AsyncGenerator<Activity, void>
  snapshot(): Activity
  end(): void
}

interface ActivitySources {
  readonly queue: () => Pick<JobQueue, 'paused' | 'running'>
  readonly offloads: () => Offload[]
  readonly scans: () => Activity['scans']
  readonly corrections: () => Activity['corrections']
  readonly rereading: () => Activity['rereading']
}

/** Nothing goes on until a part says otherwise. */
const IDLE: ActivitySources = {
  queue: () => ({ paused: { paused: false, quiet: false }, running: () => [] }),
  offloads: () => [],
  scans: () => [],
  corrections: () => [],
  rereading: () => null,
}

/** Builds the feed. Its sources are asked only when somebody watches. */
export function createActivityFeed(context: EngineContext): ActivityFeed {
  let sources = IDLE
  const broadcast = createBroadcast<null>(INTERVAL_MS)
  const snapshot = (): Activity => {
    const queue = sources.queue()
    const counts = countJobs(context.library.reader)
    return {
      offloads: sources.offloads(),
      jobs: { ...counts.media, ...queue.paused },
      tasks: counts.others,
      runningJobs: queue.running(),
      scans: sources.scans(),
      corrections: sources.corrections(),
      rereading: sources.rereading(),
    }
  }
  return {
    snapshot,
    add(source) {
      sources = { ...sources, ...source }
    },
    changed() {
      if (broadcast.watchers > 0) broadcast.publish(null)
    },
    async *watch(signal) {
      for await (const _ of broadcast.watch(signal, null)) yield snapshot()
    },
    end: broadcast.end,
  }
}
