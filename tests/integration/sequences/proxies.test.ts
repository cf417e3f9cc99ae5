/**
 * Numbered frames are a clip like any other: hover scrub, proxy and measures, with every frame at its place, and holes
 * marked as holes.
 */
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { AssetDetail, AssetRow } from '../../../shared/model/asset.ts'
import type { Signal } from '../../../shared/model/measures.ts'
import { framePieces } from '../../../electron/engine/domain/media/frame-runs.ts'
import { sequenceFacts } from '../../../electron/engine/domain/media/sequence-facts.ts'
import { makeDerivative } from '../../../electron/engine/media/derive.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { layFrames, named, shownIn, shownOnStrip, spoil } from '../../helpers/frames.ts'
import { scratch } from '../../helpers/library.ts'
import { mediaContext } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'
import { allSettled, jobIn, op, scan, workbench, type Bench } from '../jobs/bench.ts'

const dpx = (frame: number): string => `shot.${String(frame).padStart(4, '0')}.dpx`

async function rows(bench: Bench): Promise<AssetRow[]> {
  return (await bench.client.assets.list({})).rows.toSorted((a, b) => a.name.localeCompare(b.name))
}

async function detailOf(bench: Bench, name: string): Promise<AssetDetail> {
  const row = (await rows(bench)).find((one) => one.name === name)
  if (row === undefined) throw new Error(`no ${name} among ${(await rows(bench)).map((one) => one.name).join()}`)
  return await bench.client.assets.get({ id: row.id })
}

/** What the proxy of a clip shows, frame by frame. */
async function proxyShows(bench: Bench, name: string): Promise<(number | 'hole')[]> {
  const { proxy } = (await detailOf(bench, name)).derivatives
  if (proxy === null) throw new Error(`no proxy of ${name}`)
  return await shownIn(bench.engine.derivative(proxy)!.path)
}

const numbers = (first: number, last: number, holes: readonly number[] = []): (number | 'hole')[] =>
  Array.from({ length: last - first + 1 }, (_, at) => (holes.includes(first + at) ? 'hole' : (first + at) % 256))

