/**
 * What happens in libraries that share a store, for specifications: clips come, people say things.
 */
import { refreshAssets } from '../../electron/engine/db/catalogue/asset-row.ts'
import type { Change, Json } from '../../electron/engine/db/entities/changes.ts'
import { recordCommand } from '../../electron/engine/db/entities/commands.ts'
import { insertAsset, upsertContent, upsertFile } from '../../electron/engine/db/catalogue/files-write.ts'
import { deriveAsset } from '../../electron/engine/domain/media/derived.ts'
import { newId } from '../../shared/util/ids.ts'
import type { Sharer } from './synced.ts'

/** A clip as an offload or a scan enters it. */
export function clip(
  at: Sharer,
  name: string,
  hash: string,
  options: { drive?: string; online?: boolean } = {},
): string {
  const { writer: db } = at.context.library
  const now = at.context.now()
  return db.transaction(() => {
    const contentId = upsertContent(db, { bytes: 1000, hashes: { xxh128: hash.padStart(32, '0') }, kind: 'video', now })
    const derived = deriveAsset(
      {
        path: name,
        roll: 'A003',
        bytes: 1000,
        modifiedMs: 1_763_640_000_000,
        zoneMinutes: 60,
        cutOffMinutes: 240,
        frames: null,
      },
      null,
    )
    const id = insertAsset(db, {
      kind: 'video',
      derived,
      parts: [{ role: 'primary', name, contentId }],
      reason: 'offload',
      author: at.name,
      device: at.name,
      now,
    })
    const drive = options.drive ?? `RAID of ${at.name}`
    const volumeId =
      db.prepare<[string], { id: string }>('SELECT id FROM volume WHERE identity = ?').get(drive)?.id ?? newId()
    db.prepare(
      `INSERT OR IGNORE INTO volume (id, label, kind, identity, online, last_seen_at, created_at) VALUES (?, ?, 'external', ?, ?, 0, 0)`,
    ).run(volumeId, drive, drive, Number(options.online ?? true))
    upsertFile(db, {
      volumeId,
      rootId: null,
      path: `A003/${name}`,
      bytes: 1000,
      mtimeNs: 1_763_640_000_000_000_000n,
      inode: 1,
      state: 'present',
      role: 'primary',
      contentId,
      assetId: id,
      verification: 'verified',
      verifiedAt: now,
      readBack: 'device',
      now,
    })
    refreshAssets(db, [id])
    return id
  })()
}

/** A person says something here. */
export function say(at: Sharer, ...changes: Change[]): void {
  recordCommand(at.context.recorder, { opId: newId(), label: 'said', kind: 'user', target: null }, changes, {})
}
export const rate = (id: string, value: Json): Change => ({ entity: 'asset', entityId: id, field: 'rating', value })
export const tag = (id: string, name: string, value: boolean): Change => ({
  entity: 'asset',
  entityId: id,
  field: `tag:${name}`,
  value,
})

/** What people see of every clip, by its content: ids may differ only where nobody has met yet. */
export function seen(at: Sharer): unknown {
  return at.context.library.reader
    .prepare(`SELECT a.id, a.name, a.rating, a.tags, a.notes, a.description, a.circled, a.copies, a.state, a.versions,
      (SELECT json_group_array(n.text) FROM (SELECT text FROM note WHERE asset_id = a.id AND removed = 0 ORDER BY text) n) AS said,
      (SELECT json_group_array(c.name) FROM (SELECT k.name FROM collection k JOIN collection_item i ON i.collection_id = k.id WHERE i.asset_id = a.id AND k.removed = 0 ORDER BY k.name) c) AS lists,
      (SELECT json_group_array(o.at) FROM (SELECT p.position AS at FROM collection_place p WHERE p.asset_id = a.id ORDER BY p.collection_id) o) AS places
    FROM asset a WHERE a.hidden = 0 ORDER BY a.id`)
    .all()
    .map((row) => ({ ...(row as object), state: undefined }))
}
