/**
 * What became stale: gathered from everything that writes, told to every window at most ten times a second.
 */
import type { StaleEvent, Topic } from '../../../shared/model/work.ts'
import { createBroadcast } from '../channel.ts'

/** A window that is told of more ids than this reads its list again instead. */
const MAX_IDS = 200
const INTERVAL_MS = 100

export interface StaleEvents {
  readonly revision: number
  /** Says that these topics changed; `ids` names the assets, null means many. */
  publish(topics: readonly Topic[], ids?: readonly string[] | null): void
  /** The first event names no topic: it says that from now on nothing is missed. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<StaleEvent, void>
  end(): void
  /** Aborted at the end. */
  readonly stopped: AbortSignal
}

/**
 * Revisions start at the wall clock, so that an engine that was started again gives higher ones than the one before,
 * and a window never takes an old answer for a new one.
 */
export function createStaleEvents(startMs: number): StaleEvents {
  let revision = startMs
  const broadcast = createBroadcast<StaleEvent>(INTERVAL_MS, mergeStale)
  const stop = new AbortController()
  return {
    get revision() {
      return revision
    },
    publish(topics, ids = []) {
      revision += 1
      broadcast.publish({ revision, topics: [...topics], ids: ids === null || ids.length > MAX_IDS ? null : [...ids] })
    },
    watch: (signal) => broadcast.watch(signal, { revision, topics: [], ids: [] }),
    end: () => {
      stop.abort()
      broadcast.end()
    },
    stopped: stop.signal,
  }
}

/** Two announcements as one. */
function mergeStale(first: StaleEvent, second: StaleEvent): StaleEvent {
  const ids = first.ids === null || second.ids === null ? null : [...new Set([...first.ids, ...second.ids])]
  return {
    revision: second.revision,
    topics: [...new Set([...first.topics, ...second.topics])],
    ids: ids === null || ids.length > MAX_IDS ? null : ids,
  }
}
