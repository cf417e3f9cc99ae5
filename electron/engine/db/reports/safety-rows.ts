/**
 * What the catalogue knows of offloaded cards and of the copies of their files, for the safety page.
 */
import { z } from 'zod'
import { cardLookSchema, type CardLook } from '../../../../shared/model/watching.ts'
import type { Offload } from '../../../../shared/model/offload.ts'
import type { CardIdentity, ReadOfCard } from '../../domain/reports/same-card.ts'
import { keepsChangeTime } from '../../domain/scan/file-state.ts'
import { joinMount } from '../catalogue/asset-detail.ts'
import { MAY_HOLD_COPIES } from '../volumes/card-volumes.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import type { CopyRow } from './report-rows.ts'

/** An offload in a few words, to tell cards apart. */
export interface OffloadOutline extends CardIdentity {
  readonly id: string
}

/** All offloads, newest first. */
export function offloadOutlines(db: ReadableDb): OffloadOutline[] {
  return statement<{
    id: string
    startedAt: number
    state: Offload['state']
    files: number
    bytes: number
    sources: string
    rolls: string
  }>(
    db,
    `SELECT id, started_at AS startedAt, state,
      plan ->> '$.files' AS files, plan ->> '$.bytes' AS bytes, plan ->> '$.sources' AS sources,
      (SELECT json_group_array(value ->> '$.name') FROM json_each(plan, '$.rolls')) AS rolls FROM offload ORDER BY started_at DESC, id DESC`,
  )
    .all()
    .map((row) => ({
      ...row,
      sources: JSON.parse(row.sources) as string[],
      rolls: (JSON.parse(row.rolls) as string[]).map((name) => ({ name })),
    }))
}

/** A file of an offload with its copies today. */
export interface CardFile {
  readonly path: string
  readonly bytes: number
  readonly state: 'pending' | 'copied' | 'verified' | 'changed' | 'failed' | 'differs'
  readonly xxh128: string | null
  /** Shooting day of what it belongs to. */
  readonly day: string | null
  readonly copies: readonly CopyRow[]
}

type Row = Omit<CardFile, 'copies'> &
  Omit<CopyRow, 'here' | 'volumeId' | 'path' | 'state' | 'elsewhere'> & {
    readonly verifiedHere: number
    readonly position: number
    readonly volumeId: string | null
    readonly online: number
    readonly mountPoint: string | null
    readonly copyPath: string
    readonly copyState: CopyRow['state']
    readonly fsType: string | null
  }

/**
 * The next files of an offload in the order of the card. What lies on a card is the original and no copy of it.
 * @returns the position to go on after, null at the end
 */
export function cardFiles(
  db: ReadableDb,
  offloadId: string,
  after: number,
  limit: number,
): { readonly files: CardFile[]; readonly next: number | null } {
  const rows = statement<Row>(
    db,
    `WITH part AS MATERIALIZED (SELECT position, path, bytes, state, hashes ->> '$.xxh128' AS xxh128 FROM offload_file WHERE offload_id = ? AND position > ? ORDER BY position LIMIT ?)
    SELECT p.position, p.path, p.bytes, p.state, p.xxh128, a.day, v.id AS volumeId, v.label AS drive, CASE WHEN v.kind = 'memory' THEN NULL ELSE v.physical_device END AS device,
      v.online, v.mount_point AS mountPoint, f.path AS copyPath, f.state AS copyState, f.verification, f.verified_at AS verifiedAt, f.read_back AS readBack, f.verified_here AS verifiedHere, f.ctime_ns AS ctimeNs, v.fs_type AS fsType
    FROM part p LEFT JOIN content c ON c.bytes = p.bytes AND c.xxh128 = p.xxh128 LEFT JOIN file f ON f.content_id = c.id
      LEFT JOIN volume v ON v.id = f.volume_id AND ${MAY_HOLD_COPIES} LEFT JOIN asset a ON a.id = f.asset_id
    ORDER BY p.position`,
  ).all(offloadId, after, limit)
  const files = [...Map.groupBy(rows, (row) => row.position).values()].map((same): CardFile => {
    const { path, bytes, state, xxh128 } = same[0]!
    return {
      path,
      bytes,
      state,
      xxh128,
      day: same.find((row) => row.day !== null)?.day ?? null,
      copies: same.flatMap(copyOf),
    }
  })
  return { files, next: files.length < limit ? null : rows.at(-1)!.position }
}

function copyOf({
  volumeId,
  drive,
  device,
  online,
  mountPoint,
  copyPath,
  copyState,
  verification,
  verifiedAt,
  readBack,
  verifiedHere,
  ctimeNs,
  fsType,
}: Row): CopyRow[] {
  if (volumeId === null) return []
  const here = online === 1 && mountPoint !== null
  return [
    {
      volumeId,
      drive,
      device,
      here,
      path: here ? joinMount(mountPoint, copyPath) : copyPath,
      state: copyState,
      verification,
      verifiedAt,
      readBack,
      elsewhere: verifiedHere === 0,
      ctimeNs: keepsChangeTime(fsType) ? ctimeNs : null,
    },
  ]
}

