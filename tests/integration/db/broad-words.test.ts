/**
 * A word that very many clips hold is known as such from then on; what a search finds stays true.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../../electron/engine/db/core/migrate.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { planSearch } from '../../../electron/engine/db/search/search-sql.ts'
import { NARROW } from '../../../electron/engine/db/search/term-plan.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { scratch } from '../../helpers/library.ts'

test('a word that was broad is walked for, and one that is in no text any more finds nothing', () => {
  using place = scratch()
  const db = openWriter(join(place.dir, 'catalogue.db'))
  migrate(db, () => {})
  const add = db.prepare<[number, string]>('INSERT INTO asset_text (rowid, text) VALUES (?, ?)')
  db.transaction(() => {
    for (let n = 1; n <= NARROW + 1; n += 1) add.run(n * 16, 'harbour')
    add.run((NARROW + 2) * 16, 'bridge')
    add.run((NARROW + 3) * 16, 'bridge harbour')
  })()
  const plan = (query: string) => planSearch(db, parseQuery(query), 0)
  const found = (query: string): number => {
    const { rows } = plan(query).narrow ?? {}
    return db.prepare<unknown[], { n: number }>(rows!.sql).all(...rows!.parameters).length
  }
  // Broad, however often it is asked for: no few rows to start from.
  expect(plan('harbour').narrow).toBeNull()
  expect(plan('harbour').narrow).toBeNull()
  // Whoever needs all of them, and not a page, starts from the word's rows.
  expect(plan('harbour').start?.rest.sql).toBe('a.hidden = 0')
  // Another word is counted as ever; beside the broad one it starts from those that hold both.
  expect(found('bridge')).toBe(2)
  expect(found('harbour bridge')).toBe(1)
  // Remembered is only that it was broad, never that it finds something.
  db.exec('DELETE FROM asset_text')
  expect(found('harbour')).toBe(0)
  expect(found('bridge')).toBe(0)
  db.close()
})
