/**
 * Any story of several libraries: clips come here and there, the same ones too, people say things while apart, engines
 * end at any moment, clocks are wrong, stores forget heads, journals are folded and removed, somebody is away for
 * months. In the end all say the same, and nothing waits.
 */
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { movingChanges } from '../../../electron/engine/db/entities/collection-order.ts'
import { statement } from '../../../electron/engine/db/core/handles.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say, seen, tag } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const RUNS = Number(process.env['RUSHES_STORY_RUNS'] ?? 15)
const YEAR_MS = 365 * 86_400_000
const place = scratch('rushes-stories-')
afterAll(() => {
  place[Symbol.dispose]()
})

const who = fc.nat(2)
const step = fc.oneof(
  fc.record({ does: fc.constant('clip' as const), who, which: fc.nat(4) }),
  fc.record({ does: fc.constant('rate' as const), who, which: fc.nat(4), value: fc.constantFrom(1, 2, 3, undefined) }),
  fc.record({ does: fc.constant('tag' as const), who, which: fc.nat(4), value: fc.boolean() }),
  fc.record({ does: fc.constant('note' as const), who, which: fc.nat(4) }),
  fc.record({ does: fc.constant('edit' as const), who, which: fc.nat(4), remove: fc.boolean() }),
  fc.record({ does: fc.constant('collect' as const), who, which: fc.nat(4), value: fc.boolean() }),
  fc.record({ does: fc.constant('move' as const), who, which: fc.nat(4), before: fc.option(fc.nat(4)) }),
  fc.record({ does: fc.constant('sync' as const), who }),
  fc.record({ does: fc.constant('half' as const), who }),
  fc.record({ does: fc.constant('reopen' as const), who }),
  fc.record({ does: fc.constant('forget' as const), who }),
  fc.record({ does: fc.constant('tidy' as const), who }),
  fc.record({ does: fc.constant('age' as const), who, days: fc.constantFrom(8, 40, 100) }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const NEVER = new AbortController().signal

/** The clips that a library has, in an order that is the same everywhere once they agree. */
function clipsOf({ context }: Sharer): string[] {
  return statement<{ id: string }>(context.library.reader, 'SELECT id FROM asset WHERE hidden = 0 ORDER BY name, id')
    .all()
    .map((row) => row.id)
}

async function play(
  devices: readonly Sharer[],
  store: ReturnType<typeof createMemoryStore>,
  one: Step,
  pass: (days: number) => void,
): Promise<void> {
  const device = devices[one.who]!
  const ids = clipsOf(device)
  const id = 'which' in one ? ids[one.which % Math.max(1, ids.length)] : undefined
  const { reader } = device.context.library
  switch (one.does) {
    case 'clip':
      // One card may be offloaded by everybody, but by each once.
      if (statement(reader, 'SELECT 1 FROM asset WHERE name = ? AND hidden = 0').get(`clip ${one.which}`) === undefined)
        clip(device, `clip ${one.which}.mov`, `c${one.which}`)
      break
    case 'rate':
      if (id !== undefined) say(device, { ...rate(id, 0), value: one.value })
      break
    case 'tag':
      if (id !== undefined) say(device, tag(id, 'hero', one.value))
      break
    case 'note':
      if (id !== undefined) {
        const note = newId()
        say(
          device,
          {
            entity: 'note',
            entityId: note,
            field: 'new',
            value: { assetId: id, frame: null, text: `by ${device.name}`, author: device.name, createdAt: 5 },
          },
          { entity: 'note', entityId: note, field: 'removed', value: false },
        )
      }
      break
    case 'edit': {
      const note = statement<{ id: string }>(reader, 'SELECT id FROM note ORDER BY id LIMIT 1').get()
      if (note === undefined) break
      if (one.remove) say(device, { entity: 'note', entityId: note.id, field: 'removed', value: true })
      else
        say(
          device,
          { entity: 'note', entityId: note.id, field: 'text', value: `edited by ${device.name}` },
          { entity: 'note', entityId: note.id, field: 'removed', value: false },
        )
      break
    }
    case 'collect': {
      const known = statement<{ id: string }>(reader, 'SELECT id FROM collection ORDER BY id LIMIT 1').get()
      const collection = known?.id ?? newId()
      if (known === undefined)
        say(
          device,
          {
            entity: 'collection',
            entityId: collection,
            field: 'new',
            value: { name: `of ${device.name}`, createdAt: 5 },
          },
          { entity: 'collection', entityId: collection, field: 'removed', value: false },
        )
      if (id !== undefined)
        say(device, { entity: 'collection', entityId: collection, field: `item:${id}`, value: one.value })
      break
    }
    case 'move': {
      const known = statement<{ id: string }>(reader, 'SELECT id FROM collection ORDER BY id LIMIT 1').get()
      if (known !== undefined && id !== undefined)
        say(
          device,
          ...movingChanges(reader, known.id, [id], one.before === null ? null : (ids[one.before % ids.length] ?? null)),
        )
      break
    }
    case 'sync':
      await device.sync()
      break
    case 'half':
      await device.journal.pull(NEVER)
      break
    case 'reopen':
      await device.reopen()
      break
    case 'tidy':
      await device.sync()
      await device.journal.tidy(NEVER, true)
      break
    case 'age':
      pass(one.days)
      break
    case 'forget':
      for await (const { key } of store.list('heads/')) await store.remove(key)
      break
  }
}

it('all say the same in the end', async () => {
  let nth = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      fc.constantFrom(0, 9 * YEAR_MS, -YEAR_MS),
      async (steps, order, skew) => {
        nth += 1
        let passed = 0
        const store = createMemoryStore({ clock: () => Date.now() + passed })
        const devices = [0, 1, 2].map((index) => sharer(place.dir, `${nth} ${index}`, store, index === 1 ? skew : 0))
        try {
          for (const one of steps)
            await play(devices, store, one, (days) => {
              passed += days * 86_400_000
            })
          // A head that was lost is found by the list that is asked for now and then: an engine that starts asks at
          // once.
          for (const device of devices) await device.reopen()
          for (let round = 0; round < 4; round += 1) for (const at of order) await devices[at]!.sync()
          // Somebody new begins with a checkpoint, where there is one.
          const late = sharer(place.dir, `${nth} late`, store)
          devices.push(late)
          await late.sync()
          for (const at of order) await devices[at]!.sync()
          await late.sync()
          expect((await late.journal.check(NEVER)).problems).toEqual([])
          const [first, ...others] = devices.map((device) => JSON.stringify(seen(device), null, 1))
          for (const other of others) expect(other).toBe(first)
          for (const { journal, context } of devices) {
            // No true checkpoint is refused, whatever clocks, lost heads and removed segments it speaks of.
            expect((await journal.pull(NEVER)).damage).toBeNull()
            expect(journal.untold()).toBe(0)
            expect(statement(context.library.reader, 'SELECT * FROM cell_awaited').all()).toEqual([])
            expect(statement(context.library.reader, 'SELECT * FROM cell_pending').all()).toEqual([])
          }
        } finally {
          await Promise.all(devices.map((device) => device.close()))
        }
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  )
})
