/**
 * What things are called, which clip they belong to, and whether people wrote anything of a clip.
 */
import { entitiesOf } from './registry.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

interface About {
  readonly assetId: string | null
  readonly name: string
}

/** What a thing is called, and the clip that it belongs to. */
export function aboutOf(db: ReadableDb, entity: string, id: string): About {
  const definition = entitiesOf(db).find(entity)
  if (definition === undefined) return { assetId: null, name: 'Something that this version does not know' }
  if (definition.clipOf === undefined)
    return { assetId: null, name: definition.nameOf?.(db, id) ?? `A ${definition.noun}` }
  const clip = definition.clipOf(db, id)
  const name = clip === undefined ? undefined : nameOfAsset(db, clip)
  return { assetId: name === undefined ? null : clip!, name: name ?? 'A clip that this device does not know yet' }
}

function nameOfAsset(db: ReadableDb, id: string): string | undefined {
  return statement<{ name: string }>(db, 'SELECT name FROM asset WHERE id = ?').get(id)?.name
}

/** True when there is a clip of this id. */
export function hasAsset(db: ReadableDb, id: string): boolean {
  return nameOfAsset(db, id) !== undefined
}

/** True when a person has said anything of a clip: it is never dropped then. */
export function isSaidOf(db: ReadableDb, assetId: string): boolean {
  const tests = entitiesOf(db).all.flatMap((entity) => entity.saidOfClip ?? [])
  return tests.some((sql) => statement(db, sql).get({ id: assetId }) !== undefined)
}
