/**
 * The engine on loopback: who is let in, what is served, and in which pieces.
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startHttpHost, type HttpHost } from '../../../electron/hosts/http-server.ts'
import type { Engine } from '../../../electron/engine/index.ts'
import { scratch } from '../../helpers/library.ts'

const TOKEN = 'b'.repeat(64)
const place = scratch()
const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
let host: HttpHost

interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Buffer
}

/** A request as a browser, or a villain, could send it. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: host.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
      .on('error', reject)
      .end()
  })
}

/**
 * The first line of the answer to a request of these words, which no client of good manners would send; empty when
 * there is none.
 */
function raw(words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(host.port, '127.0.0.1', () =>
      socket.write(
        `${words} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
      ),
    )
    socket
      .setEncoding('utf8')
      .on('data', (part: string) => {
        text += part
      })
      .on('error', reject)
      .on('close', () => resolve(text))
  })
}

const auth = { authorization: `Bearer ${TOKEN}` }

beforeAll(async () => {
  const windowFolder = join(place.dir, 'window')
  mkdirSync(windowFolder)
  writeFileSync(join(windowFolder, 'index.html'), '<!doctype html><title>Rushes</title>')
  writeFileSync(join(place.dir, 'secret.txt'), 'not for pages')
  symlinkSync(join(place.dir, 'secret.txt'), join(windowFolder, 'link.txt'))
  writeFileSync(join(place.dir, 'proxy.mp4'), bytes)
  // Of an engine, the host needs a router, derivatives and the description alone.
  const engine: Pick<Engine, 'router' | 'derivative' | 'openApi'> = {
    router: {} as Engine['router'],
    openApi: async () => ({ openapi: '3.1.1' }),
    derivative: (id, params) =>
      id === 'good' && (params === undefined || params === 'default' || params === 'a38e19a695ad3743')
        ? { path: join(place.dir, 'proxy.mp4'), mime: 'video/mp4', bytes: bytes.length }
        : undefined,
  }
  host = await startHttpHost(engine as Engine, {
    token: TOKEN,
    shellSecret: 'f'.repeat(64),
    host: '127.0.0.1',
    port: 0,
    windowFolder,
    hosts: [],
  })
})
afterAll(async () => {
  await host.close()
  place[Symbol.dispose]()
})

describe('who is let in', () => {
  it('nobody without the token', async () => {
    for (const path of ['/', '/media/good', '/openapi.json']) expect((await get(path)).status).toBe(403)
    expect((await get('/', { authorization: 'Bearer wrong' })).status).toBe(403)
  })

  it('the link with the token signs a page in, and the token leaves the address bar', async () => {
    const answer = await get(`/?token=${TOKEN}`)
    expect(answer).toMatchObject({ status: 303, headers: { location: '/' } })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect((await get('/', { cookie: cookie.split(';')[0]! })).status).toBe(200)
    expect((await get('/?token=wrong')).status).toBe(403)
  })

  it('no other site, by Host (DNS rebinding) or by Origin', async () => {
    expect((await get('/', { ...auth, host: `evil.example:${host.port}` })).status).toBe(403)
    expect((await get('/', { ...auth, origin: 'https://evil.example' })).status).toBe(403)
    expect((await get('/', { ...auth, origin: `http://127.0.0.1:${host.port}` })).status).toBe(200)
  })

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer x' }],
    ['another site', { ...auth, origin: 'https://evil.example' }],
  ])('no socket with %s', async (_who, headers) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers })
    await expect(
      new Promise((resolve, reject) => {
        socket.once('open', resolve)
        socket.once('error', reject)
      }),
    ).rejects.toThrow(/403/)
  })

  it('nothing but reading', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await get('/', auth, method)).status).toBe(405)
  })
})

