/**
 * A recording that the camera cut into files is one clip: one length, one poster, one proxy from the first frame of the
 * first piece to the last of the last, also when a piece comes later or is away.
 */
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AssetRow } from '../../../shared/model/asset.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { madeWith, mediaContext } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'
import { allSettled, op, scan, workbench } from './bench.ts'

/** A chapter of one colour with a tone: 25 frames a second, H.264 and AAC as action cameras write them. */
const chapter = (colour: string, seconds: number): Promise<string> =>
  madeWith(`${colour}.mp4`, [
    '-f',
    'lavfi',
    '-i',
    `color=c=${colour}:size=320x180:rate=25:duration=${seconds}`,
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=440:sample_rate=48000:duration=${seconds}`,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-timecode',
    '10:00:00:00',
  ])

/** The mean colour of one frame of a proxy, as red, green and blue. */
async function colourAt(path: string, frame: number): Promise<number[]> {
  const { runner, tools } = await mediaContext()
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: [
      '-hide_banner',
      '-nostdin',
      '-loglevel',
      'error',
      '-i',
      path,
      '-vf',
      `select=eq(n\\,${frame}),scale=1:1:flags=area`,
      '-frames:v',
      '1',
      '-pix_fmt',
      'rgb24',
      '-f',
      'rawvideo',
      'pipe:1',
    ],
  })
  return [...output.subarray(0, 3)]
}
const isRed = ([red = 0, green = 0, blue = 0]: number[]): boolean => red > 200 && green < 60 && blue < 60
const isBlue = ([red = 0, green = 0, blue = 0]: number[]): boolean => blue > 200 && red < 60 && green < 60

describe('the chapters of an action camera', () => {
  it('are one clip with one proxy over all of them', async () => {
    await using bench = await workbench()
    const { client } = bench
    const folder = join(bench.card, 'DCIM/100GOPRO')
    mkdirSync(folder, { recursive: true })
    copyFileSync(await chapter('red', 2), join(folder, 'GX010012.MP4'))
    copyFileSync(await chapter('blue', 1), join(folder, 'GX020012.MP4'))
    await scan(client, bench.card)
    expect((await allSettled(client)).map((job) => [job.kind, job.state]).toSorted()).toEqual(
      ['filmstrip', 'poster', 'proxy', 'waveform'].map((kind) => [kind, 'done']),
    )

    const { rows } = await client.assets.list({})
    expect(rows).toMatchObject([
      { name: 'GX010012', durationFrames: 75, startTimecode: '10:00:00:00', broken: null, work: 'none' },
    ])
    const proxy = bench.engine.derivative(rows[0]!.derivatives.proxy!)!.path
    const made = await probeFile(proxy, await mediaContext())
    expect(made).toMatchObject({ ok: true, durationFrames: 75, start: { text: '10:00:00:00' } })
    expect([
      isRed(await colourAt(proxy, 49)),
      isBlue(await colourAt(proxy, 50)),
      isBlue(await colourAt(proxy, 74)),
    ]).toEqual([true, true, true])
  })

  it('grow when one comes later: what was made is made again', async () => {
    await using bench = await workbench()
    const { client } = bench
    copyFileSync(await chapter('red', 2), join(bench.card, 'GX010012.MP4'))
    await client.roots.add({ ...op(), path: bench.card })
    const row = async (): Promise<AssetRow | undefined> => (await client.assets.list({})).rows[0]
    const first = await until('the proxy of the first', async () => (await row())?.derivatives.proxy)
    await client.notes.add({ ...op(), assetId: (await row())!.id, frame: null, text: 'the good one' })
    copyFileSync(await chapter('blue', 1), join(bench.card, '.incoming'))
    renameSync(join(bench.card, '.incoming'), join(bench.card, 'GX020012.MP4'))
    const grown = await until('the proxy of both', async () => {
      const now = await row()
      return now?.durationFrames === 75 &&
        now.derivatives.proxy !== null &&
        now.derivatives.proxy !== first &&
        now.work === 'none'
        ? now
        : undefined
    })
    expect((await client.assets.list({})).rows).toHaveLength(1)
    expect(
      await probeFile(bench.engine.derivative(grown.derivatives.proxy!)!.path, await mediaContext()),
    ).toMatchObject({ durationFrames: 75 })
    expect(grown.notes).toBe(1)
  })

  it('say so when one of them can’t be read', async () => {
    await using bench = await workbench()
    const { client } = bench
    copyFileSync(await chapter('red', 2), join(bench.card, 'GX010012.MP4'))
    writeFileSync(join(bench.card, 'GX020012.MP4'), Buffer.alloc(50_000, 7))
    await scan(client, bench.card)
    const [row] = (await client.assets.list({})).rows
    expect(row!.broken).toMatch(/^Piece 2 of 2 of this recording can’t be used\. .*\.$/)
  })
})
