/**
 * Several cards at once: lanes, priorities, pauses that outlive a restart, the end announced, the card ejected.
 */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createRouterClient } from '@orpc/server'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import { newId } from '../../../shared/util/ids.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { CAN_FUSE } from '../../helpers/faulty-drive.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { drive, faulty } from './drives.ts'
import { CAN_MOUNT, makeCard, workshop } from './stage.ts'
import { sharedTools } from '../../helpers/shared-tools.ts'

const op = () => ({ opId: newId() })
const FILES = { 'a.mov': 3_000_000, 'b.mov': 2_000_000, 'c.xml': 900 }

/** Throws unless the copy holds what the card holds; its seal lies beside. */
function expectCopy(card: string, copy: string): void {
  execFileSync('diff', ['-r', '--exclude=ascmhl', card, copy], { stdio: 'pipe' })
}

/** An engine for a library in this folder, which is made when it is not there: for tests that start it again. */
async function engineAt(path: string) {
  const folder = libraryFolder(path)
  if (!existsSync(folder.database)) makeLibrary(folder)
  const engine = await createEngine({
    folder,
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
  })
  return { client: createRouterClient(engine.router, { context: ADMIN }), [Symbol.asyncDispose]: () => engine.close() }
}

async function ended(client: EngineClient, id: string): Promise<Offload> {
  let last: Offload | undefined
  for await (const state of await client.offloads.watch({ id })) last = state
  if (last === undefined) throw new Error('nothing was told')
  return last
}

/** Starts them one after the other and answers with their ids. The cards hold equal bytes, and each is wanted whole. */
async function start(
  client: EngineClient,
  offloads: readonly { card: string; to: string; priority?: number }[],
): Promise<string[]> {
  const ids: string[] = []
  for (const { card, to, priority } of offloads) {
    ids.push(
      (
        await client.offloads.start({
          ...op(),
          sources: [card],
          destinations: [to],
          incremental: false,
          ...(priority === undefined ? {} : { priority }),
        })
      ).id,
    )
  }
  return ids
}

const slowly = [{ on: 'write' as const, slow: 150 }]

