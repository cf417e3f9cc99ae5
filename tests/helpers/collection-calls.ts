/**
 * How the procedures of collections are called.
 */
import type { EngineClient } from '../../shared/contract/client.ts'
import { newId } from '../../shared/util/ids.ts'

const op = () => ({ opId: newId() })

/** What the calls work on. */
interface Ground {
  readonly assetId: string
  readonly collectionId: string
}

export const COLLECTION_CALLS: Readonly<Record<string, (client: EngineClient, ground: Ground) => Promise<unknown>>> = {
  'collections.list': (c) => c.collections.list({}),
  'collections.tree': (c) => c.collections.tree({}),
  'collections.createFolder': (c) => c.collections.createFolder({ ...op(), name: 'Editor' }),
  'collections.createSmart': (c) => c.collections.createSmart({ ...op(), name: 'Best of A', query: 'circled' }),
  'collections.change': async (c) => {
    const { id } = await c.collections.createSmart({ ...op(), name: 'Best of B', query: 'circled' })
    return await c.collections.change({ ...op(), id, query: 'circled rating>=3' })
  },
  'collections.place': (c, g) => c.collections.place({ ...op(), id: g.collectionId, folder: null, before: null }),
  'collections.create': (c) => c.collections.create({ ...op(), name: 'Selects' }),
  'collections.rename': (c, g) => c.collections.rename({ ...op(), id: g.collectionId, name: 'Best' }),
  'collections.remove': async (c) =>
    c.collections.remove({ ...op(), id: (await c.collections.create({ ...op(), name: 'Not for long' })).id }),
  'collections.add': (c, g) => c.collections.add({ ...op(), id: g.collectionId, assetIds: [g.assetId] }),
  'collections.arrange': async (c, g) => {
    await c.collections.add({ ...op(), id: g.collectionId, assetIds: [g.assetId] })
    return await c.collections.arrange({ ...op(), id: g.collectionId, assetIds: [g.assetId], before: null })
  },
  'collections.note': async (c, g) => {
    await c.collections.add({ ...op(), id: g.collectionId, assetIds: [g.assetId] })
    return await c.collections.note({ ...op(), id: g.collectionId, assetId: g.assetId, text: 'opens the reel' })
  },
  'collections.notes': (c, g) => c.collections.notes({ id: g.collectionId }),
  'collections.take': (c, g) => c.collections.take({ ...op(), id: g.collectionId, assetIds: [g.assetId] }),
}
