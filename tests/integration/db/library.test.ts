/**
 * The library's own safety: one engine, checked after an unclean end, backed up before a migration, never opened by a
 * Rushes that is too old for it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { backup } from '../../../electron/engine/db/core/backup.ts'
import { copyCatalogue } from '../../../electron/engine/db/core/copy.ts'
import { MIGRATIONS, migrate, SCHEMA_VERSION } from '../../../electron/engine/db/core/migrate.ts'
import { openReader, openWriter } from '../../../electron/engine/db/core/open.ts'
import { readContact, writeContact } from '../../../electron/engine/library/contact.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../../electron/engine/library/open.ts'
import { scratch } from '../../helpers/library.ts'

const NOW = new Date('2026-11-22T10:00:00Z')

describe('a library', () => {
  it('is made once, and not made over', () => {
    using place = scratch()
    const folder = libraryFolder(join(place.dir, 'lib'))
    expect(makeLibrary(folder)).toBe(true)
    const { mtimeMs } = statSync(folder.database)
    expect(makeLibrary(folder)).toBe(false)
    expect(statSync(folder.database).mtimeMs).toBe(mtimeMs)
  })

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'on a read-only drive opens for reading: the drive is named as the cause, and no backup as the remedy',
    (t) => {
      using place = scratch()
      const mounted = spawnSync('mount', ['-t', 'tmpfs', 'none', place.dir])
      if (mounted.status !== 0) return t.skip('this machine allows no mounts')
      try {
        const folder = libraryFolder(join(place.dir, 'lib'))
        makeLibrary(folder)
        spawnSync('mount', ['-o', 'remount,ro', place.dir])
        const reading = openLibrary(folder, NOW)
        expect(reading.onlyReading?.message).toMatch(/read-only(?!.*backup)/)
        reading.close()
        spawnSync('mount', ['-o', 'remount,rw', place.dir])
        openLibrary(folder, NOW).close()
      } finally {
        spawnSync('umount', [place.dir])
      }
    },
  )

  it('that is not there is named, with how to make one', () => {
    using place = scratch()
    expect(() => openLibrary(libraryFolder(place.dir), NOW)).toThrow(/There is no library in .*rushes init/)
  })

  it('is open in one engine at a time, and the second is told who holds it', () => {
    using place = scratch()
    const folder = libraryFolder(place.dir)
    makeLibrary(folder)
    const first = openLibrary(folder, NOW)
    writeContact(folder.contact, {
      pid: 4711,
      address: 'http://127.0.0.1:1',
      token: 'x'.repeat(64),
      startedAt: 0,
      protocol: 1,
    })
    expect(() => openLibrary(folder, NOW)).toThrow(/is open in the Rushes with process id 4711/)
    first.close()
    openLibrary(folder, NOW).close()
  })

  it('keeps its address from other people', () => {
    using place = scratch()
    const folder = libraryFolder(place.dir)
    writeContact(folder.contact, {
      pid: 1,
      address: 'http://127.0.0.1:1',
      token: 'x'.repeat(64),
      startedAt: 0,
      protocol: 1,
    })
    expect(statSync(folder.contact).mode & 0o077).toBe(0)
    writeFileSync(folder.contact, '{"pid": 1, "address": "http://evil.example:1"')
    expect(readContact(folder.contact)).toBeNull()
  })

  it('of a killed engine is taken over, and its catalogue checked', async () => {
    using place = scratch()
    const folder = libraryFolder(place.dir)
    makeLibrary(folder)
    const open = fileURLToPath(new URL('../../../electron/engine/library/open.ts', import.meta.url))
    const folders = fileURLToPath(new URL('../../../electron/engine/library/folder.ts', import.meta.url))
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `
      const { openLibrary } = await import(${JSON.stringify(open)})
      const { libraryFolder } = await import(${JSON.stringify(folders)})
      // Held: a library that nothing refers to is closed by the garbage collector, and its lock with it.
      globalThis.held = openLibrary(libraryFolder(${JSON.stringify(place.dir)}), new Date())
      console.log('open')
      setInterval(() => {}, 1000)`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    try {
      await new Promise((resolve) => {
        child.stdout.once('data', resolve)
      })
      expect(() => openLibrary(folder, NOW)).toThrow(/is open in/)
    } finally {
      child.kill('SIGKILL')
      await new Promise((resolve) => {
        child.once('exit', resolve)
      })
    }
    const after = openLibrary(folder, NOW)
    expect(after.afterUncleanEnd).toBe(true)
    after.close()
    const again = openLibrary(folder, NOW)
    expect(again.afterUncleanEnd).toBe(false)
    again.close()
  })

  it('that is damaged is not opened, and the backups are named', () => {
    using place = scratch()
    const folder = libraryFolder(place.dir)
    makeLibrary(folder)
    const bytes = readFileSync(folder.database)
    bytes.fill(0x5a, 4096)
    writeFileSync(folder.database, bytes)
    expect(() => openLibrary(folder, NOW)).toThrow(/can't be opened|is damaged/)
    expect(() => openLibrary(folder, NOW)).toThrow(folder.backups)
  })

  it('of something else is not taken for a library', () => {
    using place = scratch()
    const file = join(place.dir, 'rushes.db')
    writeFileSync(file, 'this is a text that somebody called rushes.db, and it is longer than a header')
    expect(() => openLibrary(libraryFolder(place.dir), NOW)).toThrow(/can't be opened/)
    expect(readFileSync(file, 'utf8')).toMatch(/^this is a text/)
  })
})

describe('migrations', () => {
  it('run in one transaction, with a backup of what was there', () => {
    using place = scratch()
    const file = join(place.dir, 'x.db')
    const db = openWriter(file)
    const saved: number[] = []
    expect(migrate(db, (from) => saved.push(from), MIGRATIONS.slice(0, 1))).toEqual({
      from: 0,
      to: MIGRATIONS[0]!.number,
    })
    expect(saved).toEqual([])
    expect(migrate(db, (from) => saved.push(from))).toEqual({ from: MIGRATIONS[0]!.number, to: SCHEMA_VERSION })
    expect(saved).toEqual([MIGRATIONS[0]!.number])
    db.close()
  })

  it('that fail leave everything as it was', () => {
    using place = scratch()
    const db = openWriter(join(place.dir, 'x.db'))
    migrate(db, () => {})
    const broken = [
      ...MIGRATIONS,
      { number: 9000, name: 'broken', sql: 'CREATE TABLE made (x); CREATE TABLE nonsense (' },
    ]
    expect(() => migrate(db, () => {}, broken)).toThrow(/incomplete input|syntax error/)
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION)
    expect(db.prepare(`SELECT count(*) AS n FROM sqlite_master WHERE name = 'made'`).get()).toEqual({ n: 0 })
    db.close()
  })

  it('of a newer Rushes are refused by name, and nothing is changed', () => {
    using place = scratch()
    const folder = libraryFolder(place.dir)
    makeLibrary(folder)
    const db = openWriter(folder.database)
    db.pragma('user_version = 99990')
    db.close()
    expect(() => openLibrary(folder, NOW)).toThrow(/written by a newer Rushes \(schema 99990/)
  })

  it('are numbered by ten', () => {
    for (const { number } of MIGRATIONS) expect(number % 10).toBe(0)
  })
})

describe('readers and writers', () => {
  it("a reader can't write, whatever it is told", () => {
    using place = scratch()
    const folder = libraryFolder(place.dir)
    makeLibrary(folder)
    const reader = openReader(folder.database)
    expect(() => reader.exec(`INSERT INTO library (key, value) VALUES ('a', 'b')`)).toThrow(/readonly|query_only/)
    reader.close()
  })

  it('a commit is durable: WAL with full synchronisation and foreign keys', () => {
    using place = scratch()
    const db = openWriter(join(place.dir, 'x.db'))
    expect([
      db.pragma('journal_mode', { simple: true }),
      db.pragma('synchronous', { simple: true }),
      db.pragma('foreign_keys', { simple: true }),
    ]).toEqual(['wal', 2, 1])
    db.close()
  })
})

describe('backups', () => {
  it('are whole, and only the newest stay', async () => {
    using place = scratch()
    const folder = libraryFolder(place.dir)
    makeLibrary(folder)
    const copyTo = async (target: string): Promise<void> => {
      copyCatalogue(folder.database, target)
    }
    for (let minute = 10; minute < 30; minute += 1)
      await backup(copyTo, folder.backups, new Date(`2026-11-22T10:${minute}:00Z`))
    const kept = readdirSync(folder.backups)
    expect(kept).toHaveLength(14)
    expect(kept.every((name) => !name.endsWith('.part'))).toBe(true)
    const restored = openReader(join(folder.backups, kept[0]!))
    expect(restored.pragma('quick_check(1)', { simple: true })).toBe('ok')
    restored.close()
    expect(existsSync(folder.database)).toBe(true)
  })
})
