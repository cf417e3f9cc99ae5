/**
 * The entities that a connection knows. A connection is given them when it is opened; everything that is written of
 * them goes through it.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import type { Topic } from '../../../../shared/model/work.ts'
import type { ReadableDb } from '../core/handles.ts'
import type { EntityDefinition } from './definition.ts'

export interface Registry {
  readonly all: readonly EntityDefinition[]
  /** What a window has to read again when any of them may have changed. */
  readonly topics: readonly Topic[]
  /** Undefined for an entity of a later version: what is said of it is kept and passed on. */
  find(id: string): EntityDefinition | undefined
  /** Throws `internal` for an entity that this version doesn't know. */
  get(id: string): EntityDefinition
}

/** Makes a registry. Throws for two entities of one id. */
export function createRegistry(all: readonly EntityDefinition[]): Registry {
  const byId = new Map(all.map((one) => [one.id, one]))
  if (byId.size < all.length) throw new TypeError('Two entities bear one id.')
  return {
    all,
    topics: [...new Set(all.flatMap((one) => one.topics))],
    find: (id) => byId.get(id),
    get: (id) => {
      const found = byId.get(id)
      if (found === undefined)
        throw new RushesError(
          'internal',
          `This version of Rushes knows nothing that is called “${id}”. Update it, then try again.`,
        )
      return found
    },
  }
}

const bound = new WeakMap<ReadableDb, Registry>()

/** Gives a connection its entities, once, when it is opened. */
export function bindEntities(db: ReadableDb, entities: Registry): void {
  bound.set(db, entities)
}

/** The entities of a connection. */
export function entitiesOf(db: ReadableDb): Registry {
  const found = bound.get(db)
  if (found === undefined) throw new TypeError('This connection was opened without entities.')
  return found
}
