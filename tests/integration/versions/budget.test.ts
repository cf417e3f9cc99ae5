/**
 * The store within its budget: held on the disk, and nothing is taken that the budget has room for.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

it('a budget is held on the disk, and thinning again takes nothing more', async () => {
  await using library = await testLibrary()
  const { client } = library
  const folder = join(library.dir, 'Project')
  const file = join(folder, 'Film.drp')
  const onDisk = () =>
    readdirSync(library.folder.versions, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
  mkdirSync(folder)
  // Most of each version is what the one before it was: packs are needed in part.
  let bytes = randomBytes(900_000)
  writeFileSync(file, bytes)
  await client.roots.add({ opId: newId(), path: folder })
  const kept = (revision: number) =>
    until(`version ${revision} is kept`, async () => {
      const row = (await client.assets.list({ query: 'name:Film' })).rows[0]
      const version =
        row === undefined ? undefined : (await client.versions.list({ assetId: row.id })).find((one) => one.current)
      return version?.revision === revision && version.stored === 'kept' ? row!.id : undefined
    })
  await kept(1)
  let assetId = ''
  for (let revision = 2; revision <= 6; revision += 1) {
    bytes = Buffer.concat([bytes.subarray(0, 450_000), randomBytes(300_000), bytes.subarray(450_000, 600_000)])
    writeFileSync(file, bytes)
    assetId = await kept(revision)
  }
  const rules = { on: true, keepAllDays: 30, keepDailyDays: 180, budgetBytes: 1_900_000 }
  expect(onDisk()).toBeGreaterThan(rules.budgetBytes)
  const preview = await client.versions.preview(rules)
  expect(await client.versions.thin({ opId: newId(), rules })).toEqual(preview)
  expect(preview.versions).toBeGreaterThan(0)
  expect(onDisk()).toBeLessThanOrEqual(rules.budgetBytes)
  expect((await client.versions.preview(rules)).versions).toBe(0)
  for (const version of (await client.versions.list({ assetId })).filter((one) => one.stored === 'kept')) {
    const { bytes: restored } = await client.versions.restore({
      opId: newId(),
      assetId,
      revision: version.revision,
      to: join(library.dir, `version ${version.revision}.drp`),
    })
    expect(restored).toBe(version.bytes)
  }
}, 60_000)
