/**
 * Real drives (loop-mounted ext4) pulled, put back elsewhere, and swapped: nothing of the catalogue is ever lost.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until as untilTrue } from '../../helpers/until.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/dev/loop-control')
const op = () => ({ opId: newId() })

describe.skipIf(!canMount)('a drive that goes and comes (needs root and loop devices)', () => {
  let library: TestLibrary
  const mounted = new Set<string>()
  const sh = (exe: string, ...args: string[]): string => execFileSync(exe, args, { encoding: 'utf8' })
  const at = (name: string): string => join(library.dir, name)

  function makeDrive(image: string, label: string): void {
    sh('truncate', '-s', '24M', at(image))
    sh('mkfs.ext4', '-q', '-L', label, at(image))
  }
  function mount(image: string, point: string): void {
    mkdirSync(at(point), { recursive: true })
    sh('mount', '-o', 'loop', at(image), at(point))
    mounted.add(point)
  }
  function pull(point: string): void {
    sh('umount', '-l', at(point))
    mounted.delete(point)
  }
  async function drive(label = 'SHUTTLE_02'): Promise<{ online: boolean; mountPoint: string | null; label: string }> {
    const all = await library.client.volumes.list({})
    const found = all.find((volume) => volume.label === label)
    if (found === undefined) throw new Error(`no such drive among ${all.map((volume) => volume.label).join(', ')}`)
    return found
  }
  async function until(state: { online: boolean; mountPoint?: string }, label?: string): Promise<void> {
    await untilTrue(`the drive is ${JSON.stringify(state)}`, async () => {
      const now = await drive(label)
      return now.online === state.online && (state.mountPoint === undefined || now.mountPoint === at(state.mountPoint))
    })
  }
  /** The files of a drive follow it a moment later. */
  const offline = (clips: number): Promise<true> =>
    untilTrue(
      `${clips} clips are offline`,
      async () => (await library.client.assets.list({ query: 'offline rating:4' })).total === clips,
    )
  const everything = async () => {
    const { rows } = await library.client.assets.list({ query: 'rating:4', sort: { field: 'name', direction: 'asc' } })
    return rows.map(({ id, name, rating, tags, copies, verification, verifiedAt }) => ({
      id,
      name,
      rating,
      tags,
      copies,
      verification,
      verifiedAt,
    }))
  }

  beforeAll(async () => {
    library = await testLibrary()
    makeDrive('a.img', 'SHUTTLE_02')
    makeDrive('b.img', 'OTHER')
    mount('a.img', 'mnt-a')
    mkdirSync(at('CARD'))
    for (let clip = 1; clip <= 5; clip += 1) writeFileSync(join(at('CARD'), `note ${clip}.txt`), `take ${clip}`)
    const { id } = await library.client.offloads.start({ ...op(), sources: [at('CARD')], destinations: [at('mnt-a')] })
    for await (const _ of await library.client.offloads.watch({ id })) void _
    const { rows } = await library.client.assets.list({})
    await library.client.assets.set({ ...op(), ids: rows.map((row) => row.id), changes: { rating: 4 } })
    await library.client.assets.tag({ ...op(), ids: [rows[0]!.id], add: ['hero'] })
    // A drive that is known and stands beside: whoever has seen it come or go has seen what came or went before it.
    makeDrive('c.img', 'WITNESS')
    mount('c.img', 'mnt-c')
    writeFileSync(at('mnt-c/note.txt'), 'a witness')
    for await (const event of await library.client.catalogue.add({ paths: [at('mnt-c/note.txt')] })) void event
    pull('mnt-c')
    await until({ online: false }, 'WITNESS')
  })
  afterAll(async () => {
    try {
      await library.engine.close()
    } finally {
      for (const point of mounted) sh('umount', '-l', at(point))
    }
    rmSync(library.dir, { recursive: true, force: true })
  })

  it('is away within seconds of being pulled; its clips are offline, with all that was said of them', async () => {
    const before = await everything()
    expect(before).toHaveLength(5)
    pull('mnt-a')
    await until({ online: false })
    expect(await everything()).toEqual(before)
    await offline(5)
    expect((await library.client.assets.list({ query: 'missing' })).total).toBe(0)
  })

  it('is the same drive at another mount point', async () => {
    const before = await everything()
    mount('a.img', 'mnt-elsewhere')
    await until({ online: true, mountPoint: 'mnt-elsewhere' })
    expect(await everything()).toEqual(before)
    await offline(0)
    const { copyList } = await library.client.assets.get({ id: before[0]!.id })
    expect(copyList.some((copy) => copy.path.startsWith(at('mnt-elsewhere')))).toBe(true)
    pull('mnt-elsewhere')
  })

  it('is not the other drive that is mounted where it was, nor the empty folder there', async () => {
    const before = await everything()
    mount('b.img', 'mnt-elsewhere')
    mount('c.img', 'mnt-c')
    await until({ online: true }, 'WITNESS')
    expect((await drive()).online).toBe(false)
    expect(await everything()).toEqual(before)
    pull('mnt-elsewhere')
    pull('mnt-c')
    await until({ online: false }, 'WITNESS')
    expect((await drive()).online).toBe(false)
    await offline(5)
  })
})
