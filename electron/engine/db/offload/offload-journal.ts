/**
 * The journal of an offload in the database: one transaction a batch of steps.
 */
import type { Hashes } from '../../../../shared/model/hash.ts'
import { shownPath } from '../../domain/byte-names.ts'
import type { Fault, FileCopy, OffloadPlan, PlannedFile } from '../../domain/offload/offload.ts'
import type { JournalStep, KnownFile, OffloadJournal } from '../../domain/offload/offload-journal.ts'
import { changeTimeMoved, keepsChangeTime } from '../../domain/scan/file-state.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { inBatches } from '../core/in-batches.ts'

/**
 * Opens the journal of an offload whose row exists. The plan's files are entered, in steps: a crash before the last
 * leaves a part of them, and the next run enters all anew. When an earlier run entered them already, what it found out
 * is kept for every file that still has the same path, size and times.
 */
export async function openOffloadJournal(
  db: WritableDb,
  offloadId: string,
  plan: OffloadPlan,
): Promise<OffloadJournal> {
  const resumed =
    statement<{ n: number }>(db, 'SELECT count(*) AS n FROM offload_file WHERE offload_id = ?').get(offloadId)?.n !== 0
  if (!resumed) await inBatches(db, [...plan.files.keys()], entering(db, offloadId, plan, new Map()))
  else if (!sameFiles(db, offloadId, plan)) {
    db.transaction(() => {
      const known = knownByPath(db, offloadId)
      statement(db, 'DELETE FROM offload_copy WHERE offload_id = ?').run(offloadId)
      statement(db, 'DELETE FROM offload_file WHERE offload_id = ?').run(offloadId)
      const enter = entering(db, offloadId, plan, known)
      for (const position of plan.files.keys()) enter(position)
    })()
  }
  const write = stepWriter(db, offloadId)
  return {
    offloadId,
    resumed,
    known: (position) => (resumed ? readKnown(db, offloadId, position) : null),
    record: (steps) => {
      db.transaction(() => {
        for (const step of steps) write(step)
      })()
    },
  }
}

type Entered = Pick<KnownFile, 'hashes' | 'copies'> & {
  readonly size: number
  readonly mtimeNs: bigint
  readonly changedNs: bigint | null
}

/** The time of change of a file of the card; null where its file system keeps none. */
function changedNs({ sourceVolume }: OffloadPlan, { changedNs: told }: PlannedFile): bigint | null {
  return told !== undefined && keepsChangeTime(sourceVolume.fsType) ? told : null
}

/** The card's file was written to since, though its size and date may be as they were. */
function wasTouched(before: bigint | null, now: bigint | null): boolean {
  return changeTimeMoved(before === null ? null : Number(before), now === null ? null : Number(now))
}

