/**
 * Links that somebody planted where Rushes writes: nothing is ever written through them.
 */
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openBelow, openFolder } from '../../../electron/engine/files/folder.ts'
import { assertPlainWay } from '../../../electron/engine/files/plain-way.ts'
import { readPlain, readPlainSync } from '../../../electron/engine/files/read-plain.ts'
import { replaceFile, writeNewFile } from '../../../electron/engine/files/write-file.ts'
import { placeNew } from '../../../electron/engine/mhl/place.ts'
import { openTarget } from '../../../electron/engine/offload/workers/temporary-file.ts'
import type { CopyJob, CopyTarget } from '../../../electron/engine/offload/workers/messages.ts'
import { layMarker } from '../../../electron/engine/scan/marker.ts'
import { createFolderStore } from '../../../electron/engine/sync/stores/folder.ts'
import { MARKER_NAME } from '../../../electron/engine/domain/volumes/root-marker.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch, testLibrary } from '../../helpers/library.ts'

const linux = process.platform === 'linux'

/** A folder to write into, one outside that must stay as it is, and a file in it. */
function stage(dir: string): { inside: string; outside: string; victim: string } {
  const [inside, outside] = [join(dir, 'inside'), join(dir, 'outside')]
  for (const folder of [inside, outside]) mkdirSync(folder)
  const victim = join(outside, 'victim.txt')
  writeFileSync(victim, 'untouched')
  return { inside, outside, victim }
}

function expectUntouched({ outside, victim }: { outside: string; victim: string }): void {
  expect(readdirSync(outside)).toEqual(['victim.txt'])
  expect(readFileSync(victim, 'utf8')).toBe('untouched')
}

