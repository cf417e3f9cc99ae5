/**
 * A segment is applied in steps of a few milliseconds, not in one transaction: the engine would stand still meanwhile.
 * One that is cut off in the middle, wherever that is, and applied again comes to the same as one that is applied at
 * once.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { deviceRow } from '../../../electron/engine/db/sync/journal.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say, seen } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const NEVER = new AbortController().signal
const place = scratch('rushes-half-applied-')
const open: Sharer[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function device(name: string, store: Parameters<typeof sharer>[2]): Sharer {
  const made = sharer(place.dir, name, store)
  open.push(made)
  return made
}

/** What is known, apart from ids and moments of this device. */
const state = (one: Sharer): unknown => ({
  seen: seen(one),
  clocks: one.context.library.reader.prepare('SELECT kind, id, clock FROM fact_clock ORDER BY kind, id').all(),
  heads: one.context.library.reader.prepare('SELECT * FROM cell_head ORDER BY clock, entity, field').all(),
  contents: one.context.library.reader.prepare('SELECT bytes, xxh128, kind FROM content ORDER BY xxh128').all(),
})

describe('a segment that was cut off in the middle', () => {
  it('is applied again to the same end, at each of its steps', async () => {
    const store = createMemoryStore()
    const a = device('a', store)
    const ids = Array.from({ length: 12 }, (_, index) => clip(a, `A003C0${index + 10}.mov`, `c${index}`))
    for (const [index, id] of ids.entries()) say(a, rate(id, index % 6))
    await a.sync()
    const [whole, half] = [device('whole', store), device('half', store)]
    await whole.journal.pull(NEVER)
    const { writer: db } = half.context.library
    // Every entry of a word is where a crash may come: from the first one on, one more gets through each time.
    db.exec(`CREATE TABLE allowed (left INTEGER); INSERT INTO allowed VALUES (0);
      CREATE TRIGGER crash_word BEFORE INSERT ON cell_head BEGIN
        SELECT RAISE(ABORT, 'cut off') WHERE (SELECT left FROM allowed) <= 0; UPDATE allowed SET left = left - 1; END;
      CREATE TRIGGER crash_fact BEFORE INSERT ON fact_clock BEGIN
        SELECT RAISE(ABORT, 'cut off') WHERE (SELECT left FROM allowed) <= 0; UPDATE allowed SET left = left - 1; END;`)
    // A clock by which every step is long: each is a transaction of its own, and stands when the next one is cut off.
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 100))
    let cuts = 0
    let most = 0
    while (deviceRow(db, a.context.library.deviceId).seq === 0) {
      db.prepare('UPDATE allowed SET left = ?').run(cuts)
      const { damage } = await half.journal.pull(NEVER)
      if (damage !== null) cuts += 1
      if (deviceRow(db, a.context.library.deviceId).seq === 0)
        most = Math.max(most, (state(half) as { clocks: unknown[] }).clocks.length)
    }
    expect(cuts).toBeGreaterThan(3)
    // Something stood while the segment was not there.
    expect(most).toBeGreaterThan(ids.length)
    db.exec('DROP TRIGGER crash_word; DROP TRIGGER crash_fact; DROP TABLE allowed')
    await half.journal.pull(NEVER)
    expect(state(half)).toEqual(state(whole))
  }, 120_000)
})
