/**
 * What the window shows: the search, the order, the view, the sizes of things. Sizes and tastes are kept for next time.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { z } from 'zod'
import { sortSchema, type Sort } from '../../../shared/model/asset.ts'
import type { Span } from '../../../shared/query/ast.ts'

/** The clips, the player, or the id of a place. */
export type ViewName = string
export const TILE = { min: 120, max: 480, step: 20 } as const
export const SIDEBAR = { min: 160, max: 360 } as const
export const INSPECTOR = { min: 240, max: 480 } as const

const keyBindingsSchema = z.object({
  preset: z.enum(['rushes', 'resolve', 'premiere', 'avid']).default('rushes'),
  /** What a person gave, by command; none for a command without a key. */
  own: z.record(z.string().max(100), z.array(z.string().max(40)).max(8)).default({}),
})
export type KeyBindings = z.infer<typeof keyBindingsSchema>
export type KeyPreset = KeyBindings['preset']

const tastesSchema = z.object({
  browse: z.enum(['grid', 'list']).default('grid'),
  sort: sortSchema.default({ field: 'roll', direction: 'asc' }),
  tile: z.number().min(TILE.min).max(TILE.max).default(220),
  sidebarOpen: z.boolean().default(true),
  sidebarWidth: z.number().min(SIDEBAR.min).max(SIDEBAR.max).default(220),
  inspectorOpen: z.boolean().default(true),
  inspectorWidth: z.number().min(INSPECTOR.min).max(INSPECTOR.max).default(300),
  theme: z.enum(['auto', 'dark', 'light']).default('dark'),
  columns: z.array(z.string()).nullable().default(null),
  columnWidths: z.record(z.string(), z.number()).default({}),
  /** Folders of collections that are closed. */
  closedFolders: z.array(z.string()).max(1000).default([]),
  destinations: z.array(z.string()).max(16).default([]),
  /** The preset of the last offload, and what was said for folder names: both stay the same for a whole shoot. */
  preset: z.string().nullable().default(null),
  nameValues: z.record(z.string(), z.string().max(200)).default({}),
  keys: keyBindingsSchema.default({ preset: 'rushes', own: {} }),
  /** How edit proxies were made last. */
  editProxies: z
    .object({
      preset: z.string().max(60),
      where: z.enum(['folder', 'beside']),
      folder: z.string().nullable(),
    })
    .default({ preset: 'prores-proxy', where: 'folder', folder: null }),
  /** Where clips were copied last, and in which folders. */
  copyOut: z
    .object({ to: z.string().nullable(), template: z.string().nullable() })
    .default({ to: null, template: null }),
})
export type Tastes = z.infer<typeof tastesSchema>

export interface ViewState extends Tastes {
  readonly query: string
  /** What the sidebar calls the query; null when it was typed. */
  readonly title: string | null
  readonly view: ViewName
  /** The part of the query that is to be edited in the search box; null when nothing was asked for. */
  readonly editing: Span | null
}

export interface View {
  readonly store: StoreApi<ViewState>
  /** Searches, and goes back from the player or the drives to the clips. */
  search(query: string, title?: string | null): void
  /** Asks the search box to take the focus with this part of the query selected; null once it has. */
  edit(span: Span | null): void
  sortBy(field: Sort['field']): void
  show(view: ViewName): void
  /** What was looked at before, and again what came after it. Answers whether there was anything. */
  back(): boolean
  forward(): boolean
  keep(tastes: Partial<Tastes>): void
}

const KEY = 'rushes.tastes'

/** A place that a person was at. */
type Place = Pick<ViewState, 'query' | 'title' | 'view'>
/** Further back nobody goes. */
const MAX_PLACES = 100

/** Makes the view; `storage` keeps the tastes of this machine and may be null or broken. */
export function createView(storage: Storage | null): View {
  const store = createStore<ViewState>(() => {
    const tastes = readTastes(storage)
    // Whoever takes out a phone on set asks first which card may go back to the camera.
    return { ...tastes, query: '', title: 'All clips', view: isPhone() ? 'safety' : tastes.browse, editing: null }
  })
  const keep = (tastes: Partial<Tastes>): void => {
    store.setState(tastes)
    try {
      storage?.setItem(KEY, JSON.stringify(tastesSchema.parse(store.getState())))
    } catch {
      // A full or forbidden store costs only the memory of sizes.
    }
  }
  const placeNow = (): Place => {
    const { query, title, view } = store.getState()
    return { query, title, view }
  }
  const behind: Place[] = []
  let ahead: Place[] = []
  /** Goes somewhere new. While a search is being typed its beginnings are no places. */
  const go = (next: Place): void => {
    const now = placeNow()
    if (now.query === next.query && now.view === next.view) {
      store.setState(next)
      return
    }
    const isTyping = now.title === null && next.title === null && now.view === next.view
    if (!isTyping) behind.push(now)
    if (behind.length > MAX_PLACES) behind.shift()
    ahead = []
    store.setState(next)
  }
  const step = (from: Place[], to: Place[]): boolean => {
    const next = from.pop()
    if (next === undefined) return false
    to.push(placeNow())
    store.setState(next)
    return true
  }
  return {
    store,
    keep,
    back: () => step(behind, ahead),
    forward: () => step(ahead, behind),
    search(query, title = null) {
      const { view, browse } = store.getState()
      go({
        query: query.trim(),
        title: query.trim() === '' ? 'All clips' : title,
        view: isBrowsing(view) ? view : browse,
      })
    },
    edit: (editing) => store.setState({ editing }),
    sortBy(field) {
      const { sort } = store.getState()
      keep({ sort: { field, direction: sort.field === field && sort.direction === 'asc' ? 'desc' : 'asc' } })
    },
    show(view) {
      go({ ...placeNow(), view })
      if (isBrowsing(view)) keep({ browse: view })
    },
  }
}

/** True where clips are not what is looked at: their keys and the inspector have nothing to do there. */
export function isPlace(view: ViewName): boolean {
  return !isBrowsing(view) && view !== 'player'
}

/** True in a window as narrow as a phone; app.css draws the line at the same width. */
function isPhone(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(max-width: 640px)').matches
}

function isBrowsing(view: ViewName): view is Tastes['browse'] {
  return view === 'grid' || view === 'list'
}

function readTastes(storage: Storage | null): Tastes {
  try {
    const read = tastesSchema.safeParse(JSON.parse(storage?.getItem(KEY) ?? '{}'))
    if (read.success) return read.data
  } catch {
    // Written by another version or by hand: start from the defaults.
  }
  return tastesSchema.parse({})
}
