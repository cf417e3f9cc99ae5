/**
 * A note on a clip, or on a frame of it.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'
import { statement } from '../core/handles.ts'
import type { EntityDefinition } from './definition.ts'
import { columnOf, madeOf, moment, REMOVED, rowEntity } from './rows.ts'

const text = z.string().max(20_000)

export const note: EntityDefinition = {
  ...rowEntity('note', {
    table: 'note',
    clocked: true,
    columns: { text: 'plain', removed: 'flag' },
    made: { assetId: 'asset_id', frame: 'frame', text: 'text', author: 'author', createdAt: 'created_at' },
    refers: { assetId: 'asset' },
  }),
  id: 'note',
  topics: ['assets'],
  idForm: idSchema,
  fields: {
    new: madeOf(
      z.object({
        assetId: idSchema,
        frame: z.number().int().nonnegative().nullable(),
        text,
        author: z.string().max(300),
        createdAt: moment,
      }),
    ),
    text: { rule: 'last', label: 'Note', schema: text, joins: true },
    removed: REMOVED,
  },
  clipOf: (db, id) => columnOf(db, 'note', 'asset_id', id),
  textsOf: (db, assetId) =>
    statement<{ text: string }>(db, 'SELECT text FROM note WHERE asset_id = ? AND removed = 0')
      .all(assetId)
      .map((row) => row.text),
  saidOfClip: ['SELECT 1 FROM note WHERE asset_id = @id'],
  joinClips: (db, gone, kept) => {
    statement(db, 'UPDATE note SET asset_id = ? WHERE asset_id = ?').run(kept, gone)
  },
}
