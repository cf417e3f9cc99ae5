/**
 * What cameras write beside the picture, in files with a real picture: in tracks, in boxes, in files beside them.
 */
import { editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colourChain } from '../../../electron/engine/domain/colour/chain.ts'
import { linkVerdicts } from '../../../electron/engine/domain/edit-proxies/links.ts'
import { describeProbe } from '../../../electron/engine/ingest/facts.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { planEditProxy } from '../../../electron/engine/media/recipes/edit-proxy.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { box, DJI_SRT, indexWith, rtmd, SLOG3_TAGS, SONY_XML } from '../../helpers/camera-metadata.ts'
import * as media from '../../helpers/media.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rushes-camera-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

/** A clip of a second at 25, 50 or so, without any timecode, under a name in a folder of its own. */
async function clip(name: string, rate = '25'): Promise<{ readonly path: string; readonly bytes: Buffer }> {
  const folder = await mkdtemp(join(dir, 'clip-'))
  const made = await media.madeWith('plain.mp4', [
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=320x180:rate=${rate}:duration=1`,
    '-pix_fmt',
    'yuv420p',
  ])
  return { path: join(folder, name), bytes: await readFile(made) }
}

async function facts(path: string): Promise<MediaFacts> {
  const probe = await probeFile(path, await media.mediaContext())
  if (!probe.ok) throw new Error(probe.reason)
  return probe
}

/** The file with one more track, whose only sample lies behind everything. */
function withTrack(file: Buffer, letters: string, sample: Buffer): Buffer {
  let at = 0
  while (file.toString('latin1', at + 4, at + 8) !== 'moov') at += file.readUInt32BE(at)
  const head = file.subarray(0, at)
  const index = file.subarray(at + 8, at + file.readUInt32BE(at))
  const track = (offset: number): Buffer => {
    const trak = indexWith(letters, { at: offset, bytes: sample.length }, { steps: [[1, 1]] }).subarray(8)
    const tkhd = Buffer.alloc(84)
    tkhd.writeUInt32BE(9, 12)
    const mdia = trak.subarray(8)
    const runs = box('stsc', Buffer.from('0000000000000001000000010000000100000001', 'hex'))
    return box('trak', box('tkhd', tkhd), box('mdia', withRuns(mdia, runs)))
  }
  const size = at + 8 + index.length + track(0).length
  return Buffer.concat([head, box('moov', index, track(size + 8)), box('free', sample)])
}

/** The table of samples needs to say how they lie in chunks; it stands at the end of the nested boxes. */
function withRuns(mdia: Buffer, runs: Buffer): Buffer {
  const copy = Buffer.concat([mdia, runs])
  for (const name of ['minf', 'stbl']) {
    const at = copy.indexOf(name, 0, 'latin1') - 4
    copy.writeUInt32BE(copy.readUInt32BE(at) + runs.length, at)
  }
  return copy
}

describe('Sony', { timeout: 60_000 }, () => {
  it('the track of each frame: timecode, gamma as declared, camera, exposure', async () => {
    const { path, bytes } = await clip('C0001.MP4')
    await writeFile(path, withTrack(bytes, 'rtmd', rtmd([10, 20, 30, 0, 5], SLOG3_TAGS)))
    const found = await facts(path)
    expect(found).toMatchObject({
      start: { text: '10:20:30:05', source: 'rtmd', dropFrame: false },
      camera: {
        make: 'Sony',
        model: 'ILCE-7SM3',
        serial: '5072108',
        iso: '800',
        shutter: '1/50 s',
        whiteBalance: '5600 K',
      },
      gamma: { curve: 's-log3', source: 'rtmd' },
    })
    // Declared, and yet not converted unasked.
    expect(colourChain(found, null)).toMatchObject({ certainty: 'declared', log: 'S-Log3', offered: 's-log3' })
    expect(describeProbe(JSON.stringify(found))).toContainEqual({
      group: 'Time',
      label: 'Start',
      value: '10:20:30:05 (Sony’s metadata of each frame)',
    })
  })

  it('the XML in the file', async () => {
    const { path, bytes } = await clip('C0002.MP4')
    await writeFile(
      path,
      Buffer.concat([bytes, box('meta', Buffer.alloc(4), box('xml ', Buffer.alloc(4), Buffer.from(SONY_XML)))]),
    )
    expect(await facts(path)).toMatchObject({
      start: { text: '10:10:26:16', source: 'sony-xml' },
      camera: { model: 'ILME-FX3', lens: 'FE 35mm F1.4 GM' },
      recorded: { local: '2024-05-01T10:10:26', offsetMinutes: 540, source: 'camera' },
      place: { latitude: 35.6895 },
      gamma: { source: 'sony-xml' },
    })
  })

  it('the XML beside it; a camera at 50 pictures a second counts each second one', async () => {
    const { path, bytes } = await clip('C0003.MP4', '50')
    await writeFile(path, bytes)
    await writeFile(path.replace('.MP4', 'M01.XML'), SONY_XML)
    expect(await facts(path)).toMatchObject({
      rate: { num: 50, den: 1 },
      start: { text: '10:10:26:16', source: 'sony-xml', rate: { num: 25, den: 1 } },
    })
  })
})

describe('a name with a timecode', { timeout: 60_000 }, () => {
  it('is the last resort, says so, and goes into no proxy and no verdict', async () => {
    const { path, bytes } = await clip('A001_TC10203004.mp4')
    await writeFile(path, bytes)
    const found = await facts(path)
    expect(found.start).toMatchObject({ text: '10:20:30:04', source: 'file-name' })
    const { capabilities } = (await media.mediaContext()).tools
    const params = editParamsSchema.parse({})
    expect(planEditProxy({ facts: found, params, capabilities, font: '' }).timecode).toBeNull()
    const verdicts = linkVerdicts({ stem: 'A', facts: found }, { stem: 'A', facts: { ...found, start: null } })
    expect(verdicts.find(({ editor }) => editor === 'resolve')?.links).toBe(true)
  })
})

describe('DJI', { timeout: 60_000 }, () => {
  it('the subtitles beside it', async () => {
    const { path, bytes } = await clip('DJI_0001.MP4')
    await writeFile(path, bytes)
    await writeFile(path.replace('.MP4', '.SRT'), DJI_SRT)
    expect(await facts(path)).toMatchObject({
      camera: { make: 'DJI', iso: '220', look: 'dlog' },
      gamma: { curve: 'd-log', source: 'dji' },
      place: { latitude: 3.41531, longitude: -3.3744 },
    })
  })
})

describe('the rate of the pictures', { timeout: 60_000 }, () => {
  it('is uneven by their times alone, whatever the header averages', async () => {
    const uneven = await media.madeWith('uneven.mp4', [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=160x90:rate=30:duration=2',
      '-vf',
      'select=not(eq(mod(n\\,7)\\,3))',
      '-fps_mode',
      'vfr',
      '-pix_fmt',
      'yuv420p',
    ])
    const found = await facts(uneven)
    expect(found.video[0]).toMatchObject({ variableRate: true, frames: 51, framesExact: true })
    const { path, bytes } = await clip('even.mp4', '24000/1001')
    await writeFile(path, bytes)
    expect((await facts(path)).video[0]).toMatchObject({ variableRate: false, rate: { num: 24_000, den: 1001 } })
  })
})

describe('tags of a hostile file', { timeout: 60_000 }, () => {
  it('are cut, cleaned and few', async () => {
    const made = await media.madeWith('tags.mkv', [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=160x90:rate=25:duration=0.2',
      '-metadata',
      `model=Evil\u0007\u202e${'x'.repeat(5000)}`,
      ...Array.from({ length: 600 }, (_, at) => ['-metadata', `k${at}=v`]).flat(),
    ])
    const found = await facts(made)
    expect(found.camera.model).toMatch(/^Evil x+$/)
    expect(found.camera.model!.length).toBeLessThanOrEqual(200)
    expect(Object.keys(found.tags).length).toBeLessThanOrEqual(400)
    expect(Object.values(found.tags).every((value) => value.length <= 2000 && !/[\p{Cc}\p{Cf}]/u.test(value))).toBe(
      true,
    )
  })
})
