/**
 * Restoring over the current file: it is only replaced when what stands there can be had back.
 */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

describe('restoring over the current file', () => {
  let library: TestLibrary
  let folder: string
  let assetId: string
  const op = () => ({ opId: newId() })
  const client = () => library.client
  const project = () => join(folder, 'Film.drp')
  const packs = () =>
    readdirSync(library.folder.versions, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.pack'))
      .map((name) => join(library.folder.versions, name))
  const over = () => client().versions.restore({ ...op(), assetId, revision: 1, to: null, over: true })

  async function versionIs(revision: number): Promise<string> {
    return until(`version ${revision} is kept`, async () => {
      const row = (await client().assets.list({ query: 'name:Film' })).rows[0]
      if (row === undefined) return undefined
      const version = (await client().versions.list({ assetId: row.id })).find((one) => one.current)
      return version?.revision === revision && version.stored === 'kept' ? row.id : undefined
    })
  }
  function damage(path: string): void {
    const bytes = readFileSync(path)
    bytes[14]! ^= 0x40
    writeFileSync(path, bytes)
  }

  beforeEach(async () => {
    library = await testLibrary()
    folder = join(library.dir, 'Project')
    mkdirSync(folder)
    writeFileSync(project(), 'first cut\n')
    await client().roots.add({ ...op(), path: folder })
    await versionIs(1)
    writeFileSync(project(), 'second cut, longer\n')
    assetId = await versionIs(2)
  })
  afterEach(async () => {
    await library[Symbol.asyncDispose]()
  })

  it('mends the store first when the pack of the current bytes is damaged', async () => {
    const kept = packs()
    expect(kept).toHaveLength(2)
    const [second] = kept.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    damage(second!)
    const { keptRevision } = await over()
    expect(readFileSync(project(), 'utf8')).toBe('first cut\n')
    const back = await client().versions.restore({
      ...op(),
      assetId,
      revision: keptRevision!,
      to: join(folder, 'second.drp'),
    })
    expect(readFileSync(back.path, 'utf8')).toBe('second cut, longer\n')
  })

  it('leaves the file as it is when the version is damaged everywhere', async () => {
    for (const pack of packs()) damage(pack)
    await expect(over()).rejects.toMatchObject({ code: 'version.damaged' })
    expect(readFileSync(project(), 'utf8')).toBe('second cut, longer\n')
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('leaves the file as it is when a program writes into it meanwhile', async () => {
    writeFileSync(project(), Buffer.alloc(64 << 20, 'a long project '))
    const ended = new AbortController()
    const restoring = over().finally(() => {
      ended.abort()
    })
    const writing = (async () => {
      let word = 0
      for (; !ended.signal.aborted; word += 1) {
        appendFileSync(project(), `word ${word}\n`)
        await turn()
      }
      return word
    })()
    await expect(restoring).rejects.toMatchObject({ code: 'source.changed' })
    const words = await writing
    expect(readFileSync(project(), 'utf8').endsWith(`word ${words - 1}\n`)).toBe(true)
  })

  it('takes another copy where the store is damaged', async () => {
    for (const pack of packs()) rmSync(pack)
    const copy = join(folder, 'second (copy).drp')
    const { path } = await client().versions.restore({ ...op(), assetId, revision: 2, to: copy })
    expect(readFileSync(path, 'utf8')).toBe('second cut, longer\n')
  })

  it('keeps the file’s permissions', async () => {
    chmodSync(project(), 0o660)
    await over()
    expect(statSync(project()).mode & 0o777).toBe(0o660)
  })

  it('makes no folder in the library on the way to refusing it', async () => {
    const to = join(library.folder.path, 'new', 'deep', 'x.drp')
    await expect(client().versions.restore({ ...op(), assetId, revision: 1, to })).rejects.toMatchObject({
      code: 'usage',
    })
    expect(existsSync(join(library.folder.path, 'new'))).toBe(false)
  })
})
