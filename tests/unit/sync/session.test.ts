/** Saying that one is sending, so that nobody removes what one rests on. */
import { describe, expect, it } from 'vitest'
import type { ByteRemote } from '../../../electron/engine/sync/bytes/remote.ts'
import { holdSession, sessionBegan } from '../../../electron/engine/sync/bytes/session.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'

const go = new AbortController().signal
const HOUR = 3_600_000

describe('a session', () => {
  function place() {
    let now = 1_000_000_000_000
    const store = createMemoryStore({ clock: () => now })
    // Only what a session asks for; the store's offset is nothing, as both have one clock here.
    const remote = {
      store: { ...store, clockOffset: () => 0 },
      deviceId: 'device-1',
      now: () => now,
      warn: () => {},
    } as unknown as ByteRemote
    const keys = async (): Promise<string[]> => {
      const found: string[] = []
      for await (const { key } of store.list('sess/')) found.push(key)
      return found
    }
    return {
      store,
      remote,
      keys,
      later: (ms: number) => {
        now += ms
      },
    }
  }

  it('stands while one sends, says when it began, and is gone afterwards', async () => {
    const { store, remote, keys } = place()
    const session = await holdSession(remote, go)
    const [key] = await keys()
    expect(key).toMatch(/^sess\/device-1\/[0-9a-f]{16}$/)
    expect(sessionBegan((await store.get(key!))!)).toBe(1_000_000_000_000)
    await session.end()
    expect(await keys()).toEqual([])
  })

  it('of a crash is taken away by the next one, but not while a copy of the device may be sending', async () => {
    const { remote, keys, later } = place()
    await holdSession(remote, go)
    later(HOUR)
    await holdSession(remote, go)
    expect((await keys()).length).toBe(2)
    later(20 * HOUR)
    await holdSession(remote, go)
    expect((await keys()).length).toBe(1)
  })

  it('that slept for days tells nothing any more of what it learned before', async () => {
    const { remote, later } = place()
    const session = await holdSession(remote, go)
    session.assertFresh()
    later(50 * HOUR)
    expect(() => {
      session.assertFresh()
    }).toThrow(expect.objectContaining({ code: 'remote.unreachable' }))
  })

  it('that can’t be read counts as the oldest there could be', () => {
    for (const text of ['', '{', '{}', '{"beganAt":"x"}', 'null']) expect(sessionBegan(Buffer.from(text))).toBe(0)
  })
})
