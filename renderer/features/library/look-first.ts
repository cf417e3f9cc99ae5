/**
 * Media work follows the eye: what somebody looks at, and that waits for its pictures, is made first.
 */
import { useEffect } from 'react'
import { newId } from '../../../shared/util/ids.ts'
import { useLibrary } from './services.tsx'

/** Whoever scrolls by does not look. */
const REST_MS = 400
const MAX_CLIPS = 500

/** Clips in sight whose media work waits, by id. */
export function useLookFirst(waiting: readonly string[]): void {
  const {
    connection: { client },
  } = useLibrary()
  const key = waiting.slice(0, MAX_CLIPS).join(' ')
  useEffect(() => {
    if (key === '') return undefined
    const timer = setTimeout(() => {
      // Without an answer the work is done all the same, in its turn.
      client.jobs.first({ opId: newId(), assetIds: key.split(' ') }).catch(() => {})
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [client, key])
}
