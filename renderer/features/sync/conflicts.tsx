/**
 * Where people said different things of one clip: marked at the clip and at the field, until somebody chooses.
 */
import { useMemo } from 'react'
import type { Conflict } from '../../../shared/model/sync.ts'
import { useResource } from '../../api/index.ts'
import { Button, Mark } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import './sync.css'

const NONE: readonly Conflict[] = []

/** Conflicts of each clip that has any, by its id. */
export function useConflicts(): ReadonlyMap<string, readonly Conflict[]> {
  const all = useResource(useLibrary().conflicts).data ?? NONE
  return useMemo(
    () =>
      Map.groupBy(
        all.filter((one) => one.assetId !== null),
        (one) => one.assetId!,
      ),
    [all],
  )
}

/** How many there are in the library. */
export function useConflictCount(): number {
  return (useResource(useLibrary().conflicts).data ?? NONE).length
}

/** "Conflict: Description, Scene". */
export function conflictLabel(conflicts: readonly Conflict[]): string {
  return `Conflict: ${[...new Set(conflicts.map((one) => one.label))].join(', ')}`
}

/**
 * The mark at a field; nothing where nobody disagrees. `fields` are the names under which it is stored; `named` writes
 * them beside it, where no label does.
 */
export function ConflictMark({
  conflicts,
  fields,
  named = false,
}: {
  readonly conflicts: readonly Conflict[]
  readonly fields: readonly string[]
  readonly named?: boolean
}) {
  const met = conflicts.filter((one) => fields.includes(one.field))
  const [first] = met
  if (first === undefined) return null
  const mark = (
    <Mark
      name="attention"
      size={12}
      label={`Conflict: ${first.sides.map((side) => `${side.text === '' ? 'empty' : side.text} (${side.author === '' ? side.device : side.author})`).join(' or ')}`}
    />
  )
  return named ? (
    <span className="conflict-mark">
      {mark}
      {[...new Set(met.map((one) => one.label))].join(', ')} · conflict
    </span>
  ) : (
    mark
  )
}

/** One line at the clip, with the way to the choice. */
export function ClipConflicts({ conflicts }: { readonly conflicts: readonly Conflict[] }) {
  const { view } = useLibrary()
  if (conflicts.length === 0) return null
  return (
    <p className="in-said">
      <Mark name="attention" size={14} />
      <span>{conflictLabel(conflicts)}</span>
      <Button look="quiet" onClick={() => view.show('cloud')}>
        Choose
      </Button>
    </p>
  )
}
