/**
 * What a person does to clips. Shown at once, sent as a command with its own id, taken back when the engine refuses.
 */
import type { EngineClient } from '../../../shared/contract/client.ts'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { AssetChanges, AssetRow } from '../../../shared/model/asset.ts'
import type { RecipeName } from '../../../shared/model/work.ts'
import type { SavedFormat } from '../../../shared/model/stills.ts'
import { lookSchema, type Look } from '../../../shared/model/colour.ts'
import { newId } from '../../../shared/util/ids.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { Toasts } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import type { AssetPages } from './pages.ts'

export interface Actions {
  set(ids: readonly string[], changes: AssetChanges): Promise<void>
  /** Chooses what converts the pictures of clips; the decision list of each stays. */
  convert(ids: readonly string[], conversion: Pick<Look, 'curve' | 'lut'> | null): Promise<void>
  tag(ids: readonly string[], add: readonly string[], remove: readonly string[]): Promise<void>
  note(assetId: string, frame: number | null, text: string): Promise<boolean>
  editNote(id: string, text: string): Promise<void>
  removeNote(id: string): Promise<void>
  collect(collectionId: string, name: string, ids: readonly string[]): Promise<void>
  uncollect(collectionId: string, ids: readonly string[]): Promise<void>
  /** Puts clips of a collection before another one of it, or at its end. */
  arrange(collectionId: string, ids: readonly string[], before: string | null): Promise<void>
  createCollection(name: string, ids: readonly string[]): Promise<void>
  renameCollection(id: string, name: string): Promise<void>
  removeCollection(id: string, name: string): Promise<void>
  request(ids: readonly string[], recipes?: readonly RecipeName[]): Promise<void>
  /** Saves a frame as a file in a folder, and says where. Answers whether it was saved. */
  saveStill(assetId: string, frame: number, format: SavedFormat, to: string): Promise<boolean>
  /** Makes one stack of versions of clips. */
  join(ids: readonly string[]): Promise<void>
  undo(): Promise<void>
  redo(): Promise<void>
  /** Runs any command; a failure is told in its own words. Answers whether it was done. */
  run(command: (opId: string) => Promise<unknown>): Promise<boolean>
}

/** Makes the actions over the engine. */
export function createActions(client: EngineClient, pages: AssetPages, toasts: Toasts): Actions {
  const run: Actions['run'] = async (command) => {
    try {
      await command(newId())
      return true
    } catch (thrown) {
      toasts.fail(toRushesError(thrown).message)
      pages.renew()
      return false
    }
  }
  const undo = async (): Promise<void> => {
    await run(async (opId) => {
      const { label } = await client.history.undo({ opId })
      toasts.say(
        label === null ? 'There is nothing to undo' : `Undone: ${label}`,
        label === null ? undefined : { label: 'Redo', run: () => void redo() },
      )
    })
  }
  const redo = async (): Promise<void> => {
    await run(async (opId) => {
      const { label } = await client.history.redo({ opId })
      toasts.say(label === null ? 'There is nothing to redo' : `Done again: ${label}`)
    })
  }
  const collect: Actions['collect'] = async (id, name, ids) => {
    if (ids.length === 0) return
    if (await run((opId) => client.collections.add({ opId, id, assetIds: [...ids] }))) {
      toasts.say(`${countText(ids.length, 'clip')} added to ${name}`, { label: 'Undo', run: () => void undo() })
    }
  }
  return {
    run,
    undo,
    redo,
    collect,
    async join(ids) {
      if (ids.length < 2) {
        toasts.say('Select two clips or more for a stack')
        return
      }
      if (await run((opId) => client.versions.join({ opId, ids: [...ids] })))
        toasts.say(`${countText(ids.length, 'clip')} are stacked as versions`, {
          label: 'Undo',
          run: () => void undo(),
        })
    },
    async set(ids, changes) {
      if (ids.length === 0) return
      pages.patch(new Set(ids), (row) => applied(row, changes))
      await run((opId) => client.assets.set({ opId, ids: [...ids], changes }))
    },
    async convert(ids, conversion) {
      if (ids.length === 0) return
      const look = conversion === null ? null : lookSchema.parse({ cdl: null, ...conversion })
      const looks = [{ ids: [...ids], look, keepList: true }]
      if (await run((opId) => client.assets.looks({ opId, looks }))) pages.renew()
    },
    async tag(ids, add, remove) {
      if (ids.length > 0)
        await run((opId) => client.assets.tag({ opId, ids: [...ids], add: [...add], remove: [...remove] }))
    },
    saveStill: (assetId, frame, format, to) =>
      run(async (opId) => {
        const { path } = await client.stills.save({ opId, assetId, frame, format, to })
        toasts.say(`Saved ${visible(path)}`)
      }),
    note: (assetId, frame, text) => run((opId) => client.notes.add({ opId, assetId, frame, text })),
    editNote: async (id, text) => {
      await run((opId) => client.notes.edit({ opId, id, text }))
    },
    async removeNote(id) {
      if (await run((opId) => client.notes.remove({ opId, id })))
        toasts.say('Note removed', { label: 'Undo', run: () => void undo() })
    },
    arrange: async (id, ids, before) => {
      await run((opId) => client.collections.arrange({ opId, id, assetIds: [...ids], before }))
    },
    uncollect: async (id, ids) => {
      await run((opId) => client.collections.take({ opId, id, assetIds: [...ids] }))
    },
    async createCollection(name, ids) {
      await run(async (opId) => {
        const made = await client.collections.create({ opId, name })
        await collect(made.id, made.name, ids)
      })
    },
    renameCollection: async (id, name) => {
      await run((opId) => client.collections.rename({ opId, id, name }))
    },
    async removeCollection(id, name) {
      if (await run((opId) => client.collections.remove({ opId, id }))) {
        toasts.say(`Collection ${name} removed; its clips stay`, { label: 'Undo', run: () => void undo() })
      }
    },
    async request(ids, recipes) {
      await run(async (opId) => {
        const { count } = await client.jobs.request({
          opId,
          ids: [...ids],
          ...(recipes === undefined ? {} : { recipes: [...recipes] }),
        })
        toasts.say(count === 0 ? 'All of it is made already' : `${countText(count, 'job')} waiting`)
      })
    },
  }
}

/** The row as it will be once the engine has done the change. */
export function applied(row: AssetRow, changes: AssetChanges): AssetRow {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  return { ...row, ...given }
}
