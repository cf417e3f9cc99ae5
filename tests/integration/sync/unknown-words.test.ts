/**
 * Words that this version does not know, in every field of a fact that has a closed list: from a later version or a
 * hostile device. They are read as unknown, and every list answers; so it does over what an older version stored.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertFact } from '../../../electron/engine/db/sync/facts-form.ts'
import { takeFact } from '../../../electron/engine/db/sync/import-records.ts'
import { showPending } from '../../../electron/engine/sync/journal/show-pending.ts'
import { engineOn, scratch } from '../../helpers/library.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { openSharer, sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-unknown-words-')

const OTHER = 'eeeeeeee-0000-7000-8000-000000000000'
const WORDS = [
  'tape',
  '',
  ' external',
  'External',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '0',
  'x'.repeat(40),
  ...fc.sample(fc.string({ maxLength: 40, unit: 'grapheme-ascii' }), { numRuns: 30, seed: 12 }),
]
const uuid = (kind: number, nth: number): string =>
  `01900000-000${kind}-7000-8000-${nth.toString(16).padStart(12, '0')}`
const key = (nth: number): string => `${nth.toString(16).padStart(32, 'a')}-5`

interface Fact {
  readonly kind: string
  readonly id: string
  readonly value: unknown
}

/** A clip on a drive, with one word in each field that has a list. */
function factsWith(word: string, nth: number): Fact[] {
  const version = {
    asset: uuid(1, nth),
    kind: 'video',
    reason: word,
    author: word,
    device: word,
    bytes: 5,
    at: 1,
    modified: 1,
    label: word,
    rank: 0,
    parts: [['primary', 'a.mov', key(nth)]],
    from: { path: 'a.mov', roll: null, bytes: 5, modifiedMs: 1, zoneMinutes: 0, cutOffMinutes: 0, frames: null },
  }
  const copy = { content: key(nth), bytes: 5, mtime: 1e15, role: 'primary', asset: uuid(1, nth), verifiedAt: 1 }
  const verified = { ...copy, state: 'present', verification: 'verified', readBack: 'device' }
  return [
    { kind: 'content', id: key(nth), value: { kind: word, probe: { kind: word } } },
    { kind: 'version', id: uuid(2, nth), value: version },
    { kind: 'volume', id: `drive ${nth}`, value: { label: 'D', kind: word, capacity: null, fsUuid: null } },
    { kind: 'place', id: `drive ${nth}\u001fa.mov`, value: { ...verified, readBack: word } },
    { kind: 'place', id: `drive ${nth}\u001fb.mov`, value: { ...verified, state: word } },
    {
      kind: 'derivative',
      id: `${key(nth)}/poster/1`,
      value: { bytes: 1, xxh128: 'b'.repeat(32), mime: word, width: null, height: null, meta: { kind: word } },
    },
  ]
}

async function everyListAnswers(folder: Parameters<typeof engineOn>[0]): Promise<void> {
  const { engine, client } = await engineOn(folder)
  try {
    const volumes = await client.volumes.list({})
    expect(volumes.filter(({ label }) => label === 'D').map(({ kind }) => kind)).toEqual(WORDS.map(() => 'unknown'))
    for (const [nth] of WORDS.entries()) {
      const { copyList: copies } = await client.assets.get({ id: uuid(1, nth) })
      expect(copies.map(({ path, readBack }) => [path, readBack]).sort()).toMatchObject([
        ['a.mov', null],
        ['b.mov', expect.anything()],
      ])
    }
    await client.safety.cards({})
  } finally {
    await engine.close()
  }
}

describe('words that no list of ours has', () => {
  it('are read as unknown, and every list answers', async () => {
    const at = sharer(place.dir, 'cart', createMemoryStore())
    const { writer: db } = at.context.library
    let tick = 0
    for (const [nth, word] of WORDS.entries())
      for (const fact of factsWith(word, nth)) {
        tick += 1
        assertFact(fact)
        db.transaction(() =>
          takeFact(
            db,
            { ...fact, clock: `0190${tick.toString(16).padStart(12, '0')}-${OTHER}` },
            { now: Date.now(), device: 'Evil' },
          ),
        )()
      }
    await showPending(at.context)
    expect(db.prepare(`SELECT count(*) AS n FROM file`).get()).toEqual({ n: 2 * WORDS.length })
    // What is in a state that this version does not know is no verified copy.
    expect(db.prepare(`SELECT DISTINCT verification FROM file WHERE path = 'b.mov'`).all()).toEqual([
      { verification: 'unknown' },
    ])
    expect(db.prepare(`SELECT DISTINCT kind FROM content`).all()).toEqual([{ kind: 'other' }])
    await at.close()
    await everyListAnswers(at.folder)
    // As an older version stored them.
    const before = openSharer(at.folder, 'cart', createMemoryStore())
    for (const [nth, word] of WORDS.entries()) {
      const writer = before.context.library.writer
      writer.prepare('UPDATE volume SET kind = ? WHERE identity = ?').run(word, `drive ${nth}`)
      writer.prepare(`UPDATE file SET read_back = ? WHERE asset_id = ? AND path = 'a.mov'`).run(word, uuid(1, nth))
      writer.prepare('UPDATE content SET kind = ?').run(word)
    }
    await before.close()
    await everyListAnswers(at.folder)
  })
})
