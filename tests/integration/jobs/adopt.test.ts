/**
 * Proxies that cameras made: taken over as they are where they are this clip, shown in place of originals that nothing
 * here reads, and never made again unasked.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { madeWith, mediaContext } from '../../helpers/media.ts'
import { allSettled, op, scan, workbench, type Bench } from './bench.ts'

const encoded = (name: string, size: string, frames: number, ...more: string[]): Promise<string> =>
  madeWith(name, [
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=${size}:rate=25:duration=4`,
    '-f',
    'lavfi',
    '-i',
    'sine=sample_rate=48000:duration=4',
    '-t',
    String(frames / 25),
    '-pix_fmt',
    'yuv420p',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    ...more,
  ])
const original = (): Promise<string> =>
  encoded('original.mp4', '640x360', 50, '-c:a', 'aac', '-ac', '2', '-timecode', '10:00:00:00')
const small = (frames = 50, timecode = '10:00:00:00'): Promise<string> =>
  encoded('small.mp4', '320x180', frames, '-c:a', 'aac', '-timecode', timecode)

function lay(bench: Bench, files: Readonly<Record<string, string>>): void {
  for (const [name, from] of Object.entries(files)) {
    const path = join(bench.card, name)
    mkdirSync(dirname(path), { recursive: true })
    copyFileSync(from, path)
  }
}

/** The one clip of the card when its work is done, and what was made. */
async function only(bench: Bench): Promise<{ readonly clip: AssetDetail; readonly kinds: string[] }> {
  await scan(bench.client, bench.card)
  const kinds = (await allSettled(bench.client)).map(({ kind, state }) => `${kind} ${state}`)
  const { rows } = await bench.client.assets.list({ query: 'kind:video' })
  expect(rows).toHaveLength(1)
  return { clip: await bench.client.assets.get({ id: rows[0]!.id }), kinds: kinds.toSorted() }
}

const proxyOf = async (bench: Bench, clip: AssetDetail) =>
  await probeFile(bench.engine.derivative(clip.derivatives.proxy!)!.path, await mediaContext())

