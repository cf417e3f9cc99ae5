/**
 * An answer of the engine that is kept and renewed when it becomes stale. The old answer stays in sight until the new
 * one is there, so nothing flickers.
 */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toRushesError } from '../../shared/contract/client.ts'
import type { RushesError } from '../../shared/model/errors.ts'
import type { Topic } from '../../shared/model/work.ts'
import type { Freshness } from './freshness.ts'

export interface Answer<T> {
  readonly data: T | null
  readonly error: RushesError | null
}

export interface Resource<T> {
  readonly store: StoreApi<Answer<T>>
  /** Asks again; runs that overlap end with the newest answer. */
  refresh(): Promise<void>
  /** Keeps it fresh while somebody looks. Returns how to stop. */
  watch(): () => void
}

/** Makes a resource; it asks for the first time when it is first watched. */
export function createResource<T>(freshness: Freshness, topics: readonly Topic[], ask: () => Promise<T>): Resource<T> {
  const store = createStore<Answer<T>>(() => ({ data: null, error: null }))
  let asked = 0
  let running: Promise<void> | null = null
  let again = false
  let watchers = 0
  let stop: (() => void) | null = null

  const once = async (): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const data = await ask()
      if (mine === asked) store.setState({ data, error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: toRushesError(thrown) })
    }
  }
  const refresh = async (): Promise<void> => {
    if (running !== null) {
      again = true
      return running
    }
    running = (async () => {
      do {
        again = false
        await once()
      } while (again)
    })()
    await running
    running = null
  }
  return {
    store,
    refresh,
    watch() {
      watchers += 1
      if (watchers === 1) {
        stop = freshness.on(topics, () => void refresh())
        void refresh()
      }
      return () => {
        watchers -= 1
        if (watchers === 0) stop?.()
      }
    },
  }
}

/** Shows a resource and keeps it fresh as long as the component stands. */
export function useResource<T>(resource: Resource<T>): Answer<T> {
  useEffect(() => resource.watch(), [resource])
  return useStore(resource.store)
}

/** Resources by key, the least recently used let go beyond `most`. */
export function createKeyedResources<T>(
  make: (key: string) => Resource<T>,
  most: number,
): (key: string) => Resource<T> {
  const known = new Map<string, Resource<T>>()
  return (key) => {
    const resource = known.get(key) ?? make(key)
    known.delete(key)
    known.set(key, resource)
    const oldest = known.keys().next().value
    if (known.size > most && oldest !== undefined) known.delete(oldest)
    return resource
  }
}
