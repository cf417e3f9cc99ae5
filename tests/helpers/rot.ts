/**
 * Rot: bytes that a dying drive changes by itself. Nobody writes to the file, so neither its date nor its time of
 * change moves. A test can't do that to a file in place, so it writes, puts the date back, and has the catalogue know
 * the time of change as it is then.
 */
import { closeSync, lstatSync, openSync, utimesSync, writeSync } from 'node:fs'
import Database from 'better-sqlite3'

/** Writes other bytes of the same length, and puts the date back: what some tools that write tags do. */
export function writeUnseen(path: string, bytes: Uint8Array | string, at: number): void {
  const { atimeNs, mtimeNs } = lstatSync(path, { bigint: true })
  const fd = openSync(path, 'r+')
  writeSync(fd, Buffer.from(bytes), 0, Buffer.byteLength(bytes), at)
  closeSync(fd)
  utimesSync(path, Number(atimeNs) / 1e9, Number(mtimeNs) / 1e9)
}

/** Other bytes, without anybody having written them, for a library with this catalogue. */
export function rot(database: string, path: string, bytes: Uint8Array | string, at: number): void {
  writeUnseen(path, bytes, at)
  const db = new Database(database, { timeout: 30_000 })
  try {
    db.prepare(`UPDATE file SET ctime_ns = ? WHERE ? LIKE '%/' || path`).run(
      lstatSync(path, { bigint: true }).ctimeNs,
      path,
    )
  } finally {
    db.close()
  }
}