describe('the proxy on a card', { timeout: 120_000 }, () => {
  it.each([
    ['Sony Alpha', 'PRIVATE/M4ROOT/CLIP/C0001.MP4', 'PRIVATE/M4ROOT/SUB/C0001S03.MP4'],
    ['GoPro', 'DCIM/100GOPRO/GX010012.MP4', 'DCIM/100GOPRO/GL010012.LRV'],
    ['DJI', 'DCIM/100MEDIA/DJI_0001.MP4', 'DCIM/100MEDIA/DJI_0001.LRF'],
    ['an editing system', 'A001/A001C001.MP4', 'A001/Proxy/A001C001.mp4'],
  ])('%s: is copied, not made again, and is shown as what it is', async (_, clipName, proxyName) => {
    await using bench = await workbench()
    lay(bench, { [clipName]: await original(), [proxyName]: await small() })
    const { clip, kinds } = await only(bench)
    expect(kinds).toEqual(['adopt-proxy done', 'filmstrip done', 'poster done', 'waveform done'])
    const name = proxyName.slice(proxyName.lastIndexOf('/') + 1)
    expect(clip.cameraProxies).toEqual([
      { name, use: 'review', framesHold: true, said: ['Its channels differ: 1, and 2 in the original.'] },
    ])
    expect(clip.facts).toContainEqual({
      group: 'Camera proxy',
      label: name,
      value: 'Review picture. Its channels differ: 1, and 2 in the original.',
    })
    expect(await proxyOf(bench, clip)).toMatchObject({
      durationFrames: 50,
      start: { text: '10:00:00:00' },
      video: [{ width: 320, height: 180 }],
    })
    // Asked for again it is there; our own is made when that is what is asked for.
    expect(await bench.client.jobs.request({ ...op(), recipes: ['proxy'] })).toEqual({ count: 0 })
    expect(await bench.client.jobs.request({ ...op(), recipes: ['proxy'], own: true })).toEqual({ count: 1 })
    await allSettled(bench.client)
    const now = await bench.client.assets.get({ id: clip.id })
    expect(now.cameraProxies[0]?.use).toBe('none')
    expect(await proxyOf(bench, now)).toMatchObject({ video: [{ width: 640, height: 360 }] })
  })

  it('of other frames or another timecode is not used: ours is made, and why is said', async () => {
    await using bench = await workbench()
    lay(bench, {
      'DCIM/100MEDIA/DJI_0001.MP4': await original(),
      'DCIM/100MEDIA/DJI_0001.LRF': await small(40, '11:00:00:00'),
    })
    const { clip, kinds } = await only(bench)
    expect(kinds).toEqual(['filmstrip done', 'poster done', 'proxy done', 'waveform done'])
    expect(clip.cameraProxies[0]).toMatchObject({ use: 'none', framesHold: false })
    expect(clip.cameraProxies[0]!.said.slice(0, 2)).toEqual([
      'It has 40 frames, the original 50.',
      'It starts at 11:00:00:00, the original at 10:00:00:00.',
    ])
    expect(await bench.client.editProxies.adopt({ ...op() })).toMatchObject({ count: 0, rows: [{ name: 'DJI_0001' }] })
  })

  it('that is cut short when it is copied is replaced by ours', async () => {
    await using bench = await workbench()
    lay(bench, { 'DCIM/100MEDIA/DJI_0001.MP4': await original(), 'DCIM/100MEDIA/DJI_0001.LRF': await small() })
    await bench.client.jobs.pause({ ...op(), paused: true })
    await scan(bench.client, bench.card)
    writeFileSync(join(bench.card, 'DCIM/100MEDIA/DJI_0001.LRF'), Buffer.alloc(50_000))
    await bench.client.jobs.pause({ ...op(), paused: false })
    const jobs = await allSettled(bench.client)
    const ended = (kind: string) => jobs.find((job) => job.kind === kind)?.state
    expect([ended('adopt-proxy'), ended('proxy')]).toEqual(['failed', 'done'])
  })

  it('of each chapter is compared with its own chapter', async () => {
    await using bench = await workbench()
    const next = (name: string, size: string): Promise<string> =>
      encoded(name, size, 50, '-c:a', 'aac', '-timecode', '10:00:02:00', '-vf', 'negate')
    lay(bench, {
      'DCIM/100GOPRO/GX010012.MP4': await original(),
      'DCIM/100GOPRO/GX020012.MP4': await encoded(
        'second.mp4',
        '640x360',
        50,
        '-c:a',
        'aac',
        '-ac',
        '2',
        '-timecode',
        '10:00:02:00',
        '-vf',
        'negate',
      ),
      'DCIM/100GOPRO/GL010012.LRV': await small(),
      'DCIM/100GOPRO/GL020012.LRV': await next('second-small.mp4', '320x180'),
    })
    const { clip, kinds } = await only(bench)
    expect(clip.durationFrames).toBe(100)
    expect(kinds).toContain('proxy done')
    for (const { framesHold, said } of clip.cameraProxies)
      expect([framesHold, said]).toEqual([
        true,
        [
          'Its channels differ: 1, and 2 in the original.',
          'It agrees with its file. The recording is in several files, whose proxies are not joined: Rushes makes its own.',
        ],
      ])
    expect(clip.cameraProxies).toHaveLength(2)
  })

  it('of which several lie beside a clip are not chosen from: ours is made, and why is said', async () => {
    await using bench = await workbench()
    lay(bench, {
      'DCIM/100MEDIA/DJI_0001.MP4': await original(),
      'DCIM/100MEDIA/DJI_0001.LRF': await small(),
      'DCIM/100MEDIA/Proxy/DJI_0001.mp4': await small(50, '10:00:00:00'),
    })
    const { clip, kinds } = await only(bench)
    expect(kinds).toContain('proxy done')
    expect(clip.cameraProxies).toHaveLength(2)
    for (const { use, said } of clip.cameraProxies)
      expect([use, said.at(-1)]).toEqual([
        'none',
        'It agrees with the clip. Several proxies lie beside the clip, and nothing says which one is meant: Rushes makes its own.',
      ])
  })

  it('of an ending that no editing system opens is not said to link', async () => {
    await using bench = await workbench()
    lay(bench, { 'DCIM/100MEDIA/DJI_0001.MP4': await original(), 'DCIM/100MEDIA/DJI_0001.LRF': await small() })
    const { clip } = await only(bench)
    const wish = { ids: [clip.id], params: editParamsSchema.parse({}), to: bench.dir }
    expect((await bench.client.editProxies.plan(wish)).rows[0]!.already).toBe(
      'DJI_0001.LRF beside it is a proxy, but no editing system opens a .LRF as it is.',
    )
  })

  it('is told to whoever plans edit proxies', async () => {
    await using bench = await workbench()
    const twin = await encoded('twin.mp4', '320x180', 50, '-c:a', 'aac', '-ac', '2', '-timecode', '10:00:00:00')
    lay(bench, { 'A001/A001C001.MP4': await original(), 'A001/Proxy/A001C001.mp4': twin })
    const { clip } = await only(bench)
    const plan = await bench.client.editProxies.plan({
      ids: [clip.id],
      params: editParamsSchema.parse({}),
      to: bench.dir,
    })
    expect(plan.rows[0]).toMatchObject({
      state: 'ready',
      already: 'A001C001.mp4 beside it links already: Resolve, Premiere, Final Cut.',
    })
  })
})

