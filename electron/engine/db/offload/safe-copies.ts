/**
 * Verified copies that are, by name, size and time, those of a file on a card.
 */
import { isWhole } from '../../../../shared/copies/standing.ts'
import type { ReadBack } from '../../../../shared/model/asset.ts'
import type { SafePlace } from '../../domain/offload/already-safe.ts'
import { keepsChangeTime } from '../../domain/scan/file-state.ts'
import { joinMount } from '../catalogue/asset-detail.ts'
import { MAY_HOLD_COPIES } from '../volumes/card-volumes.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/**
 * How far times may be apart. A copy of ours keeps them to a quarter of a microsecond, FAT to two seconds. The narrow
 * look comes first: within two seconds lie a hundred frames of one size.
 */
const WITHIN_NS = [1_000_000n, 2_000_000_000n] as const

/** More copies of one file than this are not told. */
const MOST = 8

interface Row {
  path: string
  volumeId: string
  label: string
  mountPoint: string | null
  online: number
  verifiedAt: number | null
  roll: string | null
  readBack: ReadBack | null
  verifiedHere: number
  ctimeNs: number | null
  fsType: string | null
}

/**
 * Where such a file lies verified, drives that are here first. Files of the same size and second, as frames are, are
 * told apart by their names.
 */
export function safeCopies(
  db: ReadableDb,
  file: { readonly name: string; readonly size: number; readonly mtimeNs: bigint },
): SafePlace[] {
  if (file.size === 0) return []
  for (const within of WITHIN_NS) {
    const found = placesWithin(db, file, within)
    if (found.length > 0) return found
  }
  return []
}

function placesWithin(
  db: ReadableDb,
  file: { readonly name: string; readonly size: number; readonly mtimeNs: bigint },
  within: bigint,
): SafePlace[] {
  const rows = statement<Row>(
    db,
    `SELECT f.path, f.volume_id AS volumeId, v.label, v.mount_point AS mountPoint, v.online, f.verified_at AS verifiedAt, a.roll, f.read_back AS readBack, f.verified_here AS verifiedHere, f.ctime_ns AS ctimeNs, v.fs_type AS fsType
    FROM file f INDEXED BY file_safe JOIN volume v ON v.id = f.volume_id AND ${MAY_HOLD_COPIES} LEFT JOIN asset a ON a.id = f.asset_id
    WHERE f.bytes = ? AND f.mtime_ns BETWEEN ? AND ? AND f.verification = 'verified' AND f.state IN ('present', 'offline')`,
  ).all(file.size, file.mtimeNs - within, file.mtimeNs + within)
  return rows
    .filter(({ path }) => path.slice(path.lastIndexOf('/') + 1) === file.name)
    .sort((a, b) => b.online - a.online || (b.verifiedAt ?? 0) - (a.verifiedAt ?? 0))
    .slice(0, MOST)
    .map(({ path, volumeId, label, mountPoint, online, verifiedAt, roll, readBack, verifiedHere, ctimeNs, fsType }) => {
      const here = online === 1 && mountPoint !== null
      return {
        volumeId,
        volumeLabel: label,
        path: here ? joinMount(mountPoint, path) : path,
        here,
        verifiedAt,
        roll,
        whole: isWhole({ state: 'present', verification: 'verified', readBack, elsewhere: verifiedHere === 0 }),
        ctimeNs: keepsChangeTime(fsType) ? ctimeNs : null,
      }
    })
}
