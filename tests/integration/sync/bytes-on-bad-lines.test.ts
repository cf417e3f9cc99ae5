/** Bytes over a line on which everything goes wrong at once: they arrive whole, or it is said that they did not. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRushesError } from '../../../shared/model/errors.ts'
import { createPace } from '../../../electron/engine/sync/stores/pace.ts'
import { createS3Store } from '../../../electron/engine/sync/stores/s3.ts'
import { repositoryAt, startDevice } from '../../helpers/byte-sync.ts'
import { hasCeph } from '../../helpers/ceph-gateway.ts'
import { startFaultProxy, type Fault, type FaultProxy } from '../../helpers/fault-proxy.ts'
import { QUICK, startCephServer, startS3rver, type S3Server } from '../../helpers/stores.ts'
import { until } from '../../helpers/until.ts'

const go = new AbortController().signal
const FAULTS: readonly Fault[] = [
  { is: 'answer', status: 500, code: 'InternalError' },
  { is: 'answer', status: 503, code: 'SlowDown' },
  { is: 'answer', status: 429, code: 'TooManyRequests' },
  { is: 'reset-request' },
  { is: 'lose-answer' },
  { is: 'cut-answer' },
  { is: 'short-answer' },
  { is: 'flip-bit' },
  { is: 'twice' },
  { is: 'slow', ms: 20 },
  { is: 'stale-list', hides: (key) => key.includes('idx/') || key.includes('/m/') },
]

/** Numbers that are the same in every run. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = Math.imul(state ^ (state >>> 15), state | 1)
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61)
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32
  }
}

describe.each([
  { name: 's3rver', start: startS3rver },
  ...(hasCeph() ? [{ name: 'ceph', start: startCephServer }] : []),
])('bytes and a bad line to $name', ({ start }) => {
  let server: S3Server
  let proxy: FaultProxy
  beforeAll(async () => {
    server = await start()
    proxy = await startFaultProxy(server.endpoint)
  }, 240_000)
  afterAll(async () => {
    await proxy.close()
    await server.close()
  })

  it.each([11, 22, 33])('arrive whole in spite of everything (%i)', async (seed) => {
    const roll = dice(seed)
    const remote = server.remote(proxy.endpoint)
    proxy.setFaults(() => null)
    const store = createS3Store(remote, { keys: async () => server.keys, retry: QUICK })
    const repository = await repositoryAt(store)
    using here = await startDevice(store, { repository })
    using there = await startDevice(store, { repository })
    const files = [
      here.write('A001.mov', randomBytes(6_000_000)),
      here.write('A002.mov', randomBytes(2_000_000)),
      here.write('poster', randomBytes(5000), 'posters'),
    ]
    proxy.setFaults(() => (roll() < 0.25 ? FAULTS[Math.floor(roll() * FAULTS.length)]! : null))
    await here.sync.enqueue(files)
    // Whoever misses a content looks for it anew once a second at most: until then it is not found again.
    const tillItEndsWell = (work: () => Promise<unknown>): Promise<true> =>
      until('it ends well', () =>
        work().then(
          () => true as const,
          (error: unknown) => {
            // Never anything but what a line can do.
            if (!isRushesError(error) || !/^remote\.(unreachable|throttled|damaged)|not_found/.test(error.code))
              throw error
            return false as const
          },
        ),
      )
    await tillItEndsWell(() => here.sync.run(go))
    for (const file of files) {
      expect(here.sync.state(file.contentId).state).toBe('done')
      await tillItEndsWell(() => there.sync.fetch(file, there.path(file.contentId), { signal: go }))
      expect(there.read(file.contentId).equals(here.read(file.contentId))).toBe(true)
    }
    proxy.setFaults(() => null)
    expect((await there.sync.verifyRemote({ depth: 'full', repair: false }, go)).problems).toEqual([])
  })

  it('ask for keys when they expire in the middle, and go on with new ones', async () => {
    const remote = server.remote(proxy.endpoint)
    const store = createS3Store(remote, { keys: async () => server.keys, retry: QUICK })
    proxy.setFaults(() => null)
    using here = await startDevice(store)
    const clip = here.write('A001.mov', randomBytes(8_000_000))
    await here.sync.enqueue([clip])
    let puts = 0
    proxy.setFaults(({ method, path }) =>
      method === 'PUT' && path.includes('/packs/') && ++puts > 3
        ? { is: 'answer', status: 400, code: 'ExpiredToken' }
        : null,
    )
    await expect(here.sync.run(go)).rejects.toMatchObject({ code: 'remote.denied' })
    proxy.setFaults(() => null)
    expect((await here.sync.run(go)).sentBytes).toBeLessThan(6_500_000)
    expect(here.sync.state('A001.mov').state).toBe('done')
    expect(existsSync(here.path('A001.mov'))).toBe(true)
  })

  it('go no faster than they may, and faster as soon as they may', async () => {
    const sending = createPace(1_000_000)
    const store = createS3Store(server.remote(proxy.endpoint), { keys: async () => server.keys, sending, retry: QUICK })
    proxy.setFaults(() => null)
    using here = await startDevice(store)
    const clip = here.write('A001.mov', randomBytes(6_000_000))
    await here.sync.enqueue([clip])
    const begun = performance.now()
    const running = here.sync.run(go)
    const sent = await until(
      'a megabyte has gone',
      () => here.sync.progress().sentBytes >= 1_000_000 && here.sync.progress().sentBytes,
    )
    // By the time that really went by, with what may go at once at the beginning.
    expect(sent).toBeLessThan((performance.now() - begun) * 1_000 + 2_500_000)
    sending.setRate(null)
    await running
    expect(here.sync.state('A001.mov').state).toBe('done')
  })
})
