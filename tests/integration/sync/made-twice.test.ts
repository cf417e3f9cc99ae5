/**
 * Two devices that make a thing of one id: by chance, or since one of them means harm. Whatever comes first, all show
 * the same.
 */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json, Op } from '../../../electron/engine/domain/replica/op.ts'
import { firstProjectId } from '../../../electron/engine/db/entities/first-project.ts'
import { applySegment } from '../../../electron/engine/sync/journal/apply.ts'
import { showPending } from '../../../electron/engine/sync/journal/show-pending.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { scratch } from '../../helpers/library.ts'
import { clip } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-made-twice-')
const open: Sharer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

type Word = Omit<Op, 'id'>
const deviceAt = (nth: number): string => `eeeeeee${nth}-0000-7000-8000-000000000000`
const word = (
  nth: number,
  at: number,
  entity: string,
  field: string,
  value: Json,
  over: readonly string[] = [],
): Word => ({ entity, field, value, over, clock: `0190${at.toString(16).padStart(12, '0')}-${deviceAt(nth)}` })

/** Every order in which each device's own words keep theirs. */
function* orders(journals: readonly (readonly Word[])[]): Generator<Word[]> {
  if (journals.every((one) => one.length === 0)) yield []
  for (const [at, [first, ...rest]] of journals.entries()) {
    if (first === undefined) continue
    for (const others of orders(journals.with(at, rest))) yield [first, ...others]
  }
}

/** What stands in `table` for each order, each of an id of its own. */
async function all(
  table: string,
  journals: (at: { assetId: string; otherId: string; projectId: string }) => readonly (readonly Word[])[],
): Promise<unknown[]> {
  const at = sharer(place.dir, `device of ${table} ${open.length}`, createMemoryStore())
  open.push(at)
  const { writer: db } = at.context.library
  const known = {
    assetId: clip(at, 'A003C001.mov', 'c1'),
    otherId: clip(at, 'A003C002.mov', 'c2'),
    projectId: firstProjectId(db),
  }
  const found: unknown[] = []
  let seq = 0
  for (const order of orders(journals(known))) {
    const id = `01900000-0000-7000-8000-${found.length.toString(16).padStart(12, '0')}`
    // A clock names one value: each order has its own.
    const own = (clock: string): string => `${(found.length + 1).toString(16).padStart(4, '0')}${clock.slice(4)}`
    for (const { clock, over, ...rest } of order) {
      const op = { ...rest, id, clock: own(clock), over: over.map(own) }
      const device = clock.slice(17)
      db.prepare('INSERT OR IGNORE INTO replica_device (device) VALUES (?)').run(device)
      const header = { device, name: 'Other', author: 'Eve', seq: (seq += 1), prev: '', clock: op.clock }
      await applySegment(
        at.context,
        { header, ops: [op], facts: [] } as unknown as Parameters<typeof applySegment>[1],
        `tip ${seq}`,
        Date.now(),
      )
    }
    await showPending(at.context)
    const row = db.prepare<[string], Record<string, unknown>>(`SELECT * FROM ${table} WHERE id = ?`).get(id)
    found.push({ ...row, id: undefined, clock: undefined })
  }
  expect(found.length).toBeGreaterThan(5)
  return found
}

describe('a thing that two devices make', () => {
  it('a note: the first one counts, with what was written since, whatever comes first', async () => {
    const made = (assetId: string, text: string, author: string): Json => ({
      assetId,
      frame: null,
      text,
      author,
      createdAt: 1,
    })
    const found = await all('note', ({ assetId, otherId }) => {
      const edit = word(1, 25, 'note', 'text', 'what Ada wrote later')
      return [
        [
          word(1, 20, 'note', 'new', made(assetId, 'what Ada wrote', 'Ada')),
          word(1, 21, 'note', 'removed', false),
          edit,
        ],
        [word(2, 10, 'note', 'new', made(otherId, 'what Eve wrote', 'Eve'))],
        [word(3, 5, 'note', 'new', 'nonsense')],
      ]
    })
    expect(found[0]).toMatchObject({ author: 'Eve', text: 'what Ada wrote later', removed: 0 })
    for (const one of found) expect(one).toEqual(found[0])
  })

  it('a title version, its fields and all', async () => {
    const found = await all('title_version', ({ projectId }) => {
      const made = (edit: string, language: string): Json => ({
        projectId,
        episodeId: null,
        edit,
        language,
        name: '',
        createdAt: 1,
      })
      return [
        [word(1, 20, 'titleVersion', 'new', made('Director', 'en')), word(1, 21, 'titleVersion', 'removed', false)],
        [word(2, 10, 'titleVersion', 'new', made('Airline', 'de')), word(2, 30, 'titleVersion', 'language', 'fr')],
        [word(3, 15, 'titleVersion', 'new', made('Third', 'it'))],
      ]
    })
    expect(found[0]).toMatchObject({ edit: 'Airline', language: 'fr', removed: 0 })
    for (const one of found) expect(one).toEqual(found[0])
  })
})
