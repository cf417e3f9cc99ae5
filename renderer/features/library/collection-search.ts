/**
 * What is searched for to show a collection, and where one goes that is moved by a key. Pure.
 */
import type { CollectionNode } from '../../../shared/model/collections.ts'
import { valueText } from '../../../shared/query/print.ts'

/**
 * By name, which people read in the search box; by id where the name means others as well. One that is filled by hand
 * goes by its id: its clips are arranged by that.
 */
export function searchOf(one: CollectionNode, all: readonly CollectionNode[]): string {
  if (one.kind === 'manual') return `collection:${one.id}`
  const name = one.name.toLowerCase()
  const isAlone = all.every(({ id, name: other }) => id === one.id || other.toLowerCase() !== name)
  return `in:${isAlone && !/[",]/.test(one.name) ? valueText(one.name) : one.id}`
}

export type Step = 'up' | 'down' | 'in' | 'out'

/** Where one goes by a key; null where there is no such place. */
export function stepped(
  one: CollectionNode,
  step: Step,
  all: readonly CollectionNode[],
): { readonly folder: string | null; readonly before: string | null } | null {
  const beside = all.filter(({ parent }) => parent === one.parent)
  const at = beside.findIndex(({ id }) => id === one.id)
  switch (step) {
    case 'up':
      return at === 0 ? null : { folder: one.parent, before: beside[at - 1]!.id }
    case 'down':
      return at === beside.length - 1 ? null : { folder: one.parent, before: beside[at + 2]?.id ?? null }
    case 'in': {
      const folder = beside.slice(0, at).findLast(({ kind }) => kind === 'folder')
      return folder === undefined ? null : { folder: folder.id, before: null }
    }
    case 'out': {
      const above = all.find(({ id }) => id === one.parent)
      if (above === undefined) return null
      const around = all.filter(({ parent }) => parent === above.parent)
      return { folder: above.parent, before: around[around.indexOf(above) + 1]?.id ?? null }
    }
  }
}

/** Those that are shown, with how deep they are: what is in a closed folder is not. */
export function shownNodes(
  all: readonly CollectionNode[],
  closed: readonly string[],
): readonly { readonly node: CollectionNode; readonly depth: number }[] {
  const depths = new Map<string, number>()
  return all.flatMap((node) => {
    const above = node.parent === null ? -1 : depths.get(node.parent)
    if (above === undefined || (node.parent !== null && closed.includes(node.parent))) return []
    depths.set(node.id, above + 1)
    return [{ node, depth: above + 1 }]
  })
}
