/**
 * What this device has to tell of its catalogue: contents, versions, drives, places, derivatives, as other devices need
 * them.
 */
import type { Beginnings } from '../../domain/media/derived.ts'
import { DEFAULT_PARAMS_HASH } from '../../../../shared/model/recipe-params.ts'
import type { Json } from '../../domain/replica/op.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { stepsInBatches } from '../core/in-batches.ts'
import { readValue, writeValue } from '../core/settings.ts'

interface Unpublished {
  readonly kind: string
  readonly id: string
}

/** A fact as it is told: under an id that means the same on every device. */
export interface Telling {
  readonly kind: string
  readonly id: string
  readonly value: Json
}

const ROWS_A_STEP = 2_000

/**
 * From now on changes of the catalogue are noted, and everything that is there is to be told. Does nothing the second
 * time.
 */
export async function enableChangeTracking(db: WritableDb): Promise<void> {
  if (readValue(db, 'shared') === 'yes') return
  writeValue(db, 'shared', 'yes')
  const sources: readonly (readonly [string, string, string])[] = [
    ['content', 'content', `SELECT 'content', id, rowid FROM content WHERE xxh128 IS NOT NULL AND rowid > ?`],
    ['version', 'version', `SELECT 'version', id, rowid FROM version WHERE rowid > ?`],
    ['derivative', 'derivative', `SELECT 'derivative', id, rowid FROM derivative WHERE rowid > ?`],
    [
      'place',
      'file',
      `SELECT 'place', volume_id || char(31) || path, rowid FROM file WHERE content_id IS NOT NULL AND rowid > ?`,
    ],
  ]
  for (const [, , select] of sources) {
    let after = 0
    await stepsInBatches(db, () => {
      const rows = statement<{ kind: string; id: string; rowid: number }>(
        db,
        `${select.replace(/SELECT ('\w+'), (.+), rowid/, 'SELECT $1 AS kind, $2 AS id, rowid')} ORDER BY rowid LIMIT ${ROWS_A_STEP}`,
      ).all(after)
      for (const row of rows)
        statement(db, 'INSERT OR IGNORE INTO untold (kind, id) VALUES (?, ?)').run(row.kind, row.id)
      after = rows.at(-1)?.rowid ?? after
      return rows.length === ROWS_A_STEP
    })
  }
}

/** How much is still to be told: facts, and what people said. */
export function countUnpublished(db: ReadableDb): number {
  const facts = statement<{ count: number }>(db, 'SELECT count(*) AS count FROM untold').get()!.count
  return facts + statement<{ count: number }>(db, 'SELECT count(*) AS count FROM op WHERE segment IS NULL').get()!.count
}

/** Facts that wait: names first, then contents, then what is made of them, then where it lies. */
export function readUnpublished(db: ReadableDb, limit: number): Unpublished[] {
  return statement<Unpublished>(
    db,
    `SELECT kind, id FROM untold ORDER BY CASE kind WHEN 'alias' THEN 0 WHEN 'content' THEN 1 WHEN 'version' THEN 2 WHEN 'derivative' THEN 3 ELSE 4 END, id LIMIT ?`,
  ).all(limit)
}

/** It has been told. */
export function dropUnpublished(db: WritableDb, { kind, id }: Unpublished): void {
  statement(db, 'DELETE FROM untold WHERE kind = ? AND id = ?').run(kind, id)
}

/** The name of a content that means the same everywhere. */
function contentKey(content: { readonly xxh128: string; readonly bytes: number }): string {
  return `${content.xxh128}-${content.bytes}`
}

/** What is to be said, in order; nothing for what can't be said yet or is of no use to others. */
export function tellingsOf(db: ReadableDb, { kind, id }: Unpublished): readonly Telling[] {
  switch (kind) {
    case 'content':
      return contentTelling(db, id)
    case 'version':
      return versionTelling(db, id)
    case 'derivative':
      return derivativeTelling(db, id)
    case 'place':
      return placeTelling(db, id)
    case 'alias':
      return aliasTelling(db, id)
    default:
      return []
  }
}