describe.skipIf(!CAN_FUSE)('the queue (FUSE drives, needs root)', () => {
  it('runs offloads with different readers and disks side by side, and lets those of one disk wait, in order of priority', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const readers = await Promise.all(['R1', 'R2', 'R3', 'R4'].map(async (name) => faulty(join(at, name))))
    const [raid, shuttle] = [await faulty(join(at, 'raid'), slowly), await faulty(join(at, 'shuttle'), slowly)]
    const cards = readers.map((reader, index) => {
      makeCard(join(reader.behind, `A00${index + 1}`), FILES)
      return join(reader.path, `A00${index + 1}`)
    })
    const [one = '', two = '', three = '', four = ''] = await start(client, [
      { card: cards[0]!, to: raid.path },
      { card: cards[1]!, to: raid.path },
      { card: cards[2]!, to: raid.path, priority: 5 },
      { card: cards[3]!, to: shuttle.path },
    ])
    const states = async () =>
      Object.fromEntries(
        (await client.offloads.list({})).map((state) => [
          state.name,
          state.state === 'queued' ? state.queue?.waitsFor : 'runs',
        ]),
      )
    expect(await states()).toEqual({
      A001: 'runs',
      A002: expect.stringContaining('Waits for A001'),
      A003: expect.stringContaining('Waits for A001'),
      A004: 'runs',
    })
    await client.offloads.prioritise({ ...op(), id: two, priority: 9 })
    expect((await client.offloads.get({ id: two })).queue).toMatchObject({ priority: 9, position: 1 })
    raid.rules([])
    shuttle.rules([])
    const begun: string[] = []
    const ends = await Promise.all(
      [one, two, three, four].map(async (id) => {
        for await (const state of await client.offloads.watch({ id }))
          if (state.state === 'copying' && !begun.includes(state.name)) begun.push(state.name)
        return client.offloads.get({ id })
      }),
    )
    expect(ends.map((state) => [state.name, state.state, state.verdict?.verified, state.queue])).toEqual(
      ['A001', 'A002', 'A003', 'A004'].map((name) => [name, 'done', true, null]),
    )
    expect(begun.indexOf('A002')).toBeLessThan(begun.indexOf('A003'))
    readers.forEach((reader, index) => {
      expectCopy(join(reader.behind, `A00${index + 1}`), join((index === 3 ? shuttle : raid).behind, `A00${index + 1}`))
    })
  })

  it('goes on after a restart where it was: what was paused stays paused, the rest finishes', async () => {
    const at = workshop()
    const raid = await faulty(join(at, 'raid'), slowly)
    const cards = ['A001', 'A002', 'A003'].map((name) => makeCard(join(at, name), FILES))
    let ids: string[] = []
    {
      await using first = await engineAt(join(at, 'library'))
      ids = await start(
        first.client,
        cards.map((card) => ({ card, to: raid.path })),
      )
      const [one = '', two = '', three = ''] = ids
      await first.client.offloads.pause({ ...op(), id: two })
      await first.client.offloads.prioritise({ ...op(), id: three, before: one })
      expect((await first.client.offloads.get({ id: two })).queue).toMatchObject({ paused: true })
    }
    raid.rules([])
    const [one = '', two = '', three = ''] = ids
    await using second = await engineAt(join(at, 'library'))
    const { client } = second
    const before = (await client.offloads.list({})).toSorted(
      (a, b) => (a.queue?.position ?? 0) - (b.queue?.position ?? 0),
    )
    expect(before.map((state) => [state.name, state.queue?.position, state.queue?.paused])).toEqual([
      ['A003', 1, false],
      ['A001', 2, false],
      ['A002', 3, true],
    ])
    expect(await client.offloads.continue(op())).toEqual({ ids: [three, one], problems: [] })
    expect((await Promise.all([one, three].map(async (id) => ended(client, id)))).map((state) => state.state)).toEqual([
      'done',
      'done',
    ])
    expect(await client.offloads.get({ id: two })).toMatchObject({
      state: 'parked',
      queue: { paused: true, position: 1 },
    })
    await client.offloads.resume({ ...op(), id: two })
    expect(await ended(client, two)).toMatchObject({ state: 'done', queue: null })
    for (const card of cards) expectCopy(card, join(raid.behind, card.slice(-4)))
  })

  it('keeps the priority that one was given while it was paused', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const raid = await faulty(join(at, 'raid'), slowly)
    const [id = ''] = await start(client, [{ card: makeCard(join(at, 'A001'), FILES), to: raid.path }])
    await client.offloads.pause({ ...op(), id })
    await client.offloads.prioritise({ ...op(), id, priority: 7 })
    await client.offloads.resume({ ...op(), id })
    expect((await client.offloads.get({ id })).queue).toMatchObject({ priority: 7, paused: false })
    raid.rules([])
    expect(await ended(client, id)).toMatchObject({ state: 'done' })
  })

  it('keeps the place of a card that is not in after a restart, and says so', async () => {
    const at = workshop()
    const [reader, raid] = [await faulty(join(at, 'reader')), await faulty(join(at, 'raid'), slowly)]
    makeCard(join(reader.behind, 'A001'), FILES)
    let id = ''
    {
      await using first = await engineAt(join(at, 'library'))
      id = (await start(first.client, [{ card: join(reader.path, 'A001'), to: raid.path }]))[0] ?? ''
    }
    reader.unmount()
    await using second = await engineAt(join(at, 'library'))
    const { client } = second
    expect(await client.offloads.continue(op())).toEqual({
      ids: [],
      problems: [{ id, message: expect.stringContaining('There is nothing at') }],
    })
    expect((await client.offloads.get({ id })).queue).toMatchObject({ position: 1, paused: false })
    await client.offloads.stop({ ...op(), id })
    expect((await client.offloads.get({ id })).queue).toBeNull()
  })

  it('pauses one drive of an offload, also from outside, and tells it', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const raid = await faulty(join(at, 'raid'), slowly)
    const card = makeCard(join(at, 'A001'), FILES)
    const { id } = await client.offloads.start({
      ...op(),
      sources: [card],
      destinations: [raid.path, join(library.dir, 'B')],
    })
    await client.offloads.pauseDestination({ ...op(), id, destination: 0 })
    await until(
      'the other drive is done',
      async () => (await client.offloads.get({ id })).destinations[1]?.filesVerified === 3,
    )
    expect((await client.offloads.get({ id })).destinations[0]).toMatchObject({ state: 'paused', paused: true })
    raid.rules([])
    await client.offloads.resumeDestination({ ...op(), id, destination: 0 })
    const last = await ended(client, id)
    expect(last.destinations.map((one) => [one.state, one.filesVerified])).toEqual([
      ['done', 3],
      ['done', 3],
    ])
    const { rows } = await client.offloads.files({ id })
    expect(rows.some((row) => row.destinations[0]?.copiedFrom === last.destinations[1]?.target)).toBe(true)
  })
})