/** Hashes of the files of an offload that were read, to tell one card from another. */
export function offloadHashes(db: ReadableDb, offloadId: string): Set<string> {
  return new Set(
    statement<{ xxh128: string | null }>(
      db,
      `SELECT hashes ->> '$.xxh128' AS xxh128 FROM offload_file WHERE offload_id = ?`,
    )
      .all(offloadId)
      .flatMap((row) => row.xxh128 ?? []),
  )
}

/** Files of an offload that were read, by their paths on the card, to tell whether a later one is of the same card. */
export function readFiles(db: ReadableDb, offloadId: string): ReadOfCard['files'] {
  return statement<ReadOfCard['files'][number]>(
    db,
    `SELECT path, bytes, hashes ->> '$.xxh128' AS xxh128 FROM offload_file WHERE offload_id = ? ORDER BY position`,
  ).all(offloadId)
}

/** Other offloads, come to their end, that read the largest file of this one: only they can have all of its files. */
export function sharingOffloads(
  db: ReadableDb,
  offloadId: string,
): { readonly id: string; readonly startedAt: number }[] {
  return statement<{ id: string; startedAt: number }>(
    db,
    `WITH largest AS MATERIALIZED (SELECT bytes, mtime_ns, hashes ->> '$.xxh128' AS xxh128 FROM offload_file WHERE offload_id = ? ORDER BY bytes DESC LIMIT 1)
    SELECT DISTINCT o.id, o.started_at AS startedAt FROM largest l JOIN offload_file f ON f.bytes = l.bytes AND f.mtime_ns = l.mtime_ns
      AND f.hashes ->> '$.xxh128' = l.xxh128 JOIN offload o ON o.id = f.offload_id AND o.state = 'done' WHERE o.id <> ?`,
  ).all(offloadId, offloadId)
}

/** How many files of an offload lie whole at each remote. */
export function filesAtRemotes(
  db: ReadableDb,
  offloadId: Offload['id'],
): { readonly remoteId: string; readonly files: number }[] {
  return statement<{ remoteId: string; files: number }>(
    db,
    `SELECT t.remote_id AS remoteId, count(*) AS files FROM offload_file o JOIN content c ON c.bytes = o.bytes AND c.xxh128 = o.hashes ->> '$.xxh128'
    JOIN transfer t ON t.content_id = c.id AND t.state = 'done' WHERE o.offload_id = ? GROUP BY t.remote_id`,
  ).all(offloadId)
}

/** A card as `noteCard` keeps it. `seenAt` is null while it is connected, else when it was looked at last. */
export interface SeenCard extends CardLook {
  readonly volumeId: string
  readonly label: string
  readonly mountPoint: string
  readonly seenAt: number | null
  /** Rolls of it that a person took off the safety page since. */
  readonly dismissed: readonly string[]
}

const seenCardSchema = cardLookSchema.extend({
  seenAt: z.number(),
  dismissed: z.array(z.string()).catch([]).default([]),
})

/** Cards that are connected now, and those that were, as they were last. */
export function seenCards(db: ReadableDb): SeenCard[] {
  const rows = statement<{
    volumeId: string
    label: string
    mountPoint: string | null
    card: string | null
    last: string | null
    online: number
  }>(
    db,
    `SELECT id AS volumeId, label, mount_point AS mountPoint, coalesce(card, source_look) AS card, last_card AS last, online FROM volume WHERE (online = 1 AND coalesce(card, source_look) IS NOT NULL) OR last_card IS NOT NULL ORDER BY label, id`,
  ).all()
  return rows.flatMap(({ volumeId, label, mountPoint, card, last, online }): SeenCard[] => {
    const place = { volumeId, label, mountPoint: mountPoint ?? label }
    if (online === 1 && card !== null)
      return [{ ...cardLookSchema.parse(JSON.parse(card)), ...place, seenAt: null, dismissed: [] }]
    return last === null ? [] : [{ ...seenCardSchema.parse(JSON.parse(last)), ...place }]
  })
}

/** A card as it was when it was looked at last, or null. */
function lastLook(db: ReadableDb, volumeId: string): z.infer<typeof seenCardSchema> | null {
  const row = statement<{ last: string }>(
    db,
    'SELECT last_card AS last FROM volume WHERE id = ? AND last_card IS NOT NULL',
  ).get(volumeId)
  return row === undefined ? null : seenCardSchema.parse(JSON.parse(row.last))
}

/** A roll of a drive that an offload of this library was of when the drive was here last, or null. */
export function lastRollOffloaded(db: ReadableDb, volumeId: string): string | null {
  return lastLook(db, volumeId)?.standings.find((one) => one.offloadId !== null)?.roll ?? null
}

/**
 * Takes a roll of a card off the page that is not connected, or puts it back. False where there is none. A card that
 * comes again is told anew: its look is written anew.
 */
export function dismissRoll(db: WritableDb, volumeId: string, roll: string, dismissed: boolean): boolean {
  const last = lastLook(db, volumeId)
  if (last === null || !last.standings.some((one) => one.roll === roll)) return false
  const others = last.dismissed.filter((one) => one !== roll)
  statement(db, 'UPDATE volume SET last_card = ? WHERE id = ?').run(
    JSON.stringify({ ...last, dismissed: dismissed ? [...others, roll] : others }),
    volumeId,
  )
  return true
}
