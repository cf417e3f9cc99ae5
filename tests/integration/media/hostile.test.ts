/**
 * Hostile media: files that are not what they say, and names that could be read as something else.
 */
import { createServer, type Server } from 'node:http'
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDerivative, makeDerivatives } from '../../../electron/engine/media/derive.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import * as media from '../../helpers/media.ts'

let dir = ''
let server: Server
let requests = 0
let secret = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rushes-hostile-'))
  secret = join(dir, 'secret.mp4')
  await copyFile(await media.plain('25'), secret)
  server = createServer((_request, response) => {
    requests += 1
    response.end()
  })
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
}, 60_000)
afterAll(async () => {
  await new Promise((closed) => {
    server.close(closed)
  })
  await rm(dir, { recursive: true, force: true })
})

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.ts`

describe('a list that pretends to be a clip', { timeout: 60_000 }, () => {
  it.each([
    ['playlist.mp4', () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${secret}\n#EXT-X-ENDLIST\n`],
    ['network.mov', () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${address()}\n#EXT-X-ENDLIST\n`],
    ['concat.mxf', () => `ffconcat version 1.0\nfile '${secret}'\n`],
    [
      'session.mp4',
      () =>
        'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
    ],
    [
      'dash.mp4',
      () =>
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet><Representation id="1" bandwidth="1"><BaseURL>${address()}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
    ['list.wav', () => `#EXTM3U\n${secret}\n`],
    [
      'vector.jpg',
      () =>
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="${address()}"/></svg>`,
    ],
  ])('%s opens no other file and no address', async (name, content) => {
    const path = join(dir, name)
    await writeFile(path, content())
    const context = await media.mediaContext()
    const probe = await probeFile(path, context)
    expect(probe.ok).toBe(false)
    // And not through the back door either: as if the probe had been forged.
    const honest = (await probeFile(secret, context)) as MediaFacts
    const outcomes = await makeDerivatives(
      { recipes: ['poster', 'proxy'], input: path, probe: honest, outDir: join(dir, `out-${name}`) },
      context,
    )
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([false, false])
    expect(requests).toBe(0)
    expect(await readdir(join(dir, `out-${name}`))).toEqual([])
  })
})

describe('a name', { timeout: 60_000 }, () => {
  it.each([
    '-i.mp4',
    '-y',
    'http:__127.0.0.1.mp4',
    'file:x.mp4',
    'pipe:0',
    'concat:a|b.mp4',
    'a%03d.mp4',
    'take one\nline two.mp4',
    "it's [in];a,graph.mp4",
    'Ünïcødé 🎬.mp4',
    '*.mp4',
  ])('%j is only a name', async (name) => {
    const folder = await mkdtemp(join(dir, 'name-'))
    const path = join(folder, name)
    await copyFile(secret, path)
    const context = await media.mediaContext()
    const probe = await probeFile(path, context)
    expect(probe).toMatchObject({ ok: true, durationFrames: 25 })
    const outDir = join(folder, `out ${name.replaceAll('/', '')}`)
    const poster = await makeDerivative({ recipe: 'poster', input: path, probe: probe as MediaFacts, outDir }, context)
    expect(poster.bytes).toBeGreaterThan(500)
  })

  it.each(['still%03d.png', 'still*.png', '-still.png', 'a:b.png'])(
    '%s is one still, never a sequence',
    async (name) => {
      const folder = await mkdtemp(join(dir, 'still-'))
      await mkdir(folder, { recursive: true })
      await copyFile(await media.still('png'), join(folder, name))
      await copyFile(await media.still('png'), join(folder, 'still001.png'))
      const context = await media.mediaContext()
      const probe = await probeFile(join(folder, name), context)
      expect(probe).toMatchObject({ ok: true, kind: 'still' })
      expect(
        await makeDerivative(
          { recipe: 'poster', input: join(folder, name), probe: probe as MediaFacts, outDir: join(folder, 'out') },
          context,
        ),
      ).toMatchObject({ width: 640 })
    },
  )
})
