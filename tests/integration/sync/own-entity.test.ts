/**
 * An entity that Rushes does not have: a thread of comments on a clip, declared here and brought by this test's own
 * migration. It journals, undoes, syncs, conflicts and is found like any other, and a device that knows nothing of it
 * loses none of it.
 */
import { createRouterClient } from '@orpc/server'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { nextCommand, recordCommand, turnCommand } from '../../../electron/engine/db/entities/commands.ts'
import { ENTITIES } from '../../../electron/engine/db/entities/all.ts'
import type { EntityDefinition } from '../../../electron/engine/db/entities/definition.ts'
import { createRegistry } from '../../../electron/engine/db/entities/registry.ts'
import { columnOf, madeOf, moment, REMOVED, rowEntity } from '../../../electron/engine/db/entities/rows.ts'
import { statement } from '../../../electron/engine/db/core/handles.ts'
import { MIGRATIONS } from '../../../electron/engine/db/core/migrate.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import type { Schema } from '../../../electron/engine/library/open.ts'
import { readConflicts, settlingChange } from '../../../electron/engine/sync/conflicts.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { newId } from '../../../shared/util/ids.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, say } from '../../helpers/said.ts'
import { openSharer, sharer, type Sharer } from '../../helpers/synced.ts'
import { until } from '../../helpers/until.ts'
import { sharedTools } from '../../helpers/shared-tools.ts'

// The one file that a comment thread would be.
const thread: EntityDefinition = {
  ...rowEntity('thread', {
    table: 'thread',
    clocked: true,
    columns: { text: 'plain', state: 'plain', removed: 'flag' },
    made: { assetId: 'asset_id', text: 'text', state: 'state', createdAt: 'created_at' },
    refers: { assetId: 'asset' },
  }),
  id: 'thread',
  topics: ['assets'],
  idForm: z.uuid(),
  fields: {
    new: madeOf(
      z.object({
        assetId: z.string().max(100),
        text: z.string().max(2000),
        state: z.enum(['open', 'done']),
        createdAt: moment,
      }),
    ),
    text: { rule: 'last', label: 'Comment', schema: z.string().max(2000), joins: true },
    state: { rule: 'last', label: 'State', schema: z.enum(['open', 'done']) },
    removed: REMOVED,
  },
  clipOf: (db, id) => columnOf(db, 'thread', 'asset_id', id),
  textsOf: (db, assetId) =>
    statement<{ text: string }>(db, 'SELECT text FROM thread WHERE asset_id = ? AND removed = 0')
      .all(assetId)
      .map((row) => row.text),
  saidOfClip: ['SELECT 1 FROM thread WHERE asset_id = @id'],
  joinClips: (db, gone, kept) => {
    statement(db, 'UPDATE thread SET asset_id = ? WHERE asset_id = ?').run(kept, gone)
  },
}

// And its migration.
const migration = {
  number: 9000,
  name: 'thread',
  sql: `CREATE TABLE thread (id TEXT PRIMARY KEY, asset_id TEXT NOT NULL REFERENCES asset(id), text TEXT NOT NULL, state TEXT NOT NULL,
    removed INTEGER NOT NULL, clock TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;`,
}

const SCHEMA: Schema = { entities: createRegistry([...ENTITIES.all, thread]), migrations: [...MIGRATIONS, migration] }

const place = scratch('rushes-own-entity-')
const open: Sharer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function device(store: ReturnType<typeof createMemoryStore>, schema: Schema | undefined): Sharer {
  const made = sharer(place.dir, `device ${newId()}`, store, 0, schema)
  open.push(made)
  return made
}

function comment(at: Sharer, assetId: string, text: string): string {
  const id = newId()
  say(
    at,
    {
      entity: 'thread',
      entityId: id,
      field: 'new',
      value: { assetId, text, state: 'open', createdAt: at.context.now() },
    },
    { entity: 'thread', entityId: id, field: 'removed', value: false },
  )
  return id
}

const set = (at: Sharer, id: string, field: string, value: string): void => {
  say(at, { entity: 'thread', entityId: id, field, value })
}
const threads = (at: Sharer): unknown =>
  at.context.library.reader
    .prepare('SELECT asset_id AS assetId, text, state FROM thread WHERE removed = 0 ORDER BY id')
    .all()
const found = (at: Sharer, word: string): number =>
  at.context.library.reader
    .prepare<[string], { n: number }>('SELECT count(*) AS n FROM asset_text WHERE asset_text MATCH ?')
    .get(word)!.n

