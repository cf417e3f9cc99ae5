/**
 * Files are ingested one at a time, in any order: what a stack is in the end does not depend on it.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { takeGroup } from '../../../electron/engine/ingest/ingest-group.ts'
import { folderOf, upsertContent } from '../../../electron/engine/db/catalogue/files-write.ts'
import { statement, type WritableDb } from '../../../electron/engine/db/core/handles.ts'
import { migrate } from '../../../electron/engine/db/core/migrate.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { assetOfStack } from '../../../electron/engine/db/versions/stacks.ts'
import { readVersionList } from '../../../electron/engine/db/versions/versions.ts'
import { filesAround } from '../../../electron/engine/db/catalogue/waiting-files.ts'
import { groupClips } from '../../../electron/engine/domain/media/clips.ts'
import { classify } from '../../../electron/engine/domain/media/media-kinds.ts'
import { scratch } from '../../helpers/library.ts'

const place = scratch()
let db: WritableDb
beforeAll(() => {
  db = openWriter(join(place.dir, 'rushes.db'))
  migrate(db, () => {})
  db.pragma('synchronous = OFF')
})
afterAll(() => {
  db.close()
  place[Symbol.dispose]()
})

/** When the next file is ingested, ms: no two at once. */
let clock = 1_700_000_000_000

/**
 * A drive with these files, last written at these minutes, ingested one by one in this order. Returns its stacks as
 * people see them.
 */
function taken(order: readonly { name: string; minute: number }[]): { name: string; stack: (string | null)[][] }[] {
  const volumeId = newId()
  statement(
    db,
    `INSERT INTO volume (id, identity, label, kind, last_seen_at, created_at) VALUES (?, ?, 'Drive', 'external', 0, 0)`,
  ).run(volumeId, volumeId)
  for (const { name, minute } of order) {
    clock += 1000
    const contentId = upsertContent(db, {
      bytes: 10,
      hashes: { xxh128: volumeId + name },
      kind: classify(name),
      now: clock,
    })
    statement(
      db,
      `INSERT INTO file (id, volume_id, path, folder, bytes, mtime_ns, intake, created_at) VALUES (?, ?, ?, ?, 10, ?, 'waiting', ?)`,
    ).run(newId(), volumeId, name, folderOf(name), minute * 60_000_000_000, clock)
    const file = filesAround(db, volumeId, folderOf(name)).find((one) => one.path === name)!
    db.transaction(() =>
      takeGroup(db, groupClips([name])[0]!, [{ file, role: 'primary', contentId }], {
        now: clock,
        author: '',
        device: '',
        cutOffMinutes: 0,
        stackFor: assetOfStack,
        adoptAbsent: () => null,
      }),
    )()
  }
  return statement<{ id: string; name: string }>(
    db,
    'SELECT DISTINCT a.id, a.name FROM asset a JOIN file f ON f.asset_id = a.id WHERE f.volume_id = ? ORDER BY a.name',
  )
    .all(volumeId)
    .map(({ id, name }) => ({ name, stack: readVersionList(db, id).map((version) => [version.name, version.label]) }))
}

describe('a stack by its names', () => {
  const names = [
    'P/Film.prproj',
    'P/Film_v002.prproj',
    'P/Film_v010.prproj',
    'P/Film-FINAL.prproj',
    'P/Film copy.prproj',
    'P/Adobe Premiere Pro Auto-Save/Film-1.prproj',
    'P/Adobe Premiere Pro Auto-Save/Film-2.prproj',
    'P/Adobe Premiere Pro Auto-Save/Film_v002-1.prproj',
    'P/Clip.mov',
    'P/Clip_v2.mov',
    'P/clip.mov',
    'P/Day_R01.wav',
    'P/Day_R02.wav',
    'Q/Film_v003.prproj',
  ]
  const files = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.nat(5)), { selector: ([name]) => name, minLength: 1 })
    .map((chosen) => chosen.map(([name, minute]) => ({ name, minute })))

  it('is the same stack with the same version on top, whatever came first', () => {
    fc.assert(
      fc.property(
        files.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(taken(shuffled)).toEqual(taken(all))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('is topped by what its name says, then by what was written last', () => {
    const film = (list: readonly [string, number][]) => taken(list.map(([name, minute]) => ({ name, minute })))[0]!.name
    expect(
      film([
        ['Film_v010.prproj', 1],
        ['Film_v9.prproj', 5],
        ['Film.prproj', 9],
      ]),
    ).toBe('Film_v010.prproj')
    expect(
      film([
        ['Film copy.prproj', 5],
        ['Film.prproj', 3],
      ]),
    ).toBe('Film copy.prproj')
    expect(
      film([
        ['Film.prproj', 5],
        ['Film copy.prproj', 3],
      ]),
    ).toBe('Film.prproj')
    expect(
      film([
        ['Film.prproj', 1],
        ['Adobe Premiere Pro Auto-Save/Film-7.prproj', 9],
      ]),
    ).toBe('Film.prproj')
  })
})
