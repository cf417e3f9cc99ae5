/**
 * What a query finds, against a plain reading of the same tree over the same clips: by walking the list and testing each
 * row, from the few rows that a plan starts from, and as it is counted.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../../electron/engine/db/core/migrate.ts'
import type { WritableDb } from '../../../electron/engine/db/core/handles.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { countAtOnce, findAssetIds, readWindow, rowsOf } from '../../../electron/engine/db/catalogue/assets-read.ts'
import { planSearch } from '../../../electron/engine/db/search/search-sql.ts'
import type { FieldTerm, Node } from '../../../shared/query/ast.ts'
import { FIELDS, FLAGS, PRESENCES } from '../../../shared/query/fields.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { tradeKey } from '../../../shared/query/trade-key.ts'
import { formatTimecode, timecode } from '../../../shared/time/timecode.ts'
import { scratch } from '../../helpers/library.ts'
import { CLIPS, enterClips, type Clip } from '../../helpers/query-clips.ts'

const NOW = Date.parse('2026-11-29T12:00:00Z')
let db: WritableDb
const place = scratch()
beforeAll(() => {
  db = openWriter(join(place.dir, 'catalogue.db'))
  migrate(db, () => {})
  enterClips(db)
  // The one that the example of `in:` names.
  db.prepare(
    `INSERT INTO smart_collection (id, name, search, removed, clock, created_at) VALUES (?, ?, ?, 0, '', 0)`,
  ).run('0199-best', 'Best of day 12', JSON.stringify({ text: 'rating>=3 OR circled', language: 1 }))
})
afterAll(() => {
  db.close()
  place[Symbol.dispose]()
})

const plan = (query: string) => planSearch(db, parseQuery(query), NOW)

/** The numbers that a query finds, and that the three ways to them agree. */
function found(query: string): number[] {
  const search = plan(query)
  const numbers = (from: string, where: string, parameters: readonly unknown[]): number[] =>
    db
      .prepare<unknown[], { n: number }>(`SELECT a.n FROM ${from} WHERE ${where} ORDER BY a.n`)
      .all(...parameters)
      .map(({ n }) => n)
  const walked = numbers('asset a', search.sql, search.parameters)
  const { from, where, parameters } = rowsOf(search)
  expect([query, numbers(from, where, parameters)]).toEqual([query, walked])
  const counted = countAtOnce(db, search)
  if (counted !== undefined) expect([query, counted.total]).toEqual([query, walked.length])
  return walked
}

/** The same by reading the tree. */
function expected(node: Node): number[] {
  return CLIPS.filter((clip) => fits(node, clip)).map(({ n }) => n)
}

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
    case 'flag':
      return { circled: clip.circled, noted: clip.notes > 0, tagged: clip.tags.length > 0 }[node.flag as 'circled']
    case 'text':
      return clip.name.toLowerCase().includes(node.value.toLowerCase())
    case 'field':
      return fieldFits(node, clip)
  }
}

function fieldFits(term: FieldTerm, clip: Clip): boolean {
  const own: Readonly<Record<string, string | number | null | readonly string[]>> = {
    kind: clip.kind,
    scene: clip.scene,
    take: clip.take,
    day: clip.day,
    rating: clip.rating,
    tag: clip.tags,
    width: clip.width,
    name: clip.name,
  }
  const presence = (what: string): boolean =>
    ({ tags: clip.tags.length > 0, notes: clip.notes > 0, scene: clip.scene !== null, day: clip.day !== null })[
      what as 'tags'
    ]
  if (term.field === 'has') return term.values.some((one) => one.is === 'equal' && presence(one.text))
  if (term.field === 'no') return term.values.some((one) => one.is === 'equal' && !presence(one.text))
  const value = own[term.field]!
  const texts = (Array.isArray(value) ? value : value === null ? [] : [String(value)]) as string[]
  const dateOf = (point: { date: string } | { daysAgo: number }): string =>
    'date' in point ? point.date : new Date(NOW - point.daysAgo * 86_400_000).toISOString().slice(0, 10)
  return term.values.some((one) => {
    switch (one.is) {
      case 'none':
        return texts.length === 0
      case 'any':
        return texts.length > 0
      case 'equal':
        return texts.some((text) =>
          term.field === 'name'
            ? text.toLowerCase().includes(one.text.toLowerCase())
            : text.toLowerCase() === one.text.toLowerCase(),
        )
      case 'glob':
        return texts.some((text) => new RegExp(`^${one.text.replaceAll('*', '.*')}$`, 'i').test(text))
      case 'number':
        return (
          typeof value === 'number' &&
          (one.from === null || (one.from.open ? value > one.from.at : value >= one.from.at)) &&
          (one.to === null || (one.to.open ? value < one.to.at : value <= one.to.at))
        )
      case 'trade':
        return texts.some((text) => {
          const key = tradeKey(text)!
          const [from, to] = [one.from, one.to]
          return (
            (from === null || (from.open ? key > tradeKey(from.at)! : key >= tradeKey(from.at)!)) &&
            (to === null || (to.open ? key < tradeKey(to.at)! : key <= tradeKey(to.at)!))
          )
        })
      case 'day':
        return texts.some(
          (text) => (one.from === null || text >= dateOf(one.from)) && (one.to === null || text <= dateOf(one.to)),
        )
      default:
        throw new Error(`no oracle for ${one.is}`)
    }
  })
}

