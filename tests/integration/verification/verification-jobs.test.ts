/**
 * Verification and repair as jobs: they go on when nobody watches and after the engine was killed, and tell what came
 * of them.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { repairResultSchema, verifyResultSchema } from '../../../shared/model/job-kinds.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { newId } from '../../../shared/util/ids.ts'
import { connectEngine } from '../../../electron/hosts/start-engine.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { canMount, loopDrives } from '../../helpers/loop-drives.ts'
import { rot } from '../../helpers/rot.ts'
import { scratch, testLibrary, volumeHolding } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { makeCard } from '../offload/stage.ts'

const op = () => ({ opId: newId() })
const FILES = { 'A003C001_261120_R7AA.mov': 1_200_000, 'A003C002_261120_R7AA.mov': 40_000, 'notes.txt': 'slate' }
const CLIP = 'A003_1120R7/A003C001_261120_R7AA.mov'

/** A card on two folders of one disk. */
async function offloaded(
  client: EngineClient,
  dir: string,
  files: Record<string, string | number> = FILES,
): Promise<readonly [string, string]> {
  const card = makeCard(join(dir, 'A003_1120R7'), files)
  const drives = [join(dir, 'RAID_A'), join(dir, 'SHUTTLE')] as const
  for (const drive of drives) mkdirSync(drive)
  const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [...drives] })
  for await (const _ of await client.offloads.watch({ id }));
  rmSync(card, { recursive: true })
  return drives
}

async function ended(client: EngineClient, id: string): Promise<JobDetail> {
  let last: JobDetail | undefined
  for await (const job of await client.jobs.watch({ id })) last = job
  return last!
}

describe('a verification that was asked for in the window', () => {
  it('finds and records what has gone bad, and a repair makes it anew', async () => {
    await using library = await testLibrary()
    const { client } = library
    const drives = await offloaded(client, library.dir)
    const truth = readFileSync(join(drives[1], CLIP))
    rot(library.folder.database, join(drives[0], CLIP), 'ROTTEN', 20_000)
    const volume = await volumeHolding(client, drives[0])
    const { id } = await client.jobs.start({
      ...op(),
      kind: 'verify',
      params: { volumes: [volume.id], rolls: ['A003'] },
    })
    const verified = await ended(client, id)
    expect(verified).toMatchObject({
      state: 'done',
      kind: 'verify',
      subject: `A003 on ${volume.label}`,
      about: { kind: 'volume', id: volume.id },
      unit: 'bytes',
    })
    const result = verifyResultSchema.parse(verified.result)
    expect(result).toMatchObject({ ok: false, counts: { mismatch: 1 } })
    expect(result.problems.map(({ finding, path }) => `${finding} ${path}`)).toEqual([
      `mismatch ${join(drives[0], CLIP)}`,
    ])

    const bad = await client.verify.bad({})
    const repair = await client.jobs.start({
      ...op(),
      kind: 'repair',
      params: { fileIds: bad.map(({ fileId }) => fileId) },
    })
    const repaired = await ended(client, repair.id)
    expect(repaired).toMatchObject({ state: 'done', kind: 'repair', subject: 'A003C001_261120_R7AA.mov' })
    expect(repairResultSchema.parse(repaired.result)).toMatchObject({
      healed: 1,
      failed: 0,
      told: [{ type: 'healed', path: join(drives[0], CLIP), from: join(drives[1], CLIP) }],
    })
    expect(readFileSync(join(drives[0], CLIP)).equals(truth)).toBe(true)
    expect(await client.verify.bad({})).toEqual([])
    await expect(
      client.jobs.start({ ...op(), kind: 'repair', params: { fileIds: bad.map(({ fileId }) => fileId) } }),
    ).rejects.toThrow('nothing to repair')
  })

  it('goes on when nobody watches it any more', async () => {
    await using library = await testLibrary()
    const { client } = library
    const drives = await offloaded(client, library.dir)
    await client.jobs.pause({ ...op(), paused: true })
    const { id } = await client.jobs.start({
      ...op(),
      kind: 'verify',
      params: { volumes: [(await volumeHolding(client, drives[0])).id] },
    })
    const leave = new AbortController()
    for await (const job of await client.jobs.watch({ id }, { signal: leave.signal })) {
      expect(job.state).toBe('waiting')
      leave.abort()
    }
    await client.jobs.pause({ ...op(), paused: false })
    await until('it is done', async () => (await client.jobs.get({ id })).state === 'done')
  })

  it('is refused where there is nothing to verify, with the sentence of the command line', async () => {
    await using library = await testLibrary()
    const { client } = library
    await expect(client.jobs.start({ ...op(), kind: 'verify', params: {} })).rejects.toThrow('Name what to verify')
    await expect(client.jobs.start({ ...op(), kind: 'verify', params: { rolls: ['Z999'] } })).rejects.toThrow(
      'no roll Z999',
    )
    expect(await client.jobs.list({})).toEqual([])
  })
})

