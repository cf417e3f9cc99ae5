/**
 * A pinned clip: its original goes to every remote that takes pinned ones. The pin is the library's and not a device's,
 * since it is about the remote: whoever has the bytes sends them. What a device takes or keeps is in the rules of its
 * own remotes.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'
import { statement } from '../core/handles.ts'
import type { EntityDefinition } from './definition.ts'
import { hasRow } from './rows.ts'

export const pin: EntityDefinition = {
  id: 'pin',
  noun: 'pin',
  topics: ['assets', 'sync'],
  keyedBy: 'asset',
  idForm: idSchema,
  // Somebody wants it at the remote: that holds against one who unpinned it without knowing.
  fields: { pinned: { rule: 'any-true', label: 'Pinned', schema: z.boolean() } },
  isKnown: (db, id) => hasRow(db, 'asset', id),
  apply: (db, { entityId, value }) => {
    const before = statement(db, 'SELECT 1 FROM pinned_asset WHERE asset_id = ?').get(entityId) !== undefined
    statement(
      db,
      value === true
        ? 'INSERT OR IGNORE INTO pinned_asset (asset_id) VALUES (?)'
        : 'DELETE FROM pinned_asset WHERE asset_id = ?',
    ).run(entityId)
    return before
  },
  clipOf: (_db, id) => id,
  saidOfClip: ['SELECT 1 FROM pinned_asset WHERE asset_id = @id'],
  joinClips: (db, gone, kept) => {
    statement(db, 'UPDATE OR IGNORE pinned_asset SET asset_id = ? WHERE asset_id = ?').run(kept, gone)
    statement(db, 'DELETE FROM pinned_asset WHERE asset_id = ?').run(gone)
  },
}
