/**
 * What is known of a volume: a mounted file system, and the physical disk behind it. Unknown is null, never guessed.
 */

/** Where a volume lives. `memory` is a file system in RAM (tmpfs, ramfs, zram): gone with the power. */
export type VolumeKind = 'internal' | 'external' | 'card' | 'network' | 'memory' | 'unknown'

export interface VolumeIdentity {
  /** The directory at which the file system is mounted (a drive root such as `E:\` on Windows). */
  readonly mountPoint: string
  /** The name the system gives to the file system: ext4, exfat, vfat, ntfs, apfs, fuse.sshfs … */
  readonly fsType: string | null
  /** The file system's own UUID or serial number, as text. */
  readonly fsUuid: string | null
  readonly label: string | null
  /** The device number as `major:minor`, where the platform has one. */
  readonly device: string | null
  /**
   * A key that is equal for two volumes on one physical disk; null when it can't be known. Two nulls are never
   * taken for two disks.
   */
  readonly physicalDevice: string | null
  readonly kind: VolumeKind
  readonly removable: boolean | null
  readonly readOnly: boolean
  /** Size of the file system in bytes. */
  readonly capacity: number | null
  /** Bytes that this user can still write. */
  readonly free: number | null
  /**
   * True when a read past the file cache comes from the disk itself: false behind FUSE, a network, a loop device or
   * in memory, where something else may answer from its own cache.
   */
  readonly directReads: boolean
}

/** File systems that keep holes in files, so that a sparse file needs only the room of its data. */
const KEEPS_HOLES = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'zfs', 'tmpfs', 'apfs'])

/** True when a hole left in a file takes no room on this kind of file system. */
export function keepsHoles(fsType: string | null): boolean {
  return fsType !== null && KEEPS_HOLES.has(fsType.toLowerCase())
}

/**
 * The number of different physical disks among volumes. A disk that can't be identified and a volume in memory count
 * as none, so the answer is never higher than the truth.
 */
export function distinctDisks(volumes: readonly Pick<VolumeIdentity, 'physicalDevice' | 'kind'>[]): number {
  const keys = volumes.filter(v => v.kind !== 'memory').map(v => v.physicalDevice)
  return new Set(keys.filter(key => key !== null)).size
}
