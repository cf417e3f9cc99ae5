/**
 * Drives in the catalogue.
 */
import type { Volume } from '../../../shared/model/work.ts'
import type { VolumeIdentity } from '../domain/volume.ts'
import { newId } from '../../../shared/util/ids.ts'
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

/**
 * What tells a drive from every other: the file system's UUID where it has one; else the mount, since without a UUID
 * nothing better is known.
 */
export function volumeKey(volume: VolumeIdentity): string {
  if (volume.fsUuid !== null) return `uuid:${volume.fsUuid.toLowerCase()}`
  return `mount:${volume.fsType ?? 'unknown'}:${volume.mountPoint}`
}

/** Takes a drive that was just seen into the catalogue, or brings its facts up to date. Returns its id. */
export function upsertVolume(db: WritableDb, volume: VolumeIdentity, label: string, now: number): string {
  const row = statement<{ id: string }>(db, `INSERT INTO volume (id, label, kind, identity, fs_type, physical_device, mount_point, online,
      read_only, capacity, free, last_seen_at, created_at)
    VALUES (@id, @label, @kind, @identity, @fsType, @physicalDevice, @mountPoint, 1, @readOnly, @capacity, @free, @now, @now)
    ON CONFLICT (identity) DO UPDATE SET kind = excluded.kind, fs_type = excluded.fs_type, physical_device = excluded.physical_device,
      mount_point = excluded.mount_point, online = 1, read_only = excluded.read_only, capacity = excluded.capacity,
      free = excluded.free, last_seen_at = excluded.last_seen_at RETURNING id`).get({
    id: newId(), label, kind: volume.kind, identity: volumeKey(volume), fsType: volume.fsType,
    physicalDevice: volume.physicalDevice, mountPoint: volume.mountPoint, readOnly: Number(volume.readOnly),
    capacity: volume.capacity, free: volume.free, now,
  })
  return row!.id
}

interface VolumeRow extends Omit<Volume, 'online' | 'readOnly'> { online: number; readOnly: number; identity: string }

/** All drives, those that are here first. */
export function readVolumes(db: ReadableDb): (Volume & { identity: string })[] {
  return statement<VolumeRow>(db, `SELECT v.id, v.label, v.kind, v.identity, v.online, v.mount_point AS mountPoint, v.fs_type AS fsType,
      v.physical_device AS physicalDevice, v.read_only AS readOnly, v.capacity, v.free, v.last_seen_at AS lastSeenAt,
      count(DISTINCT f.asset_id) AS assets, coalesce(sum(f.bytes), 0) AS bytes, max(f.verified_at) AS lastVerifiedAt
    FROM volume v LEFT JOIN file f ON f.volume_id = v.id AND f.state IN ('present', 'offline')
    GROUP BY v.id ORDER BY v.online DESC, v.label`).all()
    .map((row) => ({ ...row, online: row.online === 1, readOnly: row.readOnly === 1 }))
}

/**
 * Marks a drive as here or away, and its files with it: what was present is offline and comes back as it was. Nothing
 * else of the catalogue changes. Returns the ids of the assets on it.
 */
export function setVolumeOnline(db: WritableDb, id: string, online: boolean, now: number): string[] {
  statement(db, 'UPDATE volume SET online = ?, last_seen_at = CASE WHEN ? THEN ? ELSE last_seen_at END WHERE id = ?')
    .run(Number(online), Number(online), now, id)
  const [from, to] = online ? ['offline', 'present'] : ['present', 'offline']
  statement(db, 'UPDATE file SET state = ? WHERE volume_id = ? AND state = ?').run(to, id, from)
  return statement<{ asset_id: string }>(db, 'SELECT DISTINCT asset_id FROM file WHERE volume_id = ? AND asset_id IS NOT NULL')
    .all(id).map((row) => row.asset_id)
}
