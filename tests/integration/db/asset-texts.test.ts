/**
 * The full text of a clip: a row for each source. What did not change is not indexed again.
 */
import { describe, expect, it } from 'vitest'
import { statement, type WritableDb } from '../../../electron/engine/db/core/handles.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const op = () => ({ opId: newId() })

/** A clip in a library, and the catalogue's writer beside its engine. */
async function stage(library: TestLibrary): Promise<{ id: string; db: WritableDb }> {
  const folder = join(library.dir, 'media')
  mkdirSync(folder)
  writeFileSync(join(folder, 'Brücke am Abend.txt'), 'a document')
  for await (const _ of await library.client.catalogue.add({ paths: [folder] })) void _
  return { id: (await library.client.assets.list({})).rows[0]!.id, db: openWriter(library.folder.database) }
}

/** Each writing of the full text adds a segment or a tombstone here. */
const written = (db: WritableDb): unknown[] =>
  statement(db, 'SELECT id, length(block) AS bytes FROM asset_text_data ORDER BY id').all()

describe('the full text of a clip', () => {
  it('is left alone by a star, and by everything else that is no text', async () => {
    await using library = await testLibrary()
    const { id, db } = await stage(library)
    try {
      await library.client.notes.add({
        ...op(),
        assetId: id,
        frame: null,
        text: 'a long note of the director '.repeat(200),
      })
      const before = written(db)
      for (const rating of [1, 2, 3, 4, 5]) await library.client.assets.set({ ...op(), ids: [id], changes: { rating } })
      await library.client.assets.set({ ...op(), ids: [id], changes: { circled: true } })
      expect(written(db)).toEqual(before)
      await library.client.assets.set({ ...op(), ids: [id], changes: { scene: '12A' } })
      expect(written(db)).not.toEqual(before)
    } finally {
      db.close()
    }
  })

  it('is found by name, by what people say and by notes, each clip once, and no more when it was taken back', async () => {
    await using library = await testLibrary()
    const { id, db } = await stage(library)
    db.close()
    const { client } = library
    const found = async (query: string): Promise<number> => (await client.assets.list({ query })).total
    await client.assets.set({
      ...op(),
      ids: [id],
      changes: { description: 'a bridge, brücke in German', name: 'Bridge' },
    })
    const note = await client.notes.add({ ...op(), assetId: id, frame: null, text: 'the bridge looks wonderful' })
    expect([await found('bridge'), await found('brucke'), await found('wonderful'), await found('abend')]).toEqual([
      1, 1, 1, 1,
    ])
    expect((await client.assets.list({ query: 'bridge' })).rows).toHaveLength(1)
    await client.notes.remove({ ...op(), id: note.id })
    await client.assets.set({ ...op(), ids: [id], changes: { description: '' } })
    expect([await found('wonderful'), await found('german'), await found('bridge')]).toEqual([0, 0, 1])
    await client.assets.set({ ...op(), ids: [id], changes: { name: 'Tunnel' } })
    expect([await found('bridge'), await found('tunnel'), await found('unne')]).toEqual([0, 1, 1])
  })
})
