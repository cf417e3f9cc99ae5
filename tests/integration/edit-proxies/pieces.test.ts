/**
 * A recording that the camera cut into files has one edit proxy: all frames in order, the timecode of the first.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { PICTURE_FORMATS, editJobResultSchema, editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import { colourOf } from '../../helpers/derived.ts'
import { madeWith, mediaContext } from '../../helpers/media.ts'
import { allSettled, op, scan, workbench } from '../jobs/bench.ts'

/** A piece of one colour, whose sound is a little shorter than its picture, as compressed sound is. */
const piece = (colour: string, frames: number, timecode: string): Promise<string> =>
  madeWith(`${colour}.mp4`, [
    '-f',
    'lavfi',
    '-i',
    `color=c=${colour}:size=320x180:rate=25:duration=${(frames - 0.5) / 25}`,
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=440:sample_rate=48000:duration=${frames / 25 - 0.02}`,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-timecode',
    timecode,
  ])

/** Where the pieces lie on cards, in the order they are played. */
const CARDS: readonly (readonly [string, readonly string[]])[] = [
  [
    'chapters of an action camera',
    ['DCIM/100GOPRO/GX010012.MP4', 'DCIM/100GOPRO/GX020012.MP4', 'DCIM/100GOPRO/GX030012.MP4'],
  ],
  [
    'spans of XDCAM EX',
    [
      'BPAV/CLPR/777_0001_01/777_0001_01.MP4',
      'BPAV/CLPR/777_0001_02/777_0001_02.MP4',
      'BPAV/CLPR/777_0001_03/777_0001_03.MP4',
    ],
  ],
]

describe.each(CARDS)('%s', { timeout: 120_000 }, (_, names) => {
  it('have one edit proxy in each format, over all of them', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.settings.set({ ...op(), changes: { makeProxies: false } })
    const pieces = [
      await piece('red', 50, '10:00:00:00'),
      await piece('lime', 30, '10:00:02:00'),
      await piece('blue', 20, '10:00:03:05'),
    ]
    for (const [index, name] of names.entries()) {
      const path = join(bench.card, name)
      mkdirSync(dirname(path), { recursive: true })
      copyFileSync(pieces[index]!, path)
    }
    await scan(client, bench.card)
    const { rows } = await client.assets.list({ query: 'kind:video' })
    expect(rows).toMatchObject([{ durationFrames: 100, startTimecode: '10:00:00:00' }])
    for (const format of PICTURE_FORMATS) {
      const to = join(bench.dir, format)
      mkdirSync(to)
      const params = editParamsSchema.parse({ format, reel: 'A001' })
      const { jobs } = await client.editProxies.start({ ...op(), ids: [rows[0]!.id], params, to })
      expect(jobs).toHaveLength(1)
      await allSettled(client)
      const job = await client.jobs.get({ id: jobs[0]! })
      expect(job.error).toBeNull()
      const { path, links } = editJobResultSchema.parse(job.result)
      // An editing system sees the files of the card.
      for (const { links: yes, why } of links)
        expect([yes, why[0]]).toEqual([
          false,
          'The original is 3 files of 50, 30 and 20 frames, and this proxy is one of 100: no file of the card is as long.',
        ])
      expect(links).toHaveLength(4)
      const made = await probeFile(path, await mediaContext())
      expect(made).toMatchObject({
        ok: true,
        durationFrames: 100,
        start: { text: '10:00:00:00', frames: 900_000 },
        audio: [{ channels: 1 }],
      })
      const [red = 0, green = 0, blue = 0] = await colourOf(path)
      expect([red > 200, green < 60, blue < 60]).toEqual([true, true, true])
    }
  })

  it('have a proxy of each file when that is asked for, and each links to its file', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.settings.set({ ...op(), changes: { makeProxies: false } })
    const frames = [50, 30, 20]
    const starts = ['10:00:00:00', '10:00:02:00', '10:00:03:05']
    for (const [index, name] of names.entries()) {
      const path = join(bench.card, name)
      mkdirSync(dirname(path), { recursive: true })
      copyFileSync(await piece(['red', 'lime', 'blue'][index]!, frames[index]!, starts[index]!), path)
    }
    await scan(client, bench.card)
    const { rows } = await client.assets.list({ query: 'kind:video' })
    const to = join(bench.dir, 'each')
    mkdirSync(to)
    const wish = { ids: [rows[0]!.id], params: editParamsSchema.parse({ format: 'h264-intra', reel: 'A001' }), to }
    await expect(client.editProxies.plan({ ...wish, eachFile: true, sound: 'as-recorded' })).rejects.toMatchObject({
      code: 'usage',
    })
    const { jobs, counts } = await client.editProxies.start({ ...op(), ...wish, eachFile: true })
    expect(counts.ready).toBe(3)
    await allSettled(client)
    const made = await Promise.all(
      jobs.map(async (id) => {
        const { path, links } = editJobResultSchema.parse((await client.jobs.get({ id })).result)
        const probe = await probeFile(path, await mediaContext())
        return {
          name: basename(path, '.mov'),
          frames: probe.ok ? probe.durationFrames : null,
          start: probe.ok ? probe.start?.text : null,
          links: links.filter((one) => one.links).map(({ editor }) => editor),
        }
      }),
    )
    expect(made.toSorted((a, b) => (a.start! < b.start! ? -1 : 1))).toEqual(
      names.map((name, at) => ({
        name: basename(name, '.MP4'),
        frames: frames[at],
        start: starts[at],
        links: ['resolve', 'premiere', 'final-cut', 'avid'],
      })),
    )
  })
})
