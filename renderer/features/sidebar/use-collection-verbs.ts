/**
 * What a person does to collections of any kind.
 */
import { useRef } from 'react'
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
    collectionTree,
    toasts,
    view,
  } = useLibrary()
  const show = (one: CollectionNode): void => view.search(searchOf(one, all), one.name)
  const placed = async (id: string, folder: string | null, before: string | null): Promise<void> => {
    if (id !== before && (await actions.run((opId) => client.collections.place({ opId, id, folder, before }))))
      await collectionTree.refresh()
  }
  // Each step goes from where the one before led to, however fast the keys come.
  const steps = useRef(Promise.resolve())
  return {
    show,
    place: (id, folder, before) => void placed(id, folder, before),
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
      steps.current = steps.current.then(async () => {
        const now = collectionTree.store.getState().data ?? []
        const moved = now.find(({ id }) => id === one.id)
        const to = moved === undefined ? null : stepped(moved, step, now)
        if (to === null) return
        await placed(one.id, to.folder, to.before)
        // A line that moved loses the keys.
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-collection="${one.id}"]`)?.focus())
      })
    },
    open(folder, open) {
      const { closedFolders } = view.store.getState()
      const others = closedFolders.filter((id) => id !== folder.id && all.some((one) => one.id === id))
      view.keep({ closedFolders: open ? others : [...others, folder.id] })
    },
  }
}
