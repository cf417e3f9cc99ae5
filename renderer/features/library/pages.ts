/**
 * The clips of the current search, in pages: only what is in sight is asked for, only a bounded number is kept, and
 * what became stale stays in sight until it is renewed.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { AssetRow, Sort } from '../../../shared/model/asset.ts'
import type { RushesError } from '../../../shared/model/errors.ts'
import type { Freshness } from '../../api/index.ts'

export const PAGE = 200
/** Pages kept: 8,000 rows, far more than any screen shows. */
const MAX_PAGES = 40
/** Pause between renewals while clips pour in. */
const RENEW_MS = 250

interface Search {
  readonly query: string
  readonly sort: Sort
}

export interface PagesState {
  /** Null before the first answer. */
  readonly total: number | null
  readonly bytes: number
  /** False while there are at least so many: the engine is still counting. */
  readonly exact: boolean
  readonly pages: ReadonlyMap<number, readonly AssetRow[]>
  readonly error: RushesError | null
  /** Grows when another search or order is shown: the scroll goes to the top. */
  readonly generation: number
}

export interface AssetPages {
  readonly store: StoreApi<PagesState>
  open(query: string, sort: Sort): void
  /** Says that these rows are in sight. */
  ensure(first: number, last: number): void
  row(index: number): AssetRow | undefined
  find(id: string): { readonly row: AssetRow; readonly index: number } | null
  /** Ids of a run of rows, asked for where they aren't known; at most `most`. */
  idsBetween(first: number, last: number, most: number): Promise<string[]>
  /** Shows a change at once, before the engine has answered. */
  patch(ids: ReadonlySet<string>, change: (row: AssetRow) => AssetRow): void
  renew(): void
}

/** The row at a place of these pages. */
export function rowAt(state: PagesState, index: number): AssetRow | undefined {
  return state.pages.get(Math.floor(index / PAGE))?.[index % PAGE]
}

/** Makes the pages of one window. */
export function createAssetPages(client: EngineClient, freshness: Freshness): AssetPages {
  const store = createStore<PagesState>(() => ({
    total: null,
    bytes: 0,
    exact: true,
    pages: new Map(),
    error: null,
    generation: 0,
  }))
  let wanted: Search | null = null
  let shown: Search | null = null
  let sight = { first: 0, last: 0 }
  let asking = new Map<number, AbortController>()
  let renewing: ReturnType<typeof setTimeout> | null = null
  let counting: { readonly search: Search; readonly controller: AbortController } | null = null

  const load = async (page: number): Promise<void> => {
    const search = wanted
    if (search === null) return
    asking.get(page)?.abort()
    const controller = new AbortController()
    asking.set(page, controller)
    try {
      const answer = await client.assets.list(
        { ...search, offset: page * PAGE, limit: PAGE },
        { signal: controller.signal },
      )
      if (controller.signal.aborted || wanted !== search) return
      const fresh = shown !== search
      shown = search
      const known = store.getState().total
      // A page that was not counted says "at least": it never takes back what was counted before.
      const counted = answer.exact
        ? answer
        : fresh || known === null
          ? answer
          : { total: Math.max(known, answer.total), bytes: store.getState().bytes }
      const exact = answer.exact || (!fresh && store.getState().exact)
      store.setState((state) => ({
        total: counted.total,
        bytes: counted.bytes,
        exact,
        error: null,
        generation: state.generation + Number(fresh),
        pages: bounded(new Map([...(fresh ? [] : state.pages), [page, answer.rows]]), page),
      }))
      if (!exact) void count(search)
      if (fresh || known !== counted.total) fill()
    } catch (thrown) {
      if (!controller.signal.aborted) store.setState({ error: toRushesError(thrown) })
    } finally {
      if (asking.get(page) === controller) asking.delete(page)
    }
  }
  /** How many a broad search finds is counted beside the first page. One count at a time for each search. */
  const count = async (search: Search): Promise<void> => {
    if (counting?.search === search) return
    counting?.controller.abort()
    const mine = { search, controller: new AbortController() }
    counting = mine
    try {
      const { total, bytes } = await client.assets.count({ query: search.query }, { signal: mine.controller.signal })
      if (mine.controller.signal.aborted || wanted !== search || shown !== search) return
      store.setState({ total, bytes, exact: true })
      fill()
    } catch (thrown) {
      if (!mine.controller.signal.aborted) store.setState({ error: toRushesError(thrown) })
    } finally {
      if (counting === mine) counting = null
    }
  }
  const inSight = (): number[] => {
    const first = Math.floor(sight.first / PAGE)
    const last = Math.floor(sight.last / PAGE)
    return Array.from({ length: Math.min(4, last - first + 1) }, (_, at) => first + at)
  }
  const fill = (): void => {
    const { pages, total } = store.getState()
    for (const page of inSight())
      if (!pages.has(page) && !asking.has(page) && page * PAGE < (total ?? 0)) void load(page)
  }
  const renew = (): void => {
    renewing ??= setTimeout(() => {
      renewing = null
      const pages = inSight()
      // What is out of sight is asked for anew when it comes into sight; what is in sight stays until it is renewed.
      store.setState((state) => ({ pages: new Map([...state.pages].filter(([page]) => pages.includes(page))) }))
      // What was counted may have changed with what became stale.
      if (wanted !== null && !store.getState().exact) void count(wanted)
      for (const page of pages) void load(page)
    }, RENEW_MS)
  }
  freshness.on(['assets'], renew)

  return {
    store,
    renew,
    open(query, sort) {
      for (const controller of asking.values()) controller.abort()
      asking = new Map()
      wanted = { query, sort }
      sight = { first: 0, last: 0 }
      void load(0)
    },
    ensure(first, last) {
      sight = { first, last }
      fill()
    },
    row: (index) => rowAt(store.getState(), index),
    find(id) {
      for (const [page, rows] of store.getState().pages) {
        const at = rows.findIndex((row) => row.id === id)
        if (at >= 0) return { row: rows[at]!, index: page * PAGE + at }
      }
      return null
    },
    async idsBetween(first, last, most) {
      const ids: string[] = []
      const end = Math.min(last, first + most - 1)
      for (let page = Math.floor(first / PAGE); page * PAGE <= end; page += 1) {
        const known = store.getState().pages.get(page)
        const rows = known ?? (await client.assets.list({ ...wanted, offset: page * PAGE, limit: PAGE })).rows
        rows.forEach((row, at) => {
          if (page * PAGE + at >= first && page * PAGE + at <= end) ids.push(row.id)
        })
        if (rows.length === 0) break
      }
      return ids
    },
    patch(ids, change) {
      store.setState((state) => ({
        pages: new Map(
          [...state.pages].map(([page, rows]) => [
            page,
            rows.some((row) => ids.has(row.id)) ? rows.map((row) => (ids.has(row.id) ? change(row) : row)) : rows,
          ]),
        ),
      }))
    },
  }
}

function bounded(pages: Map<number, readonly AssetRow[]>, near: number): Map<number, readonly AssetRow[]> {
  if (pages.size <= MAX_PAGES) return pages
  const furthest = [...pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near))[0]!
  pages.delete(furthest)
  return pages
}
