/**
 * One engine a library, whatever the engine reads: the lock can't be lost, and the library is no media by any door.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { takeLock } from '../../../electron/engine/db/core/lock.ts'
import { ownerName } from '../../../electron/engine/db/core/owner-lock.ts'
import { ownFiles } from '../../../electron/engine/files/own-files.ts'
import { openLibrary } from '../../../electron/engine/library/open.ts'
import { restoreCatalogue } from '../../../electron/engine/library/restore.ts'
import { newId } from '../../../shared/util/ids.ts'
import { cli, startCli } from '../../helpers/cli.ts'
import { scratch, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { unmount } from '../../helpers/unmount.ts'

const OWNER_LOCK = new URL('../../../electron/engine/db/core/owner-lock.ts', import.meta.url).href
const linux = process.platform === 'linux'
const root = process.getuid?.() === 0

/** Inodes on which some process of this machine holds a POSIX lock. */
function lockedInodes(): Set<string> {
  return new Set(
    readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .filter((line) => line.includes('POSIX'))
      .map((line) => line.trim().split(/\s+/)[5]?.split(':')[2] ?? ''),
  )
}

function expectLocked({ folder }: TestLibrary): void {
  for (const file of [folder.lock, folder.database]) expect(lockedInodes()).toContain(String(statSync(file).ino))
  expect(takeLock(folder.lock)).toBeNull()
  expect(() => openLibrary(folder, new Date())).toThrow(expect.objectContaining({ code: 'library.locked' }))
  expect(() => restoreCatalogue(folder, folder.database, new Date())).toThrow(
    expect.objectContaining({ code: 'library.locked' }),
  )
}

/** Reads to the end, whatever comes of it. */
async function spent(
  stream: Promise<AsyncIterable<unknown>>,
): Promise<{ events: unknown[]; error: { code?: string } | null }> {
  const events: unknown[] = []
  try {
    for await (const event of await stream) events.push(event)
    return { events, error: null }
  } catch (error) {
    return { events, error: error as { code?: string } }
  }
}

describe('the lock', () => {
  test.runIf(linux)(
    'stays when a descriptor of its file is closed in the engine’s process: nobody else gets in',
    async () => {
      await using it = await testLibrary()
      closeSync(openSync(it.folder.lock, 'r'))
      expect(lockedInodes()).not.toContain(String(statSync(it.folder.lock).ino))
      const copy = join(it.dir, 'copy.db')
      writeFileSync(copy, 'any file')
      // Another process, so that SQLite's own list of locks of this one does not answer.
      const other = await cli(it.folder.path, 'db', 'restore', copy)
      expect(other.result).toMatchObject({ ok: false, code: 'library.locked', exit: 4 })
    },
  )

  test.runIf(linux && root)('another user who takes its name first locks nobody out', async () => {
    using place = scratch()
    chmodSync(place.dir, 0o755)
    const stranger = spawn(
      process.execPath,
      ['-e', `require('node:net').createServer().listen('\\0${ownerName(place.dir)}', () => console.log('taken'))`],
      { uid: 65_534, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    try {
      await once(stranger.stdout, 'data')
      const take = `import(${JSON.stringify(OWNER_LOCK)}).then(({ takeOwnerLock }) => process.exit(takeOwnerLock(${JSON.stringify(join(place.dir, 'engine.lock'))}) === null ? 7 : 0))`
      const person = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', take], {
        uid: 1,
        encoding: 'utf8',
      })
      expect(person.stderr).toBe('')
      expect(person.status).toBe(0)
    } finally {
      // The next test's folder may get the inode of this one, and with it the name.
      stranger.kill()
      await once(stranger, 'exit')
    }
  })

  test('is given back', () => {
    using place = scratch()
    const file = join(place.dir, 'engine.lock')
    const lock = takeLock(file)
    expect(takeLock(file)).toBeNull()
    lock?.release()
    const next = takeLock(file)
    expect(next).not.toBeNull()
    next?.release()
  })

  test.runIf(linux)(
    'holds over scans, offloads, verifications and searches of a parent folder, and over backups and reports',
    async () => {
      await using it = await testLibrary()
      const shelf = join(it.dir, 'out')
      mkdirSync(shelf)
      writeFileSync(join(it.dir, 'notes.txt'), 'beside the library')
      await spent(it.client.catalogue.add({ paths: [it.dir] }))
      expectLocked(it)
      await it.client.offloads.start({ opId: newId(), sources: [it.dir], destinations: [shelf] }).catch(() => {})
      expectLocked(it)
      await spent(it.client.verify.folder({ path: it.dir, dryRun: true }))
      const added = await it.client.roots.add({ opId: newId(), path: it.dir })
      await spent(it.client.roots.scan({ id: added.id }))
      await it.client.engine.backup({ opId: newId() })
      expectLocked(it)
      const { rows } = await it.client.assets.list({})
      expect(rows.map(({ name }) => name)).toEqual(['notes.txt'])
    },
  )
})

