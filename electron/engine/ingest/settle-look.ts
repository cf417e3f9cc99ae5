/**
 * Looks at files that wait: have size and time rested, can they be opened, does young media open as media?
 */
import { lstat, open } from 'node:fs/promises'
import type { Probe } from '../../../shared/model/probe.ts'
import type { PlacedFile } from '../db/catalogue/waiting-files.ts'
import { nativeShown } from '../files/disk-path.ts'
import { keptTimeOfMs } from '../domain/scan/kept-time.ts'
import { baseName, classify } from '../domain/media/media-kinds.ts'
import { FRESH_MS, PATIENCE_MS, reasonToLeave } from '../domain/scan/settling.ts'

/**
 * What a look found. `settled` · `growing`: size or time moved · `young`: media in the making, look again later ·
 * `gone` · `left`: not to be ingested, with the reason.
 */
export type LookResult =
  | { readonly is: 'settled' | 'young' | 'gone' }
  | { readonly is: 'growing'; readonly bytes: number; readonly mtimeNs: number }
  | { readonly is: 'left'; readonly why: string }

/** Times of two looks are the same when they differ by less: a double holds them to a quarter of a microsecond. */
const SAME_NS = 1_000

interface LookDeps {
  readonly now: () => number
  /** Looks into media, for files that may still be in the making. */
  readonly probe: (path: string) => Promise<Probe>
}

/** Looks at one file. Throws nothing: what can't be read is left, with the reason. */
export async function lookAt(path: string, file: PlacedFile, deps: LookDeps): Promise<LookResult> {
  const seen = await lstat(nativeShown(path)).catch((error: NodeJS.ErrnoException) => error)
  if (seen instanceof Error)
    return seen.code === 'ENOENT' || seen.code === 'ENOTDIR' ? { is: 'gone' } : unreadable(seen)
  if (!seen.isFile()) return { is: 'gone' }
  const mtimeNs = keptTimeOfMs(seen.mtimeMs)
  if (!isUnchanged(file, seen.size, mtimeNs)) return { is: 'growing', bytes: seen.size, mtimeNs }
  const why = reasonToLeave(baseName(path), { bytes: seen.size, blocks: seen.blocks ?? null }, process.platform)
  if (why !== null) return { is: 'left', why }
  try {
    await (await open(nativeShown(path), 'r')).close()
  } catch (error) {
    return unreadable(error as NodeJS.ErrnoException)
  }
  return (await opensAsMedia(path, file, seen.mtimeMs, deps)) ? { is: 'settled' } : { is: 'young' }
}

/** True when a look found the file as it stands in the catalogue. */
export function isUnchanged(
  file: { readonly bytes: number; readonly mtimeNs: number },
  bytes: number,
  mtimeNs: number,
): boolean {
  return file.bytes === bytes && Math.abs(file.mtimeNs - mtimeNs) < SAME_NS
}

/**
 * A recorder that writes its index last leaves a file that rests and does not open. For a while, that means "not yet".
 */
async function opensAsMedia(path: string, file: PlacedFile, mtimeMs: number, deps: LookDeps): Promise<boolean> {
  const kind = classify(path)
  const now = deps.now()
  const fresh = now - mtimeMs < FRESH_MS && now - file.changedAt < PATIENCE_MS
  if (!fresh || (kind !== 'video' && kind !== 'audio')) return true
  const probe = await deps.probe(path)
  // What the tools can't read does not become readable by waiting.
  return probe.ok || probe.limit != null
}

function unreadable(error: NodeJS.ErrnoException): LookResult {
  return {
    is: 'left',
    why: `It can't be read (${error.code ?? error.message}). Check its drive and its permissions, then scan again.`,
  }
}
