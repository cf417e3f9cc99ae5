/** The app's own schemes: what they serve, in which pieces, and what they never serve. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerApp } from '../../../electron/main/app-protocol.ts'
import { answerMedia, remembering, type MediaSource } from '../../../electron/main/media-protocol.ts'
import { preferenceFile } from '../../../electron/main/preferences.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { newId } from '../../../shared/util/ids.ts'

const folder = mkdtempSync(join(tmpdir(), 'rushes-schemes-'))
const derivatives = join(folder, 'derivatives')
mkdirSync(derivatives)
const bytes = Buffer.from(Array.from({ length: 1000 }, (_, at) => at % 251))
writeFileSync(join(derivatives, 'proxy.mp4'), bytes)
writeFileSync(join(folder, 'secret'), 'secret')
symlinkSync(join(folder, 'secret'), join(derivatives, 'link.mp4'))

const ids = { proxy: newId(), link: newId(), outside: newId() }
const files: Readonly<Record<string, string>> = {
  [ids.proxy]: join(derivatives, 'proxy.mp4'),
  [ids.link]: join(derivatives, 'link.mp4'),
  [ids.outside]: join(folder, 'secret'),
}
let asked = 0
const source: MediaSource = {
  folder: derivatives,
  find: (id) => {
    asked += 1
    const path = files[id]
    return path === undefined
      ? Promise.reject(new RushesError('not_found', 'Not there.'))
      : Promise.resolve({ path, mime: 'video/mp4' })
  },
}
const get = (id: string, range?: string, method = 'GET'): Promise<Response> =>
  answerMedia(
    source,
    new Request(`media://derivative/${id}`, { method, ...(range === undefined ? {} : { headers: { Range: range } }) }),
  )

describe('media://', () => {
  it('sends a derivative whole', async () => {
    const answer = await get(ids.proxy)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('accept-ranges')).toBe('bytes')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  })

  it.each([
    ['bytes=0-99', 0, 100],
    ['bytes=900-', 900, 1000],
    ['bytes=-50', 950, 1000],
    ['bytes=990-5000', 990, 1000],
  ])('sends the part %s', async (range, start, end) => {
    const answer = await get(ids.proxy, range)
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/1000`)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes.subarray(start, end))
  })

  it('is sandboxed, and a type that no recipe makes goes as bytes', async () => {
    const known = await answerMedia(source, new Request(`media://derivative/${ids.proxy}`))
    expect(Object.fromEntries(known.headers)).toMatchObject({
      'content-security-policy': `sandbox; default-src 'none'`,
      'x-content-type-options': 'nosniff',
    })
    const page = await answerMedia(
      { ...source, find: async (id) => ({ ...(await source.find(id)), mime: 'text/html' }) },
      new Request(`media://derivative/${ids.proxy}`),
    )
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'content-security-policy': `sandbox; default-src 'none'`,
    })
  })

  it('answers 416 behind the end, and only the head to HEAD', async () => {
    expect((await get(ids.proxy, 'bytes=1000-')).status).toBe(416)
    const head = await get(ids.proxy, undefined, 'HEAD')
    expect([head.status, head.headers.get('content-length'), head.body]).toEqual([200, '1000', null])
  })

  it('sends nothing that lies outside the library’s derivatives, not even through a link', async () => {
    expect((await get(ids.outside)).status).toBe(404)
    expect((await get(ids.link)).status).toBe(404)
  })

  it('knows only ids, GET and its own host', async () => {
    const before = asked
    expect((await get('..%2f..%2frushes.db')).status).toBe(404)
    expect((await get(ids.proxy, undefined, 'DELETE')).status).toBe(405)
    expect((await answerMedia(source, new Request(`media://other/${ids.proxy}`))).status).toBe(404)
    expect(asked).toBe(before)
  })

  it('asks the player to come again while the engine starts', async () => {
    expect((await answerMedia(null, new Request(`media://derivative/${ids.proxy}`))).status).toBe(503)
    const away: MediaSource = {
      folder: derivatives,
      find: () => Promise.reject(new RushesError('engine.unavailable', 'It starts.')),
    }
    expect((await answerMedia(away, new Request(`media://derivative/${ids.proxy}`))).status).toBe(503)
  })

  it('remembers what was found, so that seeking needs no engine', async () => {
    const known = remembering(source)
    const before = asked
    await known.find(ids.proxy)
    await known.find(ids.proxy)
    expect(asked).toBe(before + 1)
    await expect(known.find(newId())).rejects.toThrow('Not there.')
  })
})

describe('media:// with parameters', () => {
  const small: MediaSource = {
    ...source,
    find: async (id, params) =>
      params === 'a38e19a695ad3743'
        ? { path: join(derivatives, 'proxy.mp4'), mime: 'audio/mp4' }
        : await source.find(id),
  }
  const typeOf = async (words: string, from = small): Promise<string | null> =>
    (await answerMedia(from, new Request(`media://derivative/${ids.proxy}${words}`))).headers.get('content-type')

  it('sends the one that has them, and remembers each', async () => {
    const known = remembering(small)
    for (const from of [small, known, known])
      expect([await typeOf('', from), await typeOf('?params=a38e19a695ad3743', from)]).toEqual([
        'video/mp4',
        'audio/mp4',
      ])
  })

  it('has none for what is no hash', async () => {
    for (const words of ['?params=', '?params=../x', '?params=A38E19A695AD3743'])
      expect((await answerMedia(small, new Request(`media://derivative/${ids.proxy}${words}`))).status).toBe(404)
  })
})

describe('app://', () => {
  const window = join(folder, 'window')
  mkdirSync(join(window, 'assets'), { recursive: true })
  writeFileSync(join(window, 'index.html'), '<!doctype html>')
  writeFileSync(join(window, 'assets', 'a.js'), 'export {}')

  it('serves the window with its policy', async () => {
    const answer = await answerApp(window, new Request('app://rushes/'))
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(answer.headers.get('content-security-policy')).toContain(`script-src 'self'`)
    expect((await answerApp(window, new Request('app://rushes/assets/a.js'))).headers.get('content-type')).toMatch(
      /^text\/javascript/,
    )
  })

  it.each([
    'app://rushes/..%2fsecret',
    'app://rushes/%2e%2e/secret',
    'app://rushes/assets/../../secret',
    'app://rushes/nothing',
    'app://rushes/%',
  ])('serves nothing for %s', async (address) => {
    expect((await answerApp(window, new Request(address))).status).toBe(404)
  })

  it('knows no other host', async () => {
    expect((await answerApp(window, new Request('app://elsewhere/'))).status).toBe(403)
  })
})

describe('the app’s preferences', () => {
  const file = join(folder, 'app', 'preferences.json')

  it('are kept', () => {
    preferenceFile(file).change({ library: '/lib', maximized: true })
    expect(preferenceFile(file).read()).toMatchObject({ library: '/lib', maximized: true, bounds: null })
  })

  it('begin anew when they are torn', () => {
    writeFileSync(file, '{"library": "/li')
    expect(preferenceFile(file).read()).toMatchObject({ library: null, recent: [] })
  })
})
