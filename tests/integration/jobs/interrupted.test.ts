/**
 * Media work that is taken back, loses its drive, or loses its engine.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectEngine } from '../../../electron/hosts/start-engine.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { scratch } from '../../helpers/library.ts'
import { mediaContext } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'
import { allSettled, halfMinute, jobIn, layClip, madeFiles, op, scan, workbench } from './bench.ts'

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/dev/loop-control')

/** Ids of processes whose arguments name this path. */
function processesOn(path: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
          .split('\0')
          .some((word) => word.includes(path))
      } catch {
        return false // It ended between the look and the reading.
      }
    })
}

describe('work that is taken back', () => {
  it('while it waits is done with, and the clip’s row says so', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.jobs.pause({ ...op(), paused: true })
    await layClip(bench.card, 'A001C001.mov')
    await scan(client, bench.card)
    const jobs = await client.jobs.list({})
    expect(await client.jobs.cancel({ ...op(), ids: jobs.map((job) => job.id) })).toEqual({ count: 4 })
    expect((await client.assets.list({})).rows[0]!.work).toBe('none')
    await client.jobs.pause({ ...op(), paused: false })
    expect((await client.jobs.list({})).map((job) => job.state)).toEqual(Array.from({ length: 4 }, () => 'cancelled'))
    expect(madeFiles(bench.folder.derivatives)).toEqual([])
    // It was the person who took it back, so only the person brings it again.
    expect(await client.jobs.request(op())).toEqual({ count: 4 })
    expect((await allSettled(client)).every((job) => job.state === 'done')).toBe(true)
  })

  it('while it runs ends its ffmpeg, leaves nothing behind, and lets what ran with it go on', async () => {
    await using bench = await workbench()
    const { client } = bench
    const clip = await layClip(bench.card, 'A001C001.mp4', halfMinute)
    await scan(client, bench.card)
    const proxy = await jobIn(client, 'proxy', 'running', (job) => job.progress > 0)
    expect(processesOn(clip)).not.toEqual([])
    expect(await client.jobs.cancel({ ...op(), ids: [proxy.id] })).toEqual({ count: 1 })
    const jobs = await allSettled(client)
    expect(Object.fromEntries(jobs.map((job) => [job.kind, [job.state, job.attempts]]))).toEqual({
      poster: ['done', 1],
      filmstrip: ['done', 1],
      proxy: ['cancelled', 0],
    })
    expect(processesOn(clip)).toEqual([])
    expect(madeFiles(bench.folder.derivatives).filter((path) => path.includes('proxy'))).toEqual([])
    expect((await client.assets.list({})).rows[0]).toMatchObject({ work: 'none', derivatives: { proxy: null } })
  })
})

