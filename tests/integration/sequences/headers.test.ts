/**
 * What the headers of frames say counts: rate, timecode, primaries, the log of film. What they leave open is assumed, and
 * said to be.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { describeProbe } from '../../../electron/engine/ingest/facts.ts'
import { readFrameHeader } from '../../../electron/engine/media/frame-header.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { colourOf } from '../../helpers/derived.ts'
import { exrFile, float, int } from '../../helpers/exr.ts'
import { layFrames, named, shownIn } from '../../helpers/frames.ts'
import { mediaContext } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'
import { allSettled, op, scan, workbench, type Bench } from '../jobs/bench.ts'

const BOX = { x0: 0, y0: 0, x1: 63, y1: 35 }
/** Half as bright as white: 188 on a screen by the curve of sRGB. */
const GREY = (): readonly [number, number, number] => [0.5, 0.5, 0.5]

async function only(bench: Bench): Promise<AssetDetail> {
  const { rows } = await bench.client.assets.list({})
  expect(rows.map(({ name }) => name)).toHaveLength(1)
  return await bench.client.assets.get({ id: rows[0]!.id })
}

const said = ({ facts }: AssetDetail, label: string): string | undefined =>
  facts.find((fact) => fact.group === 'Time' && fact.label === label)?.value

const pathOf = (bench: Bench, id: string | null): string => bench.engine.derivative(id!)!.path

/** Frames 1 to 4 of one kind. */
function layExr(folder: string, file: Buffer, first = 1): void {
  mkdirSync(folder, { recursive: true })
  for (let frame = first; frame < first + 4; frame += 1) writeFileSync(join(folder, `x.${frame}.exr`), file)
}

