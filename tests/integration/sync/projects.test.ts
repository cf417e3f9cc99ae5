/**
 * A library's projects: one that every device has without being told, further ones, their episodes and title versions;
 * said like everything else. How shooting days are numbered is the project's now.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { toRushesError, type EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { readProject, readProjects } from '../../../electron/engine/db/entities/projects.ts'
import { adoptLibraryId, firstProjectId } from '../../../electron/engine/db/entities/first-project.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { openLibrary } from '../../../electron/engine/library/open.ts'
import { engineOn, scratch, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { oldLibrary } from '../../helpers/old-library.ts'
import { say } from '../../helpers/said.ts'
import { sharer } from '../../helpers/synced.ts'

const op = () => ({ opId: newId() })

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error: unknown) => toRushesError(error).code,
  )

async function run(client: EngineClient, id: string): Promise<void> {
  for await (const _ of await client.remotes.run({ id })) void _
}

async function joined(library: TestLibrary, url: string): Promise<string> {
  const { remote } = await library.client.remotes.add({ ...op(), url })
  await run(library.client, remote.id)
  return remote.id
}

function folder(library: TestLibrary, name: string): string {
  mkdirSync(join(library.dir, name), { recursive: true })
  return `file://${encodeURI(join(library.dir, name))}`
}

/** Two engines with one remote, in step. */
async function two(): Promise<AsyncDisposable & { a: EngineClient; b: EngineClient; meet(): Promise<void> }> {
  const [a, b] = [await testLibrary(), await testLibrary()]
  const url = folder(a, 'shuttle')
  const remotes = [
    [a.client, await joined(a, url)],
    [b.client, await joined(b, url)],
  ] as const
  return {
    a: a.client,
    b: b.client,
    meet: async () => {
      for (let round = 0; round < 2; round += 1) for (const [client, id] of remotes) await run(client, id)
    },
    [Symbol.asyncDispose]: async () => {
      await a[Symbol.asyncDispose]()
      await b[Symbol.asyncDispose]()
    },
  }
}

