/**
 * Assets that two devices made of the same bytes while apart, made one: the same one on every device, whatever came first.
 */
import { refreshAssets } from '../catalogue/asset-row.ts'
import { canonical, fieldsOf, leavePending, moveCells } from '../entities/cells.ts'
import { entitiesOf } from '../entities/registry.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { electCurrent, emptyAssetLike } from '../versions/stacks.ts'

/** Kinds that are told by their bytes wherever they lie; small text that happens to be equal is not one asset. */
const BY_BYTES = `('video', 'audio', 'still', 'sequence')`

/** Another asset that has a version of the very parts of this one; null for none. */
export function twinOf(db: WritableDb, assetId: string, versionId: string): string | null {
  const signature = partsOf(db, versionId)
  const others = statement<{ version: string; asset: string }>(db, `SELECT v.id AS version, v.asset_id AS asset
    FROM version_part mine JOIN content c ON c.id = mine.content_id AND c.bytes > 0
      JOIN version_part p ON p.content_id = mine.content_id AND p.role = 'primary' AND p.version_id <> mine.version_id
      JOIN version v ON v.id = p.version_id JOIN asset a ON a.id = v.asset_id
    WHERE mine.version_id = ? AND mine.role = 'primary' AND v.asset_id <> ? AND a.kind IN ${BY_BYTES} ORDER BY v.asset_id`).all(versionId, assetId)
  // Two shots can begin with the same black frame: all frames have to be the same.
  return others.find((other) => partsOf(db, other.version) === signature)?.asset ?? null
}

function partsOf(db: WritableDb, versionId: string): string {
  return statement<{ key: string }>(db, `SELECT p.role || ' ' || p.content_id AS key FROM version_part p WHERE p.version_id = ? AND p.role <> 'sidecar' ORDER BY key`).all(versionId).map((row) => row.key).join('\n')
}

/**
 * Makes one asset of two. The one with the smaller id stays, on every device: ids begin with their time. What people said of
 * either is said of it. Returns both.
 */
export function uniteAssets(db: WritableDb, a: string, b: string): { readonly kept: string; readonly gone: string } {
  const [kept, gone] = a < b ? [a, b] : [b, a]
  noteAlias(db, gone, kept)
  const beyond = statement<{ most: number }>(db, 'SELECT coalesce(max(revision), 0) AS most FROM version WHERE asset_id = ?').get(kept)!.most
  statement(db, 'UPDATE asset SET version_id = NULL WHERE id = ?').run(gone)
  statement(db, 'UPDATE version SET asset_id = ?, revision = revision + ? WHERE asset_id = ?').run(kept, beyond, gone)
  statement(db, 'UPDATE file SET asset_id = ? WHERE asset_id = ?').run(kept, gone)
  for (const entity of entitiesOf(db).all) entity.joinClips?.(db, gone, kept)
  moveNamedFields(db, gone, kept)
  uniteVersions(db, kept)
  moveSaid(db, 'asset', gone, kept)
  refreshAssets(db, [gone])
  return { kept, gone }
}

/** Two names of one thing. Others are told, since they may hear what is said under the name that went and never see its bytes. */
function noteAlias(db: WritableDb, gone: string, kept: string): void {
  statement(db, 'INSERT OR REPLACE INTO alias (id, same_as) VALUES (?, ?)').run(gone, kept)
  statement(db, `INSERT OR IGNORE INTO untold (kind, id) SELECT 'alias', ? FROM library WHERE key = 'shared'`).run(gone)
}

/** Another device has found that two names are of one thing. Returns the assets that changed. */
export function takeAlias(db: WritableDb, id: string, sameAs: string, now: number): string[] {
  const [one, other] = [canonical(db, id), canonical(db, sameAs)]
  if (one === other) return []
  const [kept, gone] = one < other ? [one, other] : [other, one]
  const has = (table: string, wanted: string): boolean => statement(db, `SELECT 1 FROM ${table} WHERE id = ?`).get(wanted) !== undefined
  if (has('asset', gone)) {
    // Known here under the name that goes: it takes the other one.
    if (!has('asset', kept)) statement(db, 'UPDATE asset SET id = ? WHERE id = ?').run(kept, emptyAssetLike(db, gone, now))
    uniteAssets(db, kept, gone)
    renumber(db, kept)
    electCurrent(db, kept)
    return [kept, gone]
  }
  if (has('version', gone) && !has('version', kept)) renameVersion(db, gone, kept)
  statement(db, 'INSERT OR REPLACE INTO alias (id, same_as) VALUES (?, ?)').run(gone, kept)
  for (const { id: entity, keyedBy } of entitiesOf(db).all) {
    moveCells(db, entity, gone, kept)
    if (keyedBy !== undefined || fieldsOf(db, entity, kept).length > 0) leavePending(db, entity, kept)
  }
  return []
}

