/**
 * What became stale in the engine, told to whoever shows it. After a new line everything is stale: at once, and again
 * when the engine says that it reports changes from now on. A change between the two would be missed otherwise.
 */
import { TOPICS, type StaleEvent, type Topic } from '../../shared/model/work.ts'
import type { Connection } from './connection.ts'
import { follow } from './stream.ts'

export interface Freshness {
  /** Calls back when one of the topics became stale; `ids` null means many. Returns how to stop. */
  on(topics: readonly Topic[], listener: (ids: readonly string[] | null) => void): () => void
}

/** Listens to the engine's stale events for the life of the window. */
export function createFreshness(connection: Connection): Freshness {
  const listeners = new Map<Topic, Set<(ids: readonly string[] | null) => void>>(
    TOPICS.map((topic) => [topic, new Set()]),
  )
  const tell = (topics: readonly Topic[], ids: StaleEvent['ids']): void => {
    const told = new Set(topics.flatMap((topic) => [...(listeners.get(topic) ?? [])]))
    for (const listener of told) listener(ids)
  }
  let times = 0
  let opening = false
  connection.onReady(() => {
    times += 1
    opening = times > 1
    if (opening) tell(TOPICS, null)
  })
  follow(
    connection,
    (signal) => connection.client.engine.events({}, { signal }),
    (event) => {
      if (opening) tell(TOPICS, null)
      else tell(event.topics, event.ids)
      opening = false
    },
  )
  return {
    on(topics, listener) {
      for (const topic of topics) listeners.get(topic)?.add(listener)
      return () => {
        for (const topic of topics) listeners.get(topic)?.delete(listener)
      }
    },
  }
}
