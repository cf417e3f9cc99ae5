/**
 * Lost files found again, through the real engine.
 */
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { callerWith } from '../../helpers/callers.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

describe('a lost file', () => {
  let library: TestLibrary
  let folder: string
  let elsewhere: string
  const op = () => ({ opId: newId() })
  const client = () => library.client
  const row = async (name: string) => (await client().assets.list({ query: `name:"${name}"` })).rows[0]

  beforeEach(async () => {
    library = await testLibrary()
    folder = join(library.dir, 'Drive', 'Scripts')
    elsewhere = join(library.dir, 'Drive', 'Old')
    mkdirSync(folder, { recursive: true })
    mkdirSync(elsewhere)
    for (const name of ['script.pdf', 'list.csv', 'other.txt', 'more.txt', 'again.txt', 'rest.txt'])
      writeFileSync(join(folder, name), `what ${name} says`)
    const { id } = await client().roots.add({ ...op(), path: folder })
    await until('everything is in', async () => (await client().assets.list({})).total === 6 || undefined)
    const script = (await row('script.pdf'))!
    await client().assets.set({ ...op(), ids: [script.id], changes: { rating: 5 } })
    renameSync(join(folder, 'script.pdf'), join(elsewhere, 'Drehbuch.pdf'))
    for await (const _ of await client().roots.scan({ id })) void _
    await until('the script is missing', async () => (await row('script.pdf'))?.state === 'missing' || undefined)
  })
  afterEach(async () => {
    await library[Symbol.asyncDispose]()
  })

  it('is proposed by its bytes under another name, and linked only when that is chosen', async () => {
    const { proposals, total } = await client().relink.propose({ folders: [elsewhere] })
    expect(total).toBe(1)
    expect(proposals[0]!.candidates).toEqual([
      expect.objectContaining({ path: join(elsewhere, 'Drehbuch.pdf'), by: 'hash', score: 100 }),
    ])
    expect(await row('script.pdf')).toMatchObject({ state: 'missing' })
    const { linked, problems } = await client().relink.apply({
      ...op(),
      choices: [{ fileId: proposals[0]!.fileId, path: proposals[0]!.candidates[0]!.path }],
    })
    expect({ linked, problems }).toEqual({ linked: 1, problems: [] })
    expect(await row('script.pdf')).toMatchObject({ state: 'present', rating: 5, copies: 1, versions: 1 })
  })

  it('becomes a new version where other bytes are chosen for it', async () => {
    rmSync(join(elsewhere, 'Drehbuch.pdf'))
    writeFileSync(join(elsewhere, 'script.pdf'), 'a later draft, longer than the first')
    const { proposals } = await client().relink.propose({ folders: [elsewhere] })
    expect(proposals[0]!.candidates[0]).toMatchObject({ by: 'name' })
    expect(proposals[0]!.candidates[0]!.score).toBeLessThan(100)
    const dana = createRouterClient(library.engine.router, { context: callerWith('Dana', 'edit') })
    await dana.relink.apply({
      ...op(),
      choices: [{ fileId: proposals[0]!.fileId, path: join(elsewhere, 'script.pdf') }],
    })
    const found = (await row('script.pdf'))!
    expect(found).toMatchObject({ state: 'present', rating: 5, versions: 2 })
    expect((await client().assets.get({ id: found.id })).versionList[0]).toMatchObject({
      reason: 'relinked to a changed file',
      author: 'Dana',
      current: true,
    })
  })

  it('is never linked to a file that another clip has', async () => {
    const { proposals } = await client().relink.propose({})
    const { linked, problems } = await client().relink.apply({
      ...op(),
      choices: [{ fileId: proposals[0]!.fileId, path: join(folder, 'list.csv') }],
    })
    expect(linked).toBe(0)
    expect(problems).toHaveLength(1)
    expect(await row('list.csv')).toMatchObject({ state: 'present', copies: 1 })
  })

  it('is told from its copies: a folder that is not there is refused', async () => {
    await expect(client().relink.propose({ folders: [join(library.dir, 'nowhere')] })).rejects.toMatchObject({
      code: 'source.missing',
    })
    cpSync(join(elsewhere, 'Drehbuch.pdf'), join(elsewhere, 'second.pdf'))
    expect((await client().relink.propose({ folders: [elsewhere] })).proposals[0]!.candidates).toHaveLength(2)
  })
})