/** What was said of one asset or version, by every entity that goes by such an id. It is looked at with the next pending. */
function moveSaid(db: WritableDb, kind: 'asset' | 'version', gone: string, kept: string): void {
  for (const { id, keyedBy } of entitiesOf(db).all) {
    if (keyedBy !== kind) continue
    moveCells(db, id, gone, kept)
    leavePending(db, id, kept)
  }
}

/** Fields whose name is that of the clip: `item:<asset>`. */
function moveNamedFields(db: WritableDb, gone: string, kept: string): void {
  for (const { id: entity, named = [] } of entitiesOf(db).all) {
    for (const { prefix } of named.filter((one) => one.ofClips === true)) {
      for (const table of ['cell_head', 'cell_awaited'] as const) {
        statement(db, `UPDATE OR REPLACE ${table} SET field = ? WHERE entity = ? AND field = ?`).run(`${prefix}${kept}`, entity, `${prefix}${gone}`)
      }
      statement(db, 'INSERT OR IGNORE INTO cell_pending (entity, entity_id) SELECT DISTINCT entity, entity_id FROM cell_head WHERE entity = ? AND field = ?').run(entity, `${prefix}${kept}`)
    }
  }
}

function renameVersion(db: WritableDb, from: string, to: string): void {
  const columns = 'reason, author, device, bytes, created_at, label, rank, stack_key, modified_at, pinned, apart'
  statement(db, `INSERT INTO version (id, asset_id, revision, ${columns}) SELECT ?, asset_id, -1 - revision, ${columns} FROM version WHERE id = ?`).run(to, from)
  statement(db, 'UPDATE version_part SET version_id = ? WHERE version_id = ?').run(to, from)
  statement(db, 'UPDATE asset SET version_id = ? WHERE version_id = ?').run(to, from)
  const { revision } = statement<{ revision: number }>(db, 'SELECT revision FROM version WHERE id = ?').get(from)!
  statement(db, 'DELETE FROM version WHERE id = ?').run(from)
  statement(db, 'UPDATE version SET revision = ? WHERE id = ?').run(revision, to)
}

/** Versions of the very same parts are one: the smaller id stays. */
function uniteVersions(db: WritableDb, assetId: string): void {
  const byParts = new Map<string, string>()
  for (const { id } of statement<{ id: string }>(db, 'SELECT id FROM version WHERE asset_id = ? ORDER BY id').all(assetId)) {
    const parts = partsOf(db, id)
    const kept = byParts.get(parts)
    if (kept === undefined) {
      byParts.set(parts, id)
      continue
    }
    noteAlias(db, id, kept)
    moveSaid(db, 'version', id, kept)
    statement(db, `UPDATE version SET pinned = max(pinned, (SELECT pinned FROM version WHERE id = ?)) WHERE id = ?`).run(id, kept)
    statement(db, 'UPDATE asset SET version_id = NULL WHERE version_id = ?').run(id)
    statement(db, 'DELETE FROM version_part WHERE version_id = ?').run(id)
    statement(db, 'DELETE FROM version WHERE id = ?').run(id)
  }
}

/** Numbers the versions of an asset by when they were made: the same numbers on every device. */
export function renumber(db: WritableDb, assetId: string): void {
  const ids = statement<{ id: string; revision: number }>(db, 'SELECT id, revision FROM version WHERE asset_id = ? ORDER BY created_at, id').all(assetId)
  if (ids.every((row, index) => row.revision === index + 1)) return
  // Out of the way first: two versions never have one number, not even for a moment.
  ids.forEach((row, index) => { statement(db, 'UPDATE version SET revision = ? WHERE id = ?').run(-1 - index, row.id) })
  ids.forEach((row, index) => { statement(db, 'UPDATE version SET revision = ? WHERE id = ?').run(index + 1, row.id) })
}