function turn(at: Sharer, direction: 'undo' | 'redo'): void {
  turnCommand(at.context.recorder, newId(), nextCommand(at.context.library.writer, direction)!, direction, {})
}

async function meet(...devices: Sharer[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const one of devices) await one.sync()
}

describe('an entity of one file and a migration', () => {
  it('is journalled, undone and done again, each command once', () => {
    const a = device(createMemoryStore(), SCHEMA)
    const assetId = clip(a, 'A003C001.mov', 'c1')
    const id = comment(a, assetId, 'boom in frame')
    const opId = newId()
    for (let time = 0; time < 2; time += 1)
      recordCommand(
        a.context.recorder,
        { opId, label: 'Resolve', kind: 'user', target: null },
        [{ entity: 'thread', entityId: id, field: 'state', value: 'done' }],
        {},
      )
    expect(threads(a)).toEqual([{ assetId, text: 'boom in frame', state: 'done' }])
    expect(
      a.context.library.reader.prepare(`SELECT field, old, new FROM op WHERE entity = 'thread' ORDER BY n`).all(),
    ).toMatchObject([
      { field: 'new' },
      { field: 'removed', old: 'true', new: 'false' },
      { field: 'state', old: '"open"', new: '"done"' },
    ])
    turn(a, 'undo')
    expect(threads(a)).toMatchObject([{ state: 'open' }])
    turn(a, 'undo')
    expect(threads(a)).toEqual([])
    expect(found(a, 'boom')).toBe(0)
    turn(a, 'redo')
    turn(a, 'redo')
    expect(threads(a)).toMatchObject([{ state: 'done' }])
    expect(found(a, 'boom')).toBe(1)
  })

  it('reaches another device, its search too, and what was said apart is a conflict with its own words', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store, SCHEMA), device(store, SCHEMA)]
    const assetId = clip(a, 'A003C001.mov', 'c1')
    const id = comment(a, assetId, 'boom in frame')
    await meet(a, b)
    expect(threads(b)).toEqual(threads(a))
    expect(found(b, 'boom')).toBe(1)
    set(a, id, 'text', 'boom at the left')
    set(b, id, 'text', 'boom, and a shadow')
    await meet(a, b)
    for (const one of [a, b]) {
      expect(readConflicts(one.context.library.reader)).toMatchObject([
        {
          entity: 'thread',
          entityId: id,
          assetId,
          name: 'A003C001',
          label: 'Comment',
          joins: true,
          sides: [{ text: 'boom at the left' }, { text: 'boom, and a shadow', shown: true }],
        },
      ])
    }
    say(a, settlingChange(a.context.library.reader, { entity: 'thread', entityId: id, field: 'text', keep: 'both' }))
    await meet(a, b)
    for (const one of [a, b]) {
      expect(readConflicts(one.context.library.reader)).toEqual([])
      expect(threads(one)).toMatchObject([{ text: 'boom at the left\nboom, and a shadow' }])
    }
  })

  it('stays with its clip where two devices made one clip while apart', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store, SCHEMA), device(store, SCHEMA)]
    for (const one of [a, b]) comment(one, clip(one, 'A003C001.mov', 'c1'), `said on ${one.name}`)
    await meet(a, b)
    expect(threads(a)).toHaveLength(2)
    expect(threads(b)).toEqual(threads(a))
    expect(new Set((threads(a) as { assetId: string }[]).map((row) => row.assetId)).size).toBe(1)
  })

  it('what has not the form of its field is kept and not shown', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(store, SCHEMA), device(store, SCHEMA)]
    const id = comment(a, clip(a, 'A003C001.mov', 'c1'), 'boom')
    await meet(a, b)
    set(a, id, 'state', 'nonsense')
    await meet(a, b)
    expect(threads(b)).toMatchObject([{ state: 'open' }])
  })
})

