/**
 * Scans and reports that the window asks for, as jobs.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { reportResultSchema, scanResultSchema } from '../../../shared/model/job-kinds.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { engineOn, scratch, testLibrary } from '../../helpers/library.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { until } from '../../helpers/until.ts'
import { makeCard } from '../offload/stage.ts'
import { op } from './bench.ts'

async function ended(client: EngineClient, id: string): Promise<JobDetail> {
  let last: JobDetail | undefined
  for await (const job of await client.jobs.watch({ id })) last = job
  return last!
}

describe('a scan', () => {
  it('of a watched folder takes in what is new, and says what it found', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const folder = join(dir, 'RAID', 'Sound')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'one.txt'), 'one')
    const root = await client.roots.add({ ...op(), path: folder })
    await until('it was scanned', async () => (await client.roots.list({}))[0]?.trueAt !== null)
    writeFileSync(join(folder, 'two.txt'), 'two')
    const { id } = await client.jobs.start({ ...op(), kind: 'scan', params: { rootId: root.id } })
    const job = await ended(client, id)
    expect(job).toMatchObject({
      state: 'done',
      kind: 'scan',
      subject: folder,
      about: { kind: 'volume', id: root.volumeId },
    })
    expect(scanResultSchema.parse(job.result)).toMatchObject([{ type: 'done', rootId: root.id, files: 2 }])
    expect((await client.assets.list({})).total).toBe(2)
    // All that is watched on a drive, by the drive.
    const whole = await client.jobs.start({ ...op(), kind: 'scan', params: { volumeId: root.volumeId } })
    expect(scanResultSchema.parse((await ended(client, whole.id)).result)).toHaveLength(1)
    await client.roots.remove({ ...op(), id: root.id })
    await expect(client.jobs.start({ ...op(), kind: 'scan', params: { rootId: root.id } })).rejects.toThrow(
      'Nothing of this is watched',
    )
  })

  it('that can’t trust its folder fails at once with a sentence, and calls nothing missing', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const folder = join(dir, 'RAID')
    mkdirSync(folder)
    writeFileSync(join(folder, 'one.txt'), 'one')
    const root = await client.roots.add({ ...op(), path: folder })
    await until('it was scanned', async () => (await client.roots.list({}))[0]?.trueAt !== null)
    renameSync(folder, `${folder} elsewhere`)
    const { id } = await client.jobs.start({ ...op(), kind: 'scan', params: { rootId: root.id } })
    const job = await ended(client, id)
    expect(job).toMatchObject({ state: 'failed', attempts: 1 })
    expect(['source.missing', 'volume.offline']).toContain(job.error?.code)
    expect(job.error?.message).toMatch(/^(The watched folder|Where the drive) .*\S$/)
    expect((await client.roots.list({}))[0]).toMatchObject({ missing: 0 })
  })
})

describe('a report', () => {
  it('is written while jobs are paused, and says where it is', async () => {
    await using library = await testLibrary()
    const { client, dir, folder } = library
    const card = makeCard(join(dir, 'A003_1120R7'), { 'A003C001_261120_R7AA.mov': 40_000 })
    mkdirSync(join(dir, 'RAID_A'))
    const offload = await client.offloads.start({ ...op(), sources: [card], destinations: [join(dir, 'RAID_A')] })
    for await (const _ of await client.offloads.watch({ id: offload.id }));
    await client.jobs.pause({ ...op(), paused: true })
    const day = (await client.assets.list({})).rows[0]!.day!
    for (const [params, subject] of [
      [{ of: 'day', day, as: 'csv' }, `${day}, CSV`],
      [{ of: 'offload', id: offload.id }, 'A003_1120R7, PDF'],
      [{ of: 'safety', as: 'text' }, 'Safety, text'],
    ] as const) {
      const { id } = await client.jobs.start({ ...op(), kind: 'report', params })
      const job = await ended(client, id)
      expect(job).toMatchObject({ state: 'done', kind: 'report', subject })
      const { path } = reportResultSchema.parse(job.result)
      expect(path.startsWith(folder.reports)).toBe(true)
      expect(readFileSync(path).length).toBeGreaterThan(50)
    }
    // One that can't be written says so at once, and is not tried again by itself.
    writeFileSync(join(dir, 'file'), '')
    const { id } = await client.jobs.start({
      ...op(),
      kind: 'report',
      params: { of: 'day', day, to: join(dir, 'file') },
    })
    expect(await ended(client, id)).toMatchObject({ state: 'failed', attempts: 1, error: { code: 'usage' } })
    await expect(client.jobs.start({ ...op(), kind: 'report', params: { of: 'weather' } })).rejects.toMatchObject({
      code: 'usage',
    })
  })

  it('that waited when the engine ended is written by the next one', async () => {
    using place = scratch()
    const folder = libraryFolder(join(place.dir, 'library'))
    makeLibrary(folder)
    const first = await engineOn(folder)
    const { id } = await first.client.jobs.start({ ...op(), kind: 'report', params: { of: 'safety', as: 'html' } })
    await first.engine.close()
    const second = await engineOn(folder)
    const job = await ended(second.client, id)
    expect(job.state).toBe('done')
    expect(existsSync(reportResultSchema.parse(job.result).path)).toBe(true)
    await second.engine.close()
  })
})
