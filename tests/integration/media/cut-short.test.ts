/**
 * Files that end before their own header says: tools read what is there, and a person is told all the same.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cutShort } from '../../../electron/engine/media/cut-short.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { scratch } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'
import { madeWith, mediaContext } from '../../helpers/media.ts'
import { allSettled, op, scan, workbench } from '../jobs/bench.ts'

const place = scratch('rushes-cut-')
afterAll(() => place[Symbol.dispose]())

const TONE = '-f lavfi -i sine=frequency=440:sample_rate=48000:duration=4'
const FILES: readonly (readonly [string, string, () => Promise<string>])[] = [
  ['a WAV', 'wav', () => madeWith('cut.wav', TONE.split(' '))],
  ['an RF64', 'wav', () => madeWith('cut-rf64.wav', `${TONE} -rf64 always`.split(' '))],
  ['an MXF', 'mxf', media.mxf],
  [
    'a MOV with its index in front',
    'mov',
    () =>
      madeWith(
        'cut.mov',
        '-f lavfi -i testsrc2=size=320x180:rate=25:duration=4 -c:v libx264 -g 1 -pix_fmt yuv420p -movflags +faststart'.split(
          ' ',
        ),
      ),
  ],
]

/** The same file without its last third. */
async function halved(name: string, ending: string, make: () => Promise<string>): Promise<string> {
  const whole = readFileSync(await make())
  const path = join(place.dir, `${name}.${ending}`)
  writeFileSync(path, whole.subarray(0, Math.round(whole.length * 0.66)))
  return path
}

describe.each(FILES)('%s', (name, ending, make) => {
  it('that is cut short says so, and the whole one does not', async () => {
    const context = await mediaContext()
    expect(await probeFile(await make(), context)).not.toHaveProperty('cutShort')
    expect(await probeFile(await halved(name, ending, make), context)).toMatchObject({
      ok: true,
      cutShort: expect.stringContaining('It is cut short') as string,
    })
  })
})

it('a WAV that was streamed, whose sizes nobody knew, is as long as it is', async () => {
  const { runner, tools } = await mediaContext()
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: `-v error ${TONE} -f wav pipe:1`.split(' '),
  })
  const path = join(place.dir, 'streamed.wav')
  writeFileSync(path, output)
  expect(await probeFile(path, await mediaContext())).not.toHaveProperty('cutShort')
})

it.skipIf(!media.HAVE_SAMPLES)('no sample that is whole is called cut (RUSHES_SAMPLES)', async () => {
  const context = await mediaContext()
  const names = readdirSync(media.SAMPLES).filter((name) => /\.(?:mov|mp4|mxf|wav)$/.test(name))
  const said: string[] = []
  for (const name of names) {
    const path = join(media.SAMPLES, name)
    const probe = await probeFile(path, context)
    if (probe.ok && probe.cutShort != null) said.push(name)
  }
  // This one was cut by whoever published it: its footer would lie far behind its end.
  expect(said).toEqual(['sony-xavc-longgop-25.mxf'])
})

it('a clip in the library is marked, with the sentence as its trouble', { timeout: 60_000 }, async () => {
  await using bench = await workbench()
  const { client } = bench
  await client.settings.set({ ...op(), changes: { makeProxies: false } })
  const [name, ending, make] = FILES[3]!
  writeFileSync(join(bench.card, 'A001C001.mov'), readFileSync(await halved(name, ending, make)))
  await scan(client, bench.card)
  await allSettled(client)
  const { rows } = await client.assets.list({ query: '' })
  expect(rows).toMatchObject([{ name: 'A001C001', broken: expect.stringContaining('cut short') as string }])
  const { troubles } = await client.assets.get({ id: rows[0]!.id })
  expect(troubles[0]).toMatchObject({ what: 'Reading', said: expect.stringContaining('cut short') as string })
})

it('an MXF that names no footer is not judged', async () => {
  const whole = readFileSync(await media.mxf())
  const at = whole.indexOf(Buffer.from('060e2b34020501010d01020101', 'hex'))
  const first = whole[at + 16]!
  whole.writeBigUInt64BE(0n, at + 17 + (first > 0x80 ? first - 0x80 : 0) + 24)
  const path = join(place.dir, 'open.mxf')
  writeFileSync(path, whole.subarray(0, whole.length >> 1))
  expect(await cutShort(path, whole.length >> 1, 'mxf')).toBeNull()
})
