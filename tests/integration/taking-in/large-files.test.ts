/**
 * Large files: in the catalogue before they are read, told by their bytes afterwards.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

const BYTES = 9_000_000

describe('a large file of a size that nobody has seen', () => {
  let library: TestLibrary
  let folder: string
  const client = () => library.client
  const rows = async () => (await client().assets.list({})).rows
  const hashOf = async (id: string) => (await client().assets.get({ id })).copyList[0]?.hashes['xxh128']

  beforeEach(async () => {
    library = await testLibrary()
    folder = join(library.dir, 'Media')
    mkdirSync(folder)
    writeFileSync(join(folder, 'first.bin'), randomBytes(BYTES))
    await client().roots.add({ opId: newId(), path: folder })
  })
  afterEach(async () => {
    await library[Symbol.asyncDispose]()
  })

  it('is an asset at once, and is read afterwards', async () => {
    const [row] = await until('the file is in', async () => ((await rows()).length === 1 ? rows() : undefined))
    expect(await until('its bytes are known', () => hashOf(row!.id))).toMatch(/^[0-9a-f]{32}$/)
  })

  it('is one asset with its copy, whichever is read first', async () => {
    await until('the file is in', async () => (await rows()).length === 1 || undefined)
    copyFileSync(join(folder, 'first.bin'), join(folder, 'first.copy.bin'))
    copyFileSync(join(folder, 'first.bin'), join(folder, 'first.again.bin'))
    writeFileSync(join(folder, 'other.bin'), randomBytes(BYTES))
    await until('all are in', async () => {
      const all = await Promise.all(
        (await rows()).map(async (row) => (await client().assets.get({ id: row.id })).copyList),
      )
      return all.flat().length === 4 && all.flat().every((copy) => copy.hashes['xxh128'] !== undefined)
        ? true
        : undefined
    })
    const hashes = await Promise.all(
      (await rows()).map(async (row) =>
        (await client().assets.get({ id: row.id })).copyList.map((copy) => copy.hashes['xxh128']),
      ),
    )
    // Equal bytes have one content, however many names; different ones of one size have two.
    expect(new Set(hashes.flat()).size).toBe(2)
  })

  it('comes in with others of its clip that are as large: frames of one shot', async () => {
    const names = ['shot.1001.dpx', 'shot.1002.dpx', 'shot.1003.dpx']
    for (const name of names) writeFileSync(join(folder, name), randomBytes(BYTES / 2 + 1))
    const row = await until('the clip is in', async () =>
      (await rows()).find(({ name }) => name === 'shot.[1001-1003].dpx'),
    )
    const copies = await until('all of it is read', async () => {
      const { copyList } = await client().assets.get({ id: row.id })
      return copyList.every(({ hashes }) => hashes['xxh128'] !== undefined) ? copyList : undefined
    })
    expect(copies).toHaveLength(names.length)
  })
})
