/**
 * What is known of a content, by whom it was read: a newer reader's word holds, and that of tools that could read it.
 */
import { describe, expect, it } from 'vitest'
import { readProbe } from '../../../electron/engine/db/catalogue/contents.ts'
import { takeFact } from '../../../electron/engine/db/sync/import-records.ts'
import { migrate } from '../../../electron/engine/db/core/migrate.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { steppedReader } from '../../../electron/engine/db/core/in-steps.ts'
import { dueLists, countDue } from '../../../electron/engine/db/catalogue/rereading.ts'
import { join } from 'node:path'
import { scratch } from '../../helpers/library.ts'

const KEY = `${'a'.repeat(32)}-1000`
const limit = { reason: "This build can't.", tools: 'ffmpeg 5.1' }
const broken = { ok: false, bytes: 1000, reason: 'damaged', log: '' }

describe('a content that another device tells of', () => {
  it.each<[string, object, object, object]>([
    ['is taken where nothing is known', {}, broken, { reason: 'damaged' }],
    [
      'of a newer reader takes the place of an older one',
      broken,
      { ...broken, reason: 'newer', reader: 1 },
      { reason: 'newer' },
    ],
    [
      'of an older reader changes nothing',
      { ...broken, reader: 1 },
      { ...broken, reason: 'older' },
      { reader: 1, reason: 'damaged' },
    ],
    [
      'of an equal reader changes nothing',
      { ...broken, reader: 1 },
      { ...broken, reader: 1, reason: 'other' },
      { reason: 'damaged' },
    ],
  ])('%s', (_, known, told, after) => {
    using place = scratch()
    const db = openWriter(join(place.dir, 'catalogue.db'))
    migrate(db, () => {})
    const options = { now: 1, device: 'other' }
    if ('ok' in known)
      takeFact(db, { clock: '1', kind: 'content', id: KEY, value: { kind: 'video', probe: known } }, options)
    takeFact(db, { clock: '2', kind: 'content', id: KEY, value: { kind: 'video', probe: told } }, options)
    const { id } = db.prepare<[], { id: string }>('SELECT id FROM content').get()!
    expect(readProbe(db, id)).toMatchObject(after)
    db.close()
  })

  it('that tools could not read is not called broken, and is due when the tools are others', async () => {
    using place = scratch()
    const db = openWriter(join(place.dir, 'catalogue.db'))
    migrate(db, () => {})
    takeFact(
      db,
      { clock: '1', kind: 'content', id: KEY, value: { kind: 'video', probe: { ...broken, limit, reader: 1 } } },
      { now: 1, device: 'other' },
    )
    expect(db.prepare('SELECT probe_state, broken, tools, reader FROM content').get()).toEqual({
      probe_state: 'limited',
      broken: null,
      tools: 'ffmpeg 5.1',
      reader: 1,
    })
    // On no drive that is here nothing can be read.
    expect(await countDue(steppedReader(db), 1, 'ffmpeg 7.1')).toBe(0)
    expect(dueLists(1, 'ffmpeg 7.1').map(({ reader, state, tools }) => [reader, state, tools])).toEqual([
      [0, 'broken', null],
      [1, null, 'ffmpeg 7.1'],
      [0, 'limited', null],
      [0, 'ok', null],
    ])
    db.close()
  })
})
