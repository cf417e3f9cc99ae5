/**
 * Applies one change of a person to the catalogue and says what stood there before. The same function serves a new
 * command, its undo, and a change that comes from another device: there is one way to write a value.
 */
import type { WritableDb } from '../core/handles.ts'
import type { Change, Json } from './definition.ts'
import { entitiesOf } from './registry.ts'

export type { Change, Json }

interface Applied {
  /** The value that stood before; undefined for none. */
  readonly old: Json | undefined
  /** The clips whose rows have to be built anew: the one that it belonged to, and the one that it belongs to now. */
  readonly assetIds: readonly string[]
}

/** Writes the change with this clock. Throws `not_found` for a thing that is not here. */
export function applyChange(db: WritableDb, change: Change, clock: string): Applied {
  const entity = entitiesOf(db).get(change.entity)
  const before = entity.clipOf?.(db, change.entityId)
  const old = entity.apply(db, change, clock)
  const after = entity.clipOf?.(db, change.entityId)
  return { old, assetIds: [...new Set([after, before].filter((id) => id !== undefined))] }
}
