/**
 * Damaged and hostile files through the whole product: the engine lives, each file ends in a state that is seen and said,
 * and nothing half made is left. `RUSHES_MUTATED` sets how many (60 here, 500 in the soak), `RUSHES_MUTATED_SEED` which.
 */
import { crc32, deflateSync } from 'node:zlib'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { limitsOf } from '../../../electron/engine/media/derive-limits.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import * as media from '../../helpers/media.ts'
import { mutated, wholeFiles } from '../../helpers/mutated.ts'
import { scratch } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { madeFiles, scan, workbench, type Bench } from '../jobs/bench.ts'

const COUNT = Number(process.env['RUSHES_MUTATED'] ?? 60)
const SEED = Number(process.env['RUSHES_MUTATED_SEED'] ?? 1)
const BATCH = 60

/** Everything on the card, when nothing of it waits to be looked into or made. */
async function settled(bench: Bench): Promise<AssetDetail[]> {
  const left = async (): Promise<string> => {
    const jobs = await bench.client.jobs.list({ limit: 500, states: ['waiting', 'running'] })
    if (jobs.some(({ error }) => error !== null)) await bench.forward(300)
    return jobs
      .map(({ id, state, attempts }) => `${id} ${state} ${attempts}`)
      .toSorted()
      .join()
  }
  // As long as something moves there is no limit but the runner's.
  for (let before = await left(); before !== '';) {
    const seen = before
    before = await until('a job moves on', async () => {
      const now = await left()
      return now === seen ? null : { now }
    }).then(({ now }) => now)
  }
  const { rows } = await bench.client.assets.list({ limit: 200 })
  return await Promise.all(rows.map(({ id }) => bench.client.assets.get({ id })))
}

