/**
 * What is said of clips, notes, collections, drives and versions stands in the journal and goes out in segments byte
 * for byte as it did before entities were declared one by one: devices of any version share a library.
 */
import { zstdDecompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../../../electron/engine/db/entities/changes.ts'
import { nextCommand, turnCommand } from '../../../electron/engine/db/entities/commands.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, say } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-same-words-')
let open: Sharer | null = null
afterEach(async () => {
  await open?.close()
})

const NOTE = '00000000-0000-7000-8000-000000000001'
const LIST = '00000000-0000-7000-8000-000000000002'

/** As the version with schema 230 wrote it: entity, id, field, before, after, and whether it replaces another word. */
const JOURNAL = [
  'asset | ONE | rating | null | 3 | 0',
  'asset | ONE | scene | null | null | 0',
  'asset | ONE | tag:hero | false | true | 0',
  'asset | ONE | tag:hero | true | false | 1',
  'note | NOTE | new | null | {"assetId":"ONE","frame":7,"text":"boom","author":"Ada","createdAt":5} | 0',
  'note | NOTE | removed | true | false | 0',
  'note | NOTE | text | "boom" | "boom in frame" | 0',
  'collection | LIST | new | null | {"name":"Selects","createdAt":6} | 0',
  'collection | LIST | removed | true | false | 0',
  'collection | LIST | item:ONE | false | true | 0',
  'collection | LIST | at:ONE | null | "V" | 0',
  'collection | LIST | name | "Selects" | "Best" | 0',
  'volume | DRIVE | label | "RAID of a" | "SHUTTLE_02" | 0',
  'version | VERSION | pinned | false | true | 0',
  'version | VERSION | apart | false | true | 0',
  'version | VERSION | asset | {"asset":"TWO","revision":1} | "ONE" | 0',
  'version | VERSION | asset | {"asset":"ONE","revision":2} | {"asset":"TWO","revision":1} | 1',
]

/** As it wrote it into segments. */
const SEGMENT = [
  '["o","c0","asset","ONE","rating",[3],[]]',
  '["o","c1","asset","ONE","scene",[null],[]]',
  '["o","c2","asset","ONE","tag:hero",[true],[]]',
  '["o","c3","asset","ONE","tag:hero",[false],["c2"]]',
  '["o","c4","note","NOTE","new",[{"assetId":"ONE","frame":7,"text":"boom","author":"Ada","createdAt":5}],[]]',
  '["o","c5","note","NOTE","removed",[false],[]]',
  '["o","c6","note","NOTE","text",["boom in frame"],[]]',
  '["o","c7","collection","LIST","new",[{"name":"Selects","createdAt":6}],[]]',
  '["o","c8","collection","LIST","removed",[false],[]]',
  '["o","c9","collection","LIST","item:ONE",[true],[]]',
  '["o","c10","collection","LIST","at:ONE",["V"],[]]',
  '["o","c11","collection","LIST","name",["Best"],[]]',
  '["o","c12","volume","RAID of a","label",["SHUTTLE_02"],[]]',
  '["o","c13","version","VERSION","pinned",[true],[]]',
  '["o","c14","version","VERSION","apart",[true],[]]',
  '["o","c15","version","VERSION","asset",["ONE"],[]]',
  '["o","c16","version","VERSION","asset",[{"asset":"TWO","revision":1}],["c15"]]',
]

describe('words of every kind that there always was', () => {
  it('are journalled and told as ever', async () => {
    const store = createMemoryStore()
    const at = sharer(place.dir, 'a', store)
    open = at
    const db = at.context.library.writer
    const [one, two] = [clip(at, 'A003C001.mov', 'c1'), clip(at, 'A003C002.mov', 'c2')]
    const version = db.prepare<[string], { id: string }>('SELECT id FROM version WHERE asset_id = ?').get(two)!.id
    const drive = db.prepare<[], { id: string }>('SELECT id FROM volume').get()!.id
    const names = new Map([
      [one, 'ONE'],
      [two, 'TWO'],
      [version, 'VERSION'],
      [drive, 'DRIVE'],
      [NOTE, 'NOTE'],
      [LIST, 'LIST'],
      [at.context.library.deviceId, 'DEVICE'],
    ])
    const named = (text: string): string => [...names].reduce((sum, [id, name]) => sum.replaceAll(id, name), text)
    const said = (entity: string, entityId: string, field: string, value: Json): void => {
      say(at, { entity, entityId, field, value })
    }

    said('asset', one, 'rating', 3)
    said('asset', one, 'scene', null)
    said('asset', one, 'tag:hero', true)
    said('asset', one, 'tag:hero', false)
    said('note', NOTE, 'new', { assetId: one, frame: 7, text: 'boom', author: 'Ada', createdAt: 5 })
    said('note', NOTE, 'removed', false)
    said('note', NOTE, 'text', 'boom in frame')
    said('collection', LIST, 'new', { name: 'Selects', createdAt: 6 })
    said('collection', LIST, 'removed', false)
    said('collection', LIST, `item:${one}`, true)
    said('collection', LIST, `at:${one}`, 'V')
    said('collection', LIST, 'name', 'Best')
    said('volume', drive, 'label', 'SHUTTLE_02')
    said('version', version, 'pinned', true)
    said('version', version, 'apart', true)
    said('version', version, 'asset', one)
    turnCommand(at.context.recorder, newId(), nextCommand(db, 'undo')!, 'undo', {})

    const rows = db
      .prepare<[], Record<string, string>>(
        'SELECT entity, entity_id, field, old, new, length(over) > 2 AS replaces FROM op ORDER BY n',
      )
      .all()
    expect(rows.map((row) => named(Object.values(row).map(String).join(' | ')))).toEqual(JOURNAL)

    await at.sync()
    const lines: string[] = []
    for await (const { key } of store.list('j/'))
      lines.push(
        ...zstdDecompressSync((await store.get(key))!)
          .toString('utf8')
          .split('\n'),
      )
    // Clocks differ from run to run: by the order in which they came.
    const clocks = [
      ...new Set(lines.filter((line) => line.startsWith('["o"')).map((line) => (JSON.parse(line) as string[])[1]!)),
    ]
    const told = lines
      .filter((line) => line.startsWith('["o"'))
      .map((line) => named(clocks.reduce((text, clock, index) => text.replaceAll(clock, `c${index}`), line)))
    expect(told).toEqual(SEGMENT)
  })
})
