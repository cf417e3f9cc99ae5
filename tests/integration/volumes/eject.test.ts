/**
 * A drive leaves: nothing of ours holds it, what others hold is named, and it is said when it may be pulled.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toRushesError } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, volumeHolding, type TestLibrary } from '../../helpers/library.ts'
import { canMount, loopDrives, type LoopDrives } from '../../helpers/loop-drives.ts'
import { film } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })

/** Of this run alone: a drive of another test on this machine must never be the one that is ejected. */
const LABEL = `EJ${process.pid}`

/** What this process has open below a path. */
function openBelow(path: string): string[] {
  return readdirSync('/proc/self/fd')
    .flatMap((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`)
      } catch {
        return [] // Closed meanwhile.
      }
    })
    .filter((target) => target.startsWith(`${path}/`) || target === path)
}

describe.skipIf(!canMount)('ejecting a drive', () => {
  let library: TestLibrary
  let drives: LoopDrives
  const drive = async () => (await library.client.volumes.list({})).find((volume) => volume.label === LABEL)!
  const mounted = (): boolean => readFileSync('/proc/self/mountinfo', 'utf8').includes(drives.at('mnt'))

  beforeAll(async () => {
    library = await testLibrary()
    drives = loopDrives(library.dir)
    drives.make('a.img', LABEL, 64)
    const point = drives.mount('a.img', 'mnt')
    const card = drives.at('A003_1120R7')
    mkdirSync(card)
    writeFileSync(join(card, 'A003C001.mov'), readFileSync(await film()))
    const { id } = await library.client.offloads.start({ ...op(), sources: [card], destinations: [point] })
    for await (const _ of await library.client.offloads.watch({ id })) void _
  }, 120_000)
  afterAll(async () => {
    await library.engine.close()
    drives[Symbol.dispose]()
  })

  it('is refused while another program holds it, which is named; it stays mounted and in use', async () => {
    const holder = spawn('sleep', ['600'], { cwd: drives.at('mnt') })
    await once(holder, 'spawn')
    try {
      const error = await library.client.volumes
        .eject({ ...op(), id: (await drive()).id })
        .then(() => null, toRushesError)
      expect(error).toMatchObject({ code: 'volume.busy' })
      expect(error!.message).toContain(`sleep (${holder.pid})`)
      expect(mounted()).toBe(true)
      expect((await drive()).online).toBe(true)
    } finally {
      holder.kill()
      await once(holder, 'exit')
    }
  })

  it('ends our own work on it: no handle of ours is left, and it is away at once', async () => {
    const root = await library.client.roots.add({ ...op(), path: drives.at('mnt') })
    expect(root.state).not.toBe('offline')
    await library.client.jobs.request({ ...op(), query: '' })
    const { message, ejected } = await library.client.volumes.eject({ ...op(), id: (await drive()).id })
    expect(ejected).toBe(true)
    expect(message).toContain('safe to pull')
    expect(mounted()).toBe(false)
    expect(openBelow(drives.at('mnt'))).toEqual([])
    expect(await drive()).toMatchObject({ online: false, card: null })
    expect((await library.client.assets.list({ query: 'offline' })).total).toBe(1)
  })

  it("a second time says that it is not connected; the library's own drive and an unknown one are refused", async () => {
    expect((await library.client.volumes.eject({ ...op(), id: (await drive()).id })).message).toContain('not connected')
    for await (const _ of await library.client.catalogue.add({ paths: [drives.at('A003_1120R7')] })) void _
    const own = await volumeHolding(library.client, library.dir)
    expect(await library.client.volumes.eject({ ...op(), id: own.id }).then(() => null, toRushesError)).toMatchObject({
      code: 'usage',
    })
    expect(await library.client.volumes.eject({ ...op(), id: newId() }).then(() => null, toRushesError)).toMatchObject({
      code: 'not_found',
    })
  })

  it('is refused while an offload writes it', async () => {
    const point = drives.mount('a.img', 'mnt')
    await until('it is here', async () => (await drive()).online)
    const card = drives.at('B001')
    mkdirSync(card)
    for (let file = 0; file < 40; file += 1)
      writeFileSync(join(card, `B001C${file}.bin`), Buffer.alloc(256 << 10, file))
    const { id } = await library.client.offloads.start({ ...op(), sources: [card], destinations: [point] })
    const error = await library.client.volumes
      .eject({ ...op(), id: (await drive()).id })
      .then(() => null, toRushesError)
    expect(error).toMatchObject({ code: 'volume.busy' })
    expect(error!.message).toContain('offload of B001')
    for await (const _ of await library.client.offloads.watch({ id })) void _
    expect((await library.client.offloads.get({ id })).state).toBe('done')
  })
})
