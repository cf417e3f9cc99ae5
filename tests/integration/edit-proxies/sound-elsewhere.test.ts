/**
 * Clips whose sound lies in other files (P2, OP-Atom): what is made of them lacks it, and nothing looks as if it did not.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { soundElsewhere } from '../../../electron/engine/domain/media/sound-elsewhere.ts'
import { editJobResultSchema, editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import { factsOf } from '../../helpers/derived.ts'
import { madeWith, mediaContext } from '../../helpers/media.ts'
import { allSettled, op, scan, workbench } from '../jobs/bench.ts'

const picture = (): Promise<string> =>
  madeWith(
    'p2-picture.mxf',
    '-f lavfi -i testsrc2=size=640x360:rate=25:duration=1 -c:v mpeg2video -pix_fmt yuv422p -timecode 10:00:00:00'.split(
      ' ',
    ),
  )
const track = (pitch: number): Promise<string> =>
  madeWith(
    `p2-sound-${pitch}.mxf`,
    `-f lavfi -i sine=frequency=${pitch}:sample_rate=48000:duration=1 -c:a pcm_s16le -f mxf_opatom`.split(' '),
  )

/** A card with one clip of P2; `spoil` makes its second sound file unreadable. */
async function p2(card: string, spoil = false): Promise<void> {
  for (const folder of ['VIDEO', 'AUDIO', 'CLIP']) mkdirSync(join(card, 'CONTENTS', folder), { recursive: true })
  const inside = (path: string): string => join(card, 'CONTENTS', path)
  copyFileSync(await picture(), inside('VIDEO/0001AB.MXF'))
  copyFileSync(await track(440), inside('AUDIO/0001AB00.MXF'))
  if (spoil) writeFileSync(inside('AUDIO/0001AB01.MXF'), 'no sound')
  else copyFileSync(await track(880), inside('AUDIO/0001AB01.MXF'))
  writeFileSync(inside('CLIP/0001AB.XML'), '<P2Main/>')
}

/** How often a track of a file goes through zero in a second, about twice its pitch. */
async function crossings(path: string, at: number): Promise<number> {
  const { runner, tools } = await mediaContext()
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: [
      '-v',
      'error',
      '-i',
      path,
      '-map',
      `0:a:${at}`,
      '-t',
      '0.9',
      '-ac',
      '1',
      '-ar',
      '48000',
      '-f',
      's16le',
      'pipe:1',
    ],
  })
  const samples = new Int16Array(new Uint8Array(output).buffer, 0, output.length >> 1)
  let count = 0
  for (let one = 1; one < samples.length; one += 1) if (samples[one - 1]! < 0 !== samples[one]! < 0) count += 1
  return (count * 48_000) / samples.length / 2
}

describe('a clip of P2', { timeout: 120_000 }, () => {
  it('has the sound of its files in facts, waveform, review proxy and edit proxies, in their order', async () => {
    await using bench = await workbench()
    const { client } = bench
    await p2(bench.card)
    await scan(client, bench.card)
    await allSettled(client)
    const { rows } = await client.assets.list({ query: 'kind:video' })
    expect(rows).toHaveLength(1)
    const detail = await client.assets.get({ id: rows[0]!.id })
    expect(detail.channels).toBe(2)
    expect(detail.facts.filter(({ label }) => label === 'Channels')).toHaveLength(2)
    expect(detail.facts.some(({ value }) => value.includes('another file') || value.includes('other files'))).toBe(
      false,
    )
    expect(detail.derivatives.waveform).not.toBeNull()
    const review = bench.engine.derivative(detail.derivatives.proxy!)!.path
    expect((await factsOf(review)).audio.map(({ channels }) => channels)).toEqual([1, 1])

    const to = join(bench.dir, 'proxies')
    mkdirSync(to)
    const { jobs } = await client.editProxies.start({
      ...op(),
      ids: [detail.id],
      params: editParamsSchema.parse({ format: 'h264-intra' }),
      to,
    })
    await allSettled(client)
    const { path } = editJobResultSchema.parse((await client.jobs.get({ id: jobs[0]! })).result)
    for (const file of [review, path])
      for (const [at, pitch] of [440, 880].entries())
        expect(Math.abs((await crossings(file, at)) - pitch)).toBeLessThan(10)
  })

  it('says so where a file of its sound can’t be read, and no proxy of it is said to link', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.settings.set({ ...op(), changes: { makeProxies: false } })
    await p2(bench.card, true)
    await scan(client, bench.card)
    const { rows } = await client.assets.list({ query: 'kind:video' })
    const said = 'The clip’s sound lies in 2 other files, one a track, and is in nothing that is made of the clip.'
    expect((await client.assets.get({ id: rows[0]!.id })).facts).toContainEqual({
      group: 'Sound',
      label: 'Sound',
      value: said,
    })
    const to = join(bench.dir, 'proxies')
    mkdirSync(to)
    const { jobs, rows: planned } = await client.editProxies.start({
      ...op(),
      ids: [rows[0]!.id],
      params: editParamsSchema.parse({ format: 'h264-intra' }),
      to,
    })
    expect(planned).toMatchObject([{ state: 'ready', why: said }])
    await allSettled(client)
    const { result } = await client.jobs.get({ id: jobs[0]! })
    for (const { links, why } of editJobResultSchema.parse(result).links)
      expect([links, why]).toEqual([false, expect.arrayContaining([said])])
  })
})

describe('an MXF that holds one essence', () => {
  it('says so of a picture, and not of sound', async () => {
    const sound = await factsOf(await track(440))
    expect(sound.tags['operational_pattern_ul']).toMatch(/\.0d010201\.10/)
    expect(soundElsewhere(sound, 0)).toBeNull()
    const whole = await factsOf(await picture())
    expect(soundElsewhere(whole, 0)).toBeNull()
    expect(soundElsewhere({ ...whole, tags: sound.tags }, 0)).toContain('holds the picture alone (OP-Atom)')
  })
})
