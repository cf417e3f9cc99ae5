/**
 * All that the features of one window share: made once by the app's shell, handed down by context.
 */
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Outline } from '../../../shared/contract/assets.ts'
import type { EngineInfo } from '../../../shared/contract/work.ts'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import type { CollectionNode } from '../../../shared/model/collections.ts'
import type { Activity, Collection, ConnectedDrive, Settings, Volume } from '../../../shared/model/work.ts'
import type { Conflict, Device, Remote, Where } from '../../../shared/model/sync.ts'
import type { DriveVerification } from '../../../shared/model/verification.ts'
import type { BadCopy, Offload } from '../../../shared/model/offload.ts'
import type { Lut } from '../../../shared/model/luts.ts'
import type { Root } from '../../../shared/model/watching.ts'
import {
  createFreshness,
  createKeyedResources,
  createResource,
  follow,
  type Connection,
  type Freshness,
  type Platform,
  type Resource,
} from '../../api/index.ts'
import { createToasts, type Toasts } from '../../ui/index.ts'
import { createActions, type Actions } from './actions.ts'
import { countSmart } from './smart-counts.ts'
import { createCompare, type Compare } from './compare.ts'
import { createClipDrag, type ClipDrag } from './drag.ts'
import { createAssetPages, type AssetPages } from './pages.ts'
import { createSelection, type SelectionStore } from './selection.ts'
import { createView, type View, type ViewState } from './view.ts'
import type { Selection } from './selection-model.ts'

export interface Library {
  readonly connection: Connection
  readonly platform: Platform
  readonly freshness: Freshness
  readonly toasts: Toasts
  readonly view: View
  readonly pages: AssetPages
  readonly selection: SelectionStore
  readonly actions: Actions
  readonly drag: ClipDrag
  /** Looks on, off, or half and half. */
  readonly compare: Compare
  readonly luts: Resource<Lut[]>
  readonly activity: StoreApi<{ readonly now: Activity | null }>
  readonly info: Resource<EngineInfo>
  readonly outline: Resource<Outline>
  readonly collections: Resource<Collection[]>
  /** Collections of every kind, in their folders. */
  readonly collectionTree: Resource<CollectionNode[]>
  /** What is said of clips in a collection; of no collection, nothing. */
  collectionNotes(id: string | null): Resource<Readonly<Record<string, string>>>
  /** How many clips each smart collection finds, by its id. */
  readonly smartCounts: Resource<ReadonlyMap<string, number>>
  readonly volumes: Resource<Volume[]>
  /** Drives that are connected and can take copies. */
  readonly connected: Resource<ConnectedDrive[]>
  /** How well each drive's files are looked after. */
  readonly driveVerification: Resource<DriveVerification[]>
  /** Copies that went bad, the first of them. */
  readonly bad: Resource<BadCopy[]>
  /** Offloads that run, wait or were paused, in their order. */
  readonly queue: Resource<Offload[]>
  readonly roots: Resource<Root[]>
  readonly settings: Resource<Settings>
  readonly remotes: Resource<Remote[]>
  readonly conflicts: Resource<Conflict[]>
  readonly devices: Resource<Device[]>
  detail(id: string): Resource<AssetDetail>
  /** Where the bytes of a clip are, beyond its drives. */
  where(id: string): Resource<Where | null>
}

const MAX_DETAILS = 60
/** Bad copies that are listed: more than anyone reads, and no long answer. */
const MAX_BAD = 200

/** Builds everything over a connection. `storage` remembers tastes; null in tests. */
export function createLibrary(connection: Connection, platform: Platform, storage: Storage | null): Library {
  const { client } = connection
  const freshness = createFreshness(connection)
  const toasts = createToasts()
  const view = createView(storage)
  const pages = createAssetPages(client, freshness)
  const selection = createSelection(pages)
  const activity = createStore<{ readonly now: Activity | null }>(() => ({ now: null }))
  follow(
    connection,
    (signal) => client.engine.activity({}, { signal }),
    (now) => activity.setState({ now }),
  )

  const openPages = ({ query, sort }: ViewState): void => pages.open(query, sort)
  openPages(view.store.getState())
  view.store.subscribe((now, before) => {
    if (now.query !== before.query || now.sort !== before.sort) {
      selection.clear()
      openPages(now)
    }
  })
  return {
    connection,
    platform,
    freshness,
    toasts,
    view,
    pages,
    selection,
    activity,
    actions: createActions(client, pages, toasts),
    drag: createClipDrag(platform, window),
    compare: createCompare(window),
    luts: createResource(freshness, ['luts', 'assets'], () => client.luts.list({})),
    info: createResource(freshness, ['settings'], () => client.engine.info({})),
    outline: createResource(freshness, ['assets', 'volumes', 'settings', 'project'], () => client.assets.outline({})),
    collections: createResource(freshness, ['collections'], () => client.collections.list({})),
    collectionTree: createResource(freshness, ['collections'], () => client.collections.tree({})),
    smartCounts: createResource(freshness, ['assets', 'collections'], countSmart(client)),
    volumes: createResource(freshness, ['volumes', 'offloads'], () => client.volumes.list({})),
    connected: createResource(freshness, ['volumes'], () => client.volumes.connected({})),
    driveVerification: createResource(freshness, ['volumes', 'assets'], () => client.verify.drives({})),
    bad: createResource(freshness, ['volumes', 'assets'], () => client.verify.bad({ limit: MAX_BAD })),
    queue: createResource(freshness, ['offloads'], () => client.offloads.queue({})),
    roots: createResource(freshness, ['roots', 'volumes'], () => client.roots.list({})),
    settings: createResource(freshness, ['settings', 'project'], () => client.settings.get({})),
    remotes: createResource(freshness, ['sync'], () => client.remotes.list({})),
    conflicts: createResource(freshness, ['sync', 'assets'], () => client.sync.conflicts({})),
    devices: createResource(freshness, ['sync'], () => client.sync.devices({})),
    collectionNotes: createCollectionNotes(freshness, client),
    where: createKeyedResources(
      (id) =>
        createResource(
          freshness,
          ['sync', 'assets'],
          async () => (await client.sync.where({ assetIds: [id] }))[0] ?? null,
        ),
      MAX_DETAILS,
    ),
    detail: createKeyedResources(
      (id) => createResource(freshness, ['assets', 'collections', 'volumes'], () => client.assets.get({ id })),
      MAX_DETAILS,
    ),
  }
}

function createCollectionNotes(freshness: Freshness, client: Connection['client']): Library['collectionNotes'] {
  const keyed = createKeyedResources(
    (id) => createResource(freshness, ['collections'], async () => (id === '' ? {} : client.collections.notes({ id }))),
    MAX_DETAILS,
  )
  return (id) => keyed(id ?? '')
}

const LibraryContext = createContext<Library | null>(null)
export const LibraryProvider = LibraryContext.Provider

/** The library of this window. Throws when the shell forgot to provide it. */
export function useLibrary(): Library {
  const library = useContext(LibraryContext)
  if (library === null) throw new Error('The window has no library around it.')
  return library
}

/** A part of the view's state. */
export function useView<T>(pick: (state: ViewState) => T): T {
  return useStore(useLibrary().view.store, pick)
}

/** A part of the selection. */
export function useSelection<T>(pick: (selection: Selection) => T): T {
  return useStore(useLibrary().selection.store, pick)
}

/** A part of what the engine is busy with. */
export function useActivity<T>(pick: (now: Activity | null) => T): T {
  return useStore(useLibrary().activity, (state) => pick(state.now))
}
