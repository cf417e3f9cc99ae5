/**
 * The files on a card in the reader, and a digest of them: what was compared with past offloads, and whether it is
 * still there.
 */
import { createHash } from 'node:crypto'
import type { RollFile } from '../db/offload/offloaded-rolls.ts'
import type { PlannedDirectory, PlannedFile, SkippedEntry } from '../domain/offload/offload.ts'
import { keepsChangeTime } from '../domain/scan/file-state.ts'
import type { OwnFiles } from '../files/own-files.ts'
import { walk } from '../files/walk.ts'

/** A card of more files than can be walked in this time is not said to be offloaded. */
const WALK_MS = 20_000

/**
 * All files of a roll as an offload would find them, or null when that takes too long. Their bytes are not read.
 * @param fsType the card's file system: not every one keeps times of change
 */
export async function listFiles(
  own: OwnFiles,
  folder: string,
  fsType: string | null,
  signal: AbortSignal,
): Promise<RollFile[] | null> {
  const found: { files: PlannedFile[]; directories: PlannedDirectory[]; skipped: SkippedEntry[]; own: OwnFiles } = {
    files: [],
    directories: [],
    skipped: [],
    own,
  }
  try {
    await walk(folder, '', 0, found, AbortSignal.any([signal, AbortSignal.timeout(WALK_MS)]))
  } catch {
    return null // Too large or gone: then nothing is said of it.
  }
  const keeps = keepsChangeTime(fsType)
  return found.files.map((file) => ({
    path: file.path.slice(1),
    bytes: file.size,
    mtimeNs: file.mtimeNs,
    ctimeNs: keeps ? (file.changedNs ?? null) : null,
  }))
}

/**
 * SHA-256 over the paths, sizes and times of all rolls, in hex; null when a roll could not be listed. Free space does
 * not tell a take that was replaced by one of the same size, nor a card that was formatted and filled again.
 */
export function digestOf(rolls: readonly (readonly RollFile[] | null)[]): string | null {
  const hash = createHash('sha256')
  for (const files of rolls) {
    if (files === null) return null
    for (const { path, bytes, mtimeNs, ctimeNs } of files)
      hash.update(`${path}\0${bytes}\0${mtimeNs}\0${ctimeNs === null ? '' : `${ctimeNs}\0`}`)
    hash.update('\0')
  }
  return hash.digest('hex')
}
