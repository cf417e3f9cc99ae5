/**
 * A card that was offloaded before, or half of it: what is safe already is said before the start, proven by the run,
 * and only the new is copied.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { OffloadRequest } from '../../../shared/contract/offloads.ts'
import type { Offload, OffloadFile } from '../../../shared/model/offload.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary } from '../../helpers/library.ts'
import { everything, makeCard } from './stage.ts'

type Asked = Partial<OffloadRequest> & Pick<OffloadRequest, 'sources' | 'destinations'>

async function run(client: EngineClient, request: Asked): Promise<{ offload: Offload; files: OffloadFile[] }> {
  const { id } = await client.offloads.start({ opId: newId(), ...request })
  for await (const _ of await client.offloads.watch({ id }));
  return { offload: await client.offloads.get({ id }), files: (await client.offloads.files({ id, limit: 1000 })).rows }
}

const HALF = { 'CLIP/A001C001.mov': 1_500_000, 'CLIP/A001C002.mov': 30_000 }

describe('a card that was offloaded before', () => {
  it('is known file by file before the start, and only the new is copied into the new folder', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A001'), HALF)
    const drive = join(dir, 'drive')
    mkdirSync(drive)
    expect((await client.offloads.plan({ sources: [card], destinations: [drive] })).known).toEqual({
      files: 0,
      bytes: 0,
      drives: [],
    })
    await run(client, { sources: [card], destinations: [drive], name: 'Day1_{name}' })

    makeCard(card, { 'CLIP/A001C003.mov': 40_000 })
    const request = { sources: [card], destinations: [drive], name: 'Day2_{name}' }
    const plan = await client.offloads.plan(request)
    expect(plan.known).toMatchObject({ files: 2, bytes: 1_530_000, drives: [{ files: 2, of: 3 }] })
    expect(plan.safe.map(({ path, places }) => [path, places.map((place) => place.path)])).toEqual([
      ['Day2_A001/CLIP/A001C001.mov', [join(drive, 'Day1_A001/CLIP/A001C001.mov')]],
      ['Day2_A001/CLIP/A001C002.mov', [join(drive, 'Day1_A001/CLIP/A001C002.mov')]],
    ])
    expect(plan.destinations[0]).toMatchObject({ standing: 2, need: 40_960 })
    expect(plan.remarks.find((remark) => remark.code === 'source.known')?.message).toContain(
      '2 of 3 files have a verified copy already',
    )

    const { offload, files } = await run(client, request)
    expect(offload.destinations[0]).toMatchObject({ filesCopied: 1, filesVerified: 3, conflicts: 0, failures: 0 })
    expect(offload.verdict).toMatchObject({ verified: true })
    expect(offload.verdict!.reasons.map((reason) => reason.code)).not.toContain('unsealed')
    expect(
      files.map((file) => [file.destinations[0]?.state, file.destinations[0]?.level, file.destinations[0]?.path]),
    ).toEqual([
      ['verified', 'full', 'Day1_A001/CLIP/A001C001.mov'],
      ['verified', 'full', 'Day1_A001/CLIP/A001C002.mov'],
      ['verified', 'full', 'Day2_A001/CLIP/A001C003.mov'],
    ])
    expect(everything(join(drive, 'Day2_A001')).filter((path) => path.endsWith('.mov'))).toEqual(['CLIP/A001C003.mov'])
    expect((await client.assets.list({ query: '' })).rows.map((row) => row.copies)).toEqual([1, 1, 1])
  })

  it('in full leaves no empty folder behind', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A001'), HALF)
    const drive = join(dir, 'drive')
    mkdirSync(drive)
    await run(client, { sources: [card], destinations: [drive], name: 'Day1_{name}' })
    const again = await run(client, { sources: [card], destinations: [drive], name: 'Day2_{name}' })
    expect(again.offload.destinations[0]).toMatchObject({ filesCopied: 0, filesVerified: 2 })
    expect(readdirSync(drive)).toEqual(['Day1_A001'])
  })

  it('is believed in nothing: a file that only looks the same is copied', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A001'), HALF)
    const drive = join(dir, 'drive')
    mkdirSync(drive)
    await run(client, { sources: [card], destinations: [drive], name: 'Day1_{name}' })
    const clip = join(card, 'CLIP/A001C002.mov')
    const { atime, mtime } = statSync(clip)
    writeFileSync(clip, Buffer.alloc(30_000, 7))
    utimesSync(clip, atime, mtime)
    // And one that is gone since: the catalogue does not know it yet.
    renameSync(join(drive, 'Day1_A001/CLIP/A001C001.mov'), join(dir, 'elsewhere.mov'))
    const { offload } = await run(client, { sources: [card], destinations: [drive], name: 'Day2_{name}' })
    expect(offload.destinations[0]).toMatchObject({ filesCopied: 2, filesVerified: 2, conflicts: 0 })
    expect(readFileSync(join(drive, 'Day2_A001/CLIP/A001C002.mov')).equals(Buffer.alloc(30_000, 7))).toBe(true)
  })

  it('is copied again as a whole where that is asked for', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A001'), HALF)
    const drive = join(dir, 'drive')
    mkdirSync(drive)
    await run(client, { sources: [card], destinations: [drive], name: 'Day1_{name}' })
    const { offload } = await run(client, {
      sources: [card],
      destinations: [drive],
      name: 'Day2_{name}',
      incremental: false,
    })
    expect(offload.destinations[0]).toMatchObject({ filesCopied: 2, filesVerified: 2 })
  })

  it('onto another drive is copied whole, and both are named', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A001'), HALF)
    const [one, two] = [join(dir, 'one'), join(dir, 'two')]
    mkdirSync(one)
    await run(client, { sources: [card], destinations: [one] })
    const plan = await client.offloads.plan({ sources: [card], destinations: [two] })
    expect(plan).toMatchObject({ known: { files: 2 }, destinations: [{ standing: 0 }] })
    const { offload } = await run(client, { sources: [card], destinations: [two] })
    expect(offload.destinations[0]).toMatchObject({ filesCopied: 2, filesVerified: 2 })
  })
})
