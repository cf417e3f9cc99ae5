/** A folder as a remote: links lead nowhere, a full disk loses nothing, a drive that is away says so. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFolderStore } from '../../../electron/engine/sync/stores/folder.ts'
import { createPace } from '../../../electron/engine/sync/stores/pace.ts'
import { startDevice } from '../../helpers/byte-sync.ts'
import { canMount } from '../../helpers/loop-drives.ts'

const go = new AbortController().signal
let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rushes-folder-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

describe('a folder as a remote', () => {
  it('follows no link, whatever somebody laid there', async () => {
    const root = join(home, 'remote')
    const outside = join(home, 'outside')
    mkdirSync(root)
    mkdirSync(outside)
    writeFileSync(join(outside, 'secret'), 'mine')
    symlinkSync(outside, join(root, 'packs'))
    mkdirSync(join(root, 'heads'))
    symlinkSync(join(outside, 'secret'), join(root, 'heads', 'a'))
    const store = createFolderStore(root)
    await expect(store.put('packs/aa', Buffer.from('x'))).rejects.toMatchObject({ code: 'remote.damaged' })
    await expect(store.get('packs/secret')).rejects.toMatchObject({ code: 'remote.damaged' })
    await expect(store.get('heads/a')).rejects.toMatchObject({ code: 'remote.damaged' })
    await expect(store.remove('packs/secret')).rejects.toMatchObject({ code: 'remote.damaged' })
    const listed: string[] = []
    for await (const { key } of store.list('')) listed.push(key)
    expect(listed).toEqual([])
    // A write puts a file in the link's place and leaves alone what it pointed to.
    await store.put('heads/a', Buffer.from('tip'))
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('mine')
    expect(readdirSync(outside)).toEqual(['secret'])
  })

  it('is unreachable while its drive is away, and another drive in its place is not taken for it', async () => {
    const root = join(home, 'remote')
    const store = createFolderStore(root)
    await expect(store.get('format.json')).rejects.toMatchObject({ code: 'remote.unreachable' })
    await expect(store.put('format.json', Buffer.from('x'))).rejects.toMatchObject({ code: 'remote.unreachable' })
    expect(existsSync(root)).toBe(false)
    mkdirSync(root)
    await store.put('format.json', Buffer.from('x'))
    renameSync(root, join(home, 'away'))
    mkdirSync(root)
    await expect(store.get('format.json')).rejects.toMatchObject({ code: 'remote.unreachable' })
  })

  it('takes away what a crash left half written, after two days', async () => {
    mkdirSync(join(home, '.parts'))
    for (const name of ['old', 'new']) writeFileSync(join(home, '.parts', name), 'half')
    utimesSync(
      join(home, '.parts', 'old'),
      new Date(Date.now() - 3 * 86_400_000),
      new Date(Date.now() - 3 * 86_400_000),
    )
    await createFolderStore(home).put('heads/a', Buffer.from('x'))
    expect(readdirSync(join(home, '.parts'))).toEqual(['new'])
  })

  it('shows nothing half written, whenever it is read', async () => {
    const store = createFolderStore(home, { sending: createPace(4_000_000) })
    const done = new AbortController()
    const going = store.put('packs/aa', Buffer.alloc(1_000_000, 1)).finally(() => {
      done.abort()
    })
    const seen = new Set<number>()
    const look = async (): Promise<unknown> => seen.add((await createFolderStore(home).get('packs/aa'))?.length ?? 0)
    while (!done.signal.aborted) await look()
    await going
    await look()
    expect([...seen].toSorted((one, other) => one - other)).toEqual([0, 1_000_000])
  })

  it.runIf(canMount)('that is full takes what fits, says so, and goes on when there is room', async () => {
    const mount = join(home, 'small')
    mkdirSync(mount)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', mount])
    try {
      using here = await startDevice(createFolderStore(mount))
      const clip = here.write('A001.mov', randomBytes(10_000_000))
      await here.sync.enqueue([clip])
      await expect(here.sync.run(go)).rejects.toMatchObject({ code: 'remote.full' })
      expect(here.sync.state('A001.mov').state).toBe('waiting')
      expect(readdirSync(join(mount, '.parts'))).toEqual([])
      const there = here.sync.stored().bytes
      expect(there).toBeGreaterThan(1_000_000)
      execFileSync('mount', ['-o', 'remount,size=40m', mount])
      const rest = await here.sync.run(go)
      expect(rest.sentBytes).toBeLessThan(10_100_000 - there)
      await here.sync.fetch(clip, here.path('back'), { signal: go })
      expect(here.read('back').equals(here.read('A001.mov'))).toBe(true)
    } finally {
      execFileSync('umount', ['-l', mount])
    }
  })

  it.runIf(canMount)('fetches into a full drive as far as it goes, keeps that, and names nothing', async () => {
    const mount = join(home, 'small')
    mkdirSync(mount)
    mkdirSync(join(home, 'remote'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', mount])
    try {
      using here = await startDevice(createFolderStore(join(home, 'remote')))
      const clip = here.write('A001.mov', randomBytes(10_000_000))
      await here.send(clip)
      await expect(here.sync.fetch(clip, join(mount, 'A001.mov'), { signal: go })).rejects.toMatchObject({
        code: 'disk.full',
      })
      expect(existsSync(join(mount, 'A001.mov'))).toBe(false)
      execFileSync('mount', ['-o', 'remount,size=40m', mount])
      expect((await here.sync.fetch(clip, join(mount, 'A001.mov'), { signal: go })).fetchedBytes).toBeLessThan(
        8_000_000,
      )
      expect(readFileSync(join(mount, 'A001.mov')).equals(here.read('A001.mov'))).toBe(true)
    } finally {
      execFileSync('umount', ['-l', mount])
    }
  })
})
