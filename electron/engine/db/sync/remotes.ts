/**
 * Remotes as the library remembers them: where they are and by which rules things go there. Never a secret.
 */
import { z } from 'zod'
import { RushesError } from '../../../../shared/model/errors.ts'
import { remoteRulesSchema, type RemoteRules } from '../../../../shared/model/sync.ts'
import { entitiesOf } from '../entities/registry.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { readValue, writeValue } from '../core/settings.ts'

/** What goes by itself where nothing was said: everything but camera originals. */
export const FIRST_RULES: RemoteRules = {
  posters: true,
  proxies: true,
  documents: true,
  originals: 'none',
  query: '',
  bytesPerSecond: null,
  hours: null,
}

export interface KnownRemote {
  readonly id: string
  readonly url: string
  readonly rules: RemoteRules
  readonly paused: boolean
  readonly encrypted: boolean
  /** When both sides were last seen to agree, ms. */
  readonly trueAt: number | null
}

interface Row {
  id: string
  url: string
  rules: string
  paused: number
  encrypted: number
  trueAt: number | null
}

const COLUMNS = 'id, url, rules, paused, encrypted, true_at AS trueAt'

/** All remotes, the first added first. */
export function readRemotes(db: ReadableDb): KnownRemote[] {
  return statement<Row>(db, `SELECT ${COLUMNS} FROM remote WHERE removed = 0 ORDER BY created_at, id`)
    .all()
    .map(asRemote)
}

/** One of them, or undefined. */
export function readRemote(db: ReadableDb, id: string): KnownRemote | undefined {
  const row = statement<Row>(db, `SELECT ${COLUMNS} FROM remote WHERE id = ? AND removed = 0`).get(id)
  return row === undefined ? undefined : asRemote(row)
}

/** Adds a remote, or takes up one that was removed: it keeps its id, and so what is known of it. Returns the id. */
export function addRemote(
  db: WritableDb,
  remote: { id: string; url: string; rules: RemoteRules; encrypted: boolean; now: number },
): string {
  return statement<{ id: string }>(
    db,
    `INSERT INTO remote (id, url, rules, encrypted, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (url) DO UPDATE SET rules = excluded.rules, encrypted = excluded.encrypted, paused = 0, removed = 0 RETURNING id`,
  ).get(remote.id, remote.url, JSON.stringify(remote.rules), Number(remote.encrypted), remote.now)!.id
}

/** Changes rules, and whether it is paused. */
export function changeRemote(db: WritableDb, id: string, to: { rules: RemoteRules; paused: boolean }): void {
  statement(db, 'UPDATE remote SET rules = ?, paused = ? WHERE id = ?').run(
    JSON.stringify(to.rules),
    Number(to.paused),
    id,
  )
}

/** Ends the keeping in step. What lies there stays there. */
export function dropRemote(db: WritableDb, id: string): void {
  statement(db, 'UPDATE remote SET removed = 1 WHERE id = ?').run(id)
}

/** Both sides were seen to agree at `now`. */
export function remoteTrue(db: WritableDb, id: string, now: number): void {
  statement(db, 'UPDATE remote SET true_at = ? WHERE id = ?').run(now, id)
}

/** Why a device is held back at this remote, as the last look found it: a new start tells it before it has looked. */
export function readHeldBack(db: ReadableDb, id: string): RushesError | null {
  const stored = readValue(db, `held-back:${id}`) ?? ''
  if (stored === '') return null
  const { code, message, details } = heldBackSchema.parse(JSON.parse(stored))
  return new RushesError(code, message, details)
}

/** Notes it, where it is another one than before. Null: nothing is held back. */
export function noteHeldBack(db: WritableDb, id: string, damage: RushesError | null): void {
  const text =
    damage === null ? '' : JSON.stringify({ code: damage.code, message: damage.message, details: damage.details })
  if ((readValue(db, `held-back:${id}`) ?? '') !== text) writeValue(db, `held-back:${id}`, text)
}

const heldBackSchema = z.object({
  code: z.enum(['remote.damaged', 'remote.newer']),
  message: z.string(),
  details: z.record(z.string(), z.string()).catch({}),
})

function asRemote(row: Row): KnownRemote {
  return {
    ...row,
    rules: remoteRulesSchema.parse(JSON.parse(row.rules)),
    paused: row.paused === 1,
    encrypted: row.encrypted === 1,
  }
}

/**
 * True while nothing was catalogued and nothing said here but how people work, such as presets: such a library may
 * adopt the identity that it finds at a remote.
 */
export function isEmptyCatalogue(db: ReadableDb): boolean {
  if (statement(db, 'SELECT 1 FROM asset LIMIT 1').get() !== undefined) return false
  return statement<{ entity: string }>(db, 'SELECT DISTINCT entity FROM op')
    .all()
    .every(({ entity }) => entitiesOf(db).find(entity)?.ofLibrary === true)
}
