/**
 * Who follows the log: each is woken by the commit itself, and a part that acts once is not asked to write for events
 * that are none of its own.
 */
import { describe, expect, it } from 'vitest'
import { EVENT_KINDS, type EventKind } from '../../../shared/model/events.ts'
import { appendEvent, lastEvent } from '../../../electron/engine/db/core/events.ts'
import { statement } from '../../../electron/engine/db/core/handles.ts'
import { writtenRows } from '../../../electron/engine/db/core/written.ts'
import { staleAfter } from '../../../electron/engine/domain/events/topics.ts'
import { followOnce } from '../../../electron/engine/events/log.ts'
import { testContext } from '../../helpers/library.ts'

/** A few turns of the loop: whoever was woken has been told. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
}

describe('rows that were written', () => {
  it('wake who listens once for many, after the commit, and nobody who has left', async () => {
    using place = testContext()
    const { library } = place.context
    let woken = 0
    const stop = writtenRows(library.writer).on('event', () => {
      woken += 1
      // What woke us can be read by others.
      expect(lastEvent(library.reader)).toBe(lastEvent(library.writer))
    })
    library.writer.transaction(() => {
      for (let n = 0; n < 100; n += 1) appendEvent(library.writer, 'job.failed', {}, 1)
    })()
    await turns()
    expect(woken).toBe(1)

    library.writer.exec('BEGIN')
    appendEvent(library.writer, 'job.failed', {}, 2)
    await turns()
    expect(woken).toBe(1)
    library.writer.exec('COMMIT')
    await expect.poll(() => woken).toBe(2)

    library.writer.exec('BEGIN')
    appendEvent(library.writer, 'job.failed', {}, 3)
    library.writer.exec('ROLLBACK')
    stop()
    appendEvent(library.writer, 'job.failed', {}, 4)
    await turns()
    expect(woken).toBe(2)
  })
})

describe('a part that acts once on each event', () => {
  it('moves its cursor for its own kinds, and is brought on when thousands of others came', async () => {
    using place = testContext()
    const { writer } = place.context.library
    const seen: number[] = []
    const cursor = () =>
      statement<{ seq: number }>(writer, `SELECT seq FROM event_cursor WHERE consumer = 'test'`).get()!.seq
    const stop = followOnce(place.context, { name: 'test', kinds: ['offload.ended'] }, ({ seq }) => {
      seen.push(seq)
    })
    const begin = cursor()
    const tell = async (kind: EventKind, times: number): Promise<void> => {
      for (let n = 0; n < times; n += 1) appendEvent(writer, kind, {}, 1)
      await turns()
    }
    await tell('assets.changed', 10)
    expect(cursor()).toBe(begin)
    await tell('offload.ended', 1)
    expect(seen).toEqual([lastEvent(writer)])
    expect(cursor()).toBe(lastEvent(writer))
    await tell('assets.changed', 1_000)
    expect(cursor()).toBe(lastEvent(writer))
    expect(seen).toHaveLength(1)
    stop()
  })
})

describe('what a window reads again', () => {
  it.each(Object.keys(EVENT_KINDS) as EventKind[])('after %s is something', (kind) => {
    const entities = (ids: readonly string[]) => ids.map(() => 'collections' as const)
    const { topics } = staleAfter({ seq: 1, kind, at: 1, data: { entities: ['collection'] } }, entities)
    expect(topics.length).toBeGreaterThan(0)
  })

  it('names clips when an event names all of them, and many when it does not', () => {
    const ids = ['a', 'b']
    const after = (count: number) =>
      staleAfter({ seq: 1, kind: 'assets.changed', at: 1, data: { ids, count } }, () => [])
    expect(after(2).ids).toEqual(ids)
    expect(after(3).ids).toBeNull()
  })
})