function aliasTelling(db: ReadableDb, id: string): Telling[] {
  const row = statement<{ sameAs: string }>(db, 'SELECT same_as AS sameAs FROM alias WHERE id = ?').get(id)
  return row === undefined ? [] : [{ kind: 'alias', id, value: row.sameAs }]
}

function contentTelling(db: ReadableDb, id: string): Telling[] {
  const row = statement<{ bytes: number; xxh128: string | null; kind: string; probe: string | null }>(
    db,
    'SELECT bytes, xxh128, kind, probe FROM content WHERE id = ?',
  ).get(id)
  if (row?.xxh128 == null) return []
  return [
    {
      kind: 'content',
      id: contentKey({ xxh128: row.xxh128, bytes: row.bytes }),
      value: { kind: row.kind, probe: row.probe === null ? null : (JSON.parse(row.probe) as Json) },
    },
  ]
}

interface PartRow {
  role: string
  name: string
  xxh128: string | null
  bytes: number
}

function versionTelling(db: ReadableDb, id: string): Telling[] {
  const row = statement<{
    asset: string
    kind: string
    derived: string
    reason: string
    author: string
    device: string
    bytes: number
    at: number
    modified: number | null
    stack: string | null
    label: string | null
    rank: number
  }>(
    db,
    `SELECT v.asset_id AS asset, a.kind, a.derived, v.reason, v.author, v.device, v.bytes, v.created_at AS at, v.modified_at AS modified, v.stack_key AS stack, v.label, v.rank
     FROM version v JOIN asset a ON a.id = v.asset_id WHERE v.id = ?`,
  ).get(id)
  const parts = statement<PartRow>(
    db,
    `SELECT p.role, p.name, c.xxh128, c.bytes FROM version_part p JOIN content c ON c.id = p.content_id
    WHERE p.version_id = ? ORDER BY p.position`,
  ).all(id)
  // What has not been read whole is told when it has.
  if (row === undefined || parts.length === 0 || parts.some((part) => part.xxh128 === null)) return []
  const { from } = JSON.parse(row.derived) as { from: Beginnings }
  return [
    {
      kind: 'version',
      id,
      value: {
        asset: row.asset,
        kind: row.kind,
        from: from as unknown as Json,
        reason: row.reason,
        author: row.author,
        device: row.device,
        bytes: row.bytes,
        at: row.at,
        modified: row.modified,
        label: row.label,
        rank: row.rank,
        parts: parts.map((part) => [part.role, part.name, contentKey({ xxh128: part.xxh128!, bytes: part.bytes })]),
      },
    },
  ]
}

interface DerivativeFact {
  bytes: number
  xxh128: string | null
  mime: string
  width: number | null
  height: number | null
  meta: string
  params: string
  hash: string
  recipe: string
  version: number
  contentId: string
  cx: string | null
  cb: number
}

const DERIVATIVE_FACT = `SELECT d.bytes, d.xxh128, d.mime, d.width, d.height, d.meta, d.params, d.params_hash AS hash, d.recipe, d.recipe_version AS version,
  d.content_id AS contentId, c.xxh128 AS cx, c.bytes AS cb`

/**
 * Three parts for what the defaults made, as ever; the hash as a fourth part for other parameters. The version before
 * reads four parts as three, so two more are told behind it: the default again, which then stands there, and a name
 * that it has no recipe for, by which it knows that these bytes are needed at a remote and doesn't tidy them away.
 */
