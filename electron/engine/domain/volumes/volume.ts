/**
 * What is known of a volume: a mounted file system, and the physical disk behind it. Unknown is null, never guessed.
 */

import type { ReadBack } from '../../../../shared/model/asset.ts'
import { baseName } from '../media/media-kinds.ts'

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
  /** Maker and model of the disk, as it tells them; null where it does not. */
  readonly model?: string | null
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
  /** What the file system was mounted from: `/dev/sdb1`, `//nas/dailies`; null where the platform does not tell. */
  readonly source: string | null
  /** Which folder of its file system the volume is: `/`, or a btrfs subvolume such as `/@media`. */
  readonly mountRoot: string
  /**
   * A second door to the volume through which the path was reached (a bind mount), or null when it is the mount itself.
   */
  readonly via: {
    readonly mountPoint: string
    /** Where the door leads, relative to the volume; empty for its top. */ readonly inside: string
  } | null
  /** True for spinning disks; null when it can't be known. */
  readonly rotational: boolean | null
  /** False when it did not answer in time: a share whose server is gone, a disk that is dying. */
  readonly answers: boolean
  /**
   * What is mounted at this moment, this volume among it: tells a clone from a drive that has moved. Empty when not
   * known.
   */
  readonly mounts: readonly MountedAt[]
}

/** What a drive is called until the crew names it. */
export function volumeLabel(volume: Pick<VolumeIdentity, 'label' | 'mountPoint'>): string {
  if (volume.label !== null && volume.label !== '') return volume.label
  return volume.mountPoint === '/' ? 'This computer' : baseName(volume.mountPoint) || volume.mountPoint
}

/** One mount, by the device number of its file system. */
interface MountedAt {
  readonly device: string
  readonly mountPoint: string
}

/**
 * True while the drive that was looked at is still the one at its mount point: another may be there by now, or the bare
 * folder.
 */
export function isSameMount(before: VolumeIdentity, now: VolumeIdentity & { readonly answers: boolean }): boolean {
  return (
    now.answers && now.mountPoint === before.mountPoint && now.device === before.device && now.fsUuid === before.fsUuid
  )
}

/** What a read past the file cache is worth on this volume: what the record of it may say at most. */
export function bestReadBack(volume: Pick<VolumeIdentity, 'kind' | 'directReads'>): ReadBack {
  if (volume.kind === 'memory') return 'page-cache'
  return volume.directReads ? 'device' : 'cache-dropped'
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
  const keys = volumes.filter((v) => v.kind !== 'memory').map((v) => v.physicalDevice)
  return new Set(keys.filter((key) => key !== null)).size
}

/** File systems that a server answers for, or a program of somebody's: slow, silent about changes, and able to hang. */
const REMOTE = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'smbfs',
  'afpfs',
  'afs',
  '9p',
  'ceph',
  'glusterfs',
  'davfs',
  'webdav',
  'ncpfs',
  'virtiofs',
  'fuse',
])

/**
 * What a kernel shows of itself as files: their sizes are made up, some never end, and writing into them changes the
 * machine.
 */
const SYSTEM_VIEWS = new Set([
  'proc',
  'sysfs',
  'devtmpfs',
  'devpts',
  'cgroup',
  'cgroup2',
  'debugfs',
  'tracefs',
  'securityfs',
  'bpf',
  'pstore',
  'configfs',
  'mqueue',
  'hugetlbfs',
  'fusectl',
  'efivarfs',
  'binfmt_misc',
  'rpc_pipefs',
  'nsfs',
  'selinuxfs',
  'devfs',
])

/** True where there is no media: `/proc`, `/sys`, `/dev` and their kin. */
export function isSystemView(fsType: string | null): boolean {
  return fsType !== null && SYSTEM_VIEWS.has(fsType.toLowerCase())
}

/**
 * True for a file system behind a network or in somebody's program: it may hang, and its changes come without a sign.
 */

export function isRemote(fsType: string | null): boolean {
  return fsType !== null && (REMOTE.has(fsType.toLowerCase()) || fsType.toLowerCase().startsWith('fuse.'))
}

/**
 * True where the system's signs of change can be trusted. Changes made on a server by others give none, so a share and
 * what looks like one are scanned on a schedule. `fuseblk` (ntfs-3g, exfat-fuse) is a local disk and changed only here.
 */
export function watchesLive(kind: VolumeKind, fsType: string | null): boolean {
  return kind !== 'network' && !isRemote(fsType)
}

/**
 * How many files may be read side by side. A spinning disk that has to jump between two files reads both many times
 * slower, a card's reader and a share gain nothing; solid state and the machine's own disks do. Unknown counts as slow.
 */
export function readersFor(kind: VolumeKind, rotational: boolean | null): number {
  if (kind === 'memory') return 4
  if (kind === 'internal') return rotational === true ? 1 : 4
  return kind === 'external' && rotational === false ? 2 : 1
}

/**
 * A path relative to its volume, with forward slashes: what the catalogue keeps. A path through a second door becomes
 * the one through the first, so that one file is never two.
 */
export function pathOnDrive(path: string, volume: Pick<VolumeIdentity, 'mountPoint' | 'via'>): string {
  const { via } = volume
  const inside = via === null ? null : below(path, via.mountPoint)
  if (via !== null && inside !== null) return [via.inside, inside].filter((part) => part !== '').join('/')
  return below(path, volume.mountPoint) ?? forward(path)
}

function below(path: string, folder: string): string | null {
  const [at, top] = [forward(path), forward(folder).replace(/\/+$/, '')]
  if (at === top || at === `${top}/`) return ''
  return at.startsWith(`${top}/`) ? at.slice(top.length + 1) : null
}

function forward(path: string): string {
  return /^([A-Za-z]:|\\\\)/.test(path) ? path.replaceAll('\\', '/') : path
}
