/**
 * After a broken line the window reads everything anew, also what changed before the engine reports to the new line.
 */
import { describe, expect, it } from 'vitest'
import { createFreshness } from '../../../renderer/api/freshness.ts'
import type { Connection } from '../../../renderer/api/connection.ts'
import type { StaleEvent } from '../../../shared/model/work.ts'
import { createStaleEvents } from '../../../electron/engine/events/stale.ts'

/** A connection whose lines the test opens; each follows its own engine's events. */
function lines() {
  const ready = new Set<() => void>()
  let open: () => AsyncIterable<StaleEvent> = () => createStaleEvents(1).watch(undefined)
  const connection = {
    client: { engine: { events: () => Promise.resolve(open()) } },
    onReady: (listener: () => void) => {
      ready.add(listener)
      return () => ready.delete(listener)
    },
  } as unknown as Connection
  return {
    connection,
    stand: (next: () => AsyncIterable<StaleEvent>) => {
      open = next
      for (const listener of ready) listener()
    },
  }
}

describe('what became stale', () => {
  it('is everything on a new line: at once, and when the engine reports from now on', async () => {
    const { connection, stand } = lines()
    const freshness = createFreshness(connection)
    let reads = 0
    let read: () => void = () => {}
    freshness.on(['assets'], () => {
      reads += 1
      read()
    })
    const first = createStaleEvents(1)
    stand(() => first.watch(undefined))
    expect(reads).toBe(0)

    const second = createStaleEvents(2)
    const again = new Promise<void>((resolve) => {
      read = () => {
        if (reads === 2) resolve()
      }
    })
    stand(() => {
      const live = second.watch(undefined)
      second.publish(['assets'], [])
      return live
    })
    expect(reads).toBe(1)
    await again
    first.end()
    second.end()
  })

  it('opens with an event that names nothing, and misses none after it', async () => {
    const events = createStaleEvents(7)
    const watch = events.watch(undefined)
    expect((await watch.next()).value).toEqual({ revision: 7, topics: [], ids: [] })
    events.publish(['jobs'])
    expect((await watch.next()).value).toEqual({ revision: 8, topics: ['jobs'], ids: [] })
    events.end()
    expect((await watch.next()).done).toBe(true)
  })
})
