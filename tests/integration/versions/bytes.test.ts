/**
 * Versions of edited files through the real engine: kept, restored beside and over, thinned.
 */
import { mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { callerWith } from '../../helpers/callers.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

const RULES = { on: true, keepAllDays: 30, keepDailyDays: 60, budgetBytes: null }
const DAY_MS = 86_400_000

describe('an edited file', () => {
  let library: TestLibrary
  let folder: string
  let now: number
  const op = () => ({ opId: newId() })
  const client = () => library.client
  const project = () => join(folder, 'Film.drp')

  beforeEach(async () => {
    now = Date.now()
    library = await testLibrary({ now: () => now + (Date.now() - began) })
    folder = join(library.dir, 'Project')
    mkdirSync(folder)
    writeFileSync(project(), 'first cut\n')
    await client().roots.add({ ...op(), path: folder })
    await versionIs(1, 'kept')
  })
  afterEach(async () => {
    await library[Symbol.asyncDispose]()
  })
  const began = Date.now()

  const asset = async () => (await client().assets.list({ query: 'name:Film' })).rows[0]
  async function versionIs(revision: number, stored: string) {
    return until(`version ${revision} is ${stored}`, async () => {
      const row = await asset()
      if (row === undefined) return undefined
      const version = (await client().versions.list({ assetId: row.id })).find((one) => one.current)
      return version?.revision === revision && version.stored === stored ? { id: row.id, version } : undefined
    })
  }
  async function save(text: string, revision: number) {
    writeFileSync(project(), text)
    return versionIs(revision, 'kept')
  }

  it('can be had back as it was, beside the current one', async () => {
    const { id } = await save('second cut, longer\n', 2)
    const restored = await client().versions.restore({ ...op(), assetId: id, revision: 1, to: folder })
    expect(restored.path).toBe(join(folder, 'Film (version 1).drp'))
    expect(readFileSync(restored.path, 'utf8')).toBe('first cut\n')
    expect(readFileSync(project(), 'utf8')).toBe('second cut, longer\n')
    const again = await client().versions.restore({ ...op(), assetId: id, revision: 1, to: folder })
    expect(again.path).not.toBe(restored.path)
  })

  it('is never written over by a restore that names a file', async () => {
    const { id } = await save('second cut, longer\n', 2)
    await expect(client().versions.restore({ ...op(), assetId: id, revision: 1, to: project() })).rejects.toMatchObject(
      { code: 'conflict' },
    )
    expect(readFileSync(project(), 'utf8')).toBe('second cut, longer\n')
  })

  it('goes back in its place after what stood there is kept, even what no scan has seen', async () => {
    const { id } = await save('second cut, longer\n', 2)
    writeFileSync(project(), 'an hour of work that nobody has seen yet\n')
    const { keptRevision, path } = await client().versions.restore({
      ...op(),
      assetId: id,
      revision: 1,
      to: null,
      over: true,
    })
    expect(readFileSync(path, 'utf8')).toBe('first cut\n')
    const versions = await client().versions.list({ assetId: id })
    expect(versions[0]).toMatchObject({ reason: 'restored from 1', current: true })
    expect(versions.find((one) => one.revision === keptRevision)).toMatchObject({ stored: 'kept' })
    const saved = await client().versions.restore({ ...op(), assetId: id, revision: keptRevision!, to: folder })
    expect(readFileSync(saved.path, 'utf8')).toBe('an hour of work that nobody has seen yet\n')
  })

  it('that goes back in its place is the work of the caller, and so is what was kept for it', async () => {
    const { id } = await save('second cut, longer\n', 2)
    writeFileSync(project(), 'an hour of work that nobody has seen yet\n')
    const dana = createRouterClient(library.engine.router, { context: callerWith('Dana', 'edit') })
    const { keptRevision } = await dana.versions.restore({ ...op(), assetId: id, revision: 1, to: null, over: true })
    const versions = await client().versions.list({ assetId: id })
    expect([versions[0], versions.find((one) => one.revision === keptRevision)]).toMatchObject([
      { reason: 'restored from 1', author: 'Dana' },
      { reason: 'kept before restore', author: 'Dana' },
    ])
    expect(versions.at(-1)?.author).toBe((await client().settings.get({})).author)
  })

  it('is restored neither into the library nor through a link', async () => {
    const { id } = await save('second cut, longer\n', 2)
    await expect(
      client().versions.restore({ ...op(), assetId: id, revision: 1, to: join(library.folder.path, 'x.drp') }),
    ).rejects.toMatchObject({ code: 'usage' })
    symlinkSync(library.folder.path, join(folder, 'way in'))
    await expect(
      client().versions.restore({ ...op(), assetId: id, revision: 1, to: join(folder, 'way in', 'x.drp') }),
    ).rejects.toMatchObject({ code: 'usage' })
  })

  it('keeps the time of the file that it was', async () => {
    const at = new Date('2026-11-01T12:00:00Z')
    writeFileSync(project(), 'second cut, longer\n')
    utimesSync(project(), at, at)
    const { id } = await versionIs(2, 'kept')
    const { path } = await client().versions.restore({
      ...op(),
      assetId: id,
      revision: 2,
      to: join(folder, 'copy.drp'),
    })
    expect(Math.abs(statSync(path).mtimeMs - at.getTime())).toBeLessThan(2000)
  })

  it('is thinned exactly as the preview shows, and never of its newest, current and pinned versions', async () => {
    for (const [index, text] of ['two', 'three', 'four', 'five'].entries()) {
      now += 1000
      await save(`${text} ${'x'.repeat(2000 * (index + 1))}`, index + 2)
    }
    const { id } = (await asset())!
    const pinned = (await client().versions.list({ assetId: id })).find((one) => one.revision === 3)!
    await client().versions.pin({ ...op(), versionId: pinned.id, pinned: true })
    expect((await client().versions.preview(RULES)).versions).toBe(0)
    now += 400 * DAY_MS
    const preview = await client().versions.preview(RULES)
    expect(preview.sample.map((one) => one.revision).toSorted()).toEqual([1, 2, 4])
    expect(await client().versions.thin({ ...op(), rules: RULES })).toEqual(preview)
    const after = await client().versions.list({ assetId: id })
    expect(after).toHaveLength(5)
    expect(
      after
        .filter((one) => one.stored === 'gone')
        .map((one) => one.revision)
        .toSorted(),
    ).toEqual([1, 2, 4])
    expect(
      readFileSync((await client().versions.restore({ ...op(), assetId: id, revision: 3, to: folder })).path, 'utf8'),
    ).toMatch(/^three/)
    await expect(client().versions.restore({ ...op(), assetId: id, revision: 2, to: folder })).rejects.toMatchObject({
      code: 'version.gone',
    })
  })
})
