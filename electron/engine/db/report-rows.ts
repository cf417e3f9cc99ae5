/**
 * What the catalogue knows of the clips of an offload, for its report.
 */
import { statement, type ReadableDb } from './handles.ts'

export interface ClipRow {
  readonly name: string
  readonly startTimecode: string | null
  readonly durationMs: number | null
  readonly scene: string | null
  readonly take: string | null
  readonly circled: number
  /** Relative to the library's folder of derivatives. */
  readonly poster: string | null
}

/** The clip whose main file has these bytes, or undefined: for sidecars, and for what is not catalogued. */
export function clipOfBytes(db: ReadableDb, bytes: number, xxh128: string): ClipRow | undefined {
  return statement<ClipRow>(db, `SELECT a.name, a.start_timecode AS startTimecode, a.duration_ms AS durationMs, a.scene, a.take, a.circled,
      (SELECT d.path FROM derivative d WHERE d.id = a.poster_id) AS poster
    FROM content c JOIN version_part p ON p.content_id = c.id AND p.role = 'primary' JOIN version v ON v.id = p.version_id
      JOIN asset a ON a.id = v.asset_id AND a.hidden = 0
    WHERE c.bytes = ? AND c.xxh128 = ? LIMIT 1`).get(bytes, xxh128)
}