function derivativeTelling(db: ReadableDb, id: string): Telling[] {
  const row = statement<DerivativeFact>(
    db,
    `${DERIVATIVE_FACT} FROM derivative d JOIN content c ON c.id = d.content_id WHERE d.id = ?`,
  ).get(id)
  if (row?.xxh128 == null || row.cx === null) return []
  const content = contentKey({ xxh128: row.cx, bytes: row.cb })
  const named = `${content}/${row.recipe}/${row.version}`
  if (row.hash === DEFAULT_PARAMS_HASH) return [{ kind: 'derivative', id: named, value: derivativeValue(row) }]
  const known = (table: 'derivative' | 'remote_derivative'): DerivativeFact | undefined =>
    statement<DerivativeFact>(
      db,
      `${DERIVATIVE_FACT} FROM ${table} d JOIN content c ON c.id = d.content_id
    WHERE d.content_id = ? AND d.recipe = ? AND d.recipe_version = ? AND d.params_hash = '${DEFAULT_PARAMS_HASH}' AND d.xxh128 IS NOT NULL`,
    ).get(row.contentId, row.recipe, row.version)
  const standard = known('derivative') ?? known('remote_derivative')
  return [
    {
      kind: 'derivative',
      id: `${named}/${row.hash}`,
      value: { ...derivativeValue(row), params: JSON.parse(row.params) as Json },
    },
    ...(standard === undefined ? [] : [{ kind: 'derivative', id: named, value: derivativeValue(standard) }]),
    { kind: 'derivative', id: `${content}/${row.recipe}-${row.hash}/${row.version}`, value: derivativeValue(row) },
  ]
}

function derivativeValue(row: DerivativeFact): { [key: string]: Json } {
  return {
    bytes: row.bytes,
    xxh128: row.xxh128,
    mime: row.mime,
    width: row.width,
    height: row.height,
    meta: JSON.parse(row.meta) as Json,
  }
}

/**
 * True for the name of a recipe that only keeps bytes from being tidied away by the version before: see
 * `derivativeTelling`.
 */
export function isForEarlierVersions(recipe: string): boolean {
  return /-[0-9a-f]{16}$/.test(recipe)
}

function placeTelling(db: ReadableDb, id: string): Telling[] {
  const at = id.indexOf('\u001f')
  const volume = statement<{
    identity: string
    label: string
    kind: string
    capacity: number | null
    fsUuid: string | null
  }>(db, 'SELECT identity, label, kind, capacity, fs_uuid AS fsUuid FROM volume WHERE id = ?').get(id.slice(0, at))
  if (volume === undefined) return []
  const path = id.slice(at + 1)
  const file = statement<{
    bytes: number
    mtime: number
    state: string
    role: string
    asset: string | null
    verification: string
    verifiedAt: number | null
    readBack: string | null
    xxh128: string | null
    cb: number | null
  }>(
    db,
    `SELECT f.bytes, f.mtime_ns AS mtime, f.state, f.role, f.asset_id AS asset, f.verification, f.verified_at AS verifiedAt, f.read_back AS readBack, c.xxh128, c.bytes AS cb
     FROM file f LEFT JOIN content c ON c.id = f.content_id WHERE f.volume_id = ? AND f.path = ?`,
  ).get(id.slice(0, at), path)
  const named = `${volume.identity}\u001f${path}`
  if (file === undefined) return [{ kind: 'place', id: named, value: null }]
  if (file.xxh128 === null || file.asset === null) return []
  return [
    {
      kind: 'volume',
      id: volume.identity,
      value: { label: volume.label, kind: volume.kind, capacity: volume.capacity, fsUuid: volume.fsUuid },
    },
    {
      kind: 'place',
      id: named,
      value: {
        content: contentKey({ xxh128: file.xxh128, bytes: file.cb! }),
        bytes: file.bytes,
        mtime: file.mtime,
        state: file.state,
        role: file.role,
        asset: file.asset,
        verification: file.verification,
        verifiedAt: file.verifiedAt,
        readBack: file.readBack,
      },
    },
  ]
}

/** The clock at which a fact was told last. */
export function noteFactClock(db: WritableDb, kind: string, id: string, clock: string): void {
  statement(
    db,
    'INSERT INTO fact_clock (kind, id, clock) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET clock = excluded.clock',
  ).run(kind, id, clock)
}
