/**
 * How the procedures of stills, sound sync, copies of clips and the budget of proxies are called.
 */
import { expect } from 'vitest'
import { toRushesError, type EngineClient } from '../../shared/contract/client.ts'
import { newId } from '../../shared/util/ids.ts'
import { setPair, syncPair } from './sync-pair.ts'

/** What the calls work on. */
interface Ground {
  readonly drive: string
  readonly assetId: string
}
type MediaCall = (client: EngineClient, ground: Ground) => Promise<unknown>

const op = () => ({ opId: newId() })

export const MEDIA_CALLS: Readonly<Record<string, MediaCall>> = {
  'soundSync.list': (c) => c.soundSync.list({}),
  'soundSync.propose': async (c, g) => {
    const { pictureId, soundId } = await syncPair(c, g.drive)
    return await c.soundSync.propose({ ...op(), ids: [pictureId, soundId] })
  },
  'soundSync.set': async (c, g) =>
    c.soundSync.set({ ...op(), ...(await syncPair(c, g.drive)), offset: 4800, sampleRate: 48_000 }),
  'soundSync.accept': async (c, g) => c.soundSync.accept({ ...op(), pairs: [await setPair(c, g.drive)] }),
  'soundSync.refuse': async (c, g) => c.soundSync.refuse({ ...op(), pairs: [await setPair(c, g.drive)] }),
  'stills.save': (c, g) =>
    c.stills.save({ ...op(), assetId: g.assetId, frame: 0, format: 'png', to: g.drive }).catch((error: unknown) => {
      // Its drive was let go meanwhile, in some orders.
      expect(['not_found', 'media.unsupported', 'media.failed']).toContain(toRushesError(error).code)
      return undefined
    }),
  'copies.plan': (c, g) => c.copies.plan({ ids: [g.assetId], to: g.drive }),
  'copies.start': (c, g) =>
    c.copies.start({ ...op(), ids: [g.assetId], to: g.drive, folder: 'Copies' }).catch((error: unknown) => {
      // Its drive was let go meanwhile, in some orders.
      expect(toRushesError(error).code).toBe('not_found')
      return undefined
    }),
  'cache.fit': (c) => c.cache.fit(op()),
}