describe('a folder that is held', () => {
  it('takes new files alone, never through a link', async () => {
    using place = scratch()
    const it = stage(place.dir)
    symlinkSync(it.victim, join(it.inside, 'report.pdf'))
    const folder = await openFolder(it.inside)
    await expect(folder.create('report.pdf')).rejects.toMatchObject({ code: 'EEXIST' })
    expect(await writeNewFile(folder, 'report.pdf', 'ours')).toBe(false)
    expectUntouched(it)
    // Where an earlier one of ours is replaced, the link goes, and what it leads to stays.
    await replaceFile(folder, 'report.pdf', 'ours')
    expect(lstatSync(join(it.inside, 'report.pdf')).isFile()).toBe(true)
    expectUntouched(it)
    expect(readdirSync(it.inside)).toEqual(['report.pdf'])
    await folder.close()
  })

  it('refuses a link in the place of a folder in it', async () => {
    using place = scratch()
    const it = stage(place.dir)
    symlinkSync(it.outside, join(it.inside, 'sub'))
    const folder = await openFolder(it.inside)
    await expect(folder.child('sub', true)).rejects.toMatchObject({ code: expect.stringMatching(/ELOOP|ENOTDIR/) })
    await expect(openBelow(folder, ['sub', 'deeper'], true)).rejects.toMatchObject({
      code: expect.stringMatching(/ELOOP|ENOTDIR/),
    })
    await folder.close()
    expectUntouched(it)
    await expect(assertPlainWay(it.inside, join(it.inside, 'sub', 'x'))).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it.runIf(linux)('stays the folder that was opened when a link takes its place', async () => {
    using place = scratch()
    const it = stage(place.dir)
    const folder = await openFolder(it.inside)
    renameSync(it.inside, join(place.dir, 'moved'))
    symlinkSync(it.outside, it.inside)
    expect(await writeNewFile(folder, 'a.txt', 'ours')).toBe(true)
    await folder.close()
    expectUntouched(it)
    expect(readdirSync(join(place.dir, 'moved'))).toEqual(['a.txt'])
  })
})

describe('reading what lies in a folder of others', () => {
  it('follows no link, waits for no pipe, takes no more than it may', async () => {
    using place = scratch()
    const it = stage(place.dir)
    symlinkSync(it.victim, join(it.inside, 'link'))
    writeFileSync(join(it.inside, 'large'), 'x'.repeat(100))
    await expect(readPlain(join(it.inside, 'link'), 1000)).rejects.toMatchObject({ code: 'ELOOP' })
    expect(() => readPlainSync(join(it.inside, 'link'), 1000)).toThrow(expect.objectContaining({ code: 'ELOOP' }))
    await expect(readPlain(join(it.inside, 'large'), 10)).rejects.toMatchObject({ code: 'EFBIG' })
    await expect(readPlain(it.inside, 10)).rejects.toMatchObject({ code: expect.stringMatching(/EINVAL|EISDIR/) })
    if (linux) await expect(readPlain('/dev/zero', 10)).rejects.toMatchObject({ code: 'EINVAL' })
  })
})

describe('the writers', () => {
  it('a marker: a link of its name is replaced, one at any other name is not met', async () => {
    using place = scratch()
    const it = stage(place.dir)
    const id = newId()
    symlinkSync(it.victim, join(it.inside, MARKER_NAME))
    symlinkSync(it.victim, join(it.inside, `${MARKER_NAME}.${id.slice(-12)}`))
    expect(await layMarker(it.inside, id, newId(), () => true)).toBe(true)
    expectUntouched(it)
  })

  it('a manifest: a link of its name is a conflict', async () => {
    using place = scratch()
    const it = stage(place.dir)
    symlinkSync(it.victim, join(it.inside, 'list.mhl'))
    await expect(placeNew(join(it.inside, 'list.mhl'), 'text')).rejects.toMatchObject({ code: 'conflict' })
    expectUntouched(it)
  })

  it('a remote that is a folder: links in the place of its folders and parts are refused', async () => {
    using place = scratch()
    const it = stage(place.dir)
    symlinkSync(it.outside, join(it.inside, 'packs'))
    const store = createFolderStore(it.inside)
    await expect(store.put('packs/aa/one', Buffer.from('x'))).rejects.toMatchObject({
      code: expect.stringMatching(/^remote\./),
    })
    await store.put('heads/one', Buffer.from('x'))
    expect(readFileSync(join(it.inside, 'heads', 'one'), 'utf8')).toBe('x')
    expectUntouched(it)
    using second = scratch()
    const other = stage(second.dir)
    symlinkSync(other.outside, join(other.inside, '.parts'))
    await expect(createFolderStore(other.inside).put('heads/one', Buffer.from('x'))).rejects.toMatchObject({
      code: expect.stringMatching(/^remote\./),
    })
    expectUntouched(other)
  })

  it.runIf(linux)(
    'a copy of an offload: a link that came into the place of its folder is found out before a byte is written',
    () => {
      using place = scratch()
      const it = stage(place.dir)
      symlinkSync(it.outside, join(it.inside, 'A003'))
      const target = {
        root: it.inside,
        temporary: join(it.inside, 'A003', '.rushes-1.part'),
        destination: 0,
      } as unknown as CopyTarget
      const { fd, fault } = openTarget(target, { mode: 0o644, path: 'A003/C001.mov' } as CopyJob)
      expect(fd).toBe(-1)
      expect(fault).toMatchObject({ code: 'destination.conflict', stops: false })
      expectUntouched(it)
    },
  )

  it('an offload to a place where its folder is a link: refused', async () => {
    await using library = await testLibrary()
    const it = stage(library.dir)
    const card = join(library.dir, 'A003')
    mkdirSync(card)
    writeFileSync(join(card, 'C001.mov'), 'clip')
    symlinkSync(it.outside, join(it.inside, 'A003'))
    const { id } = await library.client.offloads
      .start({ opId: newId(), sources: [card], destinations: [it.inside] })
      .catch(() => ({ id: null }))
    if (id !== null) for await (const event of await library.client.offloads.watch({ id })) void event
    expect(readdirSync(it.inside)).toEqual(['A003'])
    expectUntouched(it)
  })

  it('a report: not over a link of its name, not into a file, not relative to the engine', async () => {
    await using library = await testLibrary()
    const it = stage(library.dir)
    const card = join(library.dir, 'A003')
    const drive = join(library.dir, 'drive')
    for (const folder of [card, drive]) mkdirSync(folder)
    writeFileSync(join(card, 'C001.mov'), 'clip')
    const { id } = await library.client.offloads.start({ opId: newId(), sources: [card], destinations: [drive] })
    for await (const event of await library.client.offloads.watch({ id })) void event
    await expect(library.client.offloads.report({ id, kind: 'csv', to: it.victim })).rejects.toMatchObject({
      code: 'usage',
    })
    await expect(library.client.offloads.report({ id, kind: 'csv', to: 'reports' })).rejects.toMatchObject({
      code: 'usage',
    })
    if (linux)
      await expect(library.client.offloads.report({ id, kind: 'csv', to: '/etc/passwd' })).rejects.toMatchObject({
        code: 'usage',
      })
    const { path } = await library.client.offloads.report({ id, kind: 'csv', to: it.inside })
    renameSync(path, join(library.dir, 'first.csv'))
    symlinkSync(it.victim, path)
    await library.client.offloads.report({ id, kind: 'csv', to: it.inside })
    expectUntouched(it)
    expect(existsSync('reports')).toBe(false)
  })

  it.runIf(linux)(
    'a report: to the folder that a link of a person leads to, by its real name, never into the library',
    async () => {
      await using library = await testLibrary()
      const it = stage(library.dir)
      const { client } = library
      symlinkSync(it.outside, join(library.dir, 'lnk'))
      const { path } = await client.safety.report({ kind: 'csv', to: join(library.dir, 'lnk', 'Day 1') })
      expect(path).toBe(join(realpathSync(it.outside), 'Day 1', 'Safety.csv'))
      expect(existsSync(path)).toBe(true)
      symlinkSync(library.folder.path, join(library.dir, 'own'))
      for (const own of [
        library.folder.path,
        join(library.dir, 'own'),
        join(library.dir, 'own', 'new'),
        library.folder.versions,
      ]) {
        await expect(client.safety.report({ kind: 'csv', to: own })).rejects.toMatchObject({
          code: 'usage',
          message: expect.stringContaining('takes no reports'),
        })
      }
      expect(existsSync(join(library.folder.path, 'new'))).toBe(false)
      await expect(
        client.remotes.add({ opId: newId(), url: `file://${library.folder.path}/remote` }),
      ).rejects.toMatchObject({ code: 'usage' })
    },
  )

  it.runIf(linux)('a view of the system is no folder of media', async () => {
    await using library = await testLibrary()
    await expect(library.client.roots.add({ opId: newId(), path: '/proc' })).rejects.toMatchObject({
      code: 'root.refused',
    })
    await expect(library.client.roots.add({ opId: newId(), path: '/sys/kernel' })).rejects.toMatchObject({
      code: 'root.refused',
    })
    await expect(
      library.client.offloads.plan({ sources: ['/proc/sys'], destinations: [library.dir] }),
    ).rejects.toMatchObject({ code: 'usage' })
    const add = async (): Promise<void> => {
      for await (const event of await library.client.catalogue.add({ paths: ['/proc/sys'] })) void event
    }
    await expect(add()).rejects.toMatchObject({ code: 'usage' })
  })

  it('a second name of another file at a part that is fetched is not written into', async () => {
    using place = scratch()
    const it = stage(place.dir)
    linkSync(it.victim, join(it.inside, 'part'))
    const folder = await openFolder(it.inside)
    await expect(folder.create('part')).rejects.toMatchObject({ code: 'EEXIST' })
    await folder.close()
    expectUntouched(it)
  })
})
