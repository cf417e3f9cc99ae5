/**
 * A folder that was catalogued in place, without being watched: what goes from it is missing after the next scan of it.
 */
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { cli } from '../../helpers/cli.ts'
import { scratch, testLibrary, type TestLibrary } from '../../helpers/library.ts'

describe('a folder that was catalogued in place', () => {
  let library: TestLibrary
  let stock: string
  let elsewhere: string

  const scan = async (...paths: string[]) => {
    const problems: string[] = []
    let last
    for await (const event of await library.client.catalogue.add({ paths })) {
      last = event
      problems.push(...event.problems.map((one) => one.message))
    }
    return { ...last!, problems }
  }
  const states = async () =>
    Object.fromEntries((await library.client.assets.list({})).rows.map((row) => [row.name, row.state]))
  const lay = (count: number): string[] =>
    Array.from({ length: count }, (_, at) => `take${at}.mov`).map((name) => {
      writeFileSync(join(stock, name), `what ${name} shows`)
      return name
    })

  beforeEach(async () => {
    library = await testLibrary()
    stock = join(library.dir, 'Stock')
    elsewhere = join(library.dir, 'Elsewhere')
    mkdirSync(stock)
    mkdirSync(elsewhere)
  })
  afterEach(async () => {
    await library[Symbol.asyncDispose]()
  })

  it('marks what is gone as missing, and relink finds it again', async () => {
    lay(1)
    await scan(stock)
    renameSync(join(stock, 'take0.mov'), join(elsewhere, 'renamed.mov'))
    // Before any scan: nothing is claimed that was not looked at.
    const before = await library.client.relink.propose({ folders: [elsewhere] })
    expect(before).toMatchObject({ total: 0, unseen: { count: 1, sample: [join(stock, 'take0.mov')] } })
    expect(await scan(stock)).toMatchObject({ type: 'done', files: 0, missing: 1, unsure: false })
    expect(await states()).toEqual({ take0: 'missing' })
    const { proposals, total } = await library.client.relink.propose({ folders: [elsewhere] })
    expect(total).toBe(1)
    const { linked } = await library.client.relink.apply({
      opId: newId(),
      choices: [{ fileId: proposals[0]!.fileId, path: proposals[0]!.candidates[0]!.path }],
    })
    expect(linked).toBe(1)
    expect(await states()).toEqual({ take0: 'present' })
    expect((await library.client.relink.propose({})).unseen.count).toBe(0)
  })

  it('asks where many are gone at once, and marks nothing', async () => {
    const names = lay(20)
    await scan(stock)
    for (const name of names.slice(0, 8)) rmSync(join(stock, name))
    const end = await scan(stock)
    expect(end).toMatchObject({ missing: 0, unsure: true })
    expect(end.problems[0]).toMatch(
      /^8 of 20 files that the catalogue has in .*Stock are gone all at once\. Nothing was called missing\./,
    )
    expect(new Set(Object.values(await states()))).toEqual(new Set(['present']))
  })

  it('marks nothing where only single files were named, or the folder is not there', async () => {
    lay(2)
    await scan(stock)
    rmSync(join(stock, 'take0.mov'))
    expect(await scan(join(stock, 'take1.mov'))).toMatchObject({ missing: 0 })
    renameSync(stock, `${stock} 2`)
    await expect(scan(stock)).rejects.toMatchObject({ code: 'source.missing' })
    expect(new Set(Object.values(await states()))).toEqual(new Set(['present']))
  })

  it('leaves files of a watched folder inside it to that folder', async () => {
    const inside = join(stock, 'Watched')
    mkdirSync(inside)
    lay(2)
    await scan(stock)
    await library.client.roots.add({ opId: newId(), path: inside })
    symlinkSync(join(stock, 'take1.mov'), join(stock, 'link.mov'))
    rmSync(join(stock, 'take0.mov'))
    expect(await scan(stock)).toMatchObject({ missing: 1, unsure: false })
    expect(await states()).toMatchObject({ take0: 'missing', take1: 'present' })
  })
})

describe('on the command line', () => {
  it('scan counts what is missing, and relink never says that nothing is before it has looked', async () => {
    using place = scratch('rushes-unwatched-')
    const library = join(place.dir, 'Nordlicht')
    const stock = join(place.dir, 'Stock')
    mkdirSync(stock)
    writeFileSync(join(stock, 'take.mov'), 'what take shows')
    writeFileSync(join(stock, 'other.mov'), 'what other shows')
    await cli(library, 'init', library)
    await cli(library, 'scan', stock)
    expect((await cli(library, 'relink')).result).toMatchObject({ exit: 0, count: 0 })
    renameSync(join(stock, 'take.mov'), join(place.dir, 'moved.mov'))
    expect((await cli(library, 'relink')).result).toMatchObject({ exit: 3, code: 'not_found', count: 1 })
    expect((await cli(library, 'scan', stock)).result).toMatchObject({ exit: 0, files: 1, missing: 1 })
    expect((await cli(library, 'ls', 'state:missing')).lines.filter((line) => line.type === 'asset')).toHaveLength(1)
  })
})
