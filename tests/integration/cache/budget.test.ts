/**
 * The budget of proxies in a library, and that work follows the eye.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'

let library: TestLibrary
/** The clock of the library: two days later once everything was made. */
let ahead = 0
const op = () => ({ opId: newId() })
const CLIPS = [media.film, media.dropFrame, () => media.plain('25'), () => media.plain('50')]

beforeAll(async () => {
  library = await testLibrary({ now: () => Date.now() + ahead })
  const shoot = join(library.dir, 'shoot', 'A003')
  mkdirSync(shoot, { recursive: true })
  for (const [at, source] of CLIPS.entries()) copyFileSync(await source(), join(shoot, `A003C00${at + 1}.mov`))
}, 120_000)
afterAll(() => library[Symbol.asyncDispose]())

const named = async (name: string) => (await library.client.assets.list({ query: name })).rows[0]!
const proxyFiles = (): string[] =>
  readdirSync(library.folder.derivatives, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('proxy.v1.mp4'),
  )

it('what somebody looks at is made first, in place of what was looked at before', async () => {
  const { client } = library
  await client.jobs.pause({ ...op(), paused: true })
  for await (const _ of await client.catalogue.add({ paths: [join(library.dir, 'shoot')] })) {
    /* until it is done */
  }
  const order = async () => [
    ...new Set((await client.jobs.list({ states: ['waiting'], limit: 100 })).map(({ subject }) => subject)),
  ]
  await client.jobs.first({ ...op(), assetIds: [(await named('A003C002')).id] })
  expect((await order())[0]).toBe('A003C002')
  await client.jobs.first({ ...op(), assetIds: [(await named('A003C004')).id] })
  expect((await order())[0]).toBe('A003C004')
  const done: string[] = []
  const finished = (async () => {
    for await (const { runningJobs, jobs } of await client.engine.activity({})) {
      for (const { subject } of runningJobs) if (!done.includes(subject)) done.push(subject)
      if (jobs.waiting + jobs.running === 0) return
    }
  })()
  await client.jobs.pause({ ...op(), paused: false })
  await finished
  expect(done[0]).toBe('A003C004')
}, 120_000)

it('proxies over the budget are let go, those unused longest first, and made again when asked for', async () => {
  const { client, engine } = library
  await until('all proxies are made', async () => (proxyFiles().length === CLIPS.length ? true : null))
  ahead = 48 * 3_600_000
  const watched = await client.assets.get({ id: (await named('A003C001')).id })
  // Playing it is a use.
  expect(engine.derivative(watched.derivatives.proxy!)).toBeDefined()
  const taken = watched.madeList.find(({ recipe }) => recipe === 'proxy')!.bytes
  await client.settings.set({ ...op(), changes: { proxyBudgetBytes: Math.round(taken * 1.2) } })
  const { bytes, taken: after } = await client.cache.fit(op())
  expect(bytes).toBeGreaterThan(0)
  expect(after).toBeLessThanOrEqual(taken * 1.2)
  const kept = await client.assets.get({ id: watched.id })
  expect(kept.derivatives.proxy).not.toBeNull()
  expect(existsSync(engine.derivative(kept.derivatives.proxy!)!.path)).toBe(true)
  const rows = (await client.assets.list({ query: '' })).rows
  const gone = []
  for (const { id } of rows) {
    const one = await client.assets.get({ id })
    if (one.derivatives.proxy !== null) continue
    expect(one.derivatives.poster, 'posters are never let go').not.toBeNull()
    gone.push(id)
  }
  expect(gone.length).toBeGreaterThan(0)
  expect(proxyFiles().length).toBe(CLIPS.length - gone.length)
  expect((await client.cache.fit(op())).bytes).toBe(0)

  await client.settings.set({ ...op(), changes: { proxyBudgetBytes: null } })
  await client.jobs.request({ ...op(), ids: gone, recipes: ['proxy'] })
  await until('they are made again', async () => (proxyFiles().length === CLIPS.length ? true : null))
}, 120_000)

it('files that somebody removed are made again: when they are shown, and when they are asked for', async () => {
  const { client, engine } = library
  const { id } = await named('A003C002')
  const posterNow = async () => (await client.assets.get({ id })).derivatives.poster
  await until('it has its pictures', posterNow)
  rmSync(library.folder.derivatives, { recursive: true })
  mkdirSync(library.folder.derivatives)
  // Shown: there is no such picture now, and soon there is another.
  const before = (await posterNow())!
  expect(engine.derivative(before)).toBeUndefined()
  const after = await until('the poster is made again', async () => {
    const poster = await posterNow()
    return poster === null || poster === before ? null : poster
  })
  expect(existsSync(engine.derivative(after)!.path)).toBe(true)
  // Asked for: of four clips the proxies that nobody has looked at.
  const { count } = await client.jobs.request({ ...op(), query: '', recipes: ['proxy'] })
  expect(count).toBe(CLIPS.length)
  await until('the proxies are made again', async () => (proxyFiles().length === CLIPS.length ? true : null))
  expect((await client.jobs.request({ ...op(), query: '', recipes: ['proxy'] })).count).toBe(0)
}, 120_000)
