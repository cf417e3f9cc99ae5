/**
 * What people decided of sound for a clip: its id is the clip's, `sound:<asset>` says of one sound that it is the clip's
 * (with its place) or is not. Proposals are no part of it: every computer finds them for itself, and a machine's guess
 * is nobody's word. A decision names the contents that it was made of, so that it never moves to another version of
 * either.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'
import { soundDecisionSchema, type SoundDecision } from '../../../../shared/model/sound-sync.ts'
import { placeText } from '../../../../shared/util/sound-words.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import type { Change, EntityDefinition, Json } from './definition.ts'
import { hasRow } from './rows.ts'

const SOUND = 'sound:'

export const soundPair: EntityDefinition = {
  id: 'soundPair',
  noun: 'sound of a clip',
  topics: ['assets'],
  keyedBy: 'asset',
  idForm: idSchema,
  fields: {},
  named: [
    {
      prefix: SOUND,
      names: /^[0-9a-f-]{36}$/,
      ofClips: true,
      rule: 'last',
      label: 'Sound',
      schema: z.union([soundDecisionSchema, z.null()]),
      optional: true,
    },
  ],
  isKnown: (db, id) => hasRow(db, 'asset', id),
  apply: applyDecision,
  clipOf: (_db, id) => id,
  wordsOf: (_field, value) => {
    if (value === null) return 'undecided'
    const { state, place, by } = soundDecisionSchema.parse(value)
    return state === 'refused' ? `not its sound, says ${by}` : `${placeText(place)}, says ${by}`
  },
  saidOfClip: ['SELECT 1 FROM sound_pair WHERE picture_id = @id', 'SELECT 1 FROM sound_pair WHERE sound_id = @id'],
  joinClips: (db, gone, kept) => {
    for (const column of ['picture_id', 'sound_id'] as const) {
      statement(db, `UPDATE OR IGNORE sound_pair SET ${column} = ? WHERE ${column} = ?`).run(kept, gone)
      statement(db, `DELETE FROM sound_pair WHERE ${column} = ?`).run(gone)
    }
  },
}

function applyDecision(db: WritableDb, { entityId, field, value }: Change): Json | undefined {
  const sound = field.slice(SOUND.length)
  const before = statement<{ body: string }>(
    db,
    'SELECT body FROM sound_pair WHERE picture_id = ? AND sound_id = ?',
  ).get(entityId, sound)?.body
  if (value === undefined || value === null)
    statement(db, 'DELETE FROM sound_pair WHERE picture_id = ? AND sound_id = ?').run(entityId, sound)
  else
    statement(
      db,
      `INSERT INTO sound_pair (picture_id, sound_id, body, accepted) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET body = excluded.body, accepted = excluded.accepted`,
    ).run(entityId, sound, JSON.stringify(value), Number((value as unknown as SoundDecision).state === 'accepted'))
  return before === undefined ? undefined : (JSON.parse(before) as Json)
}

/** The change that keeps a decision; undefined takes it back. */
export function soundChange(pictureId: string, soundId: string, value: SoundDecision | undefined): Change {
  return { entity: soundPair.id, entityId: pictureId, field: `${SOUND}${soundId}`, value: value as Json | undefined }
}
