/**
 * Pages of searches that find many, against a plain reading of the same clips: words that very many clips hold, values
 * and tags, alone and joined, newest first and by name, page after page.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWindow } from '../../../electron/engine/db/catalogue/assets-read.ts'
import { countSlowly, overFound } from '../../../electron/engine/db/catalogue/slow-rows.ts'
import { steppedReader, type SteppedReader } from '../../../electron/engine/db/core/in-steps.ts'
import { migrate } from '../../../electron/engine/db/core/migrate.ts'
import type { WritableDb } from '../../../electron/engine/db/core/handles.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { readFacets } from '../../../electron/engine/db/search/outline-read.ts'
import { planSearch } from '../../../electron/engine/db/search/search-sql.ts'
import { NARROW } from '../../../electron/engine/db/search/term-plan.ts'
import type { Node } from '../../../shared/query/ast.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { scratch } from '../../helpers/library.ts'

const COUNT = NARROW + 2000
const PAGE = 150

interface Clip {
  readonly n: number
  readonly name: string
  readonly notes: string
  readonly kind: string
  readonly tags: readonly string[]
}

const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!
/** All but a few are at a river, which only some say in their name; one in six hundred is of a lantern. */
const CLIPS: readonly Clip[] = Array.from({ length: COUNT }, (_, index) => ({
  n: index + 1,
  name: `${at(['river', 'Harbour', 'kitchen'], index)} ${(index * 7919) % COUNT}`,
  notes: index % 10 === 0 ? '' : `river${index % 2 === 0 ? ' harbour' : 'side'}${index % 600 === 0 ? ' lantern' : ''}`,
  kind: at(['video', 'audio', 'video', 'still', 'graphics'], index),
  tags: index % 7 === 0 ? [at(['hero', 'wide "hero"', 'rain'], index / 7)] : [],
}))

let db: WritableDb
const place = scratch()
beforeAll(() => {
  db = openWriter(join(place.dir, 'catalogue.db'))
  migrate(db, () => {})
  const insert = {
    clip: db.prepare<unknown[]>(
      `INSERT INTO asset (n, id, kind, name, name_key, tags, created_at) VALUES (?, ?, ?, ?, ?, ?, 0)`,
    ),
    text: db.prepare<unknown[]>('INSERT INTO asset_text (rowid, text) VALUES (?, ?)'),
    tag: db.prepare<unknown[]>('INSERT INTO asset_tag (asset_id, tag, clock) VALUES (?, ?, ?)'),
  }
  db.transaction(() => {
    for (const { n, name, notes, kind, tags } of CLIPS) {
      insert.clip.run(n, `clip-${n}`, kind, name, name.toLowerCase(), JSON.stringify(tags))
      insert.text.run(n * 16, name)
      if (notes !== '') insert.text.run(n * 16 + 2, notes)
      for (const tag of tags) insert.tag.run(`clip-${n}`, tag, '0')
    }
  })()
})
afterAll(() => {
  db.close()
  place[Symbol.dispose]()
})

function fits(node: Node, clip: Clip): boolean {
  switch (node.type) {
    case 'or':
      return node.of.some((one) => fits(one, clip))
    case 'and':
      return node.of.every((one) => fits(one, clip))
    case 'not':
      return !fits(node.of, clip)
    case 'group':
      return fits(node.of, clip)
    case 'text':
      return `${clip.name} ${clip.notes}`
        .toLowerCase()
        .split(' ')
        .some((word) => word.startsWith(node.value))
    case 'field': {
      const own = node.field === 'tag' ? clip.tags : [clip.kind]
      return node.values.some((value) => value.is === 'equal' && own.includes(value.text))
    }
    case 'flag':
      return clip.tags.length > 0
  }
}

type Order = 'newest first' | 'by name'

/** The names on the first pages of a list. */
function pages(query: string, order: Order, count: number): string[] {
  const names: string[] = []
  let cursor: string | null = null
  for (let page = 0; page < count; page += 1) {
    const window = readWindow(
      db,
      planSearch(db, parseQuery(query), 0),
      order === 'by name' ? { field: 'name', direction: 'asc' } : { field: 'createdAt', direction: 'desc' },
      { cursor, offset: null },
      PAGE,
    )
    names.push(...window.rows.map(({ name }) => name))
    cursor = window.cursor
    if (cursor === null) break
  }
  return names
}