describe('a query', () => {
  const term = fc.constantFrom(
    'A003',
    'C01',
    'circled',
    'noted',
    'tagged',
    'kind:video',
    'kind:audio,still',
    'scene:12',
    'scene:12A..13',
    'scene:12*',
    'scene:none',
    'scene:any',
    'scene>12',
    'scene<=12A',
    'take>3',
    'take:3',
    'take:..2',
    'take:none',
    'day:today',
    'day:yesterday',
    'day:last:7d',
    'day:2026-11',
    'day:none',
    'day>2026-11-22',
    'day:..2026-11-23',
    'rating>=4',
    'rating:2..3',
    'rating:0,5',
    'tag:hero',
    'tag:none',
    'tag:any',
    'tag:R*',
    'tag:"INT, night"',
    'width:3840',
    'width:none',
    'width>1920',
    'name:C01*',
    'name:A003*',
    'has:tags,notes',
    'no:tags',
    'no:scene',
    'no:day',
    'kind:document',
    'scene:99..',
    'name:*c1*',
  )
  const query: fc.Arbitrary<string> = fc.letrec<{ node: string; join: string }>((tie) => ({
    node: fc.oneof({ depthSize: 'small', maxDepth: 3 }, term, tie('join')),
    join: fc.oneof(
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a} OR ${b})`),
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a} ${b})`),
      tie('node').map((a) => `-(${a})`),
    ),
  })).node

  it('finds what it means, whichever way it is planned', () => {
    fc.assert(
      fc.property(query, fc.option(term), (text, more) => {
        const whole = more === null ? text : `${text} ${more}`
        expect([whole, found(whole)]).toEqual([whole, expected(parseQuery(whole))])
      }),
      { numRuns: 600 },
    )
  })

  it.each([
    ...FLAGS,
    ...FIELDS.map(({ example }) => example),
    ...FIELDS.flatMap((field) => (field.optional ? [`${field.name}:none`, `${field.name}:any`] : [])),
    ...PRESENCES.flatMap((what) => [`has:${what}`, `no:${what}`]),
    'state:present',
    'state:present,missing',
    'verification:verified,copied',
    'hdr:*',
    'log:none,x',
    'kind:video,other',
  ])('%s finds the same by every way, and so does what it leaves', (text) => {
    const rest = found(`-(${text})`)
    expect([...found(text), ...rest].toSorted((a, b) => a - b)).toEqual(CLIPS.map(({ n }) => n))
  })

  it('that is broad is walked value by value, or where those values lie, to the same pages', () => {
    for (const text of [
      'kind:video,audio',
      '-kind:still',
      'day:2026-11',
      'day:2026-11 -kind:audio',
      'scene:12..13 rating>=2',
      'kind:video,audio circled',
    ]) {
      const search = { ...plan(text), narrow: null }
      expect([text, search.values.length > 0]).toEqual([text, true])
      for (const sort of [
        { field: 'createdAt', direction: 'asc' },
        { field: 'createdAt', direction: 'desc' },
        { field: 'name', direction: 'asc' },
        { field: 'name', direction: 'desc' },
      ] as const) {
        const walked = (byValue: boolean, size: number): string[] => {
          const ids: string[] = []
          let cursor: string | null = null
          do {
            const page = readWindow(
              db,
              byValue ? search : { ...search, byValue: null, values: [] },
              sort,
              { cursor, offset: null },
              size,
            )
            ids.push(...page.rows.map(({ id }) => id))
            cursor = page.cursor
          } while (cursor !== null)
          return ids
        }
        expect([text, walked(true, 7)]).toEqual([text, walked(false, 500)])
        expect(readWindow(db, search, sort, { cursor: null, offset: 5 }, 4).rows.map(({ id }) => id)).toEqual(
          walked(false, 500).slice(5, 9),
        )
      }
    }
  })

  it('that joins few by OR starts from the few of each, and one with a broad child is walked', () => {
    expect(plan('tag:rain OR take:10').narrow?.rows.sql).toMatch(/UNION ALL/)
    expect(found('tag:rain OR take:10')).toEqual(expected(parseQuery('tag:rain OR take:10')))
  })

  it('is counted by what is tallied where that says it, turned round as well', () => {
    expect(plan('scene:12..13').exact?.count).toBe(expected(parseQuery('scene:12..13')).length)
    expect(plan('-kind:video').exact?.count).toBe(expected(parseQuery('-kind:video')).length)
    expect(plan('-kind:video,audio').narrow?.rows.sql).toMatch(/kind = \?/)
  })

  it('orders scenes as a slate does', () => {
    const scenes = readWindow(
      db,
      plan('scene:any'),
      { field: 'scene', direction: 'asc' },
      { cursor: null, offset: null },
      500,
    ).rows.map(({ scene }) => scene)
    expect([...new Set(scenes)]).toEqual(['2', '12', '012', '12-1', '12A', '13', '100', 'B4'])
  })

  it('finds words of notes alone with note:', () => {
    expect(found('note:boom')).toEqual(CLIPS.filter(({ notes }) => notes > 0).map(({ n }) => n))
    expect(found('note:"in sh"')).toHaveLength(found('note:boom').length)
    expect(found('note:A003')).toEqual([])
    expect(found('note:none')).toHaveLength(CLIPS.length - found('note:any').length)
  })

  it('finds a length in seconds, minutes and frames', () => {
    const clips = (test: (clip: Clip) => boolean): number[] => CLIPS.filter(test).map(({ n }) => n)
    expect(found('duration>10m')).toEqual(clips(({ ms }) => ms !== null && ms > 600_000))
    expect(found('duration:1m..1m30s')).toEqual(clips(({ ms }) => ms !== null && ms >= 60_000 && ms <= 90_000))
    expect(found('duration<500f')).toEqual(clips(({ frames }) => frames !== null && frames < 500))
    expect(found('duration:none')).toEqual(clips(({ ms }) => ms === null))
  })

  it('finds an id by its beginning', () => {
    expect(findAssetIds(db, plan('id:CLIP-24'), 10)).toEqual(['clip-24', 'clip-240'])
  })
})