describe('work whose clip is away', () => {
  it('is held, and goes on with the next copy that is found', async () => {
    await using bench = await workbench()
    const { client } = bench
    await client.jobs.pause({ ...op(), paused: true })
    const clip = await layClip(bench.card, 'A001C001.mov')
    await scan(client, bench.card)
    const shuttle = join(bench.dir, 'SHUTTLE')
    mkdirSync(shuttle)
    copyFileSync(clip, join(shuttle, 'A001C001.mov'))
    unlinkSync(clip)
    await client.jobs.pause({ ...op(), paused: false })
    const held = await until('all work is held', async () => {
      const jobs = await client.jobs.list({ states: ['held'] })
      return jobs.length === 4 ? jobs : null
    })
    expect(held[0]).toMatchObject({ attempts: 0, heldBy: 'Waits for a drive that holds this clip', error: null })
    expect((await client.assets.list({})).rows[0]!.work).toBe('waiting')
    await scan(client, shuttle)
    await until('all work is done', async () => (await client.jobs.list({ states: ['done'] })).length === 4)
  })

  it('is held when the drive goes in the middle of it: that is no failure', async () => {
    await using bench = await workbench()
    const { client } = bench
    const clip = await layClip(bench.card, 'A001C001.mp4', halfMinute)
    await scan(client, bench.card)
    const running = await jobIn(client, 'proxy', 'running', (job) => job.progress > 0)
    renameSync(clip, `${clip}.away`)
    for (const pid of processesOn(clip)) process.kill(pid, 'SIGKILL')
    const held = await jobIn(client, 'proxy', 'held')
    expect(held).toMatchObject({ id: running.id, attempts: 0, error: null })
    renameSync(`${clip}.away`, clip)
    await client.jobs.retry({ ...op(), ids: [held.id] })
    await jobIn(client, 'proxy', 'done')
  })

  it.skipIf(!canMount)(
    'is held while its drive is pulled, and goes on by itself when it comes back (needs root and loop devices)',
    async () => {
      await using bench = await workbench()
      const { client } = bench
      const image = join(bench.dir, 'drive.img')
      const point = join(bench.dir, 'drive')
      const sh = (exe: string, ...args: string[]): string => execFileSync(exe, args, { encoding: 'utf8' })
      sh('truncate', '-s', '24M', image)
      sh('mkfs.ext4', '-q', image)
      mkdirSync(point)
      sh('mount', '-o', 'loop', image, point)
      try {
        await client.settings.set({ ...op(), changes: { makeProxies: false } })
        await layClip(point, 'A001C001.mov')
        await scan(client, point)
        sh('umount', '-l', point)
        await until('the drive is away', async () => (await client.assets.list({ query: 'offline' })).total === 1)
        await client.jobs.request({ ...op(), recipes: ['poster'] })
        await jobIn(client, 'poster', 'held')
        sh('mount', '-o', 'loop', image, point)
        expect(await jobIn(client, 'poster', 'done')).toMatchObject({ attempts: 1, heldBy: null })
      } finally {
        sh('umount', '-l', point)
      }
    },
  )
})

describe.skipIf(process.platform !== 'linux')('an engine that is killed in the middle of a proxy', () => {
  it('leaves no half proxy under its name; the next engine ends the orphan, clears up and makes it', async () => {
    using place = scratch()
    const library = join(place.dir, 'library')
    const folder = libraryFolder(library)
    makeLibrary(folder)
    const card = join(place.dir, 'CARD')
    mkdirSync(card)
    const clip = await layClip(card, 'A001C001.mp4', halfMinute)
    const first = await connectEngine({ library, version: '0' })
    await scan(first.client, card)
    await jobIn(first.client, 'proxy', 'running', (job) => job.progress > 0)
    const orphans = processesOn(clip)
    expect(orphans).not.toEqual([])
    // Stopped, so that the orphan is still there when the next engine starts, however slow the start is.
    for (const pid of orphans) process.kill(pid, 'SIGSTOP')
    process.kill(first.pid, 'SIGKILL')
    await until('the engine is gone', () => !existsSync(`/proc/${first.pid}/exe`))
    await first.close()
    expect(madeFiles(folder.derivatives).filter((path) => /proxy.*\.mp4$/.test(path))).toEqual([])
    expect(madeFiles(folder.derivatives).filter((path) => path.endsWith('.part'))).not.toEqual([])

    const second = await connectEngine({ library, version: '0' })
    try {
      await until('the orphan is gone', () => orphans.every((pid) => !existsSync(`/proc/${pid}/exe`)))
      const jobs = await allSettled(second.client)
      expect(jobs.map((job) => [job.kind, job.state]).toSorted()).toEqual([
        ['filmstrip', 'done'],
        ['poster', 'done'],
        ['proxy', 'done'],
      ])
      const files = madeFiles(folder.derivatives)
      expect(files.filter((path) => path.endsWith('.part'))).toEqual([])
      const probe = await probeFile(
        files.find((path) => path.includes('proxy'))!,
        await mediaContext(),
      )
      expect(probe).toMatchObject({ ok: true, durationFrames: 750 })
    } finally {
      await second.close()
    }
    expect(processesOn(clip)).toEqual([])
  })
})
