/**
 * `has:` and `no:`: what a clip has, as a plan. What it lacks is the same turned round.
 */
import type { Presence } from '../../../../shared/query/fields.ts'
import { type ReadableDb } from '../core/handles.ts'
import { keptPlan } from './kept-values.ts'
import { counted, fewOf, test, tested, type TermPlan } from './term-plan.ts'

/** Plans one of them. */
export function hasPlan(db: ReadableDb, what: string): TermPlan {
  const presence = what as Presence
  switch (presence) {
    case 'sound':
      return counted(
        db,
        test('EXISTS (SELECT 1 FROM sound_pair s WHERE s.picture_id = a.id AND s.accepted = 1)'),
        test(
          'SELECT b.n FROM asset b WHERE b.hidden = 0 AND b.id IN (SELECT s.picture_id FROM sound_pair s WHERE s.accepted = 1)',
        ),
      )
    case 'notes':
      return fewOf(db, 'asset_noted', 'notes > 0')
    case 'tags':
      return fewOf(db, 'asset_tagged', `tags <> '[]'`)
    case 'look':
      return fewOf(db, 'asset_looked', 'look IS NOT NULL')
    case 'description':
      return fewOf(db, 'asset_described', `description <> ''`)
    case 'rating':
      return fewOf(db, 'asset_rating', 'rating > 0')
    case 'timecode':
      return fewOf(db, 'asset_timecode', 'start_timecode IS NOT NULL')
    case 'camera':
    case 'roll':
    case 'scene':
    case 'shot':
    case 'take':
    case 'slate':
    case 'unit':
    case 'episode':
    case 'location':
    case 'day':
    case 'codec':
    case 'hdr':
    case 'log':
      return keptPlan(db, presence, [{ is: 'any' }], 0)
    default:
      return tested('0')
  }
}
