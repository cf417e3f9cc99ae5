/** How bytes go: side by side, again after failures, and no faster than they may. */
import { describe, expect, it } from 'vitest'
import { RushesError } from '../../../shared/model/errors.ts'
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.ts'
import { createMeter } from '../../../electron/engine/sync/bytes/meter.ts'
import { rangesOf, type WantedChunk } from '../../../electron/engine/sync/bytes/gathering.ts'
import { inSlices, createPace } from '../../../electron/engine/sync/stores/pace.ts'
import { mayWorkAgain, pauseAfter, tryAgain } from '../../../electron/engine/sync/stores/retry.ts'

const line = (code: 'remote.unreachable' | 'remote.throttled' | 'remote.denied'): RushesError =>
  new RushesError(code, 'It did not work.')

describe('lanes', () => {
  it('widen by one after each round that went well, and halve when it is too much', async () => {
    const lanes = createLanes(2, 4, (error) => (error as Error).message === 'slow down')
    for (let index = 0; index < 2; index += 1) await lanes.run(async () => {})
    expect(lanes.width).toBe(3)
    for (let index = 0; index < 30; index += 1) await lanes.run(async () => {})
    expect(lanes.width).toBe(4)
    await expect(
      lanes.run(async () => {
        throw new Error('slow down')
      }),
    ).rejects.toThrow('slow down')
    expect(lanes.width).toBe(2)
    await expect(
      lanes.run(async () => {
        throw new Error('other')
      }),
    ).rejects.toThrow('other')
    expect(lanes.width).toBe(2)
  })

  it('never have more under way than they are wide', async () => {
    const lanes = createLanes(2, 3, () => false)
    let [now, most] = [0, 0]
    await Promise.all(
      Array.from({ length: 40 }, () =>
        lanes.run(async () => {
          most = Math.max(most, (now += 1))
          await new Promise((resolve) => {
            setImmediate(resolve)
          })
          now -= 1
        }),
      ),
    )
    expect(most).toBeLessThanOrEqual(3)
  })
})

describe('another try', () => {
  it('comes after a wait between nothing and a bound that doubles, longer when fewer requests are asked for', () => {
    const most = { random: () => 0.9999, baseMs: 100, mostMs: 5000 }
    expect([1, 2, 3, 10].map((tried) => pauseAfter(tried, false, most))).toEqual([99, 199, 399, 4999])
    expect(pauseAfter(1, true, most)).toBe(399)
    expect(pauseAfter(5, false, { ...most, random: () => 0 })).toBe(0)
  })

  it('is made where it may help, and not where a person has to act', async () => {
    let tries = 0
    const failing = (error: Error) =>
      tryAgain(
        async () => {
          tries += 1
          throw error
        },
        { attempts: 4, baseMs: 1, mostMs: 1 },
      )
    await expect(failing(line('remote.unreachable'))).rejects.toMatchObject({ code: 'remote.unreachable' })
    expect(tries).toBe(4)
    await expect(failing(line('remote.denied'))).rejects.toMatchObject({ code: 'remote.denied' })
    expect(tries).toBe(5)
    expect([line('remote.throttled'), line('remote.denied'), new Error('x')].map(mayWorkAgain)).toEqual([
      true,
      false,
      false,
    ])
    await expect(
      tryAgain(
        async (before) => {
          if (before < 2) throw line('remote.throttled')
          return before
        },
        { baseMs: 1 },
      ),
    ).resolves.toBe(2)
  })

  it('ends when it is told to', async () => {
    const stop = new AbortController()
    const trying = tryAgain(
      async () => {
        stop.abort()
        throw line('remote.unreachable')
      },
      { signal: stop.signal, baseMs: 60_000, random: () => 0.99 },
    )
    await expect(trying).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('a pace', () => {
  it('lets bytes through at once where there is none', async () => {
    const parts: number[] = []
    for await (const slice of inSlices(Buffer.alloc(200_000), createPace(null))) parts.push(slice.length)
    expect(parts.reduce((sum, one) => sum + one, 0)).toBe(200_000)
  })

  it('makes bytes wait for their turn, and lets them go when the limit is taken away', async () => {
    // A clock that stands still: it is looked at when the turn is counted, and each time it may have come.
    let looks = 0
    let went = false
    const looked = Promise.withResolvers<void>()
    const pace = createPace(1000, () => {
      if ((looks += 1) > 4) looked.resolve()
      return 0
    })
    const going = pace.take(1_000_000).then(() => {
      went = true
    })
    await looked.promise
    expect(went).toBe(false)
    pace.setRate(null)
    await going
    expect(went).toBe(true)
  })

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController()
    const going = createPace(1).take(1_000_000, stop.signal)
    stop.abort()
    await expect(going).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('a meter', () => {
  it('says how fast bytes went lately, and how long the rest takes', () => {
    let now = 0
    const meter = createMeter(() => now)
    expect(meter.progress(1000)).toMatchObject({ bytesPerSecond: null, secondsLeft: null })
    for (now = 1000; now <= 30_000; now += 1000) meter.add({ read: 2_000_000, sent: 1_000_000, skipped: 1_000_000 })
    const told = meter.progress(60_000_000)
    expect(told).toMatchObject({ readBytes: 60_000_000, sentBytes: 30_000_000, skippedBytes: 30_000_000 })
    expect(told.bytesPerSecond! / 1e6).toBeCloseTo(1, 0)
    expect(told.secondsLeft!).toBeCloseTo(30, -1)
  })
})

describe('chunks that are fetched', () => {
  const chunk = (pack: number, offset: number, stored: number): WantedChunk => ({
    name: Buffer.alloc(32),
    bytes: stored - 5,
    at: 0,
    pack: Buffer.alloc(32, pack),
    offset,
    stored,
  })

  it('come in one request where they are neighbours, and not in one that is too long', () => {
    const ranges = rangesOf([
      chunk(1, 600_004, 600_000),
      chunk(2, 4, 1000),
      chunk(1, 4, 600_000),
      chunk(1, 9_000_000, 100),
      chunk(2, 50_000, 1000),
    ])
    expect(ranges.map(({ from, length, chunks }) => [from, length, chunks.length])).toEqual([
      [4, 1_200_000, 2],
      [9_000_000, 100, 1],
      [4, 50_996, 2],
    ])
    expect(
      rangesOf(Array.from({ length: 40 }, (_, index) => chunk(1, 4 + index * 600_000, 600_000))).every(
        ({ length }) => length <= 8 << 20,
      ),
    ).toBe(true)
    // The same chunk twice in a file is asked for once.
    expect(rangesOf([chunk(1, 4, 1000), chunk(1, 4, 1000)]).map(({ length }) => length)).toEqual([1000])
  })
})