describe('addresses that are none', () => {
  it.each([
    '//',
    '///',
    '//:99999/',
    'http://[/',
    'http://',
    '//evil.com/',
    '/.//evil.com/',
    '/a/..//evil.com/',
    '/\\evil.com/',
    '/.\\/evil.com/',
    'foo:bar',
  ])('%s is answered with 400', async (path) => {
    for (const method of ['GET', 'HEAD']) expect(await raw(`${method} ${path}`)).toMatch(/^HTTP\/1\.1 400 /)
    const signing = await raw(`GET ${path}?token=${TOKEN}`)
    expect(signing).toMatch(/^HTTP\/1\.1 400 /)
    expect(signing).not.toMatch(/^location:/im)
  })

  it('the link with the token leads to a path of this host, whatever it was', async () => {
    for (const path of ['/', '/.', '/..', '/x/', '/%2f/evil.com', '/%5cevil.com', `http://evil.com/page`]) {
      const answer = await raw(`GET ${path}?token=${TOKEN}`)
      expect(answer).toMatch(/^HTTP\/1\.1 303 /)
      expect(answer).toMatch(/^location: \/(?![/\\])/im)
    }
  })

  it('CONNECT is refused in words, and the next request is answered', async () => {
    for (const target of ['evil.com:443', '127.0.0.1:22', '/'])
      expect(await raw(`CONNECT ${target}`)).toMatch(/^HTTP\/1\.1 405 /)
    expect((await get('/', auth)).status).toBe(200)
  })
})

describe("the window's files", () => {
  it('come with a policy that lets nothing in from outside', async () => {
    const { headers } = await get('/', auth)
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/link.txt', '/..%2fsecret.txt', '/assets/../../secret.txt'])(
    '%s leads nowhere',
    async (path) => {
      const answer = await get(path, auth)
      expect(answer.status).toBe(404)
      expect(answer.body.toString()).not.toContain('not for pages')
    },
  )
})

describe('derivatives', () => {
  it('come whole, and in the pieces that a player asks for', async () => {
    const whole = await get('/media/good', auth)
    expect(whole).toMatchObject({
      status: 200,
      headers: { 'accept-ranges': 'bytes', 'content-length': '1000', 'content-type': 'video/mp4' },
    })
    expect(whole.body.equals(bytes)).toBe(true)
    const part = await get('/media/good', { ...auth, range: 'bytes=100-199' })
    expect(part).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 100-199/1000' } })
    expect(part.body.equals(bytes.subarray(100, 200))).toBe(true)
    expect((await get('/media/good', { ...auth, range: 'bytes=1000-' })).status).toBe(416)
  })

  it('are told by id alone: a path is no id', async () => {
    for (const id of ['nothing', '..%2f..%2fsecret.txt', encodeURIComponent(join(place.dir, 'secret.txt'))]) {
      expect((await get(`/media/${id}`, auth)).status).toBe(404)
    }
  })
})

describe('derivatives with parameters', () => {
  it('are found by the hash of those, which is looked at before anything is sought', async () => {
    for (const path of ['/media/good', '/media/good?params=default', '/media/good?params=a38e19a695ad3743'])
      expect((await get(path, auth)).status).toBe(200)
    expect((await get('/media/good?params=0000000000000000', auth)).status).toBe(404)
    for (const params of ['', '..%2f..', 'A38E19A695AD3743', 'a38e19', '0'.repeat(65), '%7B%22height%22%3A360%7D'])
      expect((await get(`/media/good?params=${params}`, auth)).status).toBe(400)
    expect((await get('/media/good?params=default')).status).toBe(403)
  })
})

describe('derivatives as a browser may misuse them', () => {
  it('are sandboxed, and a name whose percent signs mean nothing is answered', async () => {
    expect((await get('/media/good', auth)).headers).toMatchObject({
      'content-type': 'video/mp4',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `sandbox; default-src 'none'`,
    })
    for (const path of ['/media/%', '/media/%E0%A4%A', '/media/..%2f..%2fsecret.txt', '/media/', '/%'])
      expect((await get(path, auth)).status).toBe(404)
  })
})
