/**
 * Files that are gone at one place and new at another: which of them are the same file, moved. Pure.
 */

/** A place of a file. `path` is relative to its drive. */
export interface Place {
  readonly id: string
  readonly path: string
  readonly bytes: number
  readonly mtimeNs: number
  /** Null where it is not known. */
  readonly inode: number | null
}

/** `from` is the id of the absent file, `to` that of the new one. */
export interface Move {
  readonly from: string
  readonly to: string
}

/**
 * File systems whose inode numbers stay with the file.
 *
 * [Note: inodes that are made up] FAT, exFAT and most FUSE and network file systems number files as they meet them:
 * after the next mount another file can have the number, and frames of one sequence have one size and often one time.
 */
const KEEPS_INODES = new Set([
  'ext2',
  'ext3',
  'ext4',
  'xfs',
  'btrfs',
  'f2fs',
  'zfs',
  'apfs',
  'hfs',
  'hfsplus',
  'ntfs',
  'ntfs3',
  'tmpfs',
  'overlay',
  'nfs',
  'nfs4',
])

/** True when an inode number of this kind of file system is that of one file as long as it exists. */
export function keepsInodes(fsType: string | null): boolean {
  return fsType !== null && KEEPS_INODES.has(fsType.toLowerCase())
}

/**
 * Pairs absent files with new ones of the same drive in one pass: by inode, size and time; then by size, time and name.
 * A pair is made only where there is one candidate on either side. The rest is left to the bytes themselves.
 */
export function matchMoves(absent: readonly Place[], fresh: readonly Place[], inodesKept: boolean): Move[] {
  const byInode = inodesKept
    ? pair(absent, fresh, (place) => (place.inode === null ? null : `${place.inode} ${place.bytes} ${place.mtimeNs}`))
    : []
  const paired = new Set(byInode.flatMap((move) => [move.from, move.to]))
  const left = (places: readonly Place[]): Place[] => places.filter((place) => !paired.has(place.id))
  return [
    ...byInode,
    ...pair(left(absent), left(fresh), (place) => `${place.bytes} ${place.mtimeNs} ${nameKey(place.path)}`),
  ]
}

function pair(absent: readonly Place[], fresh: readonly Place[], keyOf: (place: Place) => string | null): Move[] {
  const from = byKey(absent, keyOf)
  return [...byKey(fresh, keyOf)].flatMap(([key, there]) => {
    const gone = from.get(key)
    return gone === undefined || gone === 'several' || there === 'several' ? [] : [{ from: gone.id, to: there.id }]
  })
}

function byKey(places: readonly Place[], keyOf: (place: Place) => string | null): Map<string, Place | 'several'> {
  const found = new Map<string, Place | 'several'>()
  for (const place of places) {
    const key = keyOf(place)
    if (key !== null) found.set(key, found.has(key) ? 'several' : place)
  }
  return found
}

/**
 * Names that differ in case or spelling alone are one name: drives that tell cases apart and drives that don't are both
 * met.
 */
function nameKey(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .normalize('NFC')
    .toLowerCase()
}
