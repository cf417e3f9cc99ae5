/**
 * The engine killed with SIGKILL while it takes files in, and while the store keeps bytes, again and again: the whole
 * catalogue holds at any moment, what was kept comes back bit for bit, and the work goes on to the end of one that
 * nobody has disturbed.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import type Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader } from '../../electron/engine/db/core/open.ts'
import { createEngine } from '../../electron/engine/index.ts'
import { digestBytes } from '../../electron/engine/hash/multi-hash.ts'
import { libraryFolder } from '../../electron/engine/library/folder.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import type { EngineClient } from '../../shared/contract/client.ts'
import { newId } from '../../shared/util/ids.ts'
import { ADMIN } from '../helpers/callers.ts'
import { scratch } from '../helpers/library.ts'
import { faultsOf, linesOf, readKept } from '../helpers/whole-catalogue.ts'
import { sharedTools } from '../helpers/shared-tools.ts'

/**
 * Kills while ingest for the first time, as many again of changes, and of the store. The full count, 30, belongs to
 * `npm run test:soak`.
 */
const KILLS = Number(process.env['RUSHES_INTAKE_KILLS'] ?? 4)
/** One library is killed so often before it may come to its end. */
const A_LIFE = 4
const CHILD = fileURLToPath(new URL('../fixtures/taking-in-child.ts', import.meta.url))

const place = scratch('rushes-kill-intake-')
afterAll(() => place[Symbol.dispose]())

const put = (path: string, bytes: string | Buffer): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

async function run(
  library: string,
  top: string,
  onStart: (child: ChildProcess) => Promise<void> = async () => {},
): Promise<boolean> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, library, top], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve()
    })
  })
  await Promise.all([onStart(child), closed])
  return text.includes('done')
}

/** The count that a question gives now; 0 as long as there is no catalogue. */
function counter(library: string, sql: string): { now: () => number; close: () => void } {
  let db: Database.Database | undefined
  return {
    now: () => {
      try {
        db ??= openReader(libraryFolder(library).database)
        return db.prepare(sql).pluck().get() as number
      } catch {
        return 0 // It is only being made.
      }
    },
    close: () => db?.close(),
  }
}

/**
 * Runs it and kills it once `sql` counts up to a random number between now and `to`. Returns whether that was in the
 * middle.
 */
async function runAndKill(library: string, top: string, sql: string, to: number): Promise<boolean> {
  const count = counter(library, sql)
  const begin = existsSync(libraryFolder(library).database) ? count.now() : 0
  const at = begin + Math.floor(Math.random() * Math.max(1, to - begin))
  const ended = await run(library, top, async (child) => {
    // Pause on purpose: the kill falls at a random moment after a random count; asked closely, for the counts go by
    // quickly.
    while (child.exitCode === null && count.now() < at) await wait(3)
    // Pause on purpose: as above.
    await wait(Math.random() * 60)
    child.kill('SIGKILL')
  })
  count.close()
  return !ended
}

async function withEngine(library: string, work: (client: EngineClient) => Promise<void>): Promise<void> {
  const engine = await createEngine({
    folder: libraryFolder(library),
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
  })
  try {
    await work(createRouterClient(engine.router, { context: ADMIN }))
  } finally {
    await engine.close()
  }
}

const VERSIONS = 'SELECT count(*) FROM version'
const KEPT = 'SELECT count(*) FROM kept_content'
const countIn = (library: string, sql: string): number => {
  const count = counter(library, sql)
  try {
    return count.now()
  } finally {
    count.close()
  }
}