describe('the library is no media', () => {
  const doors: readonly [string, (it: TestLibrary, path: string) => Promise<{ error: { code?: string } | null }>][] = [
    ['added in place', (it, path) => spent(it.client.catalogue.add({ paths: [path] }))],
    ['watched', (it, path) => spent(it.client.roots.add({ opId: newId(), path }).then(() => [] as never))],
    [
      'offloaded',
      (it, path) =>
        spent(
          it.client.offloads.plan({ sources: [path], destinations: [join(it.dir, 'out')] }).then(() => [] as never),
        ),
    ],
    [
      'a destination',
      (it, path) =>
        spent(
          it.client.offloads.plan({ sources: [join(it.dir, 'media')], destinations: [path] }).then(() => [] as never),
        ),
    ],
    ['verified', (it, path) => spent(it.client.verify.folder({ path, dryRun: true }))],
    [
      'searched for lost files',
      (it, path) => spent(it.client.relink.propose({ query: '', folders: [path], limit: 10 }).then(() => [] as never)),
    ],
  ]
  test.each(doors)('%s: refused, also through a link', async (_what, door) => {
    await using it = await testLibrary()
    mkdirSync(join(it.dir, 'out'))
    mkdirSync(join(it.dir, 'media'))
    writeFileSync(join(it.dir, 'media', 'a.mov'), 'a')
    symlinkSync(it.folder.path, join(it.dir, 'link'))
    for (const path of [it.folder.path, it.folder.logs, join(it.dir, 'link'), join(it.dir, 'link', 'versions')]) {
      const { error } = await door(it, path)
      expect(error?.code).toMatch(/^(usage|root\.refused)$/)
    }
    if (linux) expectLocked(it)
  })

  test('a parent is taken in without it; an offload of a parent is refused, for it could never be whole', async () => {
    await using it = await testLibrary()
    mkdirSync(join(it.dir, 'media', 'deep'), { recursive: true })
    writeFileSync(join(it.dir, 'media', 'deep', 'a.mov'), 'a')
    // Another library, whose engine may be running: its token is no media either.
    mkdirSync(join(it.dir, 'other'))
    for (const name of ['rushes.db', 'engine.lock', 'engine.json']) writeFileSync(join(it.dir, 'other', name), 'other')
    // Another name of the catalogue itself.
    linkSync(it.folder.database, join(it.dir, 'media', 'catalogue.mov'))
    await spent(it.client.catalogue.add({ paths: [it.dir] }))
    const { rows } = await it.client.assets.list({})
    expect(rows.map(({ name }) => name)).toEqual(['a'])
    mkdirSync(join(it.dir, 'media', 'out'))
    await expect(
      it.client.offloads.plan({ sources: [it.dir], destinations: [join(it.dir, 'media', 'out')] }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/usage|destination/) })
    if (linux) expectLocked(it)
  })

  test.runIf(linux && root)('a bind mount of it is the library too', async (t) => {
    await using it = await testLibrary()
    const door = join(it.dir, 'door')
    mkdirSync(door)
    if (spawnSync('mount', ['--bind', it.folder.logs, door]).status !== 0)
      return t.skip('this machine allows no bind mounts')
    try {
      const own = ownFiles(it.folder)
      expect(await own.contains(door)).toBe(true)
      await expect(it.client.roots.add({ opId: newId(), path: door })).rejects.toMatchObject({ code: 'root.refused' })
      await spent(it.client.catalogue.add({ paths: [it.dir] }))
      const { rows } = await it.client.assets.list({})
      expect(rows).toEqual([])
    } finally {
      await unmount(door)
    }
  })

  test('by the command line, while another engine has the library: the restore is refused, the rating stays after kill -9', async () => {
    using place = scratch()
    const library = join(place.dir, 'library')
    writeFileSync(join(place.dir, 'a.wav'), 'sound')
    await cli(library, 'init', library)
    await cli(library, 'scan', place.dir)
    const served = startCli(library, ['serve', '--port', '0'])
    const contact = join(library, 'engine.json')
    await new Promise<void>((resolve) => {
      served.child.stdout!.once('data', () => {
        resolve()
      })
    })
    expect(existsSync(contact)).toBe(true)
    await cli(library, 'scan', place.dir)
    expect((await cli(library, 'db', 'restore', join(library, 'rushes.db'))).result).toMatchObject({
      code: 'library.locked',
    })
    const listed = await cli(library, 'ls')
    const asset = listed.lines.find((line) => line.type === 'asset')!
    expect(listed.lines.filter((line) => line.type === 'asset').map(({ name }) => name)).toEqual(['a'])
    await cli(library, 'set', String(asset['id']), 'rating=5')
    const { pid } = JSON.parse(readFileSync(contact, 'utf8')) as { pid: number }
    process.kill(pid, 'SIGKILL')
    served.child.kill('SIGKILL')
    await served.done
    expect((await cli(library, 'show', String(asset['id']))).stdout).toContain('"rating":5')
  })
})
