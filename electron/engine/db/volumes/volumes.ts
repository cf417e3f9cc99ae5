/**
 * Drives in the catalogue.
 */
import { volumeKindSchema } from '../../../../shared/model/offload.ts'
import { cardLookSchema, type CardLook } from '../../../../shared/model/watching.ts'
import type { Volume } from '../../../../shared/model/work.ts'
import { newId } from '../../../../shared/util/ids.ts'
import type { LastMount } from '../../domain/volumes/last-mount.ts'
import type { Disk } from '../../domain/jobs/lanes.ts'
import type { VolumeIdentity } from '../../domain/volumes/volume.ts'
import { identityOf, recognise, type KnownVolume } from '../../domain/volumes/volume-recognition.ts'
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'

/** A drive as the look at the drives needs it, without what is on it. */
export interface VolumeRow extends KnownVolume {
  readonly label: string
  readonly kind: Volume['kind']
  readonly readOnly: boolean
  readonly free: number | null
  readonly trouble: string | null
  /** True while its files' states still follow its coming or going. */
  readonly flipping: boolean
}

type Numbers<Row, Flags extends keyof Row> = Omit<Row, Flags> & Record<Flags, number>

/** All known drives; costs little enough to be asked every two seconds. */
export function readKnownVolumes(db: ReadableDb): VolumeRow[] {
  return statement<Numbers<VolumeRow, 'online' | 'readOnly' | 'flipping'>>(
    db,
    `SELECT id, identity, label, kind, fs_uuid AS fsUuid, fs_type AS fsType,
      source, mount_root AS mountRoot, mount_point AS mountPoint, device, home_device AS homeDevice, physical_device AS physicalDevice,
      capacity, free, online, read_only AS readOnly, trouble, flipping FROM volume`,
  )
    .all()
    .map((row) => ({ ...row, online: row.online === 1, readOnly: row.readOnly === 1, flipping: row.flipping > 0 }))
}

/** The disk that a drive is on; the drive itself where that is not known. */
export function diskOfVolume(db: ReadableDb, id: string): Disk {
  const row = statement<{ disk: string | null; rotational: number | null; kind: string }>(
    db,
    'SELECT physical_device AS disk, rotational, kind FROM volume WHERE id = ?',
  ).get(id)
  return { key: row?.disk ?? id, shared: row?.rotational === 0 || row?.kind === 'memory' }
}

/**
 * The known drive that a path's volume is, or undefined. A known drive that is still mounted elsewhere is another one,
 * whatever its UUID.
 */
export function volumeAt(db: ReadableDb, volume: VolumeIdentity): string | undefined {
  return findVolume(db, volume).known?.id
}

function findVolume(db: ReadableDb, volume: VolumeIdentity): { known: VolumeRow | null; clone: boolean } {
  const all = readKnownVolumes(db)
  const stillThere = (row: VolumeRow): boolean =>
    row.online &&
    row.device !== null &&
    row.device !== volume.device &&
    volume.mounts.some((mount) => mount.device === row.device && mount.mountPoint === row.mountPoint)
  const here = all.find(
    (row) =>
      row.online &&
      row.device !== null &&
      row.device === volume.device &&
      row.mountPoint === volume.mountPoint &&
      (row.fsUuid ?? null)?.toLowerCase() === volume.fsUuid?.toLowerCase(),
  )
  if (here !== undefined) return { known: here, clone: false }
  const [found] = recognise(
    [{ ...volume, markers: [] }],
    all.filter((row) => !stillThere(row)),
  )
  const twin = volume.fsUuid !== null && all.some((row) => row.fsUuid?.toLowerCase() === volume.fsUuid?.toLowerCase())
  return { known: found?.known ?? null, clone: found?.known == null && twin }
}

/** Takes a drive that was just seen into the catalogue, or brings its facts up to date. Returns its id. */
export function upsertVolume(db: WritableDb, volume: VolumeIdentity, label: string, now: number): string {
  const { known, clone } = findVolume(db, volume)
  return writeSeenVolume(db, volume, known, clone ? cloneLabel(label) : label, now)
}

