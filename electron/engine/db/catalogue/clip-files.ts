/**
 * The files of clips with all their good copies, for those who copy clips out of the library.
 */
import type { ClipPart, PartPlace } from '../../domain/selection-copy/choose.ts'
import type { ClipWords } from '../../domain/selection-copy/place.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { joinMount } from './asset-detail.ts'

export interface ClipFiles {
  readonly words: ClipWords
  /** Of the current version: the main file first, then the others in their order; proxies of cameras are not among them. */
  readonly parts: readonly ClipPart[]
}

interface Row {
  readonly position: number
  readonly contentId: string
  readonly bytes: number
  readonly xxh128: string | null
  readonly path: string | null
  readonly volumeId: string | null
  readonly volumeLabel: string | null
  readonly mountPoint: string | null
  readonly verified: number
  readonly root: string | null
}

/** The files of a clip; undefined for none of this library. */
export function readClipFiles(db: ReadableDb, assetId: string): ClipFiles | undefined {
  const words = statement<ClipWords>(
    db,
    `SELECT name, roll, camera, scene, shot, take, day AS date, kind FROM asset WHERE id = ? AND hidden = 0`,
  ).get(assetId)
  if (words === undefined) return undefined
  const rows = statement<Row>(
    db,
    `SELECT p.position, p.content_id AS contentId, c.bytes, c.xxh128, f.path, f.volume_id AS volumeId, v.label AS volumeLabel,
      CASE WHEN v.online = 1 AND f.state = 'present' THEN v.mount_point END AS mountPoint,
      f.verification = 'verified' AS verified, r.path AS root
    FROM asset a JOIN version_part p ON p.version_id = a.version_id JOIN content c ON c.id = p.content_id
      LEFT JOIN file f ON f.content_id = p.content_id AND f.state IN ('present', 'offline') AND f.verification <> 'failed'
      LEFT JOIN volume v ON v.id = f.volume_id LEFT JOIN root r ON r.id = f.root_id
    WHERE a.id = ? AND p.role <> 'proxy' ORDER BY p.role <> 'primary', p.position, f.id`,
  ).all(assetId)
  const parts = [...Map.groupBy(rows, ({ position }) => position).values()].map((same): ClipPart => {
    const { contentId, bytes, xxh128 } = same[0]!
    return { contentId, bytes, xxh128, places: same.flatMap(placeOf) }
  })
  return { words, parts }
}

function placeOf({ path, volumeId, volumeLabel, mountPoint, verified, root }: Row): PartPlace[] {
  if (path === null || volumeId === null) return []
  return [
    {
      volumeId,
      volumeLabel: volumeLabel ?? '',
      path,
      at: mountPoint === null ? null : joinMount(mountPoint, path),
      mountPoint,
      verified: verified === 1,
      root,
    },
  ]
}