/** What is wrong with how a file ended; null when it is as it should be. */
function unsaid(asset: AssetDetail): string | null {
  const { name, broken, unsupported, derivatives, troubles, work } = asset
  const seen = derivatives.poster !== null || derivatives.waveform !== null
  if (broken === null && unsupported === null && !seen && troubles.length === 0) return `${name} ends without a word`
  if (work === 'waiting' || work === 'running') return `${name} still ${work}`
  for (const { said, command, log, jobId } of troubles) {
    if (!/^\S[\s\S]{19,}[.!]$/.test(said) || /\n\s+at |undefined|\[object/.test(said)) return `${name}: “${said}”`
    if (jobId !== null && command === null && log === null) return `${name}: no command and no log for “${said}”`
  }
  return null
}

const numbers = Array.from({ length: COUNT }, (_, at) => at)
const batches = Array.from({ length: Math.ceil(COUNT / BATCH) }, (_, at) => numbers.slice(at * BATCH, (at + 1) * BATCH))

describe(`${COUNT} damaged files (seed ${SEED})`, { timeout: 600_000 }, () => {
  it.each(batches.map((batch) => [batch[0]!, batch] as const))(
    'from number %i: each ends in a state that is said, and the engine goes on',
    async (_, batch) => {
      await using bench = await workbench()
      const whole = await wholeFiles()
      for (const number of batch) {
        const { name, bytes } = mutated(whole, number, SEED)
        writeFileSync(join(bench.card, name), bytes)
      }
      await scan(bench.client, bench.card)
      const assets = await settled(bench)
      expect(assets.length).toBeGreaterThan(0)
      expect(assets.map(unsaid).filter((wrong) => wrong !== null)).toEqual([])
      expect(madeFiles(bench.folder.derivatives).filter((path) => path.includes('.part'))).toEqual([])
      expect(readdirSync(bench.folder.children)).toEqual([])
      // A good clip that comes after them is read and shown as ever.
      writeFileSync(join(bench.card, 'Z001C001.mov'), readFileSync(await media.film()))
      await scan(bench.client, bench.card)
      await settled(bench)
      const { rows } = await bench.client.assets.list({ query: 'name:Z001C001' })
      expect(rows[0]).toMatchObject({ broken: null, durationFrames: 48, derivatives: { poster: expect.any(String) } })
    },
  )
})

/** A PNG of one value, so wide and high, that is small on the disk. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(body.length)
    head.write(type, 4, 'latin1')
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])))
    return Buffer.concat([head, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1 << 20), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('a file that is made to do harm', { timeout: 60_000 }, () => {
  const reasonOf = async (name: string, content: Buffer | string): Promise<string> => {
    using place = scratch()
    const path = join(place.dir, name)
    writeFileSync(path, content)
    const probe = await probeFile(path, await media.mediaContext())
    return probe.ok ? 'it was read' : probe.reason
  }

  it.each([
    ['list.mp4', '#EXTM3U\n#EXTINF:1,\n/etc/passwd\n', /playlist \(M3U8\).*opens none that a file names/],
    ['list.mov', `ffconcat version 1.0\nfile 'x.mov'\n`, /ffconcat/],
    ['stream.mp4', 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n', /SDP/],
    ['dash.mp4', '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>', /DASH/],
    ['drawing.jpg', '<svg xmlns="http://www.w3.org/2000/svg"/>', /SVG/],
    ['cpl.mxf', '<?xml version="1.0"?><CompositionPlaylist xmlns="x"/>', /composition playlist/],
  ])('%s is refused by what it is', async (name, content, said) => {
    expect(await reasonOf(name, content)).toMatch(said)
  })

  it('a movie whose pictures lie in another file is not opened', async () => {
    const bytes = readFileSync(await media.plain('25'))
    // The entry of the data reference says “in this file” by its last flag.
    for (
      let at = bytes.indexOf('url \0\0\0\x01', 0, 'latin1');
      at >= 0;
      at = bytes.indexOf('url \0\0\0\x01', at + 1, 'latin1')
    )
      bytes[at + 7] = 0
    expect(await reasonOf('reference.mov', bytes)).toMatch(/lie in other files that it refers to/)
  })

  it('a picture of 20,000 × 20,000 in a megabyte is not unpacked', async () => {
    expect(await reasonOf('bomb.png', hugePng(20_000, 20_000))).toMatch(/\.$/)
  })

  it('a link in the place of a frame is not followed', async () => {
    await using bench = await workbench()
    const still = await media.still('png')
    for (const frame of [1, 2, 3]) writeFileSync(join(bench.card, `shot.000${frame}.png`), readFileSync(still))
    symlinkSync('/etc/passwd', join(bench.card, 'shot.0004.png'))
    await scan(bench.client, bench.card)
    const assets = await settled(bench)
    expect(JSON.stringify(assets)).not.toContain('passwd')
    await expect(probeFile(join(bench.card, 'shot.0004.png'), await media.mediaContext())).rejects.toMatchObject({
      code: 'usage',
    })
  })

  it('what a small file claims bounds neither time nor room', () => {
    const claim = limitsOf({ bytes: 10_000, duration: { num: 10 ** 9, den: 1 } })
    expect(claim.timeLimitMs).toBeLessThan(60 * 60_000)
    expect(claim.fileLimitBytes).toBeLessThan(8 * 1024 ** 3)
    // Two hours of a phone have days.
    const long = limitsOf({ bytes: 900e6, duration: { num: 7200, den: 1 } })
    expect(long.timeLimitMs).toBeGreaterThan(48 * 3600_000)
    expect(limitsOf({ bytes: 1e13, duration: null }).timeLimitMs).toBeLessThan(2 ** 31)
  })

  it.skipIf(process.platform !== 'linux')(
    'a child that writes more than it may is ended, and that is said',
    async () => {
      const { runner, tools } = await media.mediaContext()
      using place = scratch()
      await expect(
        runner.run({
          exe: tools.ffmpeg.path,
          fileLimitBytes: 100_000,
          args: [
            '-v',
            'error',
            '-f',
            'lavfi',
            '-i',
            'testsrc2=d=2',
            '-c:v',
            'rawvideo',
            '-f',
            'avi',
            join(place.dir, 'out.avi'),
          ],
        }),
      ).rejects.toMatchObject({ code: 'media.failed', message: expect.stringContaining('wrote more than it should') })
    },
  )
})
