/** Lists of servers that do as they like: what is there is told once and in order, or it is said that nobody knows. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createS3Store } from '../../../electron/engine/sync/stores/s3.ts'
import { QUICK } from '../../helpers/stores.ts'

let server: Server | undefined
afterEach(async () => {
  await new Promise((resolve) => {
    server!.close(resolve)
  })
})

/** A store at a server whose lists are what `pages` says for each `start-after`. */
async function listing(
  page: (after: string, nth: number) => { readonly keys: readonly string[]; readonly more: boolean },
) {
  let nth = 0
  server = createServer((request, response) => {
    const after = new URL(request.url!, 'http://x').searchParams.get('start-after') ?? ''
    const { keys, more } = page(after, nth++)
    const contents = keys
      .map(
        (key) =>
          `<Contents><Key>${key}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"x"</ETag></Contents>`,
      )
      .join('')
    response.writeHead(200, { 'content-type': 'application/xml', connection: 'close' })
    response.end(
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${contents}</ListBucketResult>`,
    )
  })
  await new Promise<void>((resolve) => {
    server!.listen(0, '127.0.0.1', resolve)
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const store = createS3Store(
    { kind: 's3', bucket: 'crew', prefix: '', endpoint, region: 'us-east-1', profile: null, pathStyle: true },
    { keys: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }), retry: QUICK },
  )
  const found: string[] = []
  for await (const { key } of store.list('j/')) found.push(key)
  return found
}

describe('a list', () => {
  it('that comes in pages, one of them twice and none in order, gives every key once and in order', async () => {
    const pages = [
      ['j/b', 'j/a'],
      ['j/a', 'j/b', 'j/c'],
      ['j/e', 'j/d'],
    ]
    expect(await listing((_, nth) => ({ keys: pages[nth] ?? [], more: nth < 2 }))).toEqual([
      'j/a',
      'j/b',
      'j/c',
      'j/d',
      'j/e',
    ])
  })

  it('asks for what comes after the last key', async () => {
    const asked: string[] = []
    await listing((after) => {
      asked.push(after)
      return after === '' ? { keys: ['j/a', 'j/b'], more: true } : { keys: ['j/c'], more: false }
    })
    expect(asked).toEqual(['', 'j/b'])
  })

  it('that never gets further is a failure, and not an end', async () => {
    await expect(listing(() => ({ keys: ['j/a'], more: true }))).rejects.toMatchObject({ code: 'remote.unreachable' })
  })

  it('leaves out what was not asked for', async () => {
    expect(await listing(() => ({ keys: ['../etc', 'heads/a', 'j/../../etc', 'j/a', 'j/a b'], more: false }))).toEqual([
      'j/a',
    ])
  })
})
