/**
 * Stacks through the real engine: by names, by hand, and compared.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { servedCli, startCli } from '../../helpers/cli.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'

describe('a stack of versions', () => {
  let library: TestLibrary
  let folder: string
  let rootId: string
  const op = () => ({ opId: newId() })
  const client = () => library.client
  const write = (name: string, bytes: string | Buffer = `what ${name} says`): void => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  const scan = async (): Promise<void> => {
    for await (const _ of await client().roots.scan({ id: rootId })) void _
  }
  const rows = async () => (await client().assets.list({ sort: { field: 'name', direction: 'asc' } })).rows
  const only = async () => {
    const all = await rows()
    expect(all).toHaveLength(1)
    return client().assets.get({ id: all[0]!.id })
  }

  beforeEach(async () => {
    library = await testLibrary()
    folder = join(library.dir, 'Project')
    mkdirSync(folder)
    rootId = (await client().roots.add({ ...op(), path: folder })).id
  })
  afterEach(async () => {
    await library[Symbol.asyncDispose]()
  })

  it('is one asset under the name of its latest, whatever came first', async () => {
    const names = ['Edit.prproj', 'Edit_v002.prproj', 'Edit_v003.prproj', 'Edit-FINAL.prproj']
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(names, { minLength: 4 }), fc.integer(), async (order, seed) => {
        const top = `run ${seed} ${newId()}`
        for (const name of order) {
          write(`${top}/${name}`, `${top} ${name}`)
          await scan()
        }
        const stack = (await rows()).filter((row) => row.versions === 4)
        const detail = await client().assets.get({ id: stack.at(-1)!.id })
        expect(detail.name).toBe('Edit-FINAL.prproj')
        expect(detail.versionList.map((version) => version.label)).toEqual(['FINAL', 'v003', 'v002', null])
      }),
      { numRuns: 2 },
    )
  })

  it('has the project on top and its auto-saves below', async () => {
    write('Film.prproj')
    write(
      'Adobe Premiere Pro Auto-Save/Film--0f8fad5b-d9cb-469f-a165-70867728950e-2026-11-20_14-03-22-0000.prproj',
      'saved by itself',
    )
    await scan()
    const detail = await only()
    expect(detail.name).toBe('Film.prproj')
    expect(detail.versionList.map((version) => version.label)).toEqual([null, 'auto-save'])
  })

  it('can be joined and split by hand, undone and done again; what was said of each clip stays with it', async () => {
    write('Poster.psd')
    write('Plakat.psd')
    await scan()
    const [plakat, poster] = (await rows()).map((row) => row.id) as [string, string]
    await client().assets.set({ ...op(), ids: [plakat], changes: { rating: 2 } })
    await client().assets.tag({ ...op(), ids: [poster], add: ['key art'] })
    await client().versions.join({ ...op(), ids: [poster, plakat] })
    expect(await only()).toMatchObject({ id: poster, versions: 2, tags: ['key art'] })
    expect((await client().assets.outline({})).total).toBe(1)
    await client().history.undo(op())
    expect((await rows()).map((row) => [row.id, row.versions, row.rating, row.tags])).toEqual([
      [plakat, 1, 2, []],
      [poster, 1, 0, ['key art']],
    ])
    await client().history.redo(op())
    const joined = await only()
    const { id } = await client().versions.split({
      ...op(),
      assetId: poster,
      revision: joined.versionList[0]!.revision,
    })
    expect((await rows()).map((row) => row.versions)).toEqual([1, 1])
    await scan()
    expect(await rows()).toHaveLength(2)
    expect((await client().assets.get({ id })).copyList).toHaveLength(1)
    await client().history.undo(op())
    expect(await only()).toMatchObject({ id: poster, versions: 2 })
  })

  it('is not put together again by its names once a person has split it', async () => {
    write('Cut_v001.edl')
    write('Cut_v002.edl')
    await scan()
    const stack = await only()
    await client().versions.split({ ...op(), assetId: stack.id, revision: stack.versionList[0]!.revision })
    write('Cut_v003.edl')
    await scan()
    expect((await rows()).map((row) => row.versions).toSorted()).toEqual([1, 2])
  })

  it('has the numbers again that it had before it was split or joined', async () => {
    for (const name of ['Cut_v003.edl', 'Cut_v001.edl', 'Cut_v002.edl']) {
      write(name)
      await scan()
    }
    write('Other.edl')
    await scan()
    const numbers = async () =>
      Promise.all(
        (await rows()).map(async (row) =>
          (await client().assets.get({ id: row.id })).versionList.map((version) => [
            version.name,
            version.revision,
            version.current,
          ]),
        ),
      )
    const before = await numbers()
    const [cut, other] = (await rows()).map((row) => row.id) as [string, string]
    await client().versions.split({ ...op(), assetId: cut, revision: 2 })
    const split = await numbers()
    await client().history.undo(op())
    expect(await numbers()).toEqual(before)
    await client().versions.join({ ...op(), ids: [other, cut] })
    const joined = await numbers()
    await client().history.undo(op())
    expect(await numbers()).toEqual(before)
    await client().history.redo(op())
    expect(await numbers()).toEqual(joined)
    await client().history.undo(op())
    await client().versions.split({ ...op(), assetId: cut, revision: 2 })
    expect(await numbers()).toEqual(split)
  })

  it('leaves alone what was split from it, also when that is edited', async () => {
    write('Cut_v001.edl')
    write('Cut_v002.edl')
    await scan()
    const { id, versionList } = await only()
    const apart = await client().versions.split({ ...op(), assetId: id, revision: versionList[0]!.revision })
    write('Cut_v002.edl', 'edited after it was taken out')
    await scan()
    write('Cut_v003.edl')
    await scan()
    expect((await client().versions.list({ assetId: apart.id })).map((version) => version.name)).toEqual([
      'Cut_v002.edl',
      'Cut_v002.edl',
    ])
    expect((await client().versions.list({ assetId: id })).map((version) => version.name)).toEqual([
      'Cut_v003.edl',
      'Cut_v001.edl',
    ])
  })

  it('goes on in the folder that its files were moved to, and under the names that they were given', async () => {
    write('a/Cut_v001.edl')
    await scan()
    renameSync(join(folder, 'a'), join(folder, 'b'))
    await scan()
    write('b/Cut_v002.edl')
    await scan()
    expect(await only()).toMatchObject({ name: 'Cut_v002.edl', versions: 2 })
    // What comes to the old place has nothing to do with it.
    write('a/Cut_v003.edl')
    await scan()
    expect((await rows()).map((row) => row.versions)).toEqual([2, 1])
    renameSync(join(folder, 'b/Cut_v001.edl'), join(folder, 'b/Cut_FINAL.edl'))
    await scan()
    const stack = (await rows()).find((row) => row.versions === 2)!
    expect(
      (await client().versions.list({ assetId: stack.id })).map((version) => [version.label, version.current]),
    ).toEqual([
      ['FINAL', true],
      ['v002', false],
    ])
  })

  it('is compared by its facts and by its lines, packed projects too', async () => {
    const lines = Array.from({ length: 200 }, (_, line) => `<clip n="${line}"/>`)
    write('Film_v1.prproj', gzipSync(`<p>\n${lines.join('\n')}\n</p>\n`))
    await scan()
    lines[120] = '<clip n="120" gain="-6"/>'
    write('Film_v2.prproj', gzipSync(`<p>\n${lines.join('\n')}\n</p>\n`))
    await scan()
    const { id } = await only()
    const comparison = await client().versions.compare({ assetId: id, a: 1, b: 2 })
    expect(comparison.text).toMatchObject({ added: 1, removed: 1, truncated: false })
    expect(comparison.text!.hunks[0]!.lines.filter((line) => line.type !== 'same').map((line) => line.text)).toEqual([
      '<clip n="120"/>',
      '<clip n="120" gain="-6"/>',
    ])
    expect(comparison.facts.find((fact) => fact.label === 'Name')).toMatchObject({
      a: 'Film_v1.prproj',
      b: 'Film_v2.prproj',
      same: false,
    })
  })

  it('is not compared by lines where that makes no sense, and says so', async () => {
    write('Art_v1.psd', Buffer.from([0, 1, 2]))
    write('Art_v2.psd', Buffer.from([0, 1, 3]))
    await scan()
    const { id } = await only()
    expect(await client().versions.compare({ assetId: id, a: 1, b: 2 })).toMatchObject({
      text: null,
      textNote: expect.stringMatching(/not compared by lines/),
    })
  })

  it('is listed, restored, pinned and split on the command line', async () => {
    write('Sub_v1.srt', '1\n00:00:01,000 --> 00:00:02,000\nHello\n')
    write('Sub_v2.srt', '1\n00:00:01,000 --> 00:00:02,000\nHello there\n')
    await scan()
    await library.engine.close()
    await using served = await servedCli(library.folder.path)
    const run = (...words: string[]) => startCli(library.folder.path, words).done
    expect(
      (await run('versions', 'Sub_v2.srt')).lines
        .filter((line) => line.type === 'version')
        .map((line) => [line['revision'], line['current']]),
    ).toEqual([
      [2, true],
      [1, false],
    ])
    const to = join(library.dir, 'old.srt')
    expect((await run('restore', 'Sub_v2.srt', '1', '--to', to)).result).toMatchObject({ ok: true, path: to })
    expect((await run('restore', 'Sub_v2.srt', '1', '--over')).exit).toBe(2)
    expect((await run('versions', 'Sub_v2.srt', '--compare', '1', '2')).lines[0]).toMatchObject({ type: 'comparison' })
    // As the README writes it, and with the clip last.
    expect((await run('versions', '--compare', '1', '2', 'Sub_v2.srt')).lines[0]).toMatchObject({ type: 'comparison' })
    expect((await run('versions', '--compare', '1', '2')).result).toMatchObject({ exit: 2, code: 'usage' })
    expect((await run('versions', 'pin', 'Sub_v2.srt', '1')).exit).toBe(0)
    expect((await run('versions', 'split', 'Sub_v2.srt', '1')).exit).toBe(0)
    expect((await run('restore', 'Sub_v2.srt', '9', '--to', to)).result).toMatchObject({ ok: false, code: 'not_found' })
    await served[Symbol.asyncDispose]()
    rmSync(library.dir, { recursive: true })
    library = await testLibrary()
  })
})
