/**
 * A version, as far as people write of it: `asset` is the stack it is in, `pinned` keeps it from being thinned, `apart`
 * out of the stack that its name tells.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'
import { RushesError } from '../../../../shared/model/errors.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { emptyAssetLike, moveVersion, type VersionPlace } from '../versions/stacks.ts'
import type { Change, EntityDefinition, Here, Json } from './definition.ts'
import { columnOf, hasRow, notHere, rowEntity } from './rows.ts'

const row = rowEntity('version', { table: 'version', clocked: false, columns: { pinned: 'flag', apart: 'flag' } })

export const version: EntityDefinition = {
  ...row,
  id: 'version',
  topics: ['assets'],
  keyedBy: 'version',
  idForm: idSchema,
  fields: {
    asset: {
      rule: 'last',
      label: 'Stack',
      schema: z.union([idSchema, z.object({ asset: idSchema, revision: z.number().int().nullable() })]),
    },
    pinned: { rule: 'any-true', schema: z.boolean() },
    apart: { rule: 'last', schema: z.boolean() },
  },
  apply: (db, change, clock) => (change.field === 'asset' ? applyStack(db, change) : row.apply(db, change, clock)),
  clipOf: (db, id) => columnOf(db, 'version', 'asset_id', id),
  valueHere: (field, value, here) => (field === 'asset' ? here(assetIn(value)!) : value),
  prepare: ensureStack,
}

function applyStack(db: WritableDb, { entityId, value }: Change): Json {
  const from = moveVersion(db, entityId, versionPlace(value))
  if (from === undefined) throw notHere('version')
  return { asset: from.asset, revision: from.revision }
}

/** A stack by its asset alone, or, as an undo gives it, with the number that the version had there. */
function versionPlace(value: Json | undefined): VersionPlace {
  if (typeof value === 'string') return { asset: value, revision: null }
  const place = value as { readonly asset: string; readonly revision: number } | undefined | null
  if (typeof place?.asset !== 'string') throw new RushesError('internal', 'A version was to be put into no stack.')
  return place
}

function assetIn(value: Json | undefined): string | undefined {
  const found = typeof value === 'string' ? value : (value as { asset?: Json } | null | undefined)?.asset
  return typeof found === 'string' ? found : undefined
}

/** A version may be put into a stack that is new there: an asset of that id is made, like the one that it came from. */
function ensureStack(
  db: WritableDb,
  versionId: string,
  field: string,
  value: Json | undefined,
  { here, now }: { readonly here: Here; readonly now: number },
): void {
  const wanted = field === 'asset' ? assetIn(value) : undefined
  const from = assetOf(db, versionId)
  if (wanted === undefined || from === undefined || hasRow(db, 'asset', here(wanted))) return
  const made = emptyAssetLike(db, from, now)
  statement(db, 'UPDATE asset SET id = ? WHERE id = ?').run(here(wanted), made)
}

function assetOf(db: ReadableDb, versionId: string): string | undefined {
  return columnOf(db, 'version', 'asset_id', versionId)
}
