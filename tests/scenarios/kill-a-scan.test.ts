/**
 * The engine killed with SIGKILL at random points of a scan of 50,000 files, then the same scan again: no path twice,
 * no file that is there called missing, every moved file the same row, and in the end the catalogue is the disk.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader, openWriter } from '../../electron/engine/db/core/open.ts'
import { scratch } from '../helpers/library.ts'

/** The full count, 50, belongs to `npm run test:soak`. */
const KILLS = Number(process.env['RUSHES_SCAN_KILLS'] ?? 5)
const FILES = 50_000
const PER_FOLDER = 200
const CHILD = fileURLToPath(new URL('../fixtures/scan-child.ts', import.meta.url))

const place = scratch('rushes-kill-scan-')
const top = join(place.dir, 'media')
const template = join(place.dir, 'template')
afterAll(() => place[Symbol.dispose]())

interface Row {
  readonly id: string
  readonly path: string
  readonly bytes: number
  readonly state: string
  readonly missed_at: number | null
  readonly content_id: string | null
}

function start(library: string): {
  child: ChildProcess
  began: Promise<void>
  done: Promise<{ code: number | null; last: string }>
} {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, library, top], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  let begin = (): void => {}
  const began = new Promise<void>((resolve) => {
    begin = resolve
  })
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    if (text.includes('began')) begin()
  })
  const done = new Promise<{ code: number | null; last: string }>((resolve) => {
    child.once('close', (code) => {
      begin()
      resolve({ code, last: text.trim().split('\n').at(-1) ?? '' })
    })
  })
  return { child, began, done }
}

function rowsOf(library: string): Row[] {
  const db = openReader(join(library, 'rushes.db'))
  try {
    expect(db.pragma('quick_check', { simple: true })).toBe('ok')
    const { path } = db.prepare('SELECT path FROM root').get() as { path: string }
    return (db.prepare('SELECT id, path, bytes, state, missed_at, content_id FROM file').all() as Row[]).map((row) => ({
      ...row,
      path: row.path.slice(path.length + 1),
    }))
  } finally {
    db.close()
  }
}

function onDisk(under = ''): Map<string, number> {
  const found = new Map<string, number>()
  for (const entry of readdirSync(join(top, under), { withFileTypes: true })) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    if (entry.isDirectory()) for (const [below, size] of onDisk(path)) found.set(below, size)
    else if (!entry.name.startsWith('.rushes')) found.set(path, statSync(join(top, path)).size)
  }
  return found
}

let disk: Map<string, number>
/** The id that a file's row has to have in the end, by its path now; of files that were known before. */
const ids = new Map<string, string>()
const gone = new Set<string>()
const moved = (path: string): string => path.replace(/^day3\//, 'day three/').replace(/^day5\/roll(\d)/, 'moved/$1')
const length = { first: 0, again: 0 }

beforeAll(async () => {
  for (let file = 0; file < FILES; file += 1) {
    const folder = join(top, `day${Math.floor(file / 5_000)}`, `roll${Math.floor(file / PER_FOLDER)}`)
    if (file % PER_FOLDER === 0) mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `clip${file}.mov`), 'x'.repeat(file % 5))
  }
  const begin = Date.now()
  if ((await start(template).done).code !== 0) throw new Error('the first scan failed')
  length.first = Date.now() - begin
  // All are known by now, so that none may be forgotten.
  const db = openWriter(join(template, 'rushes.db'))
  db.exec(`INSERT INTO content (id, bytes, xxh128, kind, created_at) SELECT id, bytes, id, 'other', 1 FROM file;
    UPDATE file SET content_id = id, intake = 'done', verification = 'verified', verified_at = 1`)
  db.close()
  // Folders renamed, files gone, changed and new.
  renameSync(join(top, 'day3'), join(top, 'day three'))
  mkdirSync(join(top, 'moved'))
  for (const roll of readdirSync(join(top, 'day5')))
    renameSync(join(top, 'day5', roll), join(top, 'moved', roll.replace('roll', '')))
  for (const row of rowsOf(template)) ids.set(moved(row.path), row.id)
  for (let file = 0; file < 40; file += 1) {
    const path = `day7/roll175/clip${35_000 + file}.mov`
    rmSync(join(top, path))
    gone.add(path)
    writeFileSync(join(top, `day8/roll200/clip${40_000 + file}.mov`), 'changed')
  }
  for (let file = 0; file < 500; file += 1) writeFileSync(join(top, `day9/roll245/new${file}.mov`), 'new')
  disk = onDisk()
}, 300_000)

/** What holds at any moment, however the engine ended. */
function expectConsistent(library: string): void {
  const rows = rowsOf(library)
  expect(new Set(rows.map((row) => row.path)).size).toBe(rows.length)
  for (const row of rows) {
    if (row.state !== 'present' && disk.has(row.path)) throw new Error(`${row.path} is there and called ${row.state}`)
    // A file that is not there is called present only until it has been looked at twice, and only if it was known
    // before.
    if (row.state === 'present' && !disk.has(row.path) && !ids.has(moved(row.path)))
      throw new Error(`${row.path} was never there`)
  }
}

function expectTrue(library: string, again: boolean): void {
  const rows = rowsOf(library)
  const present = rows.filter((row) => row.state === 'present')
  expect(new Map(present.map((row) => [row.path, row.bytes]))).toEqual(disk)
  expect(present.every((row) => row.missed_at === null)).toBe(true)
  expect(
    rows
      .filter((row) => row.state === 'missing')
      .map((row) => row.path)
      .toSorted(),
  ).toEqual(again ? [...gone].toSorted() : [])
  if (again)
    for (const row of rows)
      if (ids.has(row.path)) expect({ path: row.path, id: row.id }).toEqual({ path: row.path, id: ids.get(row.path) })
  const db = openReader(join(library, 'rushes.db'))
  expect(db.prepare('SELECT state, files, true_at IS NOT NULL AS looked, error, guard FROM root').get()).toEqual({
    state: 'idle',
    files: disk.size,
    looked: 1,
    error: null,
    guard: null,
  })
  expect(db.prepare(`SELECT count(*) AS files, sum(bytes) AS bytes FROM file WHERE state = 'present'`).get()).toEqual(
    db.prepare('SELECT files, bytes FROM volume_count').get(),
  )
  db.close()
}

describe(`a scan of ${FILES} files killed at ${KILLS} random points`, () => {
  it('leaves a catalogue that is consistent, and goes on to the end', async () => {
    const rehearsal = join(place.dir, 'rehearsal')
    cpSync(template, rehearsal, { recursive: true })
    const begin = Date.now()
    await start(rehearsal).done
    length.again = Date.now() - begin
    expectTrue(rehearsal, true)
    let midway = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const again = kill % 2 === 1
      const library = join(place.dir, `library${kill}`)
      if (again) cpSync(template, library, { recursive: true })
      const { child, began, done } = start(library)
      await began
      // Pause on purpose: the kill falls at a random moment.
      await wait((again ? length.again : length.first) * ((kill + Math.random()) / KILLS) * 0.8)
      if (child.exitCode === null) child.kill('SIGKILL')
      if ((await done).code === null) midway += 1
      if (existsSync(join(library, 'rushes.db'))) expectConsistent(library)
      const { code, last } = await start(library).done
      expect({ code, type: (JSON.parse(last) as { type: string }).type }).toEqual({ code: 0, type: 'done' })
      expectTrue(library, again)
      rmSync(library, { recursive: true })
    }
    expect(midway).toBeGreaterThan(KILLS / 3)
  }, 3_600_000)
})
