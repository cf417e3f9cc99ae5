/**
 * What `doctor` says of watched folders and of the store of versions.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Check } from '../../../shared/model/work.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

async function check(library: TestLibrary, id: string): Promise<Check | undefined> {
  return (await library.client.engine.doctor({})).find((one) => one.id === id)
}

describe('doctor', () => {
  it('counts the watches that are in use, and the folders that are watched', async () => {
    await using library = await testLibrary()
    const top = join(library.dir, 'graphics')
    mkdirSync(join(top, 'a', 'b'), { recursive: true })
    await library.client.roots.add({ opId: newId(), path: top })
    // One a folder: graphics, a, b.
    await until('three folders are watched', async () =>
      /^[3-9]\d* of/.test((await check(library, 'limits.inotify'))?.found ?? ''),
    )
    expect(await check(library, 'watching')).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^1 known · 1 watched/) as string,
    })
  })

  it('says which folder can’t be looked at, and how to go on', async () => {
    await using library = await testLibrary()
    const top = join(library.dir, 'graphics')
    mkdirSync(top)
    const root = await library.client.roots.add({ opId: newId(), path: top })
    renameSync(top, join(library.dir, 'elsewhere'))
    await until(
      'the folder is in trouble',
      async () => (await check(library, `watching.${root.id}`))?.state === 'attention',
    )
    expect((await check(library, `watching.${root.id}`))?.advice).toContain('rushes scan')
  })

  it('misses the files of kept versions when they are gone', async () => {
    await using library = await testLibrary()
    const top = join(library.dir, 'titles')
    mkdirSync(top)
    // Bytes that can't be packed, so that there is something to see.
    writeFileSync(join(top, 'titles.psd'), randomBytes(300_000))
    await library.client.roots.add({ opId: newId(), path: top })
    await until('a version is kept', () =>
      readdirSync(library.folder.versions, { recursive: true }).some((name) => String(name).endsWith('.pack')),
    )
    await until(
      'the pack is in the catalogue',
      async () => (await check(library, 'versions.store'))?.found !== 'whole · 0.0 MB',
    )
    expect((await check(library, 'versions.store'))?.state).toBe('ok')
    renameSync(library.folder.versions, join(library.dir, 'moved'))
    expect((await check(library, 'versions.store'))?.found).toMatch(/^1 of 1 file of .* is gone$/)
  })
})
