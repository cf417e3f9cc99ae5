/**
 * From cells to the catalogue: what all devices together have said of a field is what is shown. The same writers serve
 * as for a command that a person gives here.
 */
import { clipOfField, formOf, isIdOf, ruleOf, shownValue } from '../../domain/replica/form.ts'
import { readCell } from '../../domain/replica/reading.ts'
import type { Json } from '../../domain/replica/op.ts'
import { canonical, canonicalOf, fieldsOf, hereField, leavePending, readCellOf } from './cells.ts'
import { applyChange } from './changes.ts'
import type { EntityDefinition } from './definition.ts'
import { entitiesOf } from './registry.ts'
import { statement, type WritableDb } from '../core/handles.ts'

/**
 * Shows what a cell says. Returns the assets whose rows have to be built anew. What it is about may not be known here
 * yet: then it is looked at again after the next pull (`projectPending`). Call it in a transaction.
 */
export function projectField(db: WritableDb, entity: string, id: string, field: string): readonly string[] {
  const definition = entitiesOf(db).find(entity)
  const form = formOf(definition, field)
  if (definition === undefined || form === undefined || !isIdOf(definition, id)) return []
  if (!isKnown(db, definition, id, field)) {
    leavePending(db, entity, id)
    return []
  }
  const cell = readCellOf(db, entity, id, field)
  const heads = cell.heads.filter(
    (head) => head.value === undefined || shownValue(definition, id, field, head.value) !== undefined,
  )
  // Nonsense alone changes nothing.
  if (heads.length === 0 && cell.heads.length > 0) return []
  const reading = readCell(form.rule, { ...cell, heads })
  // What can't be empty keeps its value; who took that away meant the one before, which is gone.
  if (reading.value === undefined && form.optional !== true) return []
  const value =
    reading.value === undefined
      ? undefined
      : (definition.valueHere?.(field, reading.value, (one) => canonical(db, one)) ?? reading.value)
  const { assetIds } = applyChange(
    db,
    { entity, entityId: id, field: hereField(db, entity, field), value },
    reading.clock,
  )
  if (field !== 'new' || cell.heads.length < 2) return assetIds
  // Another one made it before: what people changed of it stands over that.
  return [
    ...assetIds,
    ...fieldsOf(db, entity, id)
      .filter((other) => other !== 'new')
      .flatMap((other) => projectField(db, entity, id, other)),
  ]
}

/** Shows everything that was said of one thing. What people make begins with what makes it. */
function projectAll(db: WritableDb, entity: string, id: string): readonly string[] {
  const fields = fieldsOf(db, entity, id)
  return fields
    .toSorted((a, b) => Number(b === 'new') - Number(a === 'new'))
    .flatMap((field) => projectField(db, entity, id, field))
}

export interface PendingThing {
  readonly entity: string
  readonly id: string
}

/**
 * Looks at the next things that were spoken of before they were known, or were left for later. Returns the assets whose
 * rows have to be built anew, and the last thing; undefined after the last. What is still not known stays. Call it in a
 * transaction.
 */
export function projectPending(
  db: WritableDb,
  after: PendingThing,
  limit: number,
): { readonly assetIds: string[]; readonly last: PendingThing | undefined } {
  const rows = statement<PendingThing>(
    db,
    'SELECT entity, entity_id AS id FROM cell_pending WHERE (entity, entity_id) > (?, ?) ORDER BY entity, entity_id LIMIT ?',
  ).all(after.entity, after.id, limit)
  for (const { entity, id } of rows)
    statement(db, 'DELETE FROM cell_pending WHERE entity = ? AND entity_id = ?').run(entity, id)
  const assetIds = new Set(
    rows.flatMap(({ entity, id }) => {
      const here = canonicalOf(db, entity, id)
      return [...projectAll(db, entity, here), ...(entity === 'asset' && hasClip(db, here) ? [here] : [])]
    }),
  )
  return { assetIds: [...assetIds], last: rows.at(-1) }
}

function isKnown(db: WritableDb, definition: EntityDefinition, id: string, field: string): boolean {
  const clip = clipOfField(definition, field)
  if (clip !== null && !hasClip(db, canonical(db, clip))) return false
  return definition.isKnown(db, id, field, field === 'new' ? madeValue(db, definition, id) : undefined)
}

/** What makes a thing, with the ids that things go by here. */
function madeValue(db: WritableDb, definition: EntityDefinition, id: string): Json | undefined {
  const cell = readCellOf(db, definition.id, id, 'new')
  // Nonsense that is earlier than what makes it hides nothing.
  const { value } = readCell(ruleOf(definition, 'new'), {
    ...cell,
    heads: cell.heads.filter((head) => shownValue(definition, id, 'new', head.value) !== undefined),
  })
  return value === undefined ? undefined : (definition.valueHere?.('new', value, (one) => canonical(db, one)) ?? value)
}

function hasClip(db: WritableDb, id: string): boolean {
  return statement(db, 'SELECT 1 FROM asset WHERE id = ?').get(id) !== undefined
}

/** Makes what an op of another device speaks of and what is not here yet, such as a new stack. */
export function prepareFor(
  db: WritableDb,
  cell: { readonly entity: string; readonly id: string; readonly field: string },
  value: Json | undefined,
  now: number,
): void {
  const definition = entitiesOf(db).find(cell.entity)
  if (shownValue(definition, cell.id, cell.field, value) === undefined) return
  definition?.prepare?.(db, cell.id, cell.field, value, { here: (one) => canonical(db, one), now })
}
