/**
 * A watched folder through the real engine: real files, the real watcher, the real scan.
 */
import { appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AssetRow } from '../../../shared/model/asset.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

describe('a watched folder', () => {
  let library: TestLibrary
  let folder: string
  const client = () => library.client
  const named = async (name: string): Promise<AssetRow | undefined> =>
    (await client().assets.list({ limit: 500 })).rows.find((row) => row.name === name)
  const came = (name: string): Promise<AssetRow> => until(`“${name}” is in the catalogue`, () => named(name))

  beforeAll(async () => {
    library = await testLibrary()
    folder = join(library.dir, 'Project')
    mkdirSync(join(folder, 'Edit'), { recursive: true })
    writeFileSync(join(folder, 'Edit', 'Film.prproj'), 'first cut')
    await client().roots.add({ opId: newId(), path: folder })
  })
  afterAll(async () => {
    await library[Symbol.asyncDispose]()
  })

  it('is taken in when it is added', async () => {
    expect(await came('Film.prproj')).toMatchObject({ kind: 'project', state: 'present', copies: 1, versions: 1 })
    await until('the folder to be true', async () => (await client().roots.list({}))[0]!.trueAt !== null || undefined)
  })

  it('takes in a new file and what is laid into a new folder', async () => {
    mkdirSync(join(folder, 'Sound', 'Day 1'), { recursive: true })
    writeFileSync(join(folder, 'Sound', 'Day 1', 'notes.txt'), 'wild tracks')
    writeFileSync(join(folder, 'script.pdf'), 'page one')
    const rows = await Promise.all([came('notes.txt'), came('script.pdf')])
    expect(rows.map((row) => row.state)).toEqual(['present', 'present'])
  })

  it('makes a changed file a new version of what it was, with its stars', async () => {
    const before = await came('Film.prproj')
    await client().assets.set({ opId: newId(), ids: [before.id], changes: { rating: 4 } })
    writeFileSync(join(folder, 'Edit', 'Film.prproj'), 'second cut, longer')
    const after = await until('the second version', async () => {
      const row = await named('Film.prproj')
      return row !== undefined && row.versions === 2 ? row : undefined
    })
    expect(after).toMatchObject({ id: before.id, rating: 4, copies: 1 })
    const { versionList } = await client().assets.get({ id: after.id })
    expect(versionList.map((version) => [version.revision, version.current, version.reason])).toEqual([
      [2, true, 'changed on disk'],
      [1, false, expect.any(String)],
    ])
  })

  it('knows a file again that was renamed and moved', async () => {
    const before = await came('script.pdf')
    await client().assets.tag({ opId: newId(), ids: [before.id], add: ['hero'] })
    mkdirSync(join(folder, 'Paper'))
    renameSync(join(folder, 'script.pdf'), join(folder, 'Paper', 'script.pdf'))
    await until(
      'the file at its new place',
      async () =>
        (await client().assets.get({ id: before.id })).copyList.some((copy) =>
          copy.path.endsWith('Paper/script.pdf'),
        ) || undefined,
    )
    expect(await client().assets.get({ id: before.id })).toMatchObject({ tags: ['hero'], state: 'present', copies: 1 })
  })

  it('leaves a download alone until it has its name', async () => {
    writeFileSync(join(folder, 'drone.mov.part'), 'half of it')
    writeFileSync(join(folder, 'marker.txt'), 'after it')
    await came('marker.txt')
    expect(await named('drone.mov.part')).toBeUndefined()
    appendFileSync(join(folder, 'drone.mov.part'), ' and the rest')
    renameSync(join(folder, 'drone.mov.part'), join(folder, 'drone.csv'))
    await came('drone.csv')
  })

  it('makes one clip of an image sequence, and lets it grow', async () => {
    const shot = join(folder, 'VFX', 'sh010')
    mkdirSync(shot, { recursive: true })
    for (let frame = 1001; frame <= 1020; frame += 1) writeFileSync(join(shot, `sh010.${frame}.exr`), `frame ${frame}`)
    const first = await came('sh010.[1001-1020].exr')
    expect(first).toMatchObject({ kind: 'sequence', durationFrames: 20 })
    for (let frame = 1021; frame <= 1030; frame += 1)
      if (frame !== 1025) writeFileSync(join(shot, `sh010.${frame}.exr`), frame === 1028 ? '' : `frame ${frame}`)
    const grown = await came('sh010.[1001-1030].exr')
    expect(grown).toMatchObject({ id: first.id, versions: 1 })
    const whole = (await client().assets.list({ query: 'kind:sequence' })).rows.find(({ id }) => id === first.id)
    expect(whole?.broken).toContain('Frame 1025 is missing. Frame 1028 is empty (0 bytes).')
    expect((await client().assets.get({ id: first.id })).frames).toMatchObject({
      first: 1001,
      last: 1030,
      count: 29,
      holes: [[1025, 1025]],
    })
  })

  it('says that a file is missing when it is gone, and that it is back when it is', async () => {
    const before = await came('notes.txt')
    const path = join(folder, 'Sound', 'Day 1', 'notes.txt')
    copyFileSync(path, join(library.dir, 'kept'))
    rmSync(path)
    await until('the file to be missing', async () => (await named('notes.txt'))?.state === 'missing' || undefined)
    copyFileSync(join(library.dir, 'kept'), path)
    await until('the file to be back', async () => (await named('notes.txt'))?.state === 'present' || undefined)
    expect((await named('notes.txt'))!.id).toBe(before.id)
  })
})