describe('raw that nothing here reads', { timeout: 120_000 }, () => {
  it.each([
    ['R3D', 'A001_C001_0101AB.RDC/A001_C001_0101AB_001.R3D', 'A001_C001_0101AB.RDC/A001_C001_0101AB.MOV', 'RED2', 4],
    ['Blackmagic RAW', 'A001_01011200_C001.braw', 'Proxy/A001_01011200_C001.mp4', 'wide', 4],
    ['N-RAW', 'DCIM/100NIKON/DSC_0001.NEV', 'DCIM/100NIKON/DSC_0001.MP4', 'ftypniko', 4],
  ])(
    '%s: is shown by the camera’s proxy, with who decodes it, and no frame is counted',
    async (format, name, proxy, magic, at) => {
      await using bench = await workbench()
      lay(bench, { [proxy]: await small() })
      const bytes = Buffer.alloc(4096, 1)
      bytes.writeUInt32BE(16, 0)
      bytes.write(magic, at, 'latin1')
      mkdirSync(dirname(join(bench.card, name)), { recursive: true })
      writeFileSync(join(bench.card, name), bytes)
      const { clip, kinds } = await only(bench)
      expect(kinds).toEqual(['filmstrip done', 'poster done', 'proxy done', 'waveform done'])
      expect(clip).toMatchObject({
        broken: null,
        // Those of the proxy are not the clip's own.
        durationFrames: null,
        startTimecode: null,
        durationMs: 2000,
        derivatives: { poster: expect.any(String), proxy: expect.any(String) },
        cameraProxies: [{ use: 'stands-in', framesHold: false }],
      })
      expect(clip.unsupported).toContain(`no reader for ${format}`)
      expect(clip.unsupported).toMatch(/decode it\./)
      expect(clip.troubles[0]!.said).toContain(
        `Shown by the proxy that its camera made: ${proxy.slice(proxy.lastIndexOf('/') + 1)}.`,
      )
    },
  )

  it('whose proxy is away waits for it, and is made when it comes back', async () => {
    await using bench = await workbench()
    lay(bench, { 'Proxy/A001_01011200_C001.mp4': await small() })
    writeFileSync(
      join(bench.card, 'A001_01011200_C001.braw'),
      Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from('wide'), Buffer.alloc(4096, 1)]),
    )
    await bench.client.jobs.pause({ ...op(), paused: true })
    await scan(bench.client, bench.card)
    const place = join(bench.card, 'Proxy/A001_01011200_C001.mp4')
    rmSync(place)
    await bench.client.jobs.pause({ ...op(), paused: false })
    const held = await allSettled(bench.client)
    expect(new Set(held.map(({ state }) => state))).toEqual(new Set(['held']))
    copyFileSync(await small(), place)
    await scan(bench.client, bench.card)
    expect(new Set((await allSettled(bench.client)).map(({ state }) => state))).toEqual(new Set(['done']))
  })
})
