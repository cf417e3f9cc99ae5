/**
 * A library with scans on a real folder: no watcher and no ingest, so that a test says itself when what happens.
 */
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RootScanEvent } from '../../../shared/model/watching.ts'
import { createContext, type EngineContext } from '../../../electron/engine/context.ts'
import { createStaleEvents } from '../../../electron/engine/events/stale.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../../electron/engine/library/open.ts'
import { createLog } from '../../../electron/engine/log.ts'
import { addRoot } from '../../../electron/engine/scan/add-root.ts'
import { createScans, type Scans } from '../../../electron/engine/scan/scans.ts'
import { identifyVolume, type IdentifyVolume } from '../../../electron/engine/volumes/identify.ts'
import { readRoot } from '../../../electron/engine/db/volumes/roots.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { scratch } from '../../helpers/library.ts'

export interface FileRow {
  readonly id: string
  readonly root_id: string | null
  readonly path: string
  readonly folder: string
  readonly bytes: number
  readonly state: string
  readonly intake: string
  readonly missed_at: number | null
  readonly content_id: string | null
  readonly asset_id: string | null
  readonly verification: string
}

export interface Stage extends AsyncDisposable {
  readonly dir: string
  readonly context: EngineContext
  readonly scans: Scans
  /** Watches a folder; returns its id. */
  add(path: string): Promise<string>
  /** Scans to the end and returns the last event, with all problems. */
  scan(rootId: string, folder?: string): Promise<RootScanEvent>
  /** Rows under a root, by path relative to it. */
  rows(rootId: string): Map<string, FileRow>
  state(rootId: string): NonNullable<ReturnType<typeof readRoot>>
}

/** Opens a stage in a new folder. */
export async function stage(options: { identify?: IdentifyVolume; pauseMs?: number } = {}): Promise<Stage> {
  const place = scratch('rushes-scan-')
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  const library = openLibrary(folder, new Date())
  const { log, close } = createLog(folder.logs, 'silent')
  const context = createContext({
    library,
    events: createStaleEvents(Date.now()),
    log,
    now: Date.now,
    userName: 'crew',
  })
  const identify = options.identify ?? identifyVolume
  const scans = createScans(context, {
    workers: workerUrls(),
    identify,
    onWaiting: () => {},
    changed: () => {},
    pauseMs: options.pauseMs ?? 20,
  })
  const db = library.writer
  return {
    dir: place.dir,
    context,
    scans,
    add: (path) => addRoot(context, path, identify),
    async scan(rootId, inside = '') {
      const problems: RootScanEvent['problems'] = []
      let last: RootScanEvent | undefined
      for await (const event of scans.run(rootId, inside)) {
        problems.push(...event.problems)
        last = event
      }
      return { ...last!, problems }
    },
    rows(rootId) {
      const { path } = db.prepare('SELECT path FROM root WHERE id = ?').get(rootId) as { path: string }
      const rows = db.prepare('SELECT * FROM file WHERE root_id = ? ORDER BY path').all(rootId) as FileRow[]
      return new Map(rows.map((row) => [path === '' ? row.path : row.path.slice(path.length + 1), row]))
    },
    state: (rootId) => readRoot(library.reader, rootId)!,
    async [Symbol.asyncDispose]() {
      await scans.close()
      library.close()
      await close()
      place[Symbol.dispose]()
    },
  }
}

/** Writes files with their folders; each holds its own path where nothing else is given. */
export function lay(top: string, files: Readonly<Record<string, string>> | readonly string[]): void {
  const entries = Array.isArray(files)
    ? (files as readonly string[]).map((path) => [path, path] as const)
    : Object.entries(files)
  for (const [path, text] of entries) {
    mkdirSync(dirname(join(top, path)), { recursive: true })
    writeFileSync(join(top, path), text)
  }
}

/** Every file below a folder but our marker, relative, with its size. */
export function onDisk(top: string, under = ''): Map<string, number> {
  const found = new Map<string, number>()
  for (const entry of readdirSync(join(top, under), { withFileTypes: true })) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    if (entry.isDirectory()) for (const [below, size] of onDisk(top, path)) found.set(below, size)
    else if (entry.isFile() && entry.name !== '.rushes-folder.json') found.set(path, statSync(join(top, path)).size)
  }
  return found
}

/** Stands for ingest: gives every waiting file a content and an asset of its own, so that it counts as known. */
export function takeInAll(stage: Stage): void {
  const db = stage.context.library.writer
  const rows = db.prepare(`SELECT id, path, bytes FROM file WHERE intake = 'waiting' AND content_id IS NULL`).all() as {
    id: string
    path: string
    bytes: number
  }[]
  const content = db.prepare(`INSERT INTO content (id, bytes, xxh128, kind, created_at) VALUES (?, ?, ?, 'other', 1)`)
  const file = db.prepare(
    `UPDATE file SET content_id = ?, intake = 'done', verification = 'verified', verified_at = 1 WHERE id = ?`,
  )
  db.transaction(() => {
    for (const row of rows) {
      content.run(row.id, row.bytes, row.id)
      file.run(row.id, row.id)
    }
    db.prepare(`UPDATE file SET intake = 'done' WHERE intake = 'waiting'`).run()
  })()
}
