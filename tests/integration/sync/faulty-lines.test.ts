/**
 * A store behind a line that goes wrong: what is told is true, and what can be tried again is.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { S3Store } from '../../../electron/engine/sync/stores/s3.ts'
import { startFaultProxy, type Fault, type FaultProxy } from '../../helpers/fault-proxy.ts'
import { hasCeph } from '../../helpers/ceph-gateway.ts'
import { startCephServer, startS3rver, type S3Server } from '../../helpers/stores.ts'

const servers = [
  { name: 's3rver', honours: false, start: startS3rver },
  ...(hasCeph() ? [{ name: 'ceph', honours: true, start: startCephServer }] : []),
]

describe.each(servers)('a bad line to $name', ({ start, honours }) => {
  let server: S3Server
  let proxy: FaultProxy
  let store: S3Store
  const bytes = randomBytes(2_000_000)
  /** The first `times` requests of a method go wrong. */
  const first = (times: number, method: string, fault: Fault): void => {
    let left = times
    proxy.setFaults((request) => (request.method === method && left-- > 0 ? fault : null))
  }

  beforeAll(async () => {
    server = await start()
    proxy = await startFaultProxy(server.endpoint)
  }, 240_000)
  afterAll(async () => {
    await proxy.close()
    await server.close()
  })
  beforeEach(() => {
    proxy.setFaults(() => null)
    store = server.at({ endpoint: proxy.endpoint })
  })

  it.each<[string, Fault]>([
    ['500', { is: 'answer', status: 500, code: 'InternalError' }],
    ['503', { is: 'answer', status: 503, code: 'SlowDown', headers: { 'retry-after': '0' } }],
    ['a line that breaks while bytes go out', { is: 'reset-request' }],
    ['an answer that is lost', { is: 'lose-answer' }],
    ['a request that arrives twice', { is: 'twice' }],
    ['a slow server', { is: 'slow', ms: 150 }],
  ])('sends in spite of %s', async (_, fault) => {
    first(3, 'PUT', fault)
    expect(await store.put('packs/aa/x', bytes)).toBe('made')
    expect(Buffer.compare((await store.get('packs/aa/x'))!, bytes)).toBe(0)
  })

  it.each<[string, Fault]>([
    ['500', { is: 'answer', status: 500, code: 'InternalError' }],
    ['too many requests', { is: 'answer', status: 429, code: 'TooManyRequests' }],
    ['a line that breaks while bytes come in', { is: 'cut-answer' }],
  ])('receives in spite of %s', async (_, fault) => {
    await store.put('packs/aa/x', bytes)
    first(3, 'GET', fault)
    expect(Buffer.compare((await store.get('packs/aa/x'))!, bytes)).toBe(0)
  })

  it('hands on what it was given: a flipped bit is for the hashes above to find', async () => {
    await store.put('packs/aa/x', bytes)
    first(1, 'GET', { is: 'flip-bit' })
    expect(Buffer.compare((await store.get('packs/aa/x'))!, bytes)).not.toBe(0)
  })

  it('gives up after six tries, and says what failed', async () => {
    first(100, 'PUT', { is: 'answer', status: 503, code: 'SlowDown' })
    const before = proxy.seen.length
    await expect(store.put('heads/a', bytes)).rejects.toMatchObject({ code: 'remote.throttled' })
    expect(proxy.seen.length - before).toBe(6)
    first(100, 'GET', { is: 'cut-answer' })
    await expect(store.get('packs/aa/x')).resolves.toBeNull()
  })

  it.each([
    [403, 'AccessDenied', 'remote.denied'],
    [400, 'ExpiredToken', 'remote.denied'],
    [403, 'InvalidAccessKeyId', 'remote.denied'],
    [507, 'InsufficientStorage', 'remote.full'],
    [403, 'QuotaExceeded', 'remote.full'],
    [404, 'NoSuchBucket', 'not_found'],
    [301, 'PermanentRedirect', 'remote.denied'],
  ])('does not try again after %i %s', async (status, code, expected) => {
    first(100, 'PUT', { is: 'answer', status, code })
    const before = proxy.seen.length
    await expect(store.put('heads/a', bytes)).rejects.toMatchObject({ code: expected })
    expect(proxy.seen.length - before).toBe(1)
  })

  it('asks for keys again when those it had have expired', async () => {
    let asked = 0
    const short = server.at({
      endpoint: proxy.endpoint,
      keys: async () => ({ ...server.keys, expiration: new Date(Date.now() + (asked++ === 0 ? -1000 : 3_600_000)) }),
    })
    await short.put('heads/a', bytes)
    await short.put('heads/b', bytes)
    expect(asked).toBe(2)
  })

  it.runIf(honours)('knows its own object again when only the answer was lost', async () => {
    await store.put('heads/warm', bytes, { ifAbsent: true })
    first(1, 'PUT', { is: 'lose-answer' })
    expect(await store.put('format.json', bytes, { ifAbsent: true })).toBe('made')
    expect(await store.put('format.json', Buffer.from('other'), { ifAbsent: true })).toBe('there')
  })

  it('finds out once what the server does with conditional writes', async () => {
    expect(await store.conditional()).toBe(honours ? 'honoured' : 'ignored')
    const before = proxy.seen.length
    await store.conditional()
    expect(proxy.seen.length).toBe(before)
  })

  it('writes all the same where a server answers 501 to conditions', async () => {
    first(1, 'PUT', { is: 'answer', status: 501, code: 'NotImplemented' })
    expect(await store.conditional()).toBe('refused')
    expect(await store.put('format.json', bytes, { ifAbsent: true })).toBe('made')
  })

  it('shows what a late list shows, and the rest later', async () => {
    for (const name of ['1', '2', '3']) await store.put(`j/a/${name}`, Buffer.from(name))
    proxy.setFaults(() => ({ is: 'stale-list', hides: (key) => key.endsWith('j/a/2') }))
    const keys = async (): Promise<string[]> => {
      const found: string[] = []
      for await (const { key } of store.list('j/')) found.push(key)
      return found
    }
    expect(await keys()).toEqual(['j/a/1', 'j/a/3'])
    proxy.setFaults(() => null)
    expect(await keys()).toEqual(['j/a/1', 'j/a/2', 'j/a/3'])
  })
})
