/**
 * Offloads in the catalogue: their rows, and the window on their files.
 */
import type { Hashes } from '../../../../shared/model/hash.ts'
import type { OFFLOAD_STATES, OffloadFile, OffloadPlan as PlanView, Verdict } from '../../../../shared/model/offload.ts'
import type { Fault } from '../../domain/offload/offload.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { parseFault } from './offload-journal.ts'

type OffloadState = (typeof OFFLOAD_STATES)[number]

/** What makes two requests the same offload. Paths are absolute and resolved. */
interface OffloadKey {
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly name: string | null
  readonly values?: Readonly<Record<string, string>>
}

interface OffloadRow {
  readonly id: string
  /** The request as it was given first; a resumed offload keeps the order of its destinations. */
  readonly request: string
  readonly name: string
  readonly state: OffloadState
  readonly plan: PlanView
  readonly verdict: Verdict | null
  readonly error: Fault | null
  readonly startedAt: number
  readonly finishedAt: number | null
}

/** A request in canonical form: the order in which sources and destinations were named makes no difference. */
export function offloadKey(key: OffloadKey): string {
  const values = Object.entries(key.values ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({
    sources: key.sources.toSorted(),
    destinations: key.destinations.toSorted(),
    name: key.name,
    ...(values.length === 0 ? {} : { values }),
  })
}

/** Enters a new offload. */
export function insertOffload(
  db: WritableDb,
  offload: { id: string; key: string; request: string; name: string; plan: PlanView; startedAt: number },
): void {
  statement(
    db,
    `INSERT INTO offload (id, request_key, request, name, state, plan, started_at) VALUES (?, ?, ?, ?, 'planned', ?, ?)`,
  ).run(offload.id, offload.key, offload.request, offload.name, JSON.stringify(offload.plan), offload.startedAt)
}

interface Row {
  id: string
  request: string
  name: string
  state: OffloadState
  plan: string
  verdict: string | null
  error: string | null
  started_at: number
  finished_at: number | null
}

const COLUMNS = 'id, request, name, state, plan, verdict, error, started_at, finished_at'

/** The latest offload of this request that has not come to its end, or null. */
export function findResumable(db: ReadableDb, key: string): OffloadRow | null {
  const row = statement<Row>(
    db,
    `SELECT ${COLUMNS} FROM offload WHERE request_key = ? AND state <> 'done' ORDER BY started_at DESC LIMIT 1`,
  ).get(key)
  return row === undefined ? null : fromRow(row)
}

function fromRow(row: Row): OffloadRow {
  return {
    id: row.id,
    request: row.request,
    name: row.name,
    state: row.state,
    plan: JSON.parse(row.plan) as PlanView,
    verdict: row.verdict === null ? null : (JSON.parse(row.verdict) as Verdict),
    error: parseFault(row.error),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}

interface FileRow {
  position: number
  path: string
  bytes: number
  state: string
  hashes: string
  error: string | null
}
interface CopyRow {
  state: string
  path: string | null
  level: string | null
  read_back: string | null
  verified_at: number | null
  error: string | null
  copied_from: number | null
}

/**
 * A window of an offload's files in the order of the card.
 *
 * [Note: copies are kept by destination and then by position. Asked for by position alone, every copy of the offload is
 * looked at for each file: two minutes for a card of thirty thousand. So the destination is always named.]
 * @param targets the destinations' folders in the order of the plan
 * @param after the cursor of the window before, or null for the first
 */
export function readOffloadFiles(
  db: ReadableDb,
  id: string,
  targets: readonly string[],
  window: { after: string | null; limit: number; problems: boolean },
): { readonly rows: readonly OffloadFile[]; readonly cursor: string | null } {
  const problems = `AND (f.state IN ('changed', 'failed', 'differs') OR (SELECT count(*) FROM offload_copy c WHERE c.offload_id = f.offload_id
    AND c.destination IN (${targets.map((_, index) => index).join(', ')}) AND c.position = f.position AND (c.state = 'verified' OR (c.state = 'copied' AND c.level IS NOT NULL))) < ${targets.length})`
  const rows = statement<FileRow>(
    db,
    `SELECT position, path, bytes, state, hashes, error FROM offload_file f WHERE offload_id = ? AND position > ?
    ${window.problems ? problems : ''} ORDER BY position LIMIT ?`,
  ).all(id, window.after === null ? -1 : Number(window.after), window.limit)
  const copies = statement<CopyRow>(
    db,
    `SELECT state, path, level, read_back, verified_at, error, copied_from FROM offload_copy
    WHERE offload_id = ? AND destination = ? AND position = ?`,
  )
  const last = rows.at(-1)
  return {
    rows: rows.map((row) =>
      fileView(
        row,
        targets.map((_, index) => copies.get(id, index, row.position)),
        targets,
      ),
    ),
    cursor: last === undefined || rows.length < window.limit ? null : String(last.position),
  }
}

function fileView(row: FileRow, copies: readonly (CopyRow | undefined)[], targets: readonly string[]): OffloadFile {
  const destinations = targets.map((target, index) => {
    const copy = copies[index]
    return {
      target,
      state: (copy?.state ?? 'pending') as OffloadFile['destinations'][number]['state'],
      path: copy?.path ?? null,
      level: (copy?.level ?? null) as OffloadFile['destinations'][number]['level'],
      readBack: (copy?.read_back ?? null) as OffloadFile['destinations'][number]['readBack'],
      verifiedAt: copy?.verified_at ?? null,
      copiedFrom: copy?.copied_from == null ? null : (targets[copy.copied_from] ?? null),
      error: parseFault(copy?.error ?? null)?.sentence ?? null,
    }
  })
  const everywhere = destinations.every((copy) => copy.state === 'verified')
  const state = (row.state === 'copied' || row.state === 'pending') && everywhere ? 'verified' : row.state
  return {
    path: row.path,
    bytes: row.bytes,
    hashes: JSON.parse(row.hashes) as Hashes,
    state: state as OffloadFile['state'],
    error: parseFault(row.error)?.sentence ?? null,
    destinations,
  }
}
