/**
 * The drive that takes proxies is pulled, or full: what was asked for waits, is made on that very drive when it can be,
 * and never on the disk behind the folder that a pulled drive leaves.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { testLibrary } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'
import { drive } from '../offload/drives.ts'
import { CAN_MOUNT, workshop } from '../offload/stage.ts'

const op = () => ({ opId: newId() })
const params = editParamsSchema.parse({ format: 'h264-intra' })

async function withClip(dir: string, client: EngineClient, source: string): Promise<void> {
  await client.settings.set({ ...op(), changes: { makeProxies: false } })
  const shoot = join(dir, 'shoot', 'A001')
  mkdirSync(shoot, { recursive: true })
  copyFileSync(source, join(shoot, 'A001C001.mov'))
  for await (const _ of await client.catalogue.add({ paths: [join(shoot, '..')] })) {
    /* until it is done */
  }
}

async function settled(client: EngineClient, id: string, states: readonly string[]): Promise<JobDetail> {
  for await (const job of await client.jobs.watch({ id })) if (states.includes(job.state)) return job
  throw new Error('It ended in no state.')
}

const everything = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => !name.includes('lost+found'))

describe.skipIf(!CAN_MOUNT)('the drive that takes proxies (needs root to mount)', { timeout: 120_000 }, () => {
  it('that was pulled before its turn, with its mount folder left, is waited for', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    await withClip(library.dir, client, await media.film())
    const shuttle = drive(join(at, 'SHUTTLE'), 'ext4', 200)
    await client.jobs.pause({ ...op(), paused: true })
    const { jobs } = await client.editProxies.start({ ...op(), query: 'A001C001', to: shuttle.path, params })
    shuttle.pull()
    await client.jobs.pause({ ...op(), paused: false })
    expect(await settled(client, jobs[0]!, ['held', 'done', 'failed'])).toMatchObject({
      state: 'held',
      heldBy: `Waits for SHUTTLE: it is not connected at ${shuttle.path}`,
    })
    expect(everything(shuttle.path)).toEqual([])
    // Another one in its place is not it.
    const other = drive(join(at, 'OTHER'), 'ext4', 200)
    other.pull()
    other.plug(shuttle.path)
    await client.jobs.retry({ ...op(), ids: jobs })
    expect(await settled(client, jobs[0]!, ['held', 'done', 'failed'])).toMatchObject({ state: 'held' })
    expect(everything(shuttle.path)).toEqual([])
    other.pull()
    shuttle.plug()
    await client.jobs.retry({ ...op(), ids: jobs })
    expect(await settled(client, jobs[0]!, ['held', 'done', 'failed'])).toMatchObject({ state: 'done' })
    expect(existsSync(join(shuttle.path, 'A001/A001C001.mov'))).toBe(true)
  })

  it('that is pulled under the work is waited for, and nothing is said of the original', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const long = await media.madeWith(
      'long.mov',
      '-f lavfi -i testsrc2=size=1920x1080:rate=25:duration=6 -c:v libx264 -preset ultrafast -pix_fmt yuv420p'.split(
        ' ',
      ),
    )
    await withClip(library.dir, client, long)
    const shuttle = drive(join(at, 'SHUTTLE'), 'ext4', 400)
    const { jobs } = await client.editProxies.start({ ...op(), query: 'A001C001', to: shuttle.path, params })
    await until('it is being written', () => everything(shuttle.path).some((name) => name.endsWith('.part')))
    shuttle.pull()
    expect(await settled(client, jobs[0]!, ['held', 'done', 'failed'])).toMatchObject({
      state: 'held',
      error: null,
      heldBy: 'Waits for SHUTTLE: it was disconnected',
    })
    expect(everything(shuttle.path)).toEqual([])
    shuttle.plug()
    await client.jobs.retry({ ...op(), ids: jobs })
    expect(await settled(client, jobs[0]!, ['held', 'done', 'failed'])).toMatchObject({ state: 'done' })
    expect(everything(shuttle.path).toSorted()).toEqual(['A001', 'A001/A001C001.mov'])
  })

  it('that is full is waited for, under the name that people gave it', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    await withClip(library.dir, client, await media.film())
    const small = drive(join(at, 'SMALL'), 'ext4', 30)
    const { jobs } = await client.editProxies.start({ ...op(), query: 'A001C001', to: small.path, params })
    expect(await settled(client, jobs[0]!, ['held', 'done', 'failed'])).toMatchObject({
      state: 'held',
      error: null,
      heldBy: `Waits for room: ${small.path} is full. Free some space there`,
    })
    expect(everything(small.path).filter((name) => name.includes('rushes'))).toEqual([])
  })

  it('that fills up under the work is waited for, and is not tried again before there is more room', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const heavy = await media.madeWith(
      'heavy.mov',
      '-f lavfi -i testsrc2=size=1920x1080:rate=25:duration=6,noise=alls=100:allf=t -c:v libx264 -preset ultrafast -qp 30 -pix_fmt yuv420p'.split(
        ' ',
      ),
    )
    await withClip(library.dir, client, heavy)
    const small = drive(join(at, 'SMALL'), 'ext4', 110)
    const { jobs } = await client.editProxies.start({ ...op(), query: 'A001C001', to: small.path, params })
    expect(await settled(client, jobs[0]!, ['held', 'done', 'failed'])).toMatchObject({
      state: 'held',
      error: null,
      heldBy: `Waits for room: ${small.path} is full. Free some space there`,
    })
    expect(everything(small.path)).toEqual(['A001'])
    await client.jobs.retry({ ...op(), ids: jobs })
    expect(await settled(client, jobs[0]!, ['held', 'done', 'failed'])).toMatchObject({ state: 'held' })
  })
})
