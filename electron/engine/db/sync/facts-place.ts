/**
 * Which of several words on a copy holds: what this device knows of it, or what other devices tell. A drive is
 * formatted by what comes out of this, so a doubt is for the worse.
 */
import type { Verification } from '../../../../shared/model/asset.ts'
import { MAX_AHEAD_MS } from '../../domain/replica/vector.ts'
import { deviceOf } from '../../domain/replica/op.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { readValue } from '../core/settings.ts'

export interface Check {
  readonly verification: Verification
  readonly verifiedAt: number | null
  readonly readBack: string | null
}
export interface KnownPlace extends Check {
  readonly state: string
  readonly contentId: string
}
interface Word {
  readonly id: string
  readonly clock: string
}
/** A check of bytes that have this key (`<xxh128>-<bytes>`). */
interface CheckOf extends Check {
  readonly content: string | null
}

interface OwnRow extends CheckOf {
  readonly key: string
  readonly state: string
}

function rowOf(db: WritableDb, id: string): OwnRow | undefined {
  const at = id.indexOf('\u001f')
  return statement<OwnRow>(
    db,
    `SELECT f.volume_id || char(31) || f.path AS key, f.state, f.verification, f.verified_at AS verifiedAt, f.read_back AS readBack,
    c.xxh128 || '-' || c.bytes AS content FROM file f JOIN volume v ON v.id = f.volume_id LEFT JOIN content c ON c.id = f.content_id
    WHERE v.identity = ? AND f.path = ?`,
  ).get(id.slice(0, at), id.slice(at + 1))
}

/**
 * Notes what another device says of a copy, and answers whether this device's own word stands all the same: what it
 * found bad, or saw missing or replaced, is lifted by its own reading alone. The others are told again then, if they
 * were told better.
 */
export function ownWordStands(db: WritableDb, word: Word, told: CheckOf | null, now: number): boolean {
  const row = rowOf(db, word.id)
  const isOwn = row !== undefined && isOwnWord(db, word.id, row.key)
  const isSeenGone = row?.state === 'missing' || row?.state === 'replaced'
  // A later reading here lifts what others found before.
  if (isOwn && row.verification !== 'failed')
    statement(db, 'DELETE FROM place_finding WHERE id = ? AND verified_at < ?').run(word.id, row.verifiedAt)
  const stands = isSeenGone || (isOwn && row.verification === 'failed')
  noteWord(db, word, told, stands ? undefined : row, now)
  if (stands && told !== null && told.verification !== 'failed')
    statement(db, `INSERT OR IGNORE INTO untold (kind, id) VALUES ('place', ?)`).run(row!.key)
  return stands
}

/** True where the word that stands of a place is this device's. */
function isOwnWord(db: WritableDb, id: string, key: string): boolean {
  if (statement(db, `SELECT 1 FROM untold WHERE kind = 'place' AND id = ?`).get(key) !== undefined) return true
  const known = knownClock(db, id)
  return known === undefined || deviceOf(known) === readValue(db, 'device-id')
}

function knownClock(db: WritableDb, id: string): string | undefined {
  return statement<{ clock: string }>(db, `SELECT clock FROM fact_clock WHERE kind = 'place' AND id = ?`).get(id)?.clock
}

/**
 * From the first finding on, the last word of each device is kept: with the words of all, it does not matter which came
 * first.
 */
function noteWord(
  db: WritableDb,
  { id, clock }: Word,
  told: CheckOf | null,
  there: CheckOf | undefined,
  now: number,
): void {
  const isKept = statement(db, 'SELECT 1 FROM place_finding WHERE id = ?').get(id) !== undefined
  if (!isKept && told?.verification !== 'failed') return
  const enter = statement(
    db,
    `INSERT INTO place_finding (id, device, clock, content, verification, verified_at, read_back) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET clock = excluded.clock, content = excluded.content, verification = excluded.verification, verified_at = excluded.verified_at,
      read_back = excluded.read_back WHERE excluded.clock > clock`,
  )
  const put = (of: string, word: CheckOf): void => {
    enter.run(id, deviceOf(of), of, word.content, word.verification, notToCome(word.verifiedAt, now), word.readBack)
  }
  const known = knownClock(db, id)
  if (!isKept && there !== undefined && known !== undefined) put(known, there)
  put(clock, told ?? { content: null, verification: 'unknown', verifiedAt: null, readBack: null })
}

/**
 * The check that the words of all devices make of these bytes: bad where any device's last word is so. Undefined where
 * none found it bad, ever.
 */
export function checkOfAll(db: WritableDb, id: string, content: string): Check | undefined {
  const words = statement<CheckOf>(
    db,
    `SELECT content, verification, verified_at AS verifiedAt, read_back AS readBack FROM place_finding WHERE id = ?
    ORDER BY verification <> 'failed', CASE WHEN verification = 'failed' THEN verified_at ELSE -coalesce(verified_at, -1) END, clock`,
  ).all(id)
  return words.find((word) => word.verification === 'failed' || word.content === content)
}

/** True where a device's last word is that the copy is bad. */
export function isFoundBad(db: WritableDb, id: string): boolean {
  return statement(db, `SELECT 1 FROM place_finding WHERE id = ? AND verification = 'failed'`).get(id) !== undefined
}

/** A moment that has not come yet would outlast every real check: it counts as now. */
function notToCome(verifiedAt: number | null, now: number): number | null {
  return verifiedAt !== null && verifiedAt > now + MAX_AHEAD_MS ? now : verifiedAt
}

/**
 * The check that holds of the same bytes: the later one, and of two at one moment the one that was told later. Other
 * bytes have their own check.
 */
export function laterCheck(
  there: KnownPlace | undefined,
  told: Check & { readonly contentId: string },
  now: number,
  isToldLater = true,
): Check {
  const verifiedAt = notToCome(told.verifiedAt, now)
  const check = { verification: told.verification, verifiedAt, readBack: told.readBack }
  if (there === undefined || there.contentId !== told.contentId) return check
  const [mine, theirs] = [there.verifiedAt ?? -1, verifiedAt ?? -1]
  return theirs > mine || (theirs === mine && isToldLater) ? check : there
}