/** What a drive is called that has the UUID of another one, until the crew names it. */
export function cloneLabel(label: string): string {
  return `${label} (clone)`
}

/**
 * Writes what is seen of a drive that was recognised, or enters a new one under `label`. What could not be learned
 * this time leaves what was known. Returns its id.
 */
export function writeSeenVolume(
  db: WritableDb,
  volume: VolumeIdentity,
  known: Pick<VolumeRow, 'id'> | null,
  label: string,
  now: number,
): string {
  const facts = {
    kind: volume.kind,
    fsUuid: volume.fsUuid,
    fsType: volume.fsType,
    source: volume.source,
    mountRoot: volume.mountRoot,
    mountPoint: volume.mountPoint,
    device: volume.device,
    physicalDevice: volume.physicalDevice,
    readOnly: Number(volume.readOnly),
    removable: flag(volume.removable),
    rotational: flag(volume.rotational),
    capacity: volume.capacity,
    free: volume.free,
    now,
  }
  if (known !== null) {
    statement(
      db,
      `UPDATE volume SET kind = CASE WHEN @kind = 'unknown' THEN kind ELSE @kind END, fs_uuid = coalesce(@fsUuid, fs_uuid),
        fs_type = @fsType, source = @source, mount_root = @mountRoot, mount_point = @mountPoint, device = @device,
        home_device = coalesce(home_device, @physicalDevice), physical_device = @physicalDevice, read_only = @readOnly,
        removable = coalesce(@removable, removable), rotational = coalesce(@rotational, rotational),
        capacity = coalesce(@capacity, capacity), free = coalesce(@free, free), last_seen_at = @now,
        flipping = CASE WHEN physical_device IS NOT @physicalDevice THEN 2 WHEN online = 1 THEN flipping ELSE max(flipping, 1) END,
        online = 1 WHERE id = @id`,
    ).run({ ...facts, id: known.id })
    return known.id
  }
  const id = newId()
  const identity = identityOf(volume)
  const taken = statement(db, 'SELECT 1 FROM volume WHERE identity = ?').get(identity) !== undefined
  statement(
    db,
    `INSERT INTO volume (id, label, kind, identity, fs_uuid, fs_type, source, mount_root, mount_point, device, home_device,
      physical_device, read_only, removable, rotational, capacity, free, online, last_seen_at, created_at)
    VALUES (@id, @label, @kind, @identity, @fsUuid, @fsType, @source, @mountRoot, @mountPoint, @device, @physicalDevice,
      @physicalDevice, @readOnly, @removable, @rotational, @capacity, @free, 1, @now, @now)`,
  ).run({ ...facts, id, label, identity: taken ? `${identity}#${id}` : identity })
  return id
}

interface Listed extends Omit<Numbers<Volume, 'online' | 'readOnly'>, 'removable' | 'card'> {
  removable: number | null
  card: string | null
}

/**
 * All drives, those that are here first. Counts come from `volume_count`, so that their price is that of the drives
 * alone.
 */
export function readVolumes(db: ReadableDb): Volume[] {
  return statement<Listed>(
    db,
    `SELECT v.id, v.label, v.kind, v.online, v.mount_point AS mountPoint, v.fs_type AS fsType,
      v.physical_device AS physicalDevice, v.read_only AS readOnly, v.capacity, v.free, v.last_seen_at AS lastSeenAt, v.removable,
      v.card, v.trouble, c.assets, c.bytes, c.verified_at AS lastVerifiedAt,
      (SELECT count(*) FROM root r WHERE r.volume_id = v.id AND r.removed = 0) AS roots
    FROM volume v JOIN volume_count c ON c.volume_id = v.id ORDER BY v.online DESC, v.label, v.id`,
  )
    .all()
    .map((row) => ({
      ...row,
      // An older version took words of other devices as they came.
      kind: volumeKindSchema.catch('unknown').parse(row.kind),
      online: row.online === 1,
      readOnly: row.readOnly === 1,
      removable: row.removable === null ? null : row.removable === 1,
      card: row.card === null ? null : cardLookSchema.parse(JSON.parse(row.card)),
    }))
}

