/**
 * Follows the jobs that make proxies to their ends. They go on without this window; a line that breaks is taken up again
 * when the engine is back.
 */
import { toRushesError, type EngineClient } from '../../../shared/contract/client.ts'
import type { Freshness } from '../../api/index.ts'
import { heard, isOver, type ProxyRow } from './proxy-rows.ts'

/** Jobs that are listened to at once. Most of a batch wait: the engine runs few at a time, in their order. */
const WATCHED = 4
/** Pause between two looks at those that wait for a drive. */
const LOOK_MS = 500
/** The most that one look tells. */
const MAX_LISTED = 500

interface Follower {
  /** Follows more rows. */
  add(rows: readonly ProxyRow[]): void
}

/** `rows` and `put` hold them; `ended` is called when the last one is over. */
export function createFollower({
  client,
  freshness,
  rows,
  put,
  ended,
}: {
  readonly client: EngineClient
  readonly freshness: Pick<Freshness, 'on'>
  readonly rows: () => readonly ProxyRow[]
  readonly put: (row: ProxyRow) => void
  readonly ended: () => void
}): Follower {
  const open = new Set<string>()
  const watched = new Set<string>()
  /** Not listened to for now: they wait for a drive, or the engine is away. */
  const aside = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null

  const row = (id: string): ProxyRow | undefined => rows().find((one) => one.id === id)

  function listen(): void {
    for (const id of open) {
      if (watched.size >= WATCHED) return
      if (watched.has(id) || aside.has(id)) continue
      watched.add(id)
      void watch(id)
    }
  }

  async function watch(id: string): Promise<void> {
    // Whatever ends the stream early, it is not asked for again at once: the next change of a job does that.
    aside.add(id)
    try {
      for await (const job of await client.jobs.watch({ id })) {
        const before = row(id)
        if (before !== undefined) put(heard(before, job))
        if (job.state === 'held') break
        if (isOver(job)) close(id)
      }
    } catch (thrown) {
      const error = toRushesError(thrown)
      const before = row(id)
      // It was taken out of the list: nothing more is heard of it.
      if (error.code === 'not_found') {
        if (before !== undefined) put({ ...before, state: 'failed', said: error.message })
        close(id)
      }
    }
    watched.delete(id)
    listen()
  }

  function close(id: string): void {
    aside.delete(id)
    if (open.delete(id) && open.size === 0) ended()
  }

  /** Takes up again what does not wait for a drive any more. */
  async function look(): Promise<void> {
    timer = null
    try {
      const held = await client.jobs.list({ states: ['held'], kinds: ['edit-proxy'], limit: MAX_LISTED })
      const still = new Set(held.map(({ id }) => id))
      for (const id of aside) if (!watched.has(id) && !still.has(id)) aside.delete(id)
    } catch {
      return // Looked again when the engine is back: all counts as changed then.
    }
    listen()
  }

  freshness.on(['jobs'], () => {
    if (aside.size > watched.size) timer ??= setTimeout(() => void look(), LOOK_MS)
  })
  return {
    add(more) {
      for (const { id } of more) open.add(id)
      listen()
    },
  }
}