function expected(query: string, order: Order, count: number): string[] {
  const node = parseQuery(query)
  const all = CLIPS.filter((clip) => fits(node, clip))
  const sorted = all.toSorted((a, b) =>
    order === 'by name' ? (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1) : b.n - a.n,
  )
  return sorted.slice(0, count * PAGE).map(({ name }) => name)
}

describe('the first pages of a search that finds many', () => {
  const term = fc.constantFrom(
    'river',
    'harbour',
    'riverside',
    'lantern',
    'tag:hero river',
    'kitchen',
    'kind:video',
    '-kind:video,audio,still',
    'tag:hero',
    'tag:hero,rain',
    'tag:"wide \\"hero\\""',
    'tagged',
    '-river',
    '-harbour',
  )
  const query = fc
    .tuple(term, fc.constantFrom(' ', ' OR '), term, fc.constantFrom(' ', ' OR '), term)
    .map(([a, first, b, second, c]) => `(${a}${first}${b})${second}${c}`)

  test('are what reading every clip gives, in either order', () => {
    fc.assert(
      fc.property(fc.oneof(term, query), fc.constantFrom<Order>('newest first', 'by name'), (text, order) => {
        expect([text, order, pages(text, order, 3)]).toEqual([text, order, expected(text, order, 3)])
      }),
      { numRuns: 120 },
    )
  })
})

describe('what is counted in steps', () => {
  const nobody = undefined
  test.each(['river', 'kind:video harbour', 'tag:hero OR lantern', '-(river kind:audio)', 'tagged -harbour'])(
    'of %s is what reading every clip gives',
    async (text) => {
      const search = planSearch(db, parseQuery(text), 0)
      const { total } = await countSlowly(steppedReader(db), search, nobody)
      expect(total).toBe(CLIPS.filter((clip) => fits(parseQuery(text), clip)).length)
      const facets = await readFacets(steppedReader(db), search, nobody)
      expect(facets.kind.reduce((sum, { count }) => sum + count, 0)).toBe(total)
    },
  )

  test('can be left while nothing is found', async () => {
    let given = 0
    const reader = steppedReader(db)
    const counting: SteppedReader = {
      ...reader,
      over: (sql, parameters, visit, signal) =>
        reader.over(
          sql,
          parameters,
          (row) => {
            given += 1
            visit(row)
          },
          signal,
        ),
    }
    const found: unknown[] = []
    const search = planSearch(db, parseQuery('-(river OR harbour OR kitchen)'), 0)
    await overFound(counting, search, ['a.n'], (row) => found.push(row), nobody)
    expect([found.length, given]).toEqual([0, Math.floor(COUNT / 512)])
  })
})

describe('a word that very many clips hold', () => {
  const count = (query: string): number => pages(query, 'by name', 1000).length

  const silent = CLIPS.find(({ notes, name }) => notes === '' && !name.startsWith('river'))!

  test('is found in what was written since its clips were kept', () => {
    const before = count('river')
    db.prepare('INSERT INTO asset_text (rowid, text) VALUES (?, ?)').run(silent.n * 16 + 1, 'riverbank')
    expect(count('river')).toBe(before + 1)
    db.prepare('DELETE FROM asset_text WHERE rowid = ?').run(silent.n * 16 + 1)
    expect(count('river')).toBe(before)
  })

  test('is found in a text that was replaced by one of as many words', () => {
    const before = count('river')
    const write = db.prepare<unknown[]>('INSERT OR REPLACE INTO asset_text (rowid, text) VALUES (?, ?)')
    write.run(silent.n * 16 + 2, 'desert')
    expect(count('river')).toBe(before)
    write.run(silent.n * 16 + 2, 'river')
    expect(count('river')).toBe(before + 1)
    write.run(silent.n * 16 + 2, 'desert')
    expect(count('river')).toBe(before)
  })

  test('is found by whoever is in the middle of writing', () => {
    const before = count('river')
    const write = db.transaction(() => {
      db.prepare('INSERT OR REPLACE INTO asset_text (rowid, text) VALUES (?, ?)').run(silent.n * 16 + 2, 'river')
      expect(count('river')).toBe(before + 1)
      throw new Error('undone')
    })
    expect(write).toThrow('undone')
    expect(count('river')).toBe(before)
  })
})
