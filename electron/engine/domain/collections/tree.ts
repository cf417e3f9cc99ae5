/**
 * Collections in their folders, as they are shown. Devices that were apart can leave a folder that is gone with things
 * in it, or two folders each in the other: everything is shown all the same, and in the same place on all devices.
 */
export interface Shelved {
  readonly id: string
  readonly name: string
  readonly kind: 'manual' | 'smart' | 'folder'
  readonly parent: string | null
  readonly position: string | null
  readonly removed: boolean
}

/** What is not removed, in the order in which it is shown, a folder before what is in it; `parent` is the shown one. */
export function inTree<Of extends Shelved>(all: readonly Of[]): Of[] {
  const byId = new Map(all.map((one) => [one.id, one]))
  const shown = all.filter((one) => !one.removed).map((one) => ({ ...one, parent: shownParent(one, byId) }))
  const within = Map.groupBy(shown, ({ parent }) => parent)
  const from = (parent: string | null): Of[] =>
    (within.get(parent) ?? []).toSorted(byPlace).flatMap((one) => [one, ...(one.kind === 'folder' ? from(one.id) : [])])
  return from(null)
}

/** The next folder above that is there; none where the folders above go round, for the one of them that comes first. */
function shownParent(one: Shelved, byId: ReadonlyMap<string, Shelved>): string | null {
  const passed: string[] = [one.id]
  let found: string | null = null
  for (let at = folderOf(one.parent, byId); at !== undefined; at = folderOf(at.parent, byId)) {
    if (at.id === one.id) {
      const loop = passed.filter((id) => byId.get(id)?.removed === false)
      return loop.toSorted()[0] === one.id ? null : found
    }
    // A loop further up, which this one is not in.
    if (passed.includes(at.id)) break
    passed.push(at.id)
    if (!at.removed) found ??= at.id
  }
  return found
}

function folderOf(id: string | null, byId: ReadonlyMap<string, Shelved>): Shelved | undefined {
  const found = id === null ? undefined : byId.get(id)
  return found?.kind === 'folder' ? found : undefined
}

/** By place; those without one follow, by name. */
function byPlace(a: Shelved, b: Shelved): number {
  if (a.position !== null && b.position !== null)
    return a.position < b.position ? -1 : a.position > b.position ? 1 : byId(a, b)
  if (a.position !== null || b.position !== null) return a.position === null ? 1 : -1
  const [x, y] = [a.name.toLowerCase(), b.name.toLowerCase()]
  return x < y ? -1 : x > y ? 1 : byId(a, b)
}

function byId(a: Shelved, b: Shelved): number {
  return a.id < b.id ? -1 : 1
}
