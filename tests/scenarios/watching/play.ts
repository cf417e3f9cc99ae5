/**
 * Plays all cases at once in one engine, each in a watched folder of its own, and says what the catalogue came to.
 */
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import type Database from 'better-sqlite3'
import { openReader } from '../../../electron/engine/db/open.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { threadSource, type OpenWatchSource } from '../../../electron/engine/watch/source.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { act, lay, type Ground } from './act.ts'
import type { Case } from './cases/model.ts'
import { BYSTANDER, endState, expectedState, namesOnDisk } from './end-state.ts'

/** What a case came to in one catalogue. */
export interface Played {
  readonly end: readonly string[]
  /** The same as a catalogue sees it that was made of what lies there in the end. */
  readonly names: readonly string[]
}

export interface PlayOptions {
  readonly dir: string
  readonly watchSource?: OpenWatchSource
  /** True: hints alone have to bring the catalogue to the truth. False: a scan is asked for where a case looks, and at the end. */
  readonly byHints: boolean
}

interface Stage { readonly one: Case; readonly ground: Ground; readonly rootId: string }

/** Plays the cases; their folders stay. The order is that of the cases. */
export async function play(cases: readonly Case[], options: PlayOptions): Promise<Played[]> {
  return withEngine(join(options.dir, 'library'), options.watchSource, async (client, db) => {
    await client.settings.set({ opId: newId(), changes: { makeProxies: false } })
    const stages = await Promise.all(cases.map(async (one, index): Promise<Stage> => {
      const ground = groundOf(options.dir, index)
      mkdirSync(ground.top, { recursive: true })
      mkdirSync(ground.outside)
      lay(ground, { ...one.init, [BYSTANDER]: BYSTANDER })
      return { one, ground, rootId: (await client.roots.add({ opId: newId(), path: ground.top })).id }
    }))
    await Promise.all(stages.map(async (stage) => {
      await agree(db, stage)
      await say(client, db, stage)
      for (const action of stage.one.actions) {
        if (action.do !== 'look') await act(stage.ground, action)
        else if (options.byHints) await agree(db, stage)
        else await scan(client, stage.rootId)
      }
      if (options.byHints) await arrive(db, stage)
      await scan(client, stage.rootId)
    }))
    // A file may have moved to where another case's scan had to end first.
    for (const { rootId } of stages) await scan(client, rootId)
    return stages.map(({ rootId }) => ({ end: endState(db, rootId), names: namesOnDisk(db, rootId) }))
  })
}

/** What a catalogue says that is made of the folders as they lie there now. */
export async function fromDisk(cases: readonly Case[], dir: string): Promise<(readonly string[])[]> {
  return withEngine(join(dir, 'library of the end'), undefined, async (client, db) => {
    await client.settings.set({ opId: newId(), changes: { makeProxies: false } })
    const ids = await Promise.all(cases.map(async (_, index) => (await client.roots.add({ opId: newId(), path: groundOf(dir, index).top })).id))
    await Promise.all(ids.map((id) => scan(client, id)))
    return ids.map((id) => namesOnDisk(db, id))
  })
}

/** What sets the bytes of a case apart from every other one's. */
export function markOf(index: number): string {
  return `${index}:`
}

function groundOf(dir: string, index: number): Ground {
  return { top: join(dir, `case ${index}`), outside: join(dir, `beside ${index}`), mark: markOf(index) }
}

async function withEngine<T>(at: string, watchSource: OpenWatchSource | undefined, work: (client: EngineClient, db: Database.Database) => Promise<T>): Promise<T> {
  const folder = libraryFolder(at)
  makeLibrary(folder)
  const engine = await createEngine({
    folder, version: '0.0.0-test', workers: workerUrls(), resourcesDir: null, now: Date.now, logLevel: 'silent',
    watchSource: watchSource ?? threadSource(workerUrls().watch),
  })
  const db = openReader(folder.database)
  try {
    return await work(createRouterClient(engine.router, { context: { role: 'person' } }), db)
  } finally {
    db.close()
    await engine.close()
  }
}

/** Puts a word on assets as a person does: stars, a tag, a note. */
async function say(client: EngineClient, db: Database.Database, { one, rootId }: Stage): Promise<void> {
  const { path: top } = db.prepare('SELECT path FROM root WHERE id = ?').get(rootId) as { path: string }
  for (const [path, word] of Object.entries({ ...one.said, [BYSTANDER]: 'bystander' })) {
    const { asset_id: id } = db.prepare('SELECT asset_id FROM file WHERE root_id = ? AND path = ?').get(rootId, `${top}/${path}`) as { asset_id: string }
    await client.assets.set({ opId: newId(), ids: [id], changes: { rating: 4 } })
    await client.assets.tag({ opId: newId(), ids: [id], add: [word] })
    await client.notes.add({ opId: newId(), assetId: id, frame: null, text: word })
  }
}

/** A person's scan, until nothing waits any more. */
async function scan(client: EngineClient, rootId: string): Promise<void> {
  await patiently('a scan after which nothing waits', async () => {
    let waiting = 0
    for await (const event of await client.roots.scan({ id: rootId })) waiting = event.waiting
    return waiting === 0
  })
}

/** Some three hundred folders are waited for at once: each is asked for so rarely that the asking does not become the work, ms. */
const ASK_MS = 400

/** Asks until it is so. Throws after `limitMs`, naming `what`. */
async function patiently(what: string, ask: () => boolean | Promise<boolean>, limitMs = 120_000): Promise<void> {
  const begin = performance.now()
  while (!await ask()) {
    if (performance.now() - begin > limitMs) throw new Error(`It never came to this: ${what}`)
    await wait(ASK_MS)
  }
}

/** Waits until the catalogue has seen what stands on the disk: sizes and times, all read. */
async function agree(db: Database.Database, { one, ground, rootId }: Stage): Promise<void> {
  const disk = onDisk(ground.top)
  await patiently(`“${one.name}”: the catalogue to be the disk`, () => {
    const { path: top } = db.prepare('SELECT path FROM root WHERE id = ?').get(rootId) as { path: string }
    const rows = db.prepare(`SELECT path, bytes, round(mtime_ns / 1e6) AS mtime, intake FROM file WHERE root_id = ? AND state = 'present'`)
      .all(rootId) as { path: string; bytes: number; mtime: number; intake: string }[]
    const seen = rows.map((row) => `${row.path.slice(top.length + 1)} ${row.bytes} ${row.mtime} ${row.intake === 'waiting' ? 'waits' : ''}`)
    return seen.toSorted().join('\n') === disk.join('\n')
  })
}

/** Waits until hints alone have brought the catalogue to what the case expects. */
async function arrive(db: Database.Database, { one, ground, rootId }: Stage): Promise<void> {
  const wanted = expectedState(one, ground.mark).join('\n')
  // What never comes is told by the comparison that follows: it shows the difference.
  await patiently(`“${one.name}” to end as expected`, () => endState(db, rootId).join('\n') === wanted, 20_000).catch(() => {})
}

function onDisk(top: string): string[] {
  return readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.startsWith('.rushes'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const seen = statSync(path)
      return `${path.slice(top.length + 1)} ${seen.size} ${Math.round(seen.mtimeMs)} `
    }).toSorted()
}
