/**
 * Rating clips that have much text, beside rating clips that have none: a star indexes no text again, so both cost the
 * same.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openReader } from '../../electron/engine/db/core/open.ts'
import { newId } from '../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../helpers/library.ts'
import { target } from './targets.ts'

const CLIPS = 10_000
const ROUNDS = 3
const NOTE = 'the director likes the second half of this take, and asks for another one with less light '.repeat(46)

async function stage(library: TestLibrary): Promise<string[]> {
  const folder = join(library.dir, 'media')
  mkdirSync(folder)
  for (let n = 0; n < CLIPS; n += 1) writeFileSync(join(folder, `page ${String(n).padStart(5, '0')}.txt`), String(n))
  for await (const _ of await library.client.catalogue.add({ paths: [folder] })) void _
  const db = openReader(library.folder.database)
  try {
    return db
      .prepare<[], { id: string }>('SELECT id FROM asset ORDER BY n')
      .all()
      .map(({ id }) => id)
  } finally {
    db.close()
  }
}

/** CPU in milliseconds of rating all clips once, the median of the rounds. */
async function rated(library: TestLibrary, ids: readonly string[]): Promise<number> {
  const spent: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage()
    for (let at = 0; at < ids.length; at += 500)
      await library.client.assets.set({
        opId: newId(),
        ids: ids.slice(at, at + 500),
        changes: { rating: (round % 5) + 1 },
      })
    const { user, system } = process.cpuUsage(before)
    spent.push((user + system) / 1000)
  }
  return spent.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
}

await using library = await testLibrary()
await library.client.settings.set({ opId: newId(), changes: { makeProxies: false } })
const ids = await stage(library)
const without = await rated(library, ids)
for (const assetId of ids) await library.client.notes.add({ opId: newId(), assetId, frame: null, text: NOTE })
const withText = await rated(library, ids)
target('text', 'rating clips with text, of without', withText / without, { least: 0.9, most: 1.1, unit: '×' })
console.log(
  `rating ${ids.length.toLocaleString('en-GB')} clips: ${Math.round(without)} ms of CPU without text, ${Math.round(withText)} ms with ${Math.round(NOTE.length / 1024)} KB of notes each: ${(withText / without).toFixed(2)} × (target 0.90 to 1.10)`,
)
