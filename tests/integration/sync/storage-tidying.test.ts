/** What nobody needs at a remote goes, and nothing else: told by the catalogue that all devices share. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  dueTransfers,
  hashedDerivative,
  unhashedDerivatives,
} from '../../../electron/engine/db/sync/transfer-classes.ts'
import { upsertDerivative } from '../../../electron/engine/db/catalogue/derivatives.ts'
import { createStorageTidying } from '../../../electron/engine/sync/storage-tidying.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { FIRST_RULES } from '../../../electron/engine/db/sync/remotes.ts'
import { repositoryAt, startDevice, type TestDevice } from '../../helpers/byte-sync.ts'
import { clip, rate, say } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const go = new AbortController().signal
const DAY = 24 * 3_600_000

/** Two libraries and a store whose clock, and theirs, can go ahead. */
async function world(
  test: (at: {
    a: Sharer
    b: Sharer
    device: TestDevice
    tidying: ReturnType<typeof createStorageTidying>
    later: (ms: number) => void
    packs: () => Promise<number>
  }) => Promise<void>,
): Promise<void> {
  let ahead = 0
  const dir = mkdtempSync(join(tmpdir(), 'rushes-tidy-'))
  const store = createMemoryStore({ clock: () => Date.now() + ahead })
  using device = await startDevice(store, { repository: await repositoryAt(store) })
  const [a, b] = [sharer(dir, 'a', store), sharer(dir, 'b', store)]
  try {
    const context = { ...a.context, now: () => Date.now() + ahead }
    await test({
      a,
      b,
      device,
      later: (ms) => {
        ahead += ms
      },
      tidying: createStorageTidying({ context, remoteId: 'one', journal: a.journal, bytes: device.sync }),
      packs: async () => {
        let count = 0
        for await (const { key } of store.list('packs/')) count += key === '' ? 0 : 1
        return count
      },
    })
  } finally {
    await a.close()
    await b.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** A poster of the clip is made, or made anew, and sent. */
async function poster(a: Sharer, device: TestDevice, clipId: string): Promise<void> {
  const { writer: db } = a.context.library
  const contentId = db
    .prepare<[string], { id: string }>(
      'SELECT p.content_id AS id FROM version_part p JOIN version v ON v.id = p.version_id WHERE v.asset_id = ?',
    )
    .get(clipId)!.id
  const id = upsertDerivative(
    db,
    {
      contentId,
      recipe: 'poster',
      recipeVersion: 1,
      path: 'x/poster.jpg',
      bytes: 1_200_000,
      mime: 'image/jpeg',
      width: 1,
      height: 1,
      meta: {},
    },
    Date.now(),
  )
  expect(unhashedDerivatives(db, 10).map((one) => one.id)).toEqual([id])
  const sent = device.write(id, randomBytes(1_200_000), 'posters')
  hashedDerivative(db, id, sent.xxh128)
  expect(dueTransfers(db, 'one', FIRST_RULES, Date.now(), 10)).toContainEqual(sent)
  await device.send(sent)
}

describe('storage that nobody needs', () => {
  it('is that of pictures that were made anew, and goes a day after it was found', async () => {
    await world(async ({ a, device, tidying, later, packs }) => {
      const id = clip(a, 'A003C001.mov', 'c1')
      await poster(a, device, id)
      await a.sync()
      later(8 * DAY)
      expect(await tidying.now(false, go)).toEqual({
        planned: { packs: 0, bytes: 0, manifests: 0 },
        removed: { packs: 0, bytes: 0, manifests: 0 },
        waits: null,
      })
      const needed = await packs()

      await poster(a, device, id)
      await a.sync()
      later(8 * DAY)
      const both = await packs()
      const { planned } = await tidying.now(true, go)
      expect(planned).toMatchObject({ packs: needed, manifests: 1 })
      expect((await tidying.now(false, go)).planned).toEqual(planned)
      later(2 * DAY)
      expect((await tidying.now(false, go)).removed).toMatchObject({ packs: needed, manifests: 1 })
      expect(await packs()).toBe(both - needed)
      expect((await tidying.now(false, go)).planned.packs).toBe(0)
    })
  })

  it('is not looked for by somebody who has not heard everything', async () => {
    await world(async ({ a, b, tidying }) => {
      await a.sync()
      const id = clip(b, 'B001C001.mov', 'b1')
      await b.sync()
      await expect(tidying.now(true, go)).rejects.toMatchObject({ code: 'conflict' })
      await a.sync()
      await expect(tidying.now(true, go)).resolves.toMatchObject({ waits: null })
      say(a, rate(id, 4))
      await expect(tidying.now(true, go)).rejects.toThrow('rushes sync --once')
    })
  })

  it('is looked for once a week, and again a day after something was found', async () => {
    await world(async ({ a, device, tidying, later, packs }) => {
      await tidying.whenDue(go)
      const id = clip(a, 'A003C001.mov', 'c1')
      await poster(a, device, id)
      await poster(a, device, id)
      await a.sync()
      const both = await packs()
      later(6 * DAY)
      await tidying.whenDue(go)
      later(2 * DAY)
      await tidying.whenDue(go)
      expect(await packs()).toBe(both)
      later(DAY)
      await tidying.whenDue(go)
      expect(await packs()).toBe(both)
      later(DAY)
      await tidying.whenDue(go)
      expect(await packs()).toBeLessThan(both)
    })
  })
})