describe('the end of an offload', () => {
  it('is announced to the address of the settings, without paths', async () => {
    const at = workshop()
    const heard: { headers: IncomingHttpHeaders; body: string }[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', () => {
        heard.push({ headers: request.headers, body })
        response.end('ok')
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      await using library = await testLibrary()
      await library.client.settings.set({
        ...op(),
        changes: { notifyUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-topic` },
      })
      const card = makeCard(join(at, 'A001'), FILES)
      const { id } = await library.client.offloads.start({ ...op(), sources: [card], destinations: [join(at, 'raid')] })
      await ended(library.client, id)
      const [said] = await until('it is announced', () => heard.length > 0 && heard)
      expect(said?.headers['title']).toBe('A001: Verified, not safe to format')
      expect(said?.body).toContain('3 of 3 verified')
      expect(said!.body).not.toContain(at)
      // Whoever knows the address can write there: it is in no file but its own.
      const kept = readdirSync(library.folder.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
      expect(kept.filter((path) => readFileSync(path).includes('secret-topic'))).toEqual([library.folder.notify])
      expect(statSync(library.folder.notify).mode & 0o777).toBe(0o600)
      await library.client.settings.set({ ...op(), changes: { notifyUrl: '' } })
      expect(existsSync(library.folder.notify)).toBe(false)
    } finally {
      server.close()
    }
  })

  it.skipIf(!CAN_MOUNT)(
    'ejects the card when that was asked for, with nothing of ours held open on it (needs root to mount)',
    async () => {
      const at = workshop()
      await using library = await testLibrary()
      const reader = drive(join(at, 'reader'), 'ext4', 60)
      const card = makeCard(join(reader.path, 'A001'), FILES)
      const { id } = await library.client.offloads.start({
        ...op(),
        sources: [card],
        destinations: [join(at, 'raid')],
        eject: 'card',
      })
      const last = await ended(library.client, id)
      expect(last).toMatchObject({
        state: 'done',
        ejected: [{ ok: true, message: expect.stringContaining('safe to pull') }],
      })
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(` ${reader.path} `)
    },
  )

  it.skipIf(!CAN_MOUNT)(
    'ejects nothing that is not verified, and nothing that this computer runs from (needs root to mount)',
    async () => {
      const at = workshop()
      await using library = await testLibrary()
      const card = makeCard(join(at, 'A001'), FILES)
      const { id } = await library.client.offloads.start({
        ...op(),
        sources: [card],
        destinations: [join(at, 'raid')],
        eject: 'all',
      })
      const last = await ended(library.client, id)
      expect(last.ejected).toEqual([
        { label: expect.any(String), ok: false, message: expect.stringContaining('this computer runs from') },
      ])
    },
  )
})
