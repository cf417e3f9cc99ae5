/**
 * Plays all cases at once in one engine, each in a folder of its own, and says what the catalogue came to.
 */
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import type Database from 'better-sqlite3'
import { openReader } from '../../../electron/engine/db/core/open.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { threadSource, type OpenWatchSource } from '../../../electron/engine/watch/source.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { act, lay, type Ground } from './act.ts'
import type { Action, Case, Doing } from './cases/model.ts'
import { BYSTANDER, endState, expectedState, namesOnDisk, prefixOf } from './end-state.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { sharedTools } from '../../helpers/shared-tools.ts'

/** What a case came to in one catalogue. */
export interface Played {
  readonly end: readonly string[]
  /** The same as a catalogue sees it that was made of what lies there in the end. */
  readonly names: readonly string[]
}

export interface PlayOptions {
  readonly dir: string
  readonly watchSource?: OpenWatchSource
  /**
   * True: hints alone have to bring the catalogue to the truth. False: a scan is asked for where a case looks, and at
   * the end.
   */
  readonly byHints: boolean
}

interface Stage {
  readonly one: Case
  readonly ground: Ground
  readonly rootId: string
}

/**
 * Plays the cases side by side, each from look to look; their folders stay. The order is that of the cases. All lie in
 * one watched folder, but for those that need one of their own: one scan looks at them all.
 */
export async function play(cases: readonly Case[], options: PlayOptions): Promise<Played[]> {
  return withEngine(join(options.dir, 'library'), options.watchSource, async (client, db) => {
    const grounds = cases.map((one, index) => groundOf(options.dir, one, index))
    cases.forEach((one, index) => lay(grounds[index]!, { ...one.init, [BYSTANDER]: BYSTANDER }))
    layBallast(options.dir)
    const roots = await watch(client, options.dir, cases)
    const stages = cases.map((one, index): Stage => ({ one, ground: grounds[index]!, rootId: roots.of(one, index) }))
    await agree(db, stages)
    for (const stage of stages) await say(client, db, stage)
    const scheduler = stages.map(({ one }) => fromLookToLook(one.actions))
    for (let turn = 0; turn < Math.max(...scheduler.map((all) => all.length)); turn += 1) {
      const goOn = stages.filter((_, index) => scheduler[index]!.length > turn)
      if (turn > 0 && options.byHints) await agree(db, goOn)
      if (turn > 0 && !options.byHints) await scanAll(client, roots.ids)
      await Promise.all(
        stages.map(async ({ ground }, index) => {
          for (const action of scheduler[index]![turn] ?? []) await act(ground, action)
        }),
      )
    }
    if (options.byHints) await arrive(db, stages)
    // A file that was missed by one scan can be found by the next alone.
    await scanAll(client, roots.ids)
    await scanAll(client, roots.ids)
    return stages.map(({ rootId, ground }) => ({
      end: endState(db, rootId, ground.top),
      names: namesOnDisk(db, rootId, ground.top),
    }))
  })
}

/** So many files beside the cases that what they delete together is no reason to ask a person. */
function layBallast(dir: string): void {
  const ballast = join(dir, 'together', 'ballast')
  mkdirSync(ballast, { recursive: true })
  for (let file = 0; file < 200; file += 1) writeFileSync(join(ballast, `${file}.md`), `ballast ${file}`)
}

/** What a catalogue says that is made of the folders as they lie there now. */
export async function fromDisk(cases: readonly Case[], dir: string): Promise<(readonly string[])[]> {
  return withEngine(join(dir, 'library of the end'), undefined, async (client, db) => {
    const roots = await watch(client, dir, cases)
    await scanAll(client, roots.ids)
    return cases.map((one, index) => namesOnDisk(db, roots.of(one, index), groundOf(dir, one, index).top))
  })
}

function fromLookToLook(actions: readonly Action[]): Doing[][] {
  const scheduler: Doing[][] = [[]]
  for (const action of actions) {
    if (action.do === 'look') scheduler.push([])
    else scheduler.at(-1)!.push(action)
  }
  return scheduler
}

interface Roots {
  readonly ids: readonly string[]
  of(one: Case, index: number): string
}

/** Watches the folder of all cases, and those of cases that lie alone. */
async function watch(client: EngineClient, dir: string, cases: readonly Case[]): Promise<Roots> {
  await client.settings.set({ opId: newId(), changes: { makeProxies: false } })
  mkdirSync(join(dir, 'together'), { recursive: true })
  const add = async (path: string): Promise<string> => (await client.roots.add({ opId: newId(), path })).id
  const shared = await add(join(dir, 'together'))
  const alone = new Map<number, string>()
  for (const [index, one] of cases.entries())
    if (one.alone === true) alone.set(index, await add(groundOf(dir, one, index).top))
  return { ids: [shared, ...alone.values()], of: (_, index) => alone.get(index) ?? shared }
}

/** What sets the bytes of a case apart from every other one's. */
export function markOf(index: number): string {
  return `${index}:`
}

function groundOf(dir: string, one: Case, index: number): Ground {
  const ground = {
    top: join(dir, one.alone === true ? 'alone' : 'together', `case ${index}`),
    outside: join(dir, 'beside', `case ${index}`),
    mark: markOf(index),
  }
  mkdirSync(ground.top, { recursive: true })
  mkdirSync(ground.outside, { recursive: true })
  return ground
}

