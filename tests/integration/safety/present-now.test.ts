/**
 * The look at copies before anything good is said of them.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPresentNow } from '../../../electron/engine/safety/present-now.ts'
import { identifyVolume } from '../../../electron/engine/volumes/identify.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testContext, testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })

describe('the look at copies', () => {
  it('that is not over when patience ends says nothing, and says it when it is', async () => {
    using ground = testContext()
    const folder = join(ground.context.library.folder.path, '..', 'drive')
    mkdirSync(folder)
    writeFileSync(join(folder, 'a.mov'), 'abc')
    const present = createPresentNow(ground.context, identifyVolume)
    const copies = [{ path: join(folder, 'a.mov'), bytes: 3 }]
    const stop = new AbortController()
    const asked = present.look('card', copies, stop.signal)
    stop.abort()
    expect(await asked).toBeNull()
    // The same look goes on, and is not begun again.
    expect(await present.look('card', copies)).toEqual(new Map())
  })

  it('tells what is gone and what has another size, of what the catalogue knows', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const [card, drive] = [join(dir, 'A007'), join(dir, 'RAID_A')]
    for (const one of [card, drive]) mkdirSync(one)
    for (const name of ['a.mov', 'b.mov', 'c.mov']) writeFileSync(join(card, name), `take ${name}`)
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [drive] })
    for await (const _ of await client.offloads.watch({ id })) void _
    rmSync(join(drive, 'A007/a.mov'))
    writeFileSync(join(drive, 'A007/b.mov'), 'other bytes, longer than before')
    const row = (await client.safety.cards({})).cards.find((one) => one.offloadId === id)!
    expect(row.cells.map(({ files, bad, missing, of }) => ({ files, bad, missing, of }))).toEqual([
      { files: 1, bad: 1, missing: 1, of: 3 },
    ])
    expect(row).toMatchObject({ decision: 'wait', why: 'no complete copy', sentence: '2 files have no verified copy.' })
  })
})

describe('a copy that was read and is bad', () => {
  it('is missing once it was deleted, and is not told again while it is there', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const [card, drive] = [join(dir, 'A007'), join(dir, 'RAID_A')]
    for (const one of [card, drive]) mkdirSync(one)
    for (const name of ['a.mov', 'b.mov']) writeFileSync(join(card, name), `take ${name}`)
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [drive] })
    for await (const _ of await client.offloads.watch({ id })) void _
    // Cards that other tests have in their readers at the same time have no offload here.
    const day = (await client.safety.cards({})).cards.find((card) => card.offloadId !== null)!.day
    writeFileSync(join(drive, 'A007/a.mov'), 'other bytes, longer than before')
    const report = async () =>
      readFileSync((await client.reports.day({ day: day!, kind: 'text', to: dir })).path, 'utf8')
    expect(await report()).toContain('a.mov: The copy on')
    const told = async () =>
      (await client.events.list({ after: 0, kinds: ['copy.bad', 'copy.missing'] })).events.map(({ kind }) => kind)
    await report()
    expect(await told()).toEqual(['copy.bad'])
    rmSync(join(drive, 'A007/a.mov'))
    expect(await report()).toMatch(/a\.mov: The copy on .* missing/)
    expect(await told()).toEqual(['copy.bad', 'copy.missing'])
  })
})

describe('whoever finds a copy gone', () => {
  const ways: Record<string, (client: EngineClient, card: string, drive: string) => Promise<unknown>> = {
    'the plan of an offload': (client, card, drive) =>
      client.offloads.plan({ sources: [card], destinations: [drive], name: 'Again_{name}' }),
    'the report of a day': async (client, _card, drive) =>
      client.reports.day({
        day: (await client.safety.cards({})).cards.find((one) => one.offloadId !== null)!.day!,
        kind: 'text',
        to: drive,
      }),
    'the safety page': (client) => client.safety.cards({ fresh: true }),
  }

  it.each(Object.keys(ways))('tells the whole catalogue: %s', async (way) => {
    await using library = await testLibrary()
    const { client, dir } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const [card, drive] = [join(dir, 'A007'), join(dir, 'RAID_A')]
    for (const one of [card, drive]) mkdirSync(one)
    for (const name of ['a.mov', 'b.mov', 'c.mov']) writeFileSync(join(card, name), `take ${name}`)
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [drive] })
    for await (const _ of await client.offloads.watch({ id })) void _
    const told = async () =>
      Object.fromEntries(
        (await client.assets.list({ query: '', limit: 10 })).rows.map((asset) => [asset.name, asset.copies]),
      )
    expect(await told()).toEqual({ a: 1, b: 1, c: 1 })
    rmSync(join(drive, 'A007/a.mov'))
    writeFileSync(join(drive, 'A007/b.mov'), 'other bytes, longer than before')
    await ways[way]!(client, card, drive)
    expect(await told()).toEqual({ a: 0, b: 0, c: 1 })
  })
})

describe('a copy that was renamed and renamed back', () => {
  it('is there again for the page, is read again, and is whole then', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const [card, drive] = [join(dir, 'A007'), join(dir, 'RAID_A')]
    for (const one of [card, drive]) mkdirSync(one)
    for (const name of ['a.mov', 'b.mov']) writeFileSync(join(card, name), `take ${name}`)
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [drive] })
    for await (const _ of await client.offloads.watch({ id })) void _
    const row = async () => (await client.safety.cards({ fresh: true })).cards.find((one) => one.offloadId === id)!
    expect(await row()).toMatchObject({ cells: [{ files: 2, missing: 0 }] })

    renameSync(join(drive, 'A007/a.mov'), join(drive, 'A007/other.mov'))
    expect(await row()).toMatchObject({ cells: [{ files: 1, missing: 1 }] })
    renameSync(join(drive, 'A007/other.mov'), join(drive, 'A007/a.mov'))
    expect(await row()).toMatchObject({ cells: [{ missing: 0 }] })
    await until('read again', async () => (await row()).cells[0]!.files === 2)
  }, 60_000)

  it('is not there again where another file took its place', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    await client.settings.set({ ...op(), changes: { requiredDevices: 1, makeProxies: false } })
    const [card, drive] = [join(dir, 'A007'), join(dir, 'RAID_A')]
    for (const one of [card, drive]) mkdirSync(one)
    writeFileSync(join(card, 'a.mov'), 'take a.mov')
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [drive] })
    for await (const _ of await client.offloads.watch({ id })) void _
    const row = async () => (await client.safety.cards({ fresh: true })).cards.find((one) => one.offloadId === id)!
    rmSync(join(drive, 'A007/a.mov'))
    expect(await row()).toMatchObject({ cells: [{ missing: 1 }] })
    // As long as before, and of another date.
    writeFileSync(join(drive, 'A007/a.mov'), 'take b.mov')
    utimesSync(join(drive, 'A007/a.mov'), 1_790_000_000, 1_790_000_000)
    expect(await row()).toMatchObject({ decision: 'wait', cells: [{ missing: 1 }] })
  }, 60_000)
})
