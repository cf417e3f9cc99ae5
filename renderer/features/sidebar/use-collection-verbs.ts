/**
 * What a person does to collections of any kind.
 */
import type { CollectionNode } from '../../../shared/model/collections.ts'
import { searchOf, stepped, useLibrary, type Step } from '../library/index.ts'

export interface CollectionVerbs {
  show(one: CollectionNode): void
  rename(one: CollectionNode, name: string): void
  remove(one: CollectionNode): void
  makeFolder(name: string): void
  place(id: string, folder: string | null, before: string | null): void
  step(one: CollectionNode, step: Step): void
  open(folder: CollectionNode, open: boolean): void
}

/** The verbs, over the collections as they stand. */
export function useCollectionVerbs(all: readonly CollectionNode[]): CollectionVerbs {
  const {
    connection: { client },
    actions,
    toasts,
    view,
  } = useLibrary()
  const show = (one: CollectionNode): void => view.search(searchOf(one, all), one.name)
  const place: CollectionVerbs['place'] = (id, folder, before) => {
    if (id !== before) void actions.run((opId) => client.collections.place({ opId, id, folder, before }))
  }
  return {
    show,
    place,
    async rename(one, name) {
      const isShown = view.store.getState().query === searchOf(one, all)
      const next = { ...one, name }
      const others = all.map((each) => (each.id === one.id ? next : each))
      if (await actions.run((opId) => client.collections.rename({ opId, id: one.id, name })))
        if (isShown) view.search(searchOf(next, others), name)
    },
    async remove(one) {
      if (!(await actions.run((opId) => client.collections.remove({ opId, id: one.id })))) return
      const stays = one.kind === 'folder' ? 'what was in it stays' : 'its clips stay'
      toasts.say(`${one.name} removed; ${stays}`, { label: 'Undo', run: () => void actions.undo() })
    },
    makeFolder: (name) => void actions.run((opId) => client.collections.createFolder({ opId, name })),
    step(one, step) {
      const to = stepped(one, step, all)
      if (to !== null) place(one.id, to.folder, to.before)
    },
    open(folder, open) {
      const { closedFolders } = view.store.getState()
      const others = closedFolders.filter((id) => id !== folder.id && all.some((one) => one.id === id))
      view.keep({ closedFolders: open ? others : [...others, folder.id] })
    },
  }
}