describe('numbered frames', { timeout: 120_000 }, () => {
  it('have a filmstrip and a proxy with each frame at its place, and holes marked', async () => {
    await using bench = await workbench()
    const folder = join(bench.card, 'vfx')
    await layFrames(folder, named(dpx, 1001, 1012, [1005, 1009, 1010]))
    await scan(bench.client, bench.card)
    const jobs = await allSettled(bench.client)
    expect(jobs.map(({ kind, state, error }) => [kind, state, error?.message])).toEqual(
      jobs.map(({ kind }) => [kind, 'done', undefined]),
    )
    const detail = await detailOf(bench, 'shot.[1001-1012].dpx')
    const expected = numbers(1001, 1012, [1005, 1009, 1010])
    expect(await proxyShows(bench, detail.name)).toEqual(expected)
    const strip = bench.engine.derivative(detail.derivatives.filmstrip!)!.path
    expect(await shownOnStrip(strip, detail.filmstripMeta!)).toEqual(expected)
    expect(detail).toMatchObject({ durationFrames: 12, rate: { num: 24, den: 1 }, startTimecode: '00:00:41:17' })
    const proxy = await probeFile(bench.engine.derivative(detail.derivatives.proxy!)!.path, await mediaContext())
    expect(proxy).toMatchObject({
      ok: true,
      durationFrames: 12,
      rate: { num: 24, den: 1 },
      start: { text: '00:00:41:17' },
    })
  })

  it('are a sequence in JPEG too, where a dot stands before the number', async () => {
    await using bench = await workbench()
    const jpeg = (frame: number): string => `comp.${String(frame).padStart(4, '0')}.jpg`
    await layFrames(join(bench.card, 'comp'), named(jpeg, 1, 12, [5]), {
      format: ['-pix_fmt', 'yuvj444p', '-q:v', '2'],
    })
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    expect(await proxyShows(bench, 'comp.[0001-0012].jpg')).toEqual(numbers(1, 12, [5]))
  })

  it('that begin with the same frame are told apart', async () => {
    await using bench = await workbench()
    const one = named((frame) => `one.${frame}.dpx`, 1, 6).map((frame) => ({
      ...frame,
      shows: frame.frame === 1 ? 0 : frame.frame,
    }))
    const two = named((frame) => `two.${frame}.dpx`, 1, 4).map((frame) => ({
      ...frame,
      shows: frame.frame === 1 ? 0 : 100 + frame.frame,
    }))
    await layFrames(join(bench.card, 'one'), one)
    await layFrames(join(bench.card, 'two'), two)
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    expect(await proxyShows(bench, 'one.[1-6].dpx')).toEqual([0, 2, 3, 4, 5, 6])
    expect(await proxyShows(bench, 'two.[1-4].dpx')).toEqual([0, 102, 103, 104])
    for (const row of await rows(bench)) {
      const made = (await bench.client.assets.get({ id: row.id })).madeList
      expect(made.map(({ recipe }) => recipe).toSorted()).toEqual(['filmstrip', 'poster', 'proxy'])
    }
  })

  it('that begin with the same frame have troubles of their own, which go when the frames are mended', async () => {
    await using bench = await workbench()
    const shot = (name: string, last: number) =>
      named((frame) => `${name}.${frame}.dpx`, 1, last).map((frame) => ({
        ...frame,
        shows: frame.frame === 1 ? 0 : frame.frame,
      }))
    await layFrames(join(bench.card, 'good'), shot('good', 4))
    await layFrames(join(bench.card, 'bad'), shot('bad', 5))
    spoil(join(bench.card, 'bad', 'bad.4.dpx'), 'SDPX')
    await bench.client.roots.add({ ...op(), path: bench.card })
    const state = async (name: string): Promise<unknown> => {
      const row = (await rows(bench)).find((one) => one.name === name)
      if (row === undefined || row.work === 'waiting' || row.work === 'running') return undefined
      const { troubles } = await bench.client.assets.get({ id: row.id })
      return [row.work, row.derivatives.proxy !== null, troubles.length > 0]
    }
    const is = (name: string, wanted: readonly unknown[]): Promise<unknown> =>
      until(`${name} is ${wanted.join()}`, async () =>
        JSON.stringify(await state(name)) === JSON.stringify(wanted) ? true : undefined,
      )
    await is('good.[1-4].dpx', ['none', true, false])
    await is('bad.[1-5].dpx', ['failed', false, true])
    const failed = (await bench.client.jobs.list({ states: ['failed'] })).map(({ subject }) => subject)
    expect(new Set(failed)).toEqual(new Set(['bad.[1-5].dpx']))
    await layFrames(join(bench.card, 'bad'), [{ name: 'bad.4.dpx', shows: 4 }])
    await is('bad.[1-5].dpx', ['none', true, false])
    expect(await proxyShows(bench, 'bad.[1-5].dpx')).toEqual([0, 2, 3, 4, 5])
  })

  it('that are still rendered are made again when more have come', async () => {
    await using bench = await workbench()
    const all = named(dpx, 1, 8)
    const folder = join(bench.card, 'render')
    const whole = (name: string): Promise<AssetRow> =>
      until(`the proxy of ${name}`, async () => {
        const row = (await rows(bench)).find((one) => one.name === name)
        return row?.derivatives.proxy != null && row.work === 'none' ? row : undefined
      })
    await layFrames(folder, all.slice(0, 4))
    await bench.client.roots.add({ ...op(), path: bench.card })
    const first = await whole('shot.[0001-0004].dpx')
    expect(await proxyShows(bench, first.name)).toEqual([1, 2, 3, 4])
    await layFrames(folder, all.slice(4))
    const grown = await whole('shot.[0001-0008].dpx')
    expect(grown.id).toBe(first.id)
    expect(await proxyShows(bench, grown.name)).toEqual(numbers(1, 8))
    expect(grown.durationFrames).toBe(8)
    // What was made of four frames is no one's any more.
    expect(
      (await bench.client.assets.get({ id: grown.id })).madeList.filter(({ recipe }) => recipe === 'proxy'),
    ).toHaveLength(1)
  })

  it.each([
    ['a per cent sign, in folder and name', '100%d', (frame: number) => `sh%04d.${frame}.dpx`],
    ['letters of a Mac', 'Szene Ö'.normalize('NFD'), (frame: number) => `${'Über'.normalize('NFD')}.${frame}.dpx`],
    ['a line break', 'two\nlines', (frame: number) => `a\nb.${frame}.dpx`],
    ['a quote and a bracket', "it's [a]", (frame: number) => `it's;[a],.${frame}.dpx`],
    ['numbers without zeros', 'plain', (frame: number) => `f${frame}.dpx`],
    ['numbers that outgrew their zeros', 'outgrown', (frame: number) => `f.${String(frame).padStart(2, '0')}.dpx`],
  ])('are read whatever they are called: %s', async (_what, folder, name) => {
    await using bench = await workbench()
    await layFrames(join(bench.card, folder), named(name, 97, 103, [100]))
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const [row, ...others] = await rows(bench)
    expect(others).toEqual([])
    expect(await proxyShows(bench, row!.name)).toEqual(numbers(97, 103, [100]))
  })

  it('of which one is damaged, empty or of another size make nothing, and say which one it is', async () => {
    await using bench = await workbench()
    for (const shot of ['cut', 'empty', 'large'])
      await layFrames(
        join(bench.card, shot),
        named((frame) => `${shot}.${frame}.dpx`, 1, 6),
      )
    spoil(join(bench.card, 'cut', 'cut.3.dpx'), 'SDPX')
    spoil(join(bench.card, 'empty', 'empty.6.dpx'))
    await layFrames(join(bench.card, 'large'), [{ name: 'large.4.dpx', shows: 4 }], { size: '640x360' })
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const said = async (name: string) => (await detailOf(bench, name)).troubles.map((trouble) => trouble.said).join(' ')
    expect(await said('cut.[1-6].dpx')).toMatch(/Frame 3 can’t be decoded/)
    expect(await said('empty.[1-6].dpx')).toMatch(/Frame 6 can’t be decoded/)
    expect(await said('large.[1-6].dpx')).toMatch(/Frame 4 is 640 × 360, and the first one 320 × 180/)
    for (const row of await rows(bench))
      // The tile is marked: the picture of its first frame alone would look as if all were well.
      expect([row.name, row.derivatives.proxy, row.derivatives.filmstrip, row.work]).toEqual([
        row.name,
        null,
        null,
        'failed',
      ])
  })

  it('have plain grey holes where the font of Rushes is missing', async () => {
    using place = scratch()
    const shoot = join(place.dir, 'shoot')
    await layFrames(shoot, named(dpx, 1, 4, [2]))
    const probe = await probeFile(join(shoot, dpx(1)), await mediaContext())
    if (!probe.ok) throw new Error(probe.reason)
    const rate = { num: 24, den: 1 }
    const parts = [1, 3, 4].map((number) => ({ number, contentId: `${number}` }))
    const pieces = framePieces(
      parts,
      parts.map(({ number, contentId }) => ({ path: join(shoot, dpx(number)), contentId })),
    )!
    const made = await makeDerivative(
      {
        recipe: 'proxy',
        input: join(shoot, dpx(1)),
        probe: sequenceFacts(probe, { first: 1, last: 4 }, rate),
        sequence: { pieces, rate },
        outDir: join(place.dir, 'out'),
      },
      { ...(await mediaContext()), fonts: null },
    )
    expect(await shownIn(made.path)).toEqual([1, 'hole', 3, 4])
  })

  it.skipIf(process.platform === 'win32')(
    'whose path is longer than the reader of images takes are read by a link',
    async () => {
      await using bench = await workbench()
      const deep = join(bench.card, ...Array.from({ length: 6 }, (_, at) => `${at}`.repeat(200)))
      await layFrames(deep, named(dpx, 1, 5, [4]))
      await scan(bench.client, bench.card)
      await allSettled(bench.client)
      const detail = await detailOf(bench, 'shot.[0001-0005].dpx')
      expect(detail).toMatchObject({ width: 320, derivatives: { poster: expect.any(String) } })
      expect(await proxyShows(bench, detail.name)).toEqual(numbers(1, 5, [4]))
    },
  )

  it('of several pixel formats are one picture, and of several sizes are none, also across a hole', async () => {
    await using bench = await workbench()
    const folder = (name: string): string => join(bench.card, name)
    await layFrames(folder('mixed'), named(dpx, 1, 6, [4]))
    await layFrames(
      folder('mixed'),
      [
        { name: dpx(2), shows: 2 },
        { name: dpx(6), shows: 6 },
      ],
      { format: ['-pix_fmt', 'gbrp10le'] },
    )
    await layFrames(
      folder('sizes'),
      named((frame) => `size.${frame}.dpx`, 1, 3),
    )
    await layFrames(
      folder('sizes'),
      named((frame) => `size.${frame}.dpx`, 5, 7),
      { size: '640x360' },
    )
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    expect(await proxyShows(bench, 'shot.[0001-0006].dpx')).toEqual([1, 2, 3, 'hole', 5, 6])
    const { derivatives, troubles } = await detailOf(bench, 'size.[1-7].dpx')
    expect([derivatives.proxy, derivatives.filmstrip]).toEqual([null, null])
    expect(troubles[0]?.said).toMatch(/Its frames are of two sizes: 320 × 180 and 640 × 360/)
  })

  it.skipIf(process.platform !== 'linux')(
    'in a folder whose name is in no encoding are read by a link to it',
    async () => {
      await using bench = await workbench()
      const made = join(bench.dir, 'made')
      await layFrames(made, named(dpx, 1, 5, [2]))
      // "prüfung" in Latin-1.
      const folder = Buffer.concat([Buffer.from(`${bench.card}/pr`), Buffer.of(0xfc), Buffer.from('fung')])
      renameSync(made, folder)
      await scan(bench.client, bench.card)
      await allSettled(bench.client)
      expect(await proxyShows(bench, 'shot.[0001-0005].dpx')).toEqual(numbers(1, 5, [2]))
    },
  )

  it('that are large are entered before they are read, and made when they were', async () => {
    await using bench = await workbench()
    await layFrames(join(bench.card, 'large'), named(dpx, 1, 3), { size: '1600x900' })
    await bench.client.roots.add({ ...op(), path: bench.card })
    const row = await until('the proxy', async () => {
      const [one] = await rows(bench)
      return one?.name === 'shot.[0001-0003].dpx' && one.derivatives.proxy !== null && one.work === 'none'
        ? one
        : undefined
    })
    expect(await proxyShows(bench, row.name)).toEqual([1, 2, 3])
  })

  it('in more pieces than one decode takes say what to render', async () => {
    await using bench = await workbench()
    const every = Array.from({ length: 70 }, (_, at) => at * 2 + 1)
    await layFrames(
      join(bench.card, 'gaps'),
      every.map((frame) => ({ name: dpx(frame), shows: frame })),
    )
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const detail = await detailOf(bench, 'shot.[0001-0139].dpx')
    expect(detail.derivatives).toMatchObject({ proxy: null, poster: expect.any(String) })
    expect(detail.troubles[0]?.said).toMatch(
      /in 70 pieces, and 64 of this size can be read at once\. Render what is missing: 2, 4, 6/,
    )
  })

  it('are measured like any clip: a hole is no black, and the times are those of the rate', async () => {
    await using bench = await workbench()
    await bench.client.settings.set({ ...op(), changes: { measureMedia: true } })
    const lit = named(dpx, 1, 24, [10, 11, 12]).map((frame) => ({ ...frame, shows: frame.frame > 16 ? 0 : 255 }))
    await layFrames(join(bench.card, 'm'), lit)
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const { madeList } = await detailOf(bench, 'shot.[0001-0024].dpx')
    const { id } = madeList.find(({ recipe }) => recipe === 'signal')!
    const found = JSON.parse(readFileSync(bench.engine.derivative(id)!.path, 'utf8')) as Signal
    const frame = (seconds: number): number => Math.round(seconds * 24) + 1
    // The holes at 10 to 12 are a cut there and a cut back; from 17 on it is black.
    expect(found.black.map(({ from }) => frame(from))).toEqual([17])
    expect(found.cuts.map(({ at }) => frame(at))).toEqual([10, 13, 17])
  })

  it('of which one was rendered again are made again', async () => {
    await using bench = await workbench()
    const folder = join(bench.card, 'render')
    const shown = (expected: readonly number[]): Promise<AssetRow> =>
      until(`a proxy of ${expected.join()}`, async () => {
        const [row] = await rows(bench)
        if (row?.derivatives.proxy == null || row.work !== 'none') return undefined
        return (await proxyShows(bench, row.name)).join() === expected.join() ? row : undefined
      })
    await layFrames(folder, named(dpx, 1, 4))
    await bench.client.roots.add({ ...op(), path: bench.card })
    await shown([1, 2, 3, 4])
    await layFrames(folder, [{ name: dpx(3), shows: 77 }])
    // The facts of the first frame stay, though nobody looks into it again.
    expect(await shown([1, 2, 77, 4])).toMatchObject({ width: 320, rate: { num: 24, den: 1 }, versions: 2 })
  })

  it('keep their proxy over the budget while a frame is away, for it could not be made again', async () => {
    await using bench = await workbench()
    const folder = join(bench.card, 'kept')
    await layFrames(folder, named(dpx, 1, 4))
    await scan(bench.client, bench.card)
    await allSettled(bench.client)
    const proxy = async (): Promise<string | null> => (await rows(bench))[0]!.derivatives.proxy
    const db = new Database(bench.folder.database)
    const frame = (state: string): unknown =>
      db.prepare(`UPDATE file SET state = ? WHERE path LIKE '%0003.dpx'`).run(state)
    frame('missing')
    await bench.forward(7200)
    await bench.client.settings.set({ ...op(), changes: { proxyBudgetBytes: 1 } })
    await bench.client.cache.fit(op())
    expect(await proxy()).not.toBeNull()
    frame('present')
    db.close()
    await bench.client.cache.fit(op())
    expect(await proxy()).toBeNull()
  })

  it('wait while one is away, and are made when it is back', async () => {
    await using bench = await workbench()
    const folder = join(bench.card, 'half')
    await bench.client.settings.set({ ...op(), changes: { makeProxies: false } })
    await layFrames(folder, named(dpx, 1, 6))
    await scan(bench.client, bench.card)
    renameSync(join(folder, dpx(4)), join(bench.dir, 'aside.dpx'))
    const request = () => bench.client.jobs.request({ ...op(), query: '', recipes: ['proxy'] })
    await request()
    const held = await jobIn(bench.client, 'proxy', 'held')
    expect(held.heldBy).toMatch(/all frames/)
    renameSync(join(bench.dir, 'aside.dpx'), join(folder, dpx(4)))
    await scan(bench.client, bench.card)
    await until('the proxy', async () => (await rows(bench))[0]!.derivatives.proxy)
    expect(await proxyShows(bench, 'shot.[0001-0006].dpx')).toEqual(numbers(1, 6))
  })
})