/** Notes that a drive is gone. Where it was last stays known; what only held while it was here does not. */
export function markVolumeAway(db: WritableDb, id: string, trouble: string | null = null): void {
  statement(
    db,
    'UPDATE volume SET flipping = CASE WHEN online = 0 THEN flipping ELSE max(flipping, 1) END, online = 0, card = NULL, source_look = NULL, trouble = ? WHERE id = ?',
  ).run(trouble, id)
}

/** Where known drives were mounted last, connected or not. A camera's card is left out: nothing is written to it. */
export function lastMounts(db: ReadableDb): LastMount[] {
  return statement<LastMount>(
    db,
    `SELECT label, mount_point AS mountPoint FROM volume WHERE mount_point IS NOT NULL AND mount_point <> '/' AND was_card = 0`,
  ).all()
}

/** The drive that is entered under an identity (`identityOf`), or null. */
export function volumeOfIdentity(db: ReadableDb, identity: string): string | null {
  return statement<{ id: string }>(db, 'SELECT id FROM volume WHERE identity = ?').get(identity)?.id ?? null
}

/**
 * Free bytes change all the time; `trouble` is null while all is well. Returns true when people would see a difference.
 */
export function noteVolumeHealth(
  db: WritableDb,
  id: string,
  health: { free: number | null; capacity: number | null; readOnly: boolean; trouble: string | null },
): boolean {
  return (
    statement(
      db,
      `UPDATE volume SET free = coalesce(@free, free), capacity = coalesce(@capacity, capacity), read_only = @readOnly, trouble = @trouble
    WHERE id = @id AND (free IS NOT coalesce(@free, free) OR capacity IS NOT coalesce(@capacity, capacity)
      OR read_only <> @readOnly OR trouble IS NOT @trouble)`,
    ).run({ ...health, readOnly: Number(health.readOnly), id }).changes > 0
  )
}

/**
 * Keeps what a drive looks like that looks like a camera's card; null when it does not. It stays known as how the card
 * was last, until the drive is seen to be another one.
 */
export function noteCard(db: WritableDb, id: string, card: CardLook | null, now: number): void {
  const [look, last] = card === null ? [null, null] : [JSON.stringify(card), JSON.stringify({ ...card, seenAt: now })]
  // An emptied card that comes back may still have the catalogue's rows of what was on it: they are no copies now,
  // either.
  statement(
    db,
    'UPDATE volume SET card = ?, last_card = ?, source_look = NULL, was_card = max(was_card, ?) WHERE id = ?',
  ).run(look, last, Number(card !== null), id)
}

/** Keeps how a drive stands to the offloads that were made from it, though it looks like no card. */
export function noteSource(db: WritableDb, id: string, look: CardLook, now: number): void {
  statement(db, 'UPDATE volume SET card = NULL, source_look = ?, last_card = ? WHERE id = ?').run(
    JSON.stringify(look),
    JSON.stringify({ ...look, seenAt: now }),
    id,
  )
}

/** Notes that a drive is no card and never was: copies lie there, whatever its folders look like. */
export function noteNoCard(db: WritableDb, id: string): void {
  statement(db, 'UPDATE volume SET card = NULL, last_card = NULL, source_look = NULL, was_card = 0 WHERE id = ?').run(
    id,
  )
}

/** The folders of a drive in which our marker has to lie, relative to the drive. */
export function markedFolders(db: ReadableDb, volumeId: string): string[] {
  return statement<{ path: string }>(db, 'SELECT path FROM root WHERE volume_id = ? AND marker = 1')
    .all(volumeId)
    .map((row) => row.path)
}

function flag(value: boolean | null): number | null {
  return value === null ? null : Number(value)
}

/** What tells a drive from others, or undefined. */
export function volumeIdentity(db: ReadableDb, volumeId: string): string | undefined {
  return statement<{ identity: string }>(db, 'SELECT identity FROM volume WHERE id = ?').get(volumeId)?.identity
}
