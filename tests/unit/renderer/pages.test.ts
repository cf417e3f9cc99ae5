/**
 * A window on a long list: only what is in sight is asked for, and what is in sight stays until it is renewed.
 */
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { AssetRow } from '../../../shared/model/asset.ts'
import type { Topic } from '../../../shared/model/work.ts'
import { createAssetPages, PAGE, rowAt } from '../../../renderer/features/library/pages.ts'
import { createSelection, MAX_SELECTED } from '../../../renderer/features/library/selection.ts'
import { testClock } from '../../helpers/test-clock.ts'

const SORT = { field: 'name', direction: 'asc' } as const

/** An engine of `total` rows that counts what it is asked; rows are no more than their ids. */
function engine(total: number, broad = false) {
  const asked: number[] = []
  let stale: ((ids: readonly string[] | null) => void) | null = null
  const list = ({ query, offset, limit }: { query: string; offset: number; limit: number }): Promise<unknown> => {
    asked.push(offset)
    if (query === 'rank:3') return Promise.reject(new RushesError('query.unknown', '“rank” is not a field.'))
    const rows = Array.from(
      { length: Math.max(0, Math.min(limit, total - offset)) },
      (_, at) => ({ id: `${query}${offset + at}`, rating: 0 }) as AssetRow,
    )
    return Promise.resolve({
      rows,
      total: broad ? Math.min(total, offset + limit + 1) : total,
      bytes: 0,
      exact: !broad,
      cursor: null,
      revision: 1,
    })
  }
  const counts: ((answer: { total: number; bytes: number }) => void)[] = []
  const count = (): Promise<unknown> =>
    new Promise((resolve) => {
      counts.push(resolve)
    })
  const client = { assets: { list, count } } as unknown as EngineClient
  const freshness = {
    on: (_topics: readonly Topic[], listener: (ids: readonly string[] | null) => void) => {
      stale = listener
      return () => undefined
    },
  }
  return { pages: createAssetPages(client, freshness), asked, counts, change: () => stale?.(null) }
}

const pass = testClock()

describe('the pages of a million clips', () => {
  it('are asked for only where they are in sight', async () => {
    const { pages, asked } = engine(1_000_000)
    pages.open('', SORT)
    await pass()
    pages.ensure(500_000, 500_040)
    await pass()
    expect(asked).toEqual([0, 500_000])
    expect(rowAt(pages.store.getState(), 500_007)?.id).toBe('500007')
    expect(rowAt(pages.store.getState(), 700_000)).toBeUndefined()
  })

  it('are there before a broad search is counted, and know their number when it is', async () => {
    const { pages, counts } = engine(1_000_000, true)
    pages.open('camera:A', SORT)
    await pass()
    expect(pages.store.getState()).toMatchObject({ total: PAGE + 1, exact: false })
    pages.ensure(PAGE - 10, PAGE)
    await pass()
    expect(pages.store.getState()).toMatchObject({ total: 2 * PAGE + 1, exact: false })
    expect(counts).toHaveLength(1)
    counts[0]!({ total: 1_000_000, bytes: 7 })
    await pass()
    expect(pages.store.getState()).toMatchObject({ total: 1_000_000, bytes: 7, exact: true })
    pages.ensure(900_000, 900_010)
    await pass()
    expect(pages.store.getState()).toMatchObject({ total: 1_000_000, exact: true })
  })

  it('are kept in a bounded number', async () => {
    const { pages } = engine(1_000_000)
    pages.open('', SORT)
    for (let page = 0; page < 60; page += 1) {
      pages.ensure(page * PAGE, page * PAGE + 10)
      await pass()
    }
    await pass()
    expect(pages.store.getState().pages.size).toBeLessThanOrEqual(40)
  })

  it('stay in sight when they become stale, until the new ones are there', async () => {
    const { pages, asked, change } = engine(1000)
    pages.open('', SORT)
    await pass()
    change()
    expect(pages.row(3)?.id).toBe('3')
    await pass(300)
    expect(pages.row(3)?.id).toBe('3')
    expect(asked.length).toBe(2)
  })

  it('stay when a search is not understood, and say why', async () => {
    const { pages } = engine(1000)
    pages.open('', SORT)
    await pass()
    pages.open('rank:3', SORT)
    await pass()
    expect(pages.store.getState().error?.code).toBe('query.unknown')
    expect(pages.row(0)?.id).toBe('0')
  })

  it('show a change at once', async () => {
    const { pages } = engine(1000)
    pages.open('', SORT)
    await pass()
    pages.patch(new Set(['2']), (row) => ({ ...row, rating: 5 }))
    expect([pages.row(1)?.rating, pages.row(2)?.rating]).toEqual([0, 5])
  })
})

describe('selecting over pages that are not there', () => {
  it('asks for the ids between', async () => {
    const { pages } = engine(5000)
    const selection = createSelection(pages)
    pages.open('', SORT)
    await pass()
    await selection.press(10, { shift: false, mod: false })
    await selection.press(1500, { shift: true, mod: false })
    expect(selection.store.getState().ids.size).toBe(1491)
  })

  it('takes no more than a command may', async () => {
    const { pages } = engine(25_000)
    const selection = createSelection(pages)
    pages.open('', SORT)
    await pass()
    expect(await selection.all()).toBe(MAX_SELECTED)
  })
})