describe.skipIf(!canMount)('a drive that is pulled in the middle (needs root and loop devices)', () => {
  it('holds its verification, which says nothing false of its copies and ends when the drive is back', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    using drives = loopDrives(dir)
    drives.make('shuttle.img', 'SHUTTLE_09', 64)
    const point = drives.mount('shuttle.img', 'SHUTTLE_09')
    const count = 600
    const card = makeCard(
      join(dir, 'A003_1120R7'),
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`take ${index}.txt`, `take ${index} ${'x'.repeat(2000)}`]),
      ),
    )
    const offload = await client.offloads.start({ ...op(), sources: [card], destinations: [point] })
    for await (const _ of await client.offloads.watch({ id: offload.id }));
    const volume = await volumeHolding(client, point)
    const { id } = await client.jobs.start({ ...op(), kind: 'verify', params: { volumes: [volume.id] } })
    for await (const job of await client.jobs.watch({ id })) if (job.checkpoint !== null) break
    drives.pull('SHUTTLE_09')
    const held = await until('it waits for the drive', async () => {
      const job = await client.jobs.get({ id })
      return job.state === 'held' ? job : null
    })
    expect(held).toMatchObject({
      heldBy: expect.stringContaining('Waits for SHUTTLE_09') as string,
      error: null,
      attempts: 0,
    })
    expect(await client.verify.bad({})).toEqual([])
    drives.mount('shuttle.img', 'SHUTTLE_09')
    const job = await until('it is done', async () => {
      const now = await client.jobs.get({ id })
      return now.state === 'done' ? now : null
    })
    expect(verifyResultSchema.parse(job.result)).toMatchObject({
      ok: true,
      problems: [],
      counts: { verified: count, missing: 0, unreadable: 0 },
    })
  })
})

describe('an engine that is killed', () => {
  it('in the middle of a verification leaves it to the next one, which reads the rest', async () => {
    using place = scratch()
    const library = join(place.dir, 'library')
    const folder = libraryFolder(library)
    makeLibrary(folder)
    // Pages of copies, so that something is kept long before the end.
    const count = 700
    const files = Object.fromEntries(
      Array.from({ length: count / 2 }, (_, index) => [`take ${index}.txt`, `take ${index} ${'x'.repeat(2000)}`]),
    )
    const first = await connectEngine({ library, version: '0' })
    const drives = await offloaded(first.client, place.dir, files)
    const volume = await volumeHolding(first.client, drives[0])
    const { id } = await first.client.jobs.start({ ...op(), kind: 'verify', params: { volumes: [volume.id] } })
    for await (const job of await first.client.jobs.watch({ id })) if (job.checkpoint !== null) break
    process.kill(first.pid, 'SIGKILL')
    await until('the engine is gone', () => !existsSync(`/proc/${first.pid}/exe`))
    await first.close()
    const killed = new Database(folder.database, { readonly: true })
    const left = killed.prepare('SELECT state, checkpoint FROM job WHERE id = ?').get(id) as {
      state: string
      checkpoint: string | null
    }
    killed.close()
    const restartedAt = Date.now()

    const second = await connectEngine({ library, version: '0' })
    try {
      const job = await ended(second.client, id)
      expect(job).toMatchObject({ state: 'done', attempts: 1 })
      expect(verifyResultSchema.parse(job.result)).toMatchObject({ ok: true, counts: { verified: count } })
    } finally {
      await second.close()
    }
    const db = new Database(folder.database, { readonly: true })
    const { again } = db.prepare('SELECT count(*) AS again FROM file WHERE verified_at >= ?').get(restartedAt) as {
      again: number
    }
    db.close()
    expect(left.state).toBe('running')
    const kept = (JSON.parse(left.checkpoint ?? '') as { state: { counts: { verified: number } } }).state.counts
      .verified
    expect(kept).toBeGreaterThanOrEqual(200)
    expect(again).toBeLessThanOrEqual(count - kept)
  })
})
