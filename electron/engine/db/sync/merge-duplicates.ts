/**
 * Assets that two devices made of the same bytes while apart, made one: the same one on every device, whatever came
 * first.
 */
import { refreshAssets } from '../catalogue/asset-row.ts'
import { canonical, leavePending, moveCells } from '../entities/cells.ts'
import { entitiesOf } from '../entities/registry.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { electCurrent } from '../versions/stacks.ts'

/** Kinds that are told by their bytes wherever they lie; small text that happens to be equal is not one asset. */
const BY_BYTES = `('video', 'audio', 'still', 'sequence')`

/** Another asset that has a version of the very parts of this one; null for none. */
export function twinOf(db: WritableDb, assetId: string, versionId: string): string | null {
  const signature = partsOf(db, versionId)
  const others = statement<{ version: string; asset: string }>(
    db,
    `SELECT v.id AS version, v.asset_id AS asset
    FROM version_part mine JOIN content c ON c.id = mine.content_id AND c.bytes > 0
      JOIN version_part p ON p.content_id = mine.content_id AND p.role = 'primary' AND p.version_id <> mine.version_id
      JOIN version v ON v.id = p.version_id JOIN asset a ON a.id = v.asset_id
    WHERE mine.version_id = ? AND mine.role = 'primary' AND v.asset_id <> ? AND a.kind IN ${BY_BYTES} ORDER BY v.asset_id`,
  ).all(versionId, assetId)
  // Two shots can begin with the same black frame: all frames have to be the same.
  return others.find((other) => partsOf(db, other.version) === signature)?.asset ?? null
}

function partsOf(db: WritableDb, versionId: string): string {
  return statement<{ key: string }>(
    db,
    `SELECT p.role || ' ' || p.content_id AS key FROM version_part p WHERE p.version_id = ? AND p.role <> 'sidecar' ORDER BY key`,
  )
    .all(versionId)
    .map((row) => row.key)
    .join('\n')
}

/**
 * Makes one asset of two. The one with the smaller id stays, on every device: ids begin with their time. What people
 * said of either is said of it. Returns both.
 */
export function mergeAssets(db: WritableDb, a: string, b: string): { readonly kept: string; readonly gone: string } {
  const [kept, gone] = a < b ? [a, b] : [b, a]
  noteAlias(db, gone, kept)
  const beyond = statement<{ most: number }>(
    db,
    'SELECT coalesce(max(revision), 0) AS most FROM version WHERE asset_id = ?',
  ).get(kept)!.most
  statement(db, 'UPDATE asset SET version_id = NULL WHERE id = ?').run(gone)
  statement(db, 'UPDATE version SET asset_id = ?, revision = revision + ? WHERE asset_id = ?').run(kept, beyond, gone)
  statement(db, 'UPDATE file SET asset_id = ? WHERE asset_id = ?').run(kept, gone)
  for (const entity of entitiesOf(db).all) entity.joinClips?.(db, gone, kept)
  moveNamedFields(db, gone, kept)
  mergeVersions(db, kept)
  moveSaid(db, 'asset', gone, kept)
  refreshAssets(db, [gone])
  return { kept, gone }
}

/**
 * Two names of one thing. Others are told, since they may hear what is said under the name that went and never see its
 * bytes.
 */
function noteAlias(db: WritableDb, gone: string, kept: string): void {
  statement(db, 'INSERT OR REPLACE INTO alias (id, same_as) VALUES (?, ?)').run(gone, kept)
  statement(db, `INSERT OR IGNORE INTO untold (kind, id) SELECT 'alias', ? FROM library WHERE key = 'shared'`).run(gone)
}

/**
 * Another device tells that two names are of one thing. What is known here has to be one by its parts: nobody is
 * trusted that two clips are one. It waits otherwise. Returns the assets that changed.
 */
export function takeAlias(db: WritableDb, id: string, sameAs: string): string[] {
  const [one, other] = [canonical(db, id), canonical(db, sameAs)]
  if (one === other) return []
  const [kept, gone] = one < other ? [one, other] : [other, one]
  const has = (table: 'asset' | 'version', wanted: string): boolean =>
    statement(db, `SELECT 1 FROM ${table} WHERE id = ?`).get(wanted) !== undefined
  if (has('asset', gone) && has('asset', kept) && shareVersion(db, gone, kept)) {
    mergeAssets(db, kept, gone)
    renumber(db, kept)
    electCurrent(db, kept)
    return [kept, gone]
  }
  if (has('asset', gone) || has('version', gone)) {
    statement(db, 'INSERT OR IGNORE INTO alias_pending (id, same_as) VALUES (?, ?)').run(id, sameAs)
    return []
  }
  // Nobody has told parts under this name, and perhaps nobody will: its words go where they are seen. See
  // `dropFalseAlias`.
  statement(db, 'INSERT OR REPLACE INTO alias (id, same_as) VALUES (?, ?)').run(gone, kept)
  for (const { id: entity, keyedBy } of entitiesOf(db).all) {
    if (keyedBy === undefined) continue
    moveCells(db, entity, gone, kept)
    leavePending(db, entity, kept)
  }
  return []
}