describe('rate and timecode', { timeout: 120_000 }, () => {
  it('are those of an OpenEXR header', async () => {
    await using bench = await workbench()
    const attributes = [
      ['framesPerSecond', 'rational', int(24_000, 1001)],
      // 10:20:30:05 in the halves of four bytes.
      ['timeCode', 'timecode', int(0x10203005, 0)],
    ] as const
    layExr(join(bench.card, 'exr'), exrFile({ display: BOX, pixel: GREY, attributes }))
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const detail = await only(bench)
    expect(detail).toMatchObject({
      rate: { num: 24_000, den: 1001 },
      startTimecode: '10:20:30:05',
      frames: { rateFrom: 'header', startFrom: 'frame-header' },
    })
    expect([said(detail, 'Rate'), said(detail, 'Start')]).toEqual([
      '23.976 fps (declared by the EXR header (framesPerSecond))',
      '10:20:30:05 (EXR header (timeCode))',
    ])
    expect(detail.facts.filter(({ group }) => group === 'Header')).toEqual([])
    // One frame by itself says what its header says, and is a picture.
    const alone = await probeFile(join(bench.card, 'exr', 'x.1.exr'), await mediaContext())
    expect(describeProbe(JSON.stringify(alone))).toEqual(
      expect.arrayContaining([
        { group: 'Header', label: 'Rate', value: '23.976 fps (EXR header (framesPerSecond))' },
        { group: 'Header', label: 'Timecode', value: '10:20:30:05 (EXR header (timeCode))' },
        { group: 'Picture', label: 'Colour', value: 'Linear · Rec. 709, for no primaries are named' },
      ]),
    )
    expect(await probeFile(pathOf(bench, detail.derivatives.proxy), await mediaContext())).toMatchObject({
      rate: { num: 24_000, den: 1001 },
      start: { text: '10:20:30:05' },
      durationFrames: 4,
    })
  })

  it('are those of a DPX header, in either order of bytes', async () => {
    await using bench = await workbench()
    const [path, swapped] = ['a.1.dpx', 'b.dpx'].map((name) => join(bench.dir, name)) as [string, string]
    await layFrames(bench.dir, [{ name: 'a.1.dpx', shows: 1 }])
    const head = readFileSync(path)
    expect(await readFrameHeader(path)).toMatchObject({ gamma: null })
    head.write('SDPX', 0, 'latin1')
    head.writeFloatBE(23.976, 1724)
    head.writeUInt32BE(0x01020304, 1920)
    head.writeUInt8(1, 801)
    writeFileSync(path, head)
    const expected = {
      numbered: {
        rate: { num: 24_000, den: 1001 },
        rateSource: 'DPX film header',
        timecode: '01:02:03:04',
        timecodeSource: 'frame-header',
        timecodeField: 'DPX television header',
      },
      gamma: { said: 'Printing density (Cineon log)', curve: null, gamut: null, source: 'dpx' },
    }
    expect(await readFrameHeader(path)).toMatchObject(expected)
    head.write('XPDS', 0, 'latin1')
    head.writeFloatLE(25, 1940)
    head.writeUInt32LE(0xffffffff, 1724)
    head.writeUInt32LE(0x01020304, 1920)
    writeFileSync(swapped, head)
    expect(await readFrameHeader(swapped)).toMatchObject({
      numbered: { rate: { num: 25, den: 1 }, rateSource: 'DPX television header', timecode: '01:02:03:04' },
    })
  })

  it('are none where a header holds rubbish', async () => {
    await using bench = await workbench()
    const path = join(bench.dir, 'rubbish.dpx')
    for (const fill of [0xff, 0x7f, 0xaa]) {
      writeFileSync(path, Buffer.concat([Buffer.from('SDPX'), Buffer.alloc(4096, fill)]))
      expect((await readFrameHeader(path))?.numbered).toBeNull()
    }
    writeFileSync(path, 'SDPX, and no more')
    await expect(readFrameHeader(path)).rejects.toThrow(RangeError)
    const endless = Buffer.concat([int(20_000_630, 2), Buffer.alloc(64, 0x41)])
    writeFileSync(path, endless)
    await expect(readFrameHeader(path)).rejects.toThrow(RangeError)
  })

  it('of a CinemaDNG are its tags', async () => {
    await using bench = await workbench()
    const path = join(bench.dir, 'A001_000001.dng')
    writeFileSync(path, dng())
    expect(await readFrameHeader(path)).toMatchObject({
      numbered: {
        rate: { num: 25, den: 1 },
        rateSource: 'CinemaDNG (FrameRate)',
        timecode: '11:22:33:14',
        timecodeField: 'CinemaDNG (TimeCodes)',
      },
    })
  })

  it('that are assumed make anew what was made by hand, and nothing else', async () => {
    await using bench = await workbench()
    await bench.client.settings.set({ ...op(), changes: { makeProxies: false } })
    await layFrames(
      join(bench.card, 'hand'),
      named((frame) => `h.${frame}.dpx`, 1, 4),
    )
    await scan(bench.client, bench.card)
    await bench.client.jobs.request({ ...op(), query: '', recipes: ['signal'] })
    await allSettled(bench.client)
    const made = async (): Promise<string[]> => (await only(bench)).madeList.map(({ recipe }) => recipe).toSorted()
    expect(await made()).toEqual(['signal'])
    await bench.client.settings.set({ ...op(), changes: { sequenceRate: { num: 30, den: 1 } } })
    await until('the measures at 30', async () => ((await made()).join() === 'signal,signal' ? true : undefined))
    await allSettled(bench.client)
    expect(await made()).toEqual(['signal', 'signal'])
  })

  it('that are assumed follow the setting, and nothing is made anew that does not rest on them', async () => {
    await using bench = await workbench()
    await layFrames(
      join(bench.card, 'plain'),
      named((frame) => `p.${frame}.dpx`, 100, 103),
    )
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const before = await only(bench)
    expect([said(before, 'Rate'), said(before, 'Start')]).toEqual([
      '24 fps (assumed: no header says it; the settings do)',
      '00:00:04:04 (frame 100, counted at 24 fps)',
    ])
    await bench.client.settings.set({ ...op(), changes: { sequenceRate: { num: 25, den: 1 } } })
    const after = await until('the proxy at 25', async () => {
      const now = await only(bench)
      const { proxy } = now.derivatives
      return proxy !== null && proxy !== before.derivatives.proxy && now.work === 'none' ? now : undefined
    })
    expect(after).toMatchObject({ rate: { num: 25, den: 1 }, startTimecode: '00:00:04:00', durationMs: 160 })
    expect([after.derivatives.filmstrip, after.derivatives.poster]).toEqual([
      before.derivatives.filmstrip,
      before.derivatives.poster,
    ])
    expect(await probeFile(pathOf(bench, after.derivatives.proxy), await mediaContext())).toMatchObject({
      rate: { num: 25, den: 1 },
      start: { text: '00:00:04:00' },
    })
    // And back: what was made at 24 is shown at once.
    await bench.client.settings.set({ ...op(), changes: { sequenceRate: { num: 24, den: 1 } } })
    expect((await only(bench)).derivatives.proxy).toBe(before.derivatives.proxy)
  })
})