describe('the project that a library begins with', () => {
  it('is there at once, is named and undone', async () => {
    await using library = await testLibrary()
    const first = await library.client.project.get({})
    expect(first).toEqual({
      id: first.id,
      name: '',
      first: true,
      firstDay: null,
      dayNumbers: {},
      soundRate: null,
      statuses: [],
      customFields: [],
      naming: {},
      roles: [],
    })
    const naming = { ...op(), changes: { name: 'Night Fall', soundRate: { num: 24_000, den: 1001 } } }
    for (let time = 0; time < 2; time += 1)
      expect(await library.client.project.update(naming)).toMatchObject({
        id: first.id,
        name: 'Night Fall',
        soundRate: { num: 24_000, den: 1001, dropFrame: false },
      })
    expect(await library.client.history.undo(op())).toMatchObject({ label: 'Project: Name, Frame rate of sound' })
    expect(await library.client.project.get({})).toEqual(first)
    await library.client.history.redo(op())
    expect(await library.client.project.get({})).toMatchObject({ name: 'Night Fall' })
    expect((await library.client.events.list({ after: 0, kinds: ['project.changed'] })).events[0]).toMatchObject({
      data: { id: first.id, fields: ['name'] },
    })
  })

  it('keeps its statuses, fields and roles in their order, and takes away what is taken away', async () => {
    await using library = await testLibrary()
    const made = await library.client.project.update({
      ...op(),
      changes: {
        statuses: {
          ok: { name: 'Approved', flags: ['approved'], order: 2 },
          wip: { name: 'Work in progress', colour: '#ff8800', order: 1 },
        },
        customFields: { unit: { name: 'Unit', type: 'choice', choices: ['Main', 'Second'] } },
        naming: { delivery: '{project}_{episode}' },
        roles: { editor: { name: 'Editor', right: 'edit' } },
      },
    })
    expect(made).toMatchObject({
      statuses: [
        { key: 'wip', colour: '#ff8800', flags: [] },
        { key: 'ok', flags: ['approved'] },
      ],
      customFields: [{ key: 'unit', choices: ['Main', 'Second'] }],
      naming: { delivery: '{project}_{episode}' },
      roles: [{ key: 'editor', right: 'edit' }],
    })
    expect(
      await library.client.project.update({
        ...op(),
        changes: { statuses: { wip: null }, naming: { delivery: null } },
      }),
    ).toMatchObject({ statuses: [{ key: 'ok' }], naming: {} })
    await library.client.history.undo(op())
    expect(await library.client.project.get({})).toEqual(made)
    expect(
      await codeOf(
        library.client.project.update({ ...op(), changes: { soundRate: { num: 25, den: 1, dropFrame: true } } }),
      ),
    ).toBe('usage')
    await expect(library.client.project.update({ ...op(), changes: { firstDay: '2026-99-99' } })).rejects.toMatchObject(
      { code: 'usage' },
    )
    await expect(library.client.project.update({ ...op(), changes: {} })).rejects.toMatchObject({ code: 'usage' })
  })

  it('is the same on every device that shares the library, and what each adds stands beside the other’s', async () => {
    await using pair = await two()
    const { a, b, meet } = pair
    expect((await b.project.get({})).id).toBe((await a.project.get({})).id)
    await a.project.update({
      ...op(),
      changes: { name: 'Night Fall', statuses: { ok: { name: 'Approved' } }, dayNumbers: { '2026-11-20': 12 } },
    })
    await b.project.update({
      ...op(),
      changes: { name: 'Nightfall', statuses: { wip: { name: 'In work' } }, dayNumbers: { '2026-11-21': 13 } },
    })
    await meet()
    for (const client of [a, b]) {
      expect(await client.project.get({})).toMatchObject({
        name: 'Nightfall',
        statuses: [{ key: 'ok' }, { key: 'wip' }],
        dayNumbers: { '2026-11-20': 12, '2026-11-21': 13 },
      })
      expect(await client.sync.conflicts({})).toMatchObject([
        {
          entity: 'project',
          name: 'Nightfall',
          label: 'Name',
          assetId: null,
          sides: [{ text: 'Night Fall' }, { text: 'Nightfall' }],
        },
      ])
    }
    for (const client of [a, b]) expect(await client.projects.list({})).toHaveLength(1)
  })

  it('takes along what was said of it before its library joined another', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const url = folder(a, 'shuttle')
    await a.client.project.update({ ...op(), changes: { name: 'Night Fall' } })
    const fromA = await joined(a, url)
    // It was told to another remote, which was given up again.
    await b.client.project.update({ ...op(), changes: { firstDay: '2026-11-20' } })
    const { id: episodeId } = await b.client.episodes.create({ ...op(), number: '101' })
    const given = await joined(b, folder(b, 'given up'))
    await b.client.remotes.remove({ ...op(), id: given })
    await b.client.project.update({ ...op(), changes: { roles: { editor: { name: 'Editor', right: 'edit' } } } })
    const fromB = await joined(b, url)
    await run(b.client, fromB)
    await run(a.client, fromA)
    for (const { client } of [a, b]) {
      expect(await client.project.get({})).toMatchObject({
        name: 'Night Fall',
        firstDay: '2026-11-20',
        roles: [{ key: 'editor' }],
      })
      expect(await client.projects.list({})).toHaveLength(1)
      expect(await client.episodes.list({})).toMatchObject([
        { id: episodeId, number: '101', projectId: (await a.client.project.get({})).id },
      ])
      expect(await client.sync.conflicts({})).toEqual([])
    }
    // And undo still knows what it was.
    await b.client.history.undo(op())
    expect(await b.client.project.get({})).toMatchObject({ firstDay: '2026-11-20', roles: [] })
  })
})

it('another device can’t remove the project that a library begins with', async () => {
  using dir = scratch('rushes-first-project-')
  const store = createMemoryStore()
  const [a, b] = [sharer(dir.dir, 'a', store), sharer(dir.dir, 'b', store)]
  // They share a library.
  adoptLibraryId(b.context.recorder, a.context.library.libraryId)
  const id = firstProjectId(a.context.library.reader)
  say(
    a,
    { entity: 'project', entityId: id, field: 'name', value: 'Night Fall' },
    { entity: 'project', entityId: id, field: 'removed', value: true },
    { entity: 'project', entityId: id, field: 'status:ok', value: { name: 'Approved' } },
    { entity: 'project', entityId: id, field: 'soundRate', value: { num: 1e9, den: 1, dropFrame: false } },
  )
  await a.sync()
  await b.sync()
  expect(readProjects(b.context.library.reader)).toMatchObject([
    { id, name: 'Night Fall', statuses: [{ key: 'ok', flags: [], order: 0 }], soundRate: null },
  ])
  await a.close()
  await b.close()
})

