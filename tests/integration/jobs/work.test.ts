/**
 * Media work by a real engine with real ffmpeg: what is made, in which order, how often, and what a person sees of it.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Activity } from '../../../shared/model/work.ts'
import { allSettled, jobIn, layClip, madeFiles, op, scan, workbench } from './bench.ts'

describe('media that came in', () => {
  it('gets the posters of all clips before the first proxy', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.jobs.pause({ ...op(), paused: true })
    await layClip(bench.card, 'A001C001.mov')
    const second = await layClip(bench.card, 'A001C002.mov')
    writeFileSync(second, Buffer.concat([readFileSync(second), Buffer.from('00000008free', 'latin1')]))
    await scan(client, bench.card)
    expect((await client.jobs.list({ states: ['waiting'] })).length).toBe(8)
    expect((await client.assets.list({})).rows.map((row) => row.work)).toEqual(['waiting', 'waiting'])
    await client.jobs.pause({ ...op(), paused: false })
    const done = (await allSettled(client)).filter((job) => job.state === 'done')
    expect(done.map((job) => job.kind).toSorted()).toEqual([
      'filmstrip',
      'filmstrip',
      'poster',
      'poster',
      'proxy',
      'proxy',
      'waveform',
      'waveform',
    ])
    const ended = (kind: string): number[] => done.filter((job) => job.kind === kind).map((job) => job.finishedAt!)
    expect(Math.max(...ended('poster'))).toBeLessThanOrEqual(Math.min(...ended('proxy')))
    for (const row of (await client.assets.list({})).rows) {
      expect(row.work).toBe('none')
      expect(
        Object.values(row.derivatives).every((id) => id !== null && bench.engine.derivative(id) !== undefined),
      ).toBe(true)
    }
  })

  it('is worked on once for its bytes, however many copies and names there are', async () => {
    await using bench = await workbench()
    const { client } = bench
    const clip = await layClip(bench.card, 'A001C001.mov')
    const elsewhere = join(bench.dir, 'SHUTTLE')
    mkdirSync(elsewhere)
    copyFileSync(clip, join(elsewhere, 'renamed by someone.mov'))
    await scan(client, bench.card)
    await scan(client, elsewhere)
    const jobs = await allSettled(client)
    expect(jobs.map((job) => [job.kind, job.state, job.attempts]).toSorted()).toEqual(
      ['filmstrip', 'poster', 'proxy', 'waveform'].map((kind) => [kind, 'done', 1]),
    )
    expect(madeFiles(bench.folder.derivatives).map((path) => basename(path).split('.')[0])).toEqual([
      'filmstrip',
      'poster',
      'proxy',
      'waveform',
    ])
    const { rows } = await client.assets.list({})
    expect(rows.map((row) => row.copies)).toEqual([2])
    // Asked for again, nothing is due.
    expect(await client.jobs.request(op())).toEqual({ count: 0 })
  })

  it('has a proxy of another height beside the usual one when that is asked for, once', async () => {
    await using bench = await workbench()
    const { client } = bench
    await layClip(bench.card, 'A001C001.mov')
    await scan(client, bench.card)
    await allSettled(client)
    const heights = async () => {
      const { madeList } = await client.assets.get({ id: (await client.assets.list({})).rows[0]!.id })
      return madeList
        .filter((one) => one.recipe === 'proxy')
        .map((one) => [one.height, one.params])
        .toSorted((a, b) => Number(a[0]) - Number(b[0]))
    }
    const [[usual]] = (await heights()) as [[number]]
    const asked = { recipes: ['proxy'], params: { height: 144 } }
    expect(await client.jobs.request({ ...op(), ...asked })).toEqual({ count: 1 })
    expect(await client.jobs.request({ ...op(), ...asked })).toEqual({ count: 0 })
    await allSettled(client)
    expect((await heights()).map(([height]) => height)).toEqual([144, usual])
    expect(await client.jobs.request({ ...op(), ...asked })).toEqual({ count: 0 })
    // What a recipe does not know is refused before anything waits.
    await expect(client.jobs.request({ ...op(), recipes: ['proxy'], params: { height: 145 } })).rejects.toMatchObject({
      code: 'usage',
    })
    await expect(client.jobs.request({ ...op(), recipes: ['proxy'], params: { width: 100 } })).rejects.toMatchObject({
      code: 'usage',
    })
    await expect(client.jobs.request({ ...op(), params: { height: 144 } })).rejects.toMatchObject({
      code: 'usage',
      message: 'Parameters belong to one recipe. Name it.',
    })
  })

  it('is catalogued as broken when it can’t be understood, with the reason, and costs no work', async () => {
    await using bench = await workbench()
    const { client } = bench
    writeFileSync(join(bench.card, 'A001C009.mov'), Buffer.alloc(100_000, 7))
    await scan(client, bench.card)
    const { rows } = await client.assets.list({ query: 'broken' })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ name: 'A001C009', kind: 'video', work: 'none' })
    expect(rows[0]!.broken).toMatch(/\w.*\.$/)
    expect(await client.jobs.request(op())).toEqual({ count: 0 })
    expect(await client.jobs.list({})).toEqual([])
  })

  it('gets nothing by itself where the settings say so, and everything when it is asked for', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.settings.set({ ...op(), changes: { makeProxies: false } })
    await layClip(bench.card, 'A001C001.mov')
    await scan(client, bench.card)
    expect(await client.jobs.list({})).toEqual([])
    expect((await client.assets.list({})).rows[0]).toMatchObject({ work: 'none', startTimecode: '10:00:00:00' })
    expect(await client.jobs.request({ ...op(), recipes: ['poster'] })).toEqual({ count: 1 })
    expect((await allSettled(client)).map((job) => [job.kind, job.state])).toEqual([['poster', 'done']])
  })
})

describe('a person', () => {
  it('watches the work go on, from the first piece to the last', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.jobs.pause({ ...op(), paused: true })
    await layClip(bench.card, 'A001C001.mov')
    await scan(client, bench.card)
    const seen: Activity[] = []
    for await (const activity of await client.engine.activity({})) {
      if (seen.length === 0) await client.jobs.pause({ ...op(), paused: false })
      seen.push(activity)
      if (activity.jobs.done === 4) break
    }
    expect(seen[0]!.jobs).toEqual({ waiting: 4, held: 0, running: 0, failed: 0, done: 0, paused: true, quiet: false })
    expect(seen.at(-1)!.jobs).toMatchObject({ waiting: 0, running: 0, failed: 0, paused: false })
    const running = seen.flatMap((activity) => activity.runningJobs)
    expect(running.length).toBeGreaterThan(0)
    for (const job of running) expect(job).toMatchObject({ state: 'running', subject: 'A001C001', attempts: 1 })
  })

  it('pauses the work: what runs is finished, what waits goes on waiting', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.jobs.pause({ ...op(), paused: true })
    await layClip(bench.card, 'A001C001.mov')
    await scan(client, bench.card)
    const [before] = await client.jobs.list({})
    expect(before).toMatchObject({ state: 'waiting', attempts: 0, progress: 0 })
    expect(madeFiles(bench.folder.derivatives)).toEqual([])
    await client.jobs.pause({ ...op(), paused: false })
    expect((await allSettled(client)).every((job) => job.state === 'done')).toBe(true)
  })

  it('sees a failure with its sentence, command and log; it is tried three times, later each time, and again on request', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.settings.set({ ...op(), changes: { makeProxies: false } })
    const clip = await layClip(bench.card, 'A001C001.mov')
    await scan(client, bench.card)
    const whole = readFileSync(clip)
    writeFileSync(clip, Buffer.alloc(whole.length))
    await client.jobs.request({ ...op(), recipes: ['poster'] })
    const first = await jobIn(client, 'poster', 'waiting', (job) => job.attempts === 1)
    expect(first.error?.message).toContain(clip)
    await bench.forward(4)
    expect((await client.jobs.list({}))[0]).toMatchObject({ state: 'waiting', attempts: 1 })
    await bench.forward(2)
    await jobIn(client, 'poster', 'waiting', (job) => job.attempts === 2)
    await bench.forward(20)
    expect((await client.jobs.list({}))[0]).toMatchObject({ state: 'waiting', attempts: 2 })
    await bench.forward(6)
    const failed = await jobIn(client, 'poster', 'failed')
    expect(failed.attempts).toBe(3)
    expect((await client.assets.list({})).rows[0]!.work).toBe('failed')
    const detail = await client.jobs.get({ id: failed.id })
    expect(detail.error?.message).toMatch(/^\S.*\.$/s)
    expect(detail.command).toContain('ffmpeg')
    expect(detail.command).toContain(basename(clip))
    expect(detail.log).toMatch(/Invalid data|moov/)
    expect(madeFiles(bench.folder.derivatives)).toEqual([])

    writeFileSync(clip, whole)
    await client.jobs.pause({ ...op(), paused: true })
    expect(await client.jobs.retry({ ...op(), ids: [failed.id] })).toEqual({ count: 1 })
    expect((await client.assets.list({})).rows[0]!.work).toBe('waiting')
    await client.jobs.pause({ ...op(), paused: false })
    const [mended] = await allSettled(client)
    expect(mended).toMatchObject({ state: 'done', error: null, progress: 1 })
  })
})
