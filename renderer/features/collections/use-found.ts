/**
 * How many clips a search finds while it is written, or what is wrong with it.
 */
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import { useLibrary } from '../library/index.ts'

interface Found {
  readonly query: string
  readonly total: number | null
  readonly wrong: string | null
}

const DEBOUNCE_MS = 220

/** What is known of it; null until the engine has answered. */
export function useFound(query: string): Found | null {
  const {
    connection: { client },
  } = useLibrary()
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    if (query === '') return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      client.assets.count({ query }, { signal: controller.signal }).then(
        ({ total }) => setFound({ query, total, wrong: null }),
        (thrown: unknown) => {
          if (!controller.signal.aborted) setFound({ query, total: null, wrong: toRushesError(thrown).message })
        },
      )
    }, DEBOUNCE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [client, query])
  return found?.query === query ? found : null
}