describe('a device that does not know it', () => {
  const heads = (at: Sharer): unknown =>
    at.context.library.reader
      .prepare(`SELECT entity, field, clock, value FROM cell_head WHERE entity = 'thread' ORDER BY clock`)
      .all()

  it('passes it on in the checkpoint that it makes', async () => {
    const store = createMemoryStore()
    const [a, older] = [device(store, SCHEMA), device(store, undefined)]
    comment(a, clip(a, 'A003C001.mov', 'c1'), 'boom in frame')
    await meet(a, older)
    await older.journal.tidy(new AbortController().signal, true)
    // Whoever joins now has that checkpoint alone.
    for await (const { key } of store.list('j/')) await store.remove(key)
    const late = device(store, SCHEMA)
    await late.sync()
    expect(threads(late)).toEqual(threads(a))
    expect(threads(late)).toHaveLength(1)
  })

  it('keeps it, and shows it after an update', async () => {
    const store = createMemoryStore()
    const [a, older] = [device(store, SCHEMA), device(store, undefined)]
    const id = comment(a, clip(a, 'A003C001.mov', 'c1'), 'boom in frame')
    await meet(a, older)
    expect(heads(older)).toEqual(heads(a))
    expect(heads(older)).toHaveLength(2)
    expect(readConflicts(older.context.library.reader)).toEqual([])
    // It goes on with what it knows, and says so under its own name.
    set(a, id, 'state', 'done')
    await meet(a, older)

    // Updated: no other device has to be there for it to be shown.
    const { folder } = older
    open.splice(open.indexOf(older), 1)
    await older.close()
    const engine = await createEngine({
      folder,
      version: '0.0.0-test',
      workers: workerUrls(),
      resourcesDir: null,
      now: Date.now,
      logLevel: 'silent',
      findTools: sharedTools,
      schema: SCHEMA,
    })
    const client = createRouterClient(engine.router, { context: ADMIN })
    await until('it is found', async () => (await client.assets.list({ query: 'boom' })).rows.length === 1)
    await engine.close()
    const newer = openSharer(folder, older.name, store, 0, SCHEMA)
    open.push(newer)
    expect(threads(newer)).toEqual(threads(a))
    // And it is written from there.
    set(newer, id, 'state', 'open')
    await meet(newer, a)
    expect(threads(a)).toMatchObject([{ state: 'open' }])
  })
})

describe('a value of a form that comes later', () => {
  it('is kept, and shown once the form is known', async () => {
    const store = createMemoryStore()
    const state = { rule: 'last', schema: z.enum(['open', 'done', 'waived']) } as const
    const later: Schema = {
      ...SCHEMA,
      entities: createRegistry([...ENTITIES.all, { ...thread, fields: { ...thread.fields, state }, formVersion: 2 }]),
    }
    const [a, b] = [device(store, later), device(store, SCHEMA)]
    const id = comment(a, clip(a, 'A003C001.mov', 'c1'), 'boom')
    set(a, id, 'state', 'waived')
    await meet(a, b)
    expect(threads(b)).toMatchObject([{ state: 'open' }])
    open.splice(open.indexOf(b), 1)
    await b.close()
    const updated = openSharer(b.folder, b.name, store, 0, later)
    open.push(updated)
    await updated.sync()
    expect(threads(updated)).toMatchObject([{ state: 'waived' }])
  })
})

describe('two engines', () => {
  it('undo, sync and settle it through the contract, that knows nothing of it', async () => {
    const store = createMemoryStore()
    const shuttle = join(place.dir, 'shuttle')
    mkdirSync(shuttle)
    const op = () => ({ opId: newId() })
    const [a, b] = [device(store, SCHEMA), device(store, SCHEMA)]
    const assetId = clip(a, 'A003C001.mov', 'c1')
    const id = comment(a, assetId, 'boom in frame')
    set(a, id, 'state', 'done')
    for (const one of open.splice(0)) await one.close()
    const engines = await Promise.all(
      [a, b].map(({ folder }) =>
        createEngine({
          folder,
          version: '0.0.0-test',
          workers: workerUrls(),
          resourcesDir: null,
          now: Date.now,
          logLevel: 'silent',
          findTools: sharedTools,
          schema: SCHEMA,
        }),
      ),
    )
    try {
      const [one, two] = engines.map((engine) => createRouterClient(engine.router, { context: ADMIN }))
      const sync = async (client: typeof one, remote: string): Promise<void> => {
        for await (const _ of await client!.remotes.run({ id: remote })) void _
      }
      expect(await one!.history.undo(op())).toMatchObject({ label: 'said' })
      for (const client of [one, two])
        await sync(client, (await client!.remotes.add({ ...op(), url: `file://${encodeURI(shuttle)}` })).remote.id)
      expect(await two!.assets.list({ query: 'boom' })).toMatchObject({ rows: [{ id: assetId }] })
    } finally {
      await Promise.all(engines.map((engine) => engine.close()))
    }
    const again = [a, b].map(({ folder, name }) => openSharer(folder, name, store, 0, SCHEMA))
    open.push(...again)
    for (const one of again) expect(threads(one)).toEqual([{ assetId, text: 'boom in frame', state: 'open' }])
  })
})
