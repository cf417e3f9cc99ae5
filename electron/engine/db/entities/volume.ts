/**
 * A drive, as far as people write of it: what they call it. Every device has an id of its own for it; on the way it
 * goes by its identity.
 */
import { z } from 'zod'
import { deviceOf } from '../../domain/replica/op.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { readValue } from '../core/settings.ts'
import { volumeIdentity, volumeOfIdentity } from '../volumes/volumes.ts'
import type { Change } from './changes.ts'
import type { EntityDefinition } from './definition.ts'
import { columnOf, rowEntity } from './rows.ts'

const rows = rowEntity('drive', { table: 'volume', clocked: false, columns: { label: 'plain' } })

/** Letters of a drive's identity that tell it from others. */
const SHORT_ID = 6
const keyOf = (label: string): string => label.normalize('NFC').trim().toLowerCase()

/**
 * What others call a drive never makes it look like another one that was seen here: whoever reads what may be formatted
 * would take one for the other. With the name of one, it is shown with the end of its identity.
 */
function apart(db: ReadableDb, change: Change, clock: string): Change {
  const { field, value, entityId } = change
  if (field !== 'label' || typeof value !== 'string' || deviceOf(clock) === readValue(db, 'device-id')) return change
  const isTaken = statement<{ id: string; label: string }>(
    db,
    'SELECT id, label FROM volume WHERE mount_point IS NOT NULL AND id <> ?',
  )
    .all(entityId)
    .some(({ label }) => keyOf(label) === keyOf(value))
  if (!isTaken) return change
  const identity = (volumeIdentity(db, entityId) ?? entityId).replaceAll(/[^0-9a-zA-Z]/g, '')
  return { ...change, value: `${value} (${identity.slice(-SHORT_ID)})` }
}

/** Drives that go by a name that another one goes by, too: what was said of it is shown again, see `apart`. */
export function drivesOfOneName(db: ReadableDb): string[] {
  const all = statement<{ id: string; label: string }>(db, 'SELECT id, label FROM volume').all()
  return [...Map.groupBy(all, ({ label }) => keyOf(label)).values()]
    .filter((same) => same.length > 1)
    .flatMap((same) => same.map(({ id }) => id))
}

export const volume: EntityDefinition = {
  ...rows,
  apply: (db, change, clock) => rows.apply(db, apart(db, change, clock), clock),
  id: 'volume',
  topics: ['volumes'],
  // A drive that is not known here goes by its identity; no row is ever made of what is said of it.
  idForm: z.string().min(1).max(4096),
  fields: { label: { rule: 'last', label: 'Label', schema: z.string().min(1).max(300) } },
  nameOf: (db, id) => columnOf(db, 'volume', 'label', id),
  ids: { toOthers: volumeIdentity, here: (db, id) => volumeOfIdentity(db, id) ?? undefined },
}