describe('the picture of an OpenEXR', { timeout: 120_000 }, () => {
  it.each([
    ['of one part', false],
    ['of several parts', true],
  ])('is its display window, %s', async (_what, secondPart) => {
    await using bench = await workbench()
    const data = { x0: 32, y0: -10, x1: 90, y1: 60 }
    layExr(join(bench.card, 'w'), exrFile({ display: BOX, data, pixel: GREY, secondPart }))
    await scan(bench.client, bench.card)
    const jobs = await allSettled(bench.client)
    expect(jobs.filter(({ state }) => state !== 'done').map(({ kind, error }) => [kind, error?.message])).toEqual([])
    const detail = await only(bench)
    expect([detail.width, detail.height]).toEqual([64, 36])
    const proxy = pathOf(bench, detail.derivatives.proxy)
    for (const [x, low, high] of [
      [0.2, 0, 4],
      [0.8, 184, 192],
    ] as const)
      for (const value of await colourOf(proxy, { x, y: 0.5 }))
        expect([x, value >= low && value <= high, value]).toEqual([x, true, value])
  })

  it.each([
    // (0.2, 0.4, 0.1) of AP1 is (0.084, 0.429, 0.059) of Rec. 709 by the matrix of ACES; by the curve 82, 175, 69.
    ['ACEScg AP1', [0.713, 0.293, 0.165, 0.83, 0.128, 0.044, 0.32168, 0.33767], [82, 175, 69]],
    // Of AP0 it is (0.012, 0.484, 0.053); its matrix has a factor of 2.5, which takes two steps.
    ['ACES AP0', [0.7347, 0.2653, 0, 1, 0.0001, -0.077, 0.32168, 0.33767], [28, 185, 65]],
    ['primaries of its own', [0.7, 0.3, 0.2, 0.75, 0.14, 0.05, 0.3127, 0.329], null],
  ] as const)('is shown by the curve of sRGB, in the primaries that it names: %s', async (name, corners, wanted) => {
    await using bench = await workbench()
    const attributes = [['chromaticities', 'chromaticities', float(...corners)]] as const
    const pixel = (x: number): readonly [number, number, number] => (x < 32 ? [0.5, 0.5, 0.5] : [0.2, 0.4, 0.1])
    layExr(join(bench.card, 'wide'), exrFile({ display: BOX, pixel, attributes }))
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const detail = await only(bench)
    expect(detail.colour?.line).toBe(
      `scene-linear · ${name} (declared by the file) → to the primaries of Rec. 709 → sRGB curve → Rec. 709`,
    )
    for (const id of [detail.derivatives.proxy, detail.derivatives.poster]) {
      const path = pathOf(bench, id)
      // White stays white, and so grey stays grey.
      for (const value of await colourOf(path, { x: 0.2, y: 0.5 })) expect(Math.abs(value - 188)).toBeLessThanOrEqual(3)
      const green = await colourOf(path, { x: 0.8, y: 0.5 })
      for (const [at, value] of (wanted ?? []).entries())
        expect([at, green[at], Math.abs(green[at]! - value) <= 4]).toEqual([at, green[at], true])
    }
  })

  it('says that it is linear', async () => {
    await using bench = await workbench()
    layExr(join(bench.card, 'plain'), exrFile({ display: BOX, pixel: GREY }))
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const detail = await only(bench)
    expect(detail.colour).toMatchObject({
      line: 'scene-linear · Rec. 709 (as OpenEXR means it, for the file names no primaries) → sRGB curve → Rec. 709',
      certainty: 'inferred',
    })
    for (const value of await colourOf(pathOf(bench, detail.derivatives.proxy)))
      expect(Math.abs(value - 188)).toBeLessThanOrEqual(2)
  })
})

