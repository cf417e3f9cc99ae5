/**
 * Proxies that lie beside clips: made by the camera or by an editing system, and grouped with the clip by their names.
 */
import type { Probe } from '../../../../shared/model/probe.ts'
import { joinPieces } from '../../domain/media/pieces.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

/** One of them. `waits`: it is here and was not looked into yet. */
export interface CameraProxy {
  readonly contentId: string
  readonly name: string
  readonly probe: Probe | null
  readonly waits: boolean
}

const OF_VERSION = `SELECT p.content_id AS contentId, p.name, c.probe, c.probe_state = 'waiting' AND EXISTS (
    SELECT 1 FROM file f JOIN volume v ON v.id = f.volume_id WHERE f.content_id = c.id AND f.state = 'present' AND v.online = 1) AS waits
  FROM version_part p JOIN content c ON c.id = p.content_id`

interface Row {
  readonly contentId: string
  readonly name: string
  readonly probe: string | null
  readonly waits: number
}

function proxyOf({ contentId, name, probe, waits }: Row): CameraProxy {
  return { contentId, name, probe: probe === null ? null : (JSON.parse(probe) as Probe), waits: waits === 1 }
}

/** Those of a version, in the order of their names. */
export function proxiesOfVersion(db: ReadableDb, versionId: string): CameraProxy[] {
  return statement<Row>(db, `${OF_VERSION} WHERE p.version_id = ? AND p.role = 'proxy' ORDER BY p.name, p.position`)
    .all(versionId)
    .map(proxyOf)
}

/** Those of the clip that begins with a content, as current versions have it. */
export function proxiesBeside(db: ReadableDb, contentId: string): CameraProxy[] {
  const version = statement<{ id: string }>(
    db,
    `SELECT p.version_id AS id FROM version_part p JOIN asset a ON a.version_id = p.version_id
    JOIN version_part s ON s.version_id = p.version_id AND s.role = 'proxy'
    WHERE p.content_id = ? AND p.role = 'primary' ORDER BY a.n LIMIT 1`,
  ).get(contentId)
  return version === undefined ? [] : proxiesOfVersion(db, version.id)
}

/** Several proxies of a recording in pieces, taken as one; null for none, and while one was not looked into. */
export function joinedProxy(proxies: readonly CameraProxy[]): Probe | null {
  const probes = proxies.flatMap(({ probe }) => (probe === null ? [] : [probe]))
  const [first, ...further] = probes
  return first === undefined || probes.length < proxies.length ? null : joinPieces(first, further)
}