describe(`taking in, killed at ${KILLS} random points`, () => {
  const top = join(place.dir, 'job')
  const at = (path: string): string => join(top, path)
  const [template, end, endAgain] = ['template', 'end', 'end again'].map((name) => join(place.dir, name)) as [
    string,
    string,
    string,
  ]

  beforeAll(async () => {
    for (let index = 0; index < 400; index += 1)
      put(at(`stills/${index % 4}/DSC${index}.jpg`), `picture ${index}${' '.repeat(index % 50)}`)
    for (let index = 0; index < 200; index += 1)
      put(at(`paper/${index % 5}/sheet ${index}.md`), `sheet ${index} says ${'word '.repeat(index)}`)
    for (let index = 0; index < 40; index += 1)
      for (const ending of ['CR3', 'xmp']) put(at(`raw/IMG_${index}.${ending}`), `${ending} of ${index}`)
    for (let frame = 1001; frame <= 1040; frame += 1) put(at(`vfx/sh010.${frame}.exr`), `frame ${frame % 30}`)
    for (let index = 0; index < 20; index += 1) {
      mkdirSync(at('selects'), { recursive: true })
      copyFileSync(at(`stills/${index % 4}/DSC${index}.jpg`), at(`selects/DSC${index}.jpg`))
    }
    if (!(await run(template, top))) throw new Error('the first run did not come to its end')
    await withEngine(template, async (client) => {
      const { rows } = await client.assets.list({ limit: 500 })
      for (const [index, row] of rows.entries())
        if (index % 9 === 0) await client.assets.tag({ opId: newId(), ids: [row.id], add: [`word ${index}`] })
    })
    cpSync(template, end, { recursive: true })
  }, 300_000)

  /** Edits, moves, renames, deletes and brings. */
  function change(): void {
    renameSync(at('stills/1'), at('stills/second card'))
    for (let index = 0; index < 60; index += 1) appendFileSync(at(`paper/${index % 5}/sheet ${index}.md`), ' and more')
    for (let index = 60; index < 90; index += 1)
      renameSync(at(`paper/${index % 5}/sheet ${index}.md`), at(`paper/page ${index}.md`))
    for (let index = 0; index < 3; index += 1) rmSync(at(`stills/2/DSC${4 * index + 42}.jpg`))
    for (let index = 0; index < 150; index += 1) put(at(`new/scan ${index}.md`), `new ${index}`)
    renameSync(at('raw/IMG_7.CR3'), at('raw/best.CR3'))
    renameSync(at('raw/IMG_7.xmp'), at('raw/best.xmp'))
    for (let frame = 1041; frame <= 1050; frame += 1) put(at(`vfx/sh010.${frame}.exr`), `frame ${frame}`)
  }

  async function killed(library: string, versions: number): Promise<number> {
    let midway = 0
    for (let kill = 0; kill < A_LIFE; kill += 1) {
      if (await runAndKill(library, top, VERSIONS, versions)) midway += 1
      if (existsSync(libraryFolder(library).database)) expect(faultsOf(libraryFolder(library))).toEqual([])
    }
    expect(await run(library, top)).toBe(true)
    expect(faultsOf(libraryFolder(library))).toEqual([])
    expect((await readKept(libraryFolder(library))).broken).toEqual([])
    return midway
  }

  it('from an empty catalogue: it goes on, and ends as if nothing had been', async () => {
    const wanted = linesOf(libraryFolder(end)).map(untagged)
    for (let life = 0; life < Math.ceil(KILLS / A_LIFE); life += 1) {
      const library = join(place.dir, `first ${life}`)
      expect(await killed(library, countIn(end, VERSIONS))).toBeGreaterThan(0)
      expect(linesOf(libraryFolder(library)).map(untagged)).toEqual(wanted)
      rmSync(library, { recursive: true })
    }
  }, 1_800_000)

  it('of edits, moves and renames: what was said stays with its clip, and nothing is there twice', async () => {
    change()
    cpSync(template, endAgain, { recursive: true })
    expect(await run(endAgain, top)).toBe(true)
    const wanted = linesOf(libraryFolder(endAgain))
    expect(wanted.filter((line) => / · missing · /.test(line) && line.startsWith('file'))).toHaveLength(3)
    expect(faultsOf(libraryFolder(endAgain))).toEqual([])
    for (let life = 0; life < Math.ceil(KILLS / A_LIFE); life += 1) {
      const library = join(place.dir, `again ${life}`)
      cpSync(template, library, { recursive: true })
      expect(await killed(library, countIn(endAgain, VERSIONS))).toBeGreaterThan(0)
      expect(linesOf(libraryFolder(library))).toEqual(wanted)
      rmSync(library, { recursive: true })
    }
  }, 1_800_000)
})

/** Lines without the tags at their end. */
function untagged(line: string): string {
  return line.startsWith('asset') ? line.replace(/ · [^·]*$/, '') : line
}

describe(`the store of versions, killed at ${KILLS} random points while it keeps bytes`, () => {
  it('gives back every version that it calls kept, at any moment, and in the end all of them', async () => {
    for (let life = 0; life < Math.ceil(KILLS / A_LIFE); life += 1) {
      const [top, library] = [join(place.dir, `documents ${life}`), join(place.dir, `store ${life}`)]
      const hashes = new Map<string, string>()
      const files = Array.from({ length: 10 }, (_, index) => join(top, `Film ${index}.psd`))
      const write = (path: string, bytes: Buffer): void => {
        put(path, bytes)
        hashes.set(digestBytes('xxh128', bytes), path)
      }
      for (const path of files) write(path, randomBytes(9 << 20))
      const allKept = async (least: number): Promise<void> => {
        const { whole, broken } = await readKept(libraryFolder(library))
        expect(broken).toEqual([])
        expect(whole.size).toBeGreaterThanOrEqual(least)
        for (const hash of whole) expect(hashes.has(hash)).toBe(true)
      }
      let midway = 0
      for (let kill = 0; kill < A_LIFE; kill += 1) {
        if (kill === A_LIFE / 2) {
          expect(await run(library, top)).toBe(true)
          await allKept(files.length)
          for (const path of files)
            write(
              path,
              Buffer.concat([randomBytes(2 << 20), readFileSync(path).subarray(0, 4 << 20), randomBytes(3 << 20)]),
            )
        }
        const before = existsSync(libraryFolder(library).database) ? countIn(library, KEPT) : 0
        if (await runAndKill(library, top, KEPT, files.length * (kill < A_LIFE / 2 ? 1 : 2))) midway += 1
        if (!existsSync(libraryFolder(library).database)) continue
        expect(faultsOf(libraryFolder(library))).toEqual([])
        await allKept(before)
      }
      expect(await run(library, top)).toBe(true)
      expect(faultsOf(libraryFolder(library))).toEqual([])
      await allKept(files.length * 2)
      expect(
        readdirSync(libraryFolder(library).versions, { recursive: true }).filter((name) =>
          String(name).endsWith('.part'),
        ),
      ).toEqual([])
      expect(midway).toBeGreaterThan(0)
      await restoreAll(library, hashes)
      rmSync(library, { recursive: true })
      rmSync(top, { recursive: true })
    }
  }, 1_800_000)

  /** Every version, written beside the current one by the engine, is one of those that were there. */
  async function restoreAll(library: string, hashes: ReadonlyMap<string, string>): Promise<void> {
    const to = join(place.dir, newId())
    mkdirSync(to)
    await withEngine(library, async (client) => {
      const back = new Set<string>()
      for (const { id } of (await client.assets.list({ limit: 100 })).rows) {
        for (const { revision } of await client.versions.list({ assetId: id })) {
          const { path } = await client.versions.restore({ opId: newId(), assetId: id, revision, to })
          back.add(digestBytes('xxh128', readFileSync(path)))
        }
      }
      expect([...back].toSorted()).toEqual([...hashes.keys()].toSorted())
    })
    rmSync(to, { recursive: true })
  }
})
