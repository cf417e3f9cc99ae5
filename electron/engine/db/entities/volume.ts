/**
 * A drive, as far as people write of it: what they call it. Every device has an id of its own for it; on the way it
 * goes by its identity.
 */
import { z } from 'zod'
import { volumeIdentity, volumeOfIdentity } from '../volumes/volumes.ts'
import type { EntityDefinition } from './definition.ts'
import { columnOf, rowEntity } from './rows.ts'

export const volume: EntityDefinition = {
  ...rowEntity('drive', { table: 'volume', clocked: false, columns: { label: 'plain' } }),
  id: 'volume',
  topics: ['volumes'],
  // A drive that is not known here goes by its identity; no row is ever made of what is said of it.
  idForm: z.string().min(1).max(4096),
  fields: { label: { rule: 'last', label: 'Label', schema: z.string().min(1).max(300) } },
  nameOf: (db, id) => columnOf(db, 'volume', 'label', id),
  ids: { toOthers: volumeIdentity, here: (db, id) => volumeOfIdentity(db, id) ?? undefined },
}