async function withEngine<T>(
  at: string,
  watchSource: OpenWatchSource | undefined,
  work: (client: EngineClient, db: Database.Database) => Promise<T>,
): Promise<T> {
  const folder = libraryFolder(at)
  makeLibrary(folder)
  const engine = await createEngine({
    folder,
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
    watchSource: watchSource ?? threadSource(workerUrls().watch),
  })
  const db = openReader(folder.database)
  try {
    return await work(createRouterClient(engine.router, { context: ADMIN }), db)
  } finally {
    db.close()
    await engine.close()
  }
}

/** Puts a word on assets as a person does: stars, a tag, a note. */
async function say(client: EngineClient, db: Database.Database, { one, ground, rootId }: Stage): Promise<void> {
  const under = prefixOf(db, rootId, ground.top)
  for (const [path, word] of Object.entries({ ...one.said, [BYSTANDER]: 'bystander' })) {
    const { asset_id: id } = db
      .prepare('SELECT asset_id FROM file WHERE root_id = ? AND path = ?')
      .get(rootId, `${under}${path}`) as { asset_id: string }
    await client.assets.set({ opId: newId(), ids: [id], changes: { rating: 4 } })
    await client.assets.tag({ opId: newId(), ids: [id], add: [word] })
    await client.notes.add({ opId: newId(), assetId: id, frame: null, text: word })
  }
}

/** A person's scan of these folders, until nothing waits any more. */
async function scanAll(client: EngineClient, rootIds: readonly string[]): Promise<void> {
  for (const rootId of rootIds) {
    for (let waiting = 1; waiting > 0;) {
      for await (const event of await client.roots.scan({ id: rootId })) waiting = event.waiting
    }
  }
}

const ASK_MS = 200
/** When the catalogue has not been written for so long, what is waited for never comes, ms. */
const QUIET_MS = 60_000

/**
 * Waits until it is so for all; asks only when something was written, so that the asking does not become the work.
 * Returns those for which it never was.
 */
async function untilAll(
  db: Database.Database,
  stages: readonly Stage[],
  isSo: (stage: Stage) => boolean,
): Promise<readonly Stage[]> {
  let left = stages
  let written: unknown
  // Pause on purpose: it ends when nothing was written for so long, since then nothing comes any more.
  for (let since = performance.now(); left.length > 0 && performance.now() - since < QUIET_MS;) {
    const now = db.pragma('data_version', { simple: true })
    if (now !== written) {
      since = performance.now()
      left = left.filter((stage) => !isSo(stage))
    }
    written = now
    // Pause on purpose: asks as `until` does, and ends when nothing is written any more.
    await wait(ASK_MS)
  }
  return left
}

/** Waits until the catalogue has seen what stands on the disk: sizes and times, all read. */
async function agree(db: Database.Database, stages: readonly Stage[]): Promise<void> {
  const disks = new Map(stages.map((stage) => [stage, onDisk(stage.ground.top)]))
  const [never] = await untilAll(db, stages, (stage) => {
    const [seen, disk] = [seenOf(db, stage.rootId, stage.ground.top), disks.get(stage)!]
    return seen.size === disk.size && [...disk].every(([path, there]) => isSame(seen.get(path), there))
  })
  if (never === undefined) return
  const stands = [
    db.prepare('SELECT state, guard, watching, watch_note, error FROM root WHERE id = ?').get(never.rootId),
    [...seenOf(db, never.rootId, never.ground.top)],
    [...disks.get(never)!],
  ]
  throw new Error(`The catalogue of “${never.one.name}” never came to be the disk: ${JSON.stringify(stands)}`)
}

/**
 * Waits until hints alone have brought the catalogue to what the cases expect. What never comes the comparison shows.
 */
async function arrive(db: Database.Database, stages: readonly Stage[]): Promise<void> {
  await untilAll(
    db,
    stages,
    ({ one, ground, rootId }) =>
      endState(db, rootId, ground.top).join('\n') === expectedState(one, ground.mark).join('\n'),
  )
}

interface Look {
  readonly bytes: number
  readonly mtimeNs: number
  readonly waits: boolean
}

/** The catalogue holds times to a quarter of a microsecond. */
function isSame(seen: Look | undefined, there: Look): boolean {
  return (
    seen !== undefined && !seen.waits && seen.bytes === there.bytes && Math.abs(seen.mtimeNs - there.mtimeNs) < 1_000
  )
}

function seenOf(db: Database.Database, rootId: string, top: string): Map<string, Look> {
  const under = prefixOf(db, rootId, top)
  const rows = db
    .prepare(
      `SELECT path, bytes, mtime_ns AS mtimeNs, intake FROM file WHERE root_id = ? AND path >= ? AND path < ? AND state = 'present'`,
    )
    .all(rootId, under, `${under}\u{10ffff}`) as { path: string; bytes: number; mtimeNs: number; intake: string }[]
  return new Map(
    rows.map((row) => [
      row.path.slice(under.length),
      { bytes: row.bytes, mtimeNs: row.mtimeNs, waits: row.intake === 'waiting' },
    ]),
  )
}

function onDisk(top: string): Map<string, Look> {
  return new Map(
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.rushes'))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name)
        const seen = statSync(path)
        return [path.slice(top.length + 1), { bytes: seen.size, mtimeNs: Math.round(seen.mtimeMs * 1e6), waits: false }]
      }),
  )
}