/** Makes the function that enters the file at a position. */
function entering(
  db: WritableDb,
  offloadId: string,
  plan: OffloadPlan,
  known: ReadonlyMap<string, Entered>,
): (position: number) => void {
  const insert = statement(
    db,
    `INSERT INTO offload_file (offload_id, position, path, source, bytes, mtime_ns, ctime_ns, mode, state, hashes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const write = stepWriter(db, offloadId)
  return (position) => {
    const file = plan.files[position]!
    const earlier = known.get(file.path)
    const kept =
      earlier !== undefined &&
      earlier.size === file.size &&
      earlier.mtimeNs === file.mtimeNs &&
      !wasTouched(earlier.changedNs, changedNs(plan, file))
        ? earlier
        : null
    insert.run(
      offloadId,
      position,
      file.path,
      shownPath(file.source),
      file.size,
      file.mtimeNs,
      changedNs(plan, file),
      file.mode,
      kept?.hashes == null ? 'pending' : 'copied',
      JSON.stringify(kept?.hashes ?? {}),
    )
    for (const copy of kept?.copies ?? []) write({ step: 'settled', position, copy })
  }
}

function stepWriter(db: WritableDb, offloadId: string): (step: JournalStep) => void {
  const file = statement(
    db,
    `UPDATE offload_file SET state = ?, hashes = coalesce(?, hashes), error = ? WHERE offload_id = ? AND position = ?`,
  )
  const copy = statement(
    db,
    `INSERT INTO offload_copy (offload_id, position, destination, state, path, temporary, level, read_back, verified_at, error, copied_from, ctime_ns)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (offload_id, destination, position) DO UPDATE SET state = excluded.state,
      path = coalesce(excluded.path, path), temporary = excluded.temporary, level = excluded.level, read_back = excluded.read_back,
      verified_at = excluded.verified_at, error = excluded.error, copied_from = excluded.copied_from, ctime_ns = excluded.ctime_ns`,
  )
  return (step) => {
    const { position } = step
    if (step.step === 'read') file.run('copied', JSON.stringify(step.hashes), null, offloadId, position)
    else if (step.step === 'differs') file.run('differs', null, JSON.stringify(step.fault), offloadId, position)
    else if (step.step === 'source-fault') {
      file.run(
        step.fault.code === 'source.changed' ? 'changed' : 'failed',
        null,
        JSON.stringify(step.fault),
        offloadId,
        position,
      )
    } else if (step.step === 'copying')
      copy.run(
        offloadId,
        position,
        step.destination,
        'copying',
        null,
        shownPath(step.temporary),
        null,
        null,
        null,
        null,
        null,
        null,
      )
    else if (step.step === 'copied')
      copy.run(offloadId, position, step.destination, 'copied', null, null, null, null, null, null, null, null)
    else {
      const { destination, state, writtenAs, from, method, level, at, fault, ctimeNs } = step.copy
      copy.run(
        offloadId,
        position,
        destination,
        state,
        writtenAs,
        null,
        level,
        method,
        level === 'full' && state !== 'copied' ? at : null,
        fault === null ? null : JSON.stringify(fault),
        from,
        ctimeNs,
      )
    }
  }
}

function sameFiles(db: WritableDb, offloadId: string, plan: OffloadPlan): boolean {
  let position = 0
  const rows = statement<{ path: string; bytes: bigint; mtime: bigint; ctime: bigint | null }>(
    db,
    `SELECT path, bytes, mtime_ns AS mtime, ctime_ns AS ctime FROM offload_file
    WHERE offload_id = ? ORDER BY position`,
  )
    .safeIntegers(true)
    .iterate(offloadId)
  for (const row of rows) {
    const file = plan.files[position++]
    if (file?.path !== row.path || BigInt(file.size) !== row.bytes || file.mtimeNs !== row.mtime) return false
    if (wasTouched(row.ctime, changedNs(plan, file))) return false
  }
  return position === plan.files.length
}

function knownByPath(db: WritableDb, offloadId: string): ReadonlyMap<string, Entered> {
  const rows = statement<{ position: bigint; path: string; bytes: bigint; mtime: bigint; ctime: bigint | null }>(
    db,
    `SELECT position, path, bytes,
    mtime_ns AS mtime, ctime_ns AS ctime FROM offload_file WHERE offload_id = ? ORDER BY position`,
  )
    .safeIntegers(true)
    .all(offloadId)
  return new Map(
    rows.map((row) => {
      const known = readKnown(db, offloadId, Number(row.position)) ?? { hashes: null, copies: [] }
      return [row.path, { ...known, size: Number(row.bytes), mtimeNs: row.mtime, changedNs: row.ctime }]
    }),
  )
}

interface CopyRow {
  readonly destination: number
  readonly state: FileCopy['state']
  readonly path: string | null
  readonly level: FileCopy['level']
  readonly read_back: FileCopy['method']
  readonly verified_at: number | null
  readonly copied_from: number | null
  readonly ctime_ns: number | null
}

function readKnown(db: WritableDb, offloadId: string, position: number): KnownFile | null {
  const file = statement<{ path: string; hashes: string }>(
    db,
    'SELECT path, hashes FROM offload_file WHERE offload_id = ? AND position = ?',
  ).get(offloadId, position)
  if (file === undefined) return null
  const hashes = JSON.parse(file.hashes) as Hashes
  // Destination by destination, as copies are kept: by position alone every copy of the offload would be looked at.
  const last =
    statement<{ last: number | null }>(
      db,
      'SELECT max(destination) AS last FROM offload_copy WHERE offload_id = ?',
    ).get(offloadId)?.last ?? -1
  const copy = statement<CopyRow>(
    db,
    `SELECT destination, state, path, level, read_back, verified_at, copied_from, ctime_ns FROM offload_copy
    WHERE offload_id = ? AND destination = ? AND position = ? AND state IN ('verified', 'conflict', 'copied') AND level IS NOT NULL`,
  )
  const rows = Array.from({ length: last + 1 }, (_, destination) => copy.get(offloadId, destination, position)).filter(
    (row) => row !== undefined,
  )
  const copies = rows.map((row): FileCopy => ({
    path: file.path,
    destination: row.destination,
    state: row.state,
    writtenAs: row.path ?? file.path,
    from: row.copied_from,
    method: row.read_back,
    level: row.level,
    fault: null,
    copied: false,
    at: row.verified_at ?? 0,
    ctimeNs: row.ctime_ns,
  }))
  return { hashes: hashes.xxh128 === undefined ? null : hashes, copies }
}

/** Reads a fault as the journal keeps it. */
export function parseFault(text: string | null): Fault | null {
  return text === null ? null : (JSON.parse(text) as Fault)
}
