/**
 * Which of two words on a copy holds: what this device knows of it, or what another device tells. A drive is formatted by what
 * comes out of this, so a doubt is for the worse.
 */
import type { Verification } from '../../../../shared/model/asset.ts'
import { MAX_AHEAD_MS } from '../../domain/replica/vector.ts'
import { deviceOf } from '../../domain/replica/op.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { readValue } from '../core/settings.ts'

export interface Check { readonly verification: Verification; readonly verifiedAt: number | null; readonly readBack: string | null }
export interface KnownPlace extends Check { readonly state: string; readonly contentId: string }

/**
 * True where a copy was found bad, and this fact is another device's than the one that found it so: nothing lifts that but a
 * reading by the finder, or here. What is missing or replaced was seen so here. Where this device is the finder, the others are
 * told again, if they were told better. The fact's clock must not be noted then: it names the finder.
 */
export function findingStands(db: WritableDb, fact: { readonly id: string; readonly clock: string }, told: Verification | undefined): boolean {
  const at = fact.id.indexOf('\u001f')
  const place = statement<{ key: string; state: string; verification: Verification }>(db, `SELECT f.volume_id || char(31) || f.path AS key, f.state, f.verification
    FROM file f JOIN volume v ON v.id = f.volume_id WHERE v.identity = ? AND f.path = ?`).get(fact.id.slice(0, at), fact.id.slice(at + 1))
  if (place === undefined) return false
  // Others never write these: a place that they tell of is "offline" here.
  const isSeenGone = place.state === 'missing' || place.state === 'replaced'
  if (!isSeenGone && place.verification !== 'failed') return false
  const finder = isSeenGone ? null : finderOf(db, fact.id, place.key)
  if (finder === null && told !== undefined && told !== 'failed') statement(db, `INSERT OR IGNORE INTO untold (kind, id) VALUES ('place', ?)`).run(place.key)
  return finder !== deviceOf(fact.clock)
}

/** The device whose word stands of a place; null for this one. */
function finderOf(db: WritableDb, id: string, key: string): string | null {
  if (statement(db, `SELECT 1 FROM untold WHERE kind = 'place' AND id = ?`).get(key) !== undefined) return null
  const known = statement<{ clock: string }>(db, `SELECT clock FROM fact_clock WHERE kind = 'place' AND id = ?`).get(id)
  return known === undefined || deviceOf(known.clock) === readValue(db, 'device-id') ? null : deviceOf(known.clock)
}

/**
 * The check that holds of the same bytes: the later one; of two at one moment, and from "failed" on, only what is not better.
 * Other bytes have their own check. A moment that has not come yet would outlast every real check: it counts as now.
 */
export function laterCheck(there: KnownPlace | undefined, told: Check & { readonly contentId: string }, now: number): Check {
  const verifiedAt = told.verifiedAt !== null && told.verifiedAt > now + MAX_AHEAD_MS ? now : told.verifiedAt
  const check = { verification: told.verification, verifiedAt, readBack: told.readBack }
  if (there === undefined || there.contentId !== told.contentId) return check
  const [mine, theirs] = [there.verifiedAt ?? -1, verifiedAt ?? -1]
  const isLifted = there.verification === 'failed' && told.verification !== 'failed'
  return theirs > mine || (theirs === mine && !isLifted) ? check : there
}
