/**
 * Which of the known drives are those that are seen now. Pure: what is seen and what is known in, a one-to-one matching
 * out.
 *
 * [Note: what makes a drive the same one] Not its letter and not its mount point: those belong to the machine. The UUID
 * of its file system does, but a clone has it too, so two that are here at once are two drives. Which one of them is
 * the known one is told by what a clone can't copy: the disk, then the mount that has stood since the last look.
 *
 * [Note: one that comes back in another enclosure] A single drive with a known UUID on an unknown disk is taken for
 * the known drive. It may be its clone. But the other choice would count the files of a drive that merely changed its
 * enclosure twice, and call two copies what is one; taken for the same, there can only be more copies than are told.
 */
import { isRemote, type VolumeIdentity } from './volume.ts'

export interface KnownVolume {
  readonly id: string
  readonly identity: string
  readonly fsUuid: string | null
  readonly fsType: string | null
  readonly source: string | null
  /** Null in catalogues from before it was noted. */
  readonly mountRoot: string | null
  readonly mountPoint: string | null
  readonly device: string | null
  /** The disk on which it was seen first, and the one on which it was seen last. */
  readonly homeDevice: string | null
  readonly physicalDevice: string | null
  readonly capacity: number | null
  readonly online: boolean
}

export interface SeenVolume extends Pick<
  VolumeIdentity,
  'mountPoint' | 'fsType' | 'fsUuid' | 'source' | 'mountRoot' | 'device' | 'physicalDevice' | 'capacity'
> {
  /** Ids of volumes that our markers in its watched folders name. A clone carries them too. */
  readonly markers: readonly string[]
}

export interface Recognition<Seen extends SeenVolume = SeenVolume, Known extends KnownVolume = KnownVolume> {
  readonly seen: Seen
  /** Null for a drive that was never seen. */
  readonly known: Known | null
  /** True for a new drive with the UUID of another one. */
  readonly clone: boolean
}

/** Matches what is seen with what is known, each at most once, in the order of `seen`. The order of neither matters. */
export function recognise<Seen extends SeenVolume, Known extends KnownVolume>(
  seen: readonly Seen[],
  known: readonly Known[],
): readonly Recognition<Seen, Known>[] {
  const pairs = seen
    .flatMap((one) =>
      known.filter((other) => couldBe(one, other)).map((other) => ({ one, other, points: score(one, other) })),
    )
    .toSorted(
      (a, b) =>
        b.points - a.points ||
        Number(isClone(a.other)) - Number(isClone(b.other)) ||
        compare(a.other.id, b.other.id) ||
        compare(a.one.mountPoint, b.one.mountPoint),
    )
  const matched = new Map<Seen, Known>()
  const taken = new Set<Known>()
  for (const { one, other } of pairs) {
    if (matched.has(one) || taken.has(other)) continue
    matched.set(one, other)
    taken.add(other)
  }
  return seen.map((one) => {
    const is = matched.get(one) ?? null
    return { seen: one, known: is, clone: is === null && hasTwin(one, seen, known) }
  })
}

/**
 * What a drive is entered under: its UUID, with the folder of the file system that is mounted where that is not its
 * top; without a UUID what it was mounted from (shares) or where, since nothing better is known.
 */
export function identityOf(
  volume: Pick<VolumeIdentity, 'fsUuid' | 'fsType' | 'source' | 'mountPoint' | 'mountRoot'>,
): string {
  const uuid = uuidOf(volume)
  if (uuid !== null) return `uuid:${uuid}${volume.mountRoot === '/' ? '' : volume.mountRoot}`
  if (isRemote(volume.fsType) && volume.source !== null) return `share:${volume.fsType ?? ''}:${volume.source}`
  return `mount:${volume.fsType ?? 'unknown'}:${volume.mountPoint}`
}

function couldBe(seen: SeenVolume, known: KnownVolume): boolean {
  const [mine, its] = [uuidOf(seen), uuidOf(known)]
  if (known.mountRoot !== null && known.mountRoot !== seen.mountRoot) return false
  if (mine !== null && its !== null) return mine === its && !(isWeak(mine) && differ(seen.capacity, known.capacity))
  if (mine !== its) return stands(seen, known) && seen.fsType === known.fsType && !differ(seen.capacity, known.capacity)
  if (seen.fsType !== known.fsType) return false
  if (seen.markers.length > 0) return seen.markers.includes(known.id)
  if (isRemote(seen.fsType) && seen.source !== null && known.source !== null) return seen.source === known.source
  return (
    seen.mountPoint === known.mountPoint &&
    (seen.source === null || known.source === null || seen.source === known.source)
  )
}

/** The surest first: our marker, the first disk, the last disk, the mount that has stood, its place, its size. */
function score(seen: SeenVolume, known: KnownVolume): number {
  const same = (a: string | number | null, b: string | number | null): boolean => a !== null && a === b
  return (
    (seen.markers.includes(known.id) ? 32 : 0) +
    (same(seen.physicalDevice, known.homeDevice) ? 16 : 0) +
    (same(seen.physicalDevice, known.physicalDevice) ? 8 : 0) +
    (stands(seen, known) ? 4 : 0) +
    (same(seen.mountPoint, known.mountPoint) ? 2 : 0) +
    (same(seen.capacity, known.capacity) ? 1 : 0)
  )
}

/**
 * The very mount that was here at the last look. Its UUID may not be told this time, by a tool that fails or a disk
 * that sleeps.
 */
function stands(seen: SeenVolume, known: KnownVolume): boolean {
  return known.online && seen.device !== null && seen.device === known.device && seen.mountPoint === known.mountPoint
}

function hasTwin(one: SeenVolume, seen: readonly SeenVolume[], known: readonly KnownVolume[]): boolean {
  const uuid = uuidOf(one)
  if (uuid === null) return false
  return (
    known.some((other) => uuidOf(other) === uuid && other.mountRoot === one.mountRoot) ||
    seen.some(
      (other) =>
        other !== one &&
        uuidOf(other) === uuid &&
        other.mountRoot === one.mountRoot &&
        other.mountPoint < one.mountPoint,
    )
  )
}

/** A number of nothing but zeros, as some cameras write, tells no drive from another. */
function uuidOf(volume: { readonly fsUuid: string | null }): string | null {
  return volume.fsUuid === null || /^[0-]*$/.test(volume.fsUuid) ? null : volume.fsUuid.toLowerCase()
}

/** The 32 bits of FAT's and exFAT's serial number are too few to tell all cards apart: their size has to agree too. */
function isWeak(uuid: string): boolean {
  return uuid.replaceAll('-', '').length <= 8
}

function isClone(known: KnownVolume): boolean {
  return known.identity.includes('#')
}

function differ(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a !== b
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