/** True when the two have a version of the very same parts, and are of a kind that is told by its bytes. */
function shareVersion(db: WritableDb, a: string, b: string): boolean {
  const versions = (asset: string): string[] =>
    statement<{ id: string }>(
      db,
      `SELECT v.id FROM version v JOIN asset a ON a.id = v.asset_id WHERE v.asset_id = ? AND a.kind IN ${BY_BYTES}
    AND EXISTS (SELECT 1 FROM version_part p JOIN content c ON c.id = p.content_id WHERE p.version_id = v.id AND p.role = 'primary' AND c.bytes > 0)`,
    )
      .all(asset)
      .map((row) => row.id)
  const known = new Set(versions(a).map((id) => partsOf(db, id)))
  return versions(b).some((id) => known.has(partsOf(db, id)))
}

/**
 * Looks again at what waits: the next ones after this, by their ids. The last one that was looked at; undefined after
 * the last.
 */
export function takePendingAliases(
  db: WritableDb,
  after: { readonly id: string; readonly sameAs: string },
  limit: number,
): { readonly assetIds: string[]; readonly last: { id: string; sameAs: string } | undefined } {
  const rows = statement<{ id: string; sameAs: string }>(
    db,
    'SELECT id, same_as AS sameAs FROM alias_pending WHERE (id, same_as) > (?, ?) ORDER BY id, same_as LIMIT ?',
  ).all(after.id, after.sameAs, limit)
  const assetIds = rows.flatMap(({ id, sameAs }) => {
    statement(db, 'DELETE FROM alias_pending WHERE id = ? AND same_as = ?').run(id, sameAs)
    return takeAlias(db, id, sameAs)
  })
  return { assetIds, last: rows.at(-1) }
}

/**
 * Parts are told under a name that was said to be another's: where that has no version of the same parts, the two are
 * not one. The name stands for itself again, and the alias waits.
 */
export function dropFalseAlias(
  db: WritableDb,
  id: string,
  parts: readonly { readonly role: string; readonly contentId: string }[],
): void {
  const same = canonical(db, id)
  if (same === id) return
  const signature = parts
    .filter(({ role }) => role !== 'sidecar')
    .map(({ role, contentId }) => `${role} ${contentId}`)
    .toSorted()
    .join('\n')
  const versions = statement<{ id: string }>(db, 'SELECT id FROM version WHERE asset_id = @same OR id = @same').all({
    same,
  })
  if (versions.some((version) => partsOf(db, version.id).split('\n').toSorted().join('\n') === signature)) return
  for (const { same: next } of statement<{ same: string }>(
    db,
    'DELETE FROM alias WHERE id = ? RETURNING same_as AS same',
  ).all(id)) {
    statement(db, 'INSERT OR IGNORE INTO alias_pending (id, same_as) VALUES (?, ?)').run(id, next)
  }
}

/**
 * What was said of one asset or version, by every entity that goes by such an id. It is looked at with the next
 * pending.
 */
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
        statement(db, `UPDATE OR REPLACE ${table} SET field = ? WHERE entity = ? AND field = ?`).run(
          `${prefix}${kept}`,
          entity,
          `${prefix}${gone}`,
        )
      }
      statement(
        db,
        'INSERT OR IGNORE INTO cell_pending (entity, entity_id) SELECT DISTINCT entity, entity_id FROM cell_head WHERE entity = ? AND field = ?',
      ).run(entity, `${prefix}${kept}`)
    }
  }
}

/** Versions of the very same parts are one: the smaller id stays. */
function mergeVersions(db: WritableDb, assetId: string): void {
  const byParts = new Map<string, string>()
  for (const { id } of statement<{ id: string }>(db, 'SELECT id FROM version WHERE asset_id = ? ORDER BY id').all(
    assetId,
  )) {
    const parts = partsOf(db, id)
    const kept = byParts.get(parts)
    if (kept === undefined) {
      byParts.set(parts, id)
      continue
    }
    noteAlias(db, id, kept)
    moveSaid(db, 'version', id, kept)
    statement(
      db,
      `UPDATE version SET pinned = max(pinned, (SELECT pinned FROM version WHERE id = ?)) WHERE id = ?`,
    ).run(id, kept)
    statement(db, 'UPDATE asset SET version_id = NULL WHERE version_id = ?').run(id)
    statement(db, 'DELETE FROM version_part WHERE version_id = ?').run(id)
    statement(db, 'DELETE FROM version WHERE id = ?').run(id)
  }
}

/** Numbers the versions of an asset by when they were made: the same numbers on every device. */
export function renumber(db: WritableDb, assetId: string): void {
  const ids = statement<{ id: string; revision: number }>(
    db,
    'SELECT id, revision FROM version WHERE asset_id = ? ORDER BY created_at, id',
  ).all(assetId)
  if (ids.every((row, index) => row.revision === index + 1)) return
  // Out of the way first: two versions never have one number, not even for a moment.
  ids.forEach((row, index) => {
    statement(db, 'UPDATE version SET revision = ? WHERE id = ?').run(-1 - index, row.id)
  })
  ids.forEach((row, index) => {
    statement(db, 'UPDATE version SET revision = ? WHERE id = ?').run(index + 1, row.id)
  })
}