describe('what a sensor saw', { timeout: 120_000 }, () => {
  it('is shown by the curve of sRGB, and is said not to be developed', async () => {
    await using bench = await workbench()
    const folder = join(bench.card, 'A001C001')
    mkdirSync(folder)
    for (const frame of [1, 2, 3, 4, 5, 6, 8, 9, 10])
      writeFileSync(join(folder, `A001C001_${String(frame).padStart(6, '0')}.dng`), dng())
    await scan(bench.client, bench.card)
    const jobs = await allSettled(bench.client)
    expect(jobs.filter(({ state }) => state !== 'done').map(({ kind, error }) => [kind, error?.message])).toEqual([])
    const detail = await only(bench)
    expect(detail).toMatchObject({ rate: { num: 25, den: 1 }, startTimecode: '11:22:33:14', durationFrames: 10 })
    expect(detail.colour?.line).toMatch(/^sensor, linear .* → sRGB curve → not developed/)
    for (const id of [detail.derivatives.proxy, detail.derivatives.poster])
      for (const value of await colourOf(pathOf(bench, id))) expect(Math.abs(value - 188)).toBeLessThanOrEqual(3)
    expect(await probeFile(pathOf(bench, detail.derivatives.proxy), await mediaContext())).toMatchObject({
      durationFrames: 10,
      start: { text: '11:22:33:14' },
    })
  })
})

describe('a film scan', { timeout: 120_000 }, () => {
  it('in log is shown as it was recorded, with its badge, until a look is chosen', async () => {
    await using bench = await workbench()
    const folder = join(bench.card, 'scan')
    await layFrames(
      folder,
      named((frame) => `s.${frame}.dpx`, 1, 4),
    )
    for (let frame = 1; frame <= 4; frame += 1) {
      const path = join(folder, `s.${frame}.dpx`)
      const bytes = readFileSync(path)
      bytes.writeUInt8(1, 801)
      writeFileSync(path, bytes)
    }
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const detail = await only(bench)
    expect(detail.log).toBe('Printing density (Cineon log)')
    expect(detail.colour?.line).toBe(
      'Printing density (Cineon log) (declared by the DPX header) → shown as recorded, flat',
    )
    const plain = detail.derivatives
    await bench.client.assets.set({ ...op(), ids: [detail.id], changes: { look: { curve: 'log3g10', cdl: null } } })
    const looked = await until('what is made with the look', async () => {
      const { derivatives, work } = await only(bench)
      return work === 'none' && derivatives.proxy !== plain.proxy && derivatives.filmstrip !== plain.filmstrip
        ? derivatives
        : undefined
    })
    expect(await shownIn(pathOf(bench, looked.proxy))).toEqual([1, 2, 3, 4])
    expect((await only(bench)).log).toBeNull()
    await bench.client.assets.set({ ...op(), ids: [detail.id], changes: { look: null } })
    expect((await only(bench)).derivatives).toEqual(plain)
  })
})

/** A CinemaDNG of 64 × 36 whose sensor saw half of what it can: one timecode, 25 frames a second, no preview inside. */
function dng(): Buffer {
  const [width, height] = [64, 36]
  const data = Buffer.alloc(width * height * 2, Buffer.of(0x00, 0x80))
  const [time, rate, pixels] = [256, 272, 512]
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 1, 16],
    [259, 3, 1, 1],
    // A mosaic of red, green, green, blue.
    [262, 3, 1, 32_803],
    [273, 4, 1, pixels],
    [277, 3, 1, 1],
    [278, 4, 1, height],
    [279, 4, 1, data.length],
    [33_421, 3, 2, 0x00020002],
    [33_422, 1, 4, 0x02010100],
    [50_706, 1, 4, 0x00000401],
    [50_717, 4, 1, 65_535],
    [51_043, 1, 8, time],
    [51_044, 10, 1, rate],
  ]
  const bytes = Buffer.alloc(pixels + data.length)
  bytes.write('II*\0', 0, 'latin1')
  bytes.writeUInt32LE(8, 4)
  bytes.writeUInt16LE(entries.length, 8)
  for (const [at, [tag, type, count, value]] of entries.entries()) {
    bytes.writeUInt16LE(tag, 10 + at * 12)
    bytes.writeUInt16LE(type, 12 + at * 12)
    bytes.writeUInt32LE(count, 14 + at * 12)
    bytes.writeUInt32LE(value, 18 + at * 12)
  }
  // Frames, seconds, minutes, hours.
  Buffer.of(0x14, 0x33, 0x22, 0x11).copy(bytes, time)
  bytes.writeInt32LE(25, rate)
  bytes.writeInt32LE(1, rate + 4)
  data.copy(bytes, pixels)
  return bytes
}
