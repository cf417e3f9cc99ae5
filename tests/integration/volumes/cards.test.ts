/**
 * A card that comes is offered for offload; one that was offloaded is known to have been, file by file.
 */
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { canMount, loopDrives, type LoopDrives } from '../../helpers/loop-drives.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })

describe.skipIf(!canMount)('a card', () => {
  let library: TestLibrary
  let drives: LoopDrives
  const card = async () => (await library.client.volumes.list({})).find((volume) => volume.label === 'UNTITLED')
  /** Everything on it with size and time. */
  const listing = (): string[] =>
    (readdirSync(drives.at('A001'), { recursive: true }) as string[])
      .filter((path) => !path.startsWith('lost+found'))
      .map((path) => `${path} ${statSync(join(drives.at('A001'), path)).mtimeMs}`)
      .toSorted()

  beforeAll(async () => {
    library = await testLibrary()
    drives = loopDrives(library.dir)
    drives.make('card.img', 'UNTITLED')
    const point = drives.mount('card.img', 'A001')
    mkdirSync(join(point, 'M4ROOT/CLIP'), { recursive: true })
    writeFileSync(join(point, 'M4ROOT/MEDIAPRO.XML'), '<MediaProfile/>')
    for (let clip = 1; clip < 4; clip += 1) writeFileSync(join(point, `M4ROOT/CLIP/C000${clip}.MP4`), `clip ${clip}`)
    await drives.unmount('A001')
  })
  afterAll(async () => {
    await library.engine.close()
    drives[Symbol.dispose]()
  })

  it('that comes is known by its structure and offered, with nothing of it catalogued and nothing written on it', async () => {
    expect(await card()).toBeUndefined()
    drives.mount('card.img', 'A001')
    const before = listing()
    await until('the card is offered', async () => (await card())?.card ?? null)
    expect(await card()).toMatchObject({
      online: true,
      assets: 0,
      card: { family: 'Sony Alpha/FX', rolls: ['A001'], offloaded: false },
    })
    expect(listing()).toEqual(before)
    await library.client.presets.save({
      ...op(),
      preset: { name: 'B camera', offerFor: { families: ['Sony Alpha/FX'], labels: [] } },
    })
    // Other tests have cards in their readers at the same time.
    expect(
      (await library.client.presets.offers({})).filter(({ mountPoint }) => mountPoint === drives.at('A001')),
    ).toMatchObject([
      {
        label: 'UNTITLED',
        family: 'Sony Alpha/FX',
        rolls: ['A001'],
        preset: 'B camera',
        mountPoint: drives.at('A001'),
      },
    ])
  })

  it('that was offloaded is said to be, until there is another clip on it', async () => {
    mkdirSync(drives.at('RAID'))
    const { id } = await library.client.offloads.start({
      ...op(),
      sources: [drives.at('A001')],
      destinations: [drives.at('RAID')],
    })
    for await (const _ of await library.client.offloads.watch({ id })) void _
    await until('it is known to be offloaded', async () => (await card())?.card?.offloaded === true)
    await drives.unmount('A001')
    await until('it is away', async () => !(await card())!.online)
    expect((await card())!.card).toBeNull()
    drives.mount('card.img', 'A001')
    await until('it is known again', async () => (await card())!.card?.offloaded === true)
    await drives.unmount('A001')
    await until('it is away', async () => !(await card())!.online)
    drives.mount('card.img', 'A001')
    await until('it is known again', async () => (await card())!.card?.offloaded === true)
    writeFileSync(join(drives.at('A001'), 'M4ROOT/CLIP/C0004.MP4'), Buffer.alloc(1 << 20))
    await until('it is offered', async () => (await card())!.card?.offloaded === false)
  })
})