describe('timecode', () => {
  /** The labels that a clip spans, one by one, as a person would look through it. */
  const labels = (clip: Clip): Set<string> =>
    new Set(
      clip.start === null
        ? []
        : Array.from({ length: clip.frames! }, (_, index) =>
            formatTimecode(timecode(clip.start! + index, clip.rate!, clip.dropFrame)).replace(';', ':'),
          ),
    )
  let spans: readonly { readonly n: number; readonly labels: Set<string> }[]
  beforeAll(() => {
    spans = CLIPS.map((clip) => ({ n: clip.n, labels: labels(clip) }))
  })
  const holding = (test: (label: string) => boolean): number[] =>
    spans.filter((one) => [...one.labels].some(test)).map(({ n }) => n)

  it.each(['03:12', '10:00', '10:41', '00:00', '23:59', '17'])('tc:%s is every clip that meets it', (time) => {
    expect(found(`tc:${time}`)).toEqual(holding((label) => label.startsWith(`${time}:`)))
  })

  it.each([
    ['10:00', '11:00'],
    ['00:30', '01:10:30'],
    ['05:00:00:00', '05:30:00:12'],
  ])('tc:%s..%s is every clip that meets the range', (from, to) => {
    const last = to.length === 11 ? to : `${to}:`
    const inside = (label: string): boolean => label >= from && (to.length === 11 ? label <= last : label < to)
    expect(found(`tc:${from}..${to}`)).toEqual(holding(inside))
  })

  it('a full timecode is the clips that have that frame, with drop-frame labels left out', () => {
    for (const { n, labels: own } of spans.slice(0, 60)) {
      const label = [...own][7]
      if (label === undefined) continue
      const clips = found(`tc:${label}`)
      expect(clips).toContain(n)
      expect(clips).toEqual(holding((one) => one === label))
    }
    const dropped = ['00:01:00:00', '10:21:00:01', '03:07:00:02', '03:07:00:24', '10:00:00:29']
    for (const label of dropped) expect(found(`tc:${label}`)).toEqual(holding((one) => one === label))
  })

  it('runs over midnight, of the clip and of the range', () => {
    const late = holding((label) => label >= '23:30' || label < '00:20')
    expect(found('tc:23:30..00:20')).toEqual(late)
  })

  it('is compared by where a clip begins', () => {
    const begins = (test: (label: string) => boolean): number[] =>
      CLIPS.filter(
        ({ start, rate, dropFrame }) => start !== null && test(formatTimecode(timecode(start, rate!, dropFrame))),
      ).map(({ n }) => n)
    expect(found('tc>=20:00')).toEqual(begins((label) => label >= '20:00'))
    expect(found('tc<03:00')).toEqual(begins((label) => label < '03:00'))
  })
})