describe('numbers of shooting days', () => {
  it('set as before are the project’s: counted, undone, and told to other devices', async () => {
    await using pair = await two()
    const { a, b, meet } = pair
    await a.settings.set({ ...op(), changes: { firstDay: '2026-11-20', dayNumbers: { '2026-11-22': 7 } } })
    expect(await a.settings.get({})).toMatchObject({ firstDay: '2026-11-20', dayNumbers: { '2026-11-22': 7 } })
    await meet()
    expect(await b.settings.get({})).toMatchObject({ firstDay: '2026-11-20', dayNumbers: { '2026-11-22': 7 } })
    await b.settings.set({ ...op(), changes: { dayNumbers: {} } })
    await meet()
    expect(await a.settings.get({})).toMatchObject({ firstDay: '2026-11-20', dayNumbers: {} })
    await b.history.undo(op())
    expect(await b.project.get({})).toMatchObject({ dayNumbers: { '2026-11-22': 7 } })
    const keys = (await a.events.list({ after: 0, kinds: ['settings.changed'] })).events.flatMap(
      ({ data }) => data['keys'],
    )
    expect(keys).toEqual(expect.arrayContaining(['firstDay', 'dayNumbers']))
  })

  const place = scratch('rushes-projects-')
  afterEach(() => {
    place[Symbol.dispose]()
  })

  it('of an older library are taken over, once', async () => {
    const old = oldLibrary(place.dir, undefined, (db) => {
      db.prepare(`INSERT OR REPLACE INTO library (key, value) VALUES ('settings', ?)`).run(
        JSON.stringify({ author: 'Ada', firstDay: '2026-11-20', dayNumbers: { '2026-11-22': 7 } }),
      )
    })
    for (let opening = 0; opening < 2; opening += 1) {
      const library = openLibrary(old, new Date())
      expect(readProject(library.reader, firstProjectId(library.reader))).toMatchObject({
        first: true,
        firstDay: '2026-11-20',
        dayNumbers: { '2026-11-22': 7 },
      })
      expect(
        library.reader.prepare(`SELECT field, new, segment FROM op WHERE entity = 'project' ORDER BY n`).all(),
      ).toEqual([
        { field: 'firstDay', new: '"2026-11-20"', segment: null },
        { field: 'day:2026-11-22', new: '7', segment: null },
      ])
      expect(library.reader.prepare(`SELECT value FROM library WHERE key = 'settings'`).get()).toEqual({
        value: '{"author":"Ada"}',
      })
      library.close()
    }
    const { engine, client } = await engineOn(old)
    expect(await client.settings.get({})).toMatchObject({
      author: 'Ada',
      firstDay: '2026-11-20',
      dayNumbers: { '2026-11-22': 7 },
    })
    // Nothing of it is a command of a person.
    expect(await client.history.undo(op())).toMatchObject({ label: null })
    await engine.close()
  })
})

describe('further projects, episodes and title versions', () => {
  it('are made, changed, removed, undone, and reach the other device', async () => {
    await using pair = await two()
    const { a, b, meet } = pair
    const making = { ...op(), name: 'Harbour' }
    const second = await a.projects.create(making)
    expect((await a.projects.create(making)).id).toBe(second.id)
    const pilot = await a.episodes.create({ ...op(), projectId: second.id, number: '2', name: 'Tide' })
    await a.episodes.create({ ...op(), projectId: second.id, number: '10' })
    await expect(a.episodes.create({ ...op(), projectId: second.id, number: '2' })).rejects.toMatchObject({
      code: 'conflict',
    })
    const german = await a.titleVersions.create({ ...op(), episodeId: pilot.id, edit: 'Broadcast', language: 'de' })
    expect(german).toMatchObject({ projectId: second.id, episodeId: pilot.id })
    const feature = await a.titleVersions.create({
      ...op(),
      projectId: second.id,
      edit: 'Compilation',
      language: 'pt-BR',
      name: 'All of it',
    })
    await meet()
    expect((await b.projects.list({})).map((one) => [one.name, one.first])).toEqual([
      ['', true],
      ['Harbour', false],
    ])
    expect((await b.episodes.list({ projectId: second.id })).map((one) => one.number)).toEqual(['2', '10'])
    expect(await b.titleVersions.list({ projectId: second.id })).toEqual([feature, german])
    expect(await b.episodes.list({})).toEqual([])

    await b.episodes.update({ ...op(), id: pilot.id, changes: { name: 'Ebb' } })
    await b.titleVersions.update({ ...op(), id: german.id, changes: { edit: 'Broadcast, short' } })
    const removing = { ...op(), id: pilot.id }
    for (let time = 0; time < 2; time += 1) await b.episodes.remove(removing)
    await meet()
    // What is of an episode goes and comes with it.
    expect(await a.titleVersions.list({ projectId: second.id })).toEqual([feature])
    await expect(
      a.titleVersions.create({ ...op(), episodeId: pilot.id, edit: 'x', language: 'de' }),
    ).rejects.toMatchObject({ code: 'not_found' })
    await b.history.undo(op())
    await meet()
    expect(await a.titleVersions.list({ projectId: second.id })).toMatchObject([
      { id: feature.id },
      { id: german.id, edit: 'Broadcast, short' },
    ])
    expect(await a.episodes.list({ projectId: second.id })).toMatchObject([{ name: 'Ebb' }, { number: '10' }])
    await a.titleVersions.remove({ ...op(), id: german.id })
    expect(await a.titleVersions.list({ projectId: second.id })).toEqual([feature])
    expect(await codeOf(a.titleVersions.create({ ...op(), edit: 'x', language: 'not a tag' }))).toBe('usage')
  })
})
