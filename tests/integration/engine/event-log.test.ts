/**
 * The log of what happened: in order, none left out, none twice, whole after a kill, bounded.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { EventKind, LibraryEvent } from '../../../shared/model/events.ts'
import { newId } from '../../../shared/util/ids.ts'
import {
  appendEvent,
  consumeEvents,
  lastEvent,
  readEvents,
  trimEvents,
} from '../../../electron/engine/db/core/events.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { testContext, testLibrary } from '../../helpers/library.ts'

const op = () => ({ opId: newId() })
const kindsOf = (events: readonly LibraryEvent[]): EventKind[] => events.map((event) => event.kind)

describe('what happens in a library', () => {
  it('is told in order, from an offload to a lost copy', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const [card, drive] = [join(dir, 'A007'), join(dir, 'RAID_A')]
    for (const folder of [card, drive]) mkdirSync(folder)
    writeFileSync(join(card, 'notes.txt'), 'notes of the day')
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [drive] })
    for await (const _ of await client.offloads.watch({ id })) void _
    const [asset] = (await client.assets.list({})).rows
    await client.assets.set({ ...op(), ids: [asset!.id], changes: { rating: 4 } })
    await client.settings.set({ ...op(), changes: { notifyUrl: 'https://ntfy.example/secret', requiredDevices: 1 } })
    rmSync(join(drive, 'A007'), { recursive: true })
    await client.safety.cards({})

    const { events, last } = await client.events.list({
      after: 0,
      kinds: ['offload.began', 'files.ingested', 'offload.ended', 'assets.changed', 'settings.changed', 'copy.missing'],
    })
    expect(kindsOf(events)).toEqual([
      'offload.began',
      'files.ingested',
      'offload.ended',
      'assets.changed',
      'settings.changed',
      'copy.missing',
    ])
    expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).toSorted((a, b) => a - b))
    expect(events[1]!.data).toEqual({ ids: [asset!.id], count: 1 })
    expect(events[2]!.data).toMatchObject({
      id,
      name: 'A007',
      state: 'done',
      verified: true,
      safeToFormat: false,
      sentence: expect.stringContaining('Not safe to format'),
    })
    expect(events[3]!.data).toMatchObject({ ids: [asset!.id], count: 1 })
    expect(events[4]!.data).toEqual({ keys: ['requiredDevices'] })
    // Addresses of notices hold keys: they are in no event.
    expect(JSON.stringify(events)).not.toContain('secret')
    expect(last).toBeGreaterThanOrEqual(events.at(-1)!.seq)
  })

  it('is followed from a number on: what is kept first, then what comes, with nothing between them lost', async () => {
    await using library = await testLibrary()
    const { client } = library
    const tell = (name: string) => client.collections.create({ ...op(), name })
    for (const number of [1, 2, 3]) await client.settings.set({ ...op(), changes: { requiredDevices: number } })
    const stop = new AbortController()
    const seen: LibraryEvent[] = []
    const stream = await client.events.watch({ after: 0, kinds: ['settings.changed'] }, { signal: stop.signal })
    for await (const event of stream) {
      seen.push(event)
      if (seen.length === 3) {
        await tell('passed over')
        await client.settings.set({ ...op(), changes: { requiredDevices: 4 } })
      }
      if (seen.length === 4) break
    }
    stop.abort()
    expect(seen).toHaveLength(4)
    expect(new Set(seen.map(({ seq }) => seq)).size).toBe(4)
  })
})

describe('the log', () => {
  it('keeps no more than its bound, never gives a number twice, and tells a reader that is behind once', () => {
    using ground = testContext()
    const { writer, reader } = ground.context.library
    const before = lastEvent(reader)
    for (let number = 0; number < 30; number += 1) appendEvent(writer, 'assets.changed', { number }, Date.now())
    trimEvents(writer, Date.now(), 10)
    const events = readEvents(reader, before, [], 100)
    expect(kindsOf(events)).toEqual(['gap', ...Array.from({ length: 10 }, () => 'assets.changed' as const)])
    expect(events[0]).toMatchObject({ seq: before + 20, data: { after: before, before: before + 21 } })
    trimEvents(writer, Date.now(), 0)
    appendEvent(writer, 'assets.changed', {}, Date.now())
    expect(lastEvent(reader)).toBe(before + 31)
    expect(kindsOf(readEvents(reader, before + 5, [], 10))).toEqual(['gap', 'assets.changed'])
  })

  it('tells a reader whose number is beyond the last one, and takes it back to the last', async () => {
    await using library = await testLibrary()
    const { client } = library
    const { last } = await client.events.list({ after: 0, kinds: [] })
    expect((await client.events.list({ after: last + 500, kinds: ['settings.changed'] })).events).toMatchObject([
      { kind: 'gap', seq: last, data: { after: last + 500, before: last + 1 } },
    ])
    expect((await client.events.list({ after: last, kinds: [] })).events).toEqual([])
    const seen: LibraryEvent[] = []
    for await (const event of await client.events.watch({ after: last + 500, kinds: ['settings.changed'] })) {
      seen.push(event)
      if (seen.length === 1) await client.settings.set({ ...op(), changes: { requiredDevices: 1 } })
      else break
    }
    expect(kindsOf(seen)).toEqual(['gap', 'settings.changed'])
    expect(seen[0]!.seq).toBe(last)
  })

  it('gives each event to a follower once, though it is killed at any moment', async () => {
    using ground = testContext()
    const { writer, folder } = ground.context.library
    writer.exec('CREATE TABLE taken (seq INTEGER NOT NULL) STRICT')
    consumeEvents(writer, 'counter', () => {}, 10)
    const from = lastEvent(writer)
    for (let number = 0; number < 4_000; number += 1) appendEvent(writer, 'assets.changed', { number }, Date.now())
    for (let kill = 0; kill < 6; kill += 1) {
      const child = fork(
        fileURLToPath(new URL('../../fixtures/event-follower.ts', import.meta.url)),
        [folder.database],
        { stdio: 'ignore' },
      )
      const ended = once(child, 'exit')
      // Somewhere in its work, which takes as long as it takes.
      await once(child, 'message')
      child.kill('SIGKILL')
      await ended
    }
    const db = openWriter(folder.database)
    try {
      while (
        consumeEvents(
          db,
          'counter',
          (event) => {
            db.prepare('INSERT INTO taken (seq) VALUES (?)').run(event.seq)
          },
          100,
        ) > 0
      );
      const { count, distinct, first, last } = db
        .prepare(
          'SELECT count(*) AS count, count(DISTINCT seq) AS "distinct", min(seq) AS first, max(seq) AS last FROM taken',
        )
        .get() as Record<string, number>
      expect({ count, distinct, first, last }).toEqual({
        count: 4_000,
        distinct: 4_000,
        first: from + 1,
        last: from + 4_000,
      })
    } finally {
      db.close()
    }
  }, 60_000)
})
