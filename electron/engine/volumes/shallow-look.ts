/**
 * A short look at the names at the top of a drive: two levels, a few hundred names, and not for long.
 */
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TopEntry } from '../domain/volumes/card-look.ts'
import { isClutter } from '../domain/offload/offload-clutter.ts'

const MAX_NAMES = 500
const PATIENCE_MS = 5_000

/** Names at the top of a drive and in its folders; what could be read in time. Nothing is opened but folders. */
export async function shallowLook(mountPoint: string, signal: AbortSignal): Promise<readonly TopEntry[]> {
  const entries: TopEntry[] = []
  const until = Date.now() + PATIENCE_MS
  const enough = (): boolean => entries.length >= MAX_NAMES || Date.now() > until || signal.aborted
  await list(mountPoint, '', entries, enough)
  for (const { path } of entries.filter((entry) => entry.folder)) {
    if (enough()) break
    await list(join(mountPoint, path), `${path}/`, entries, enough)
  }
  return entries
}

async function list(folder: string, prefix: string, entries: TopEntry[], enough: () => boolean): Promise<void> {
  try {
    for await (const entry of await opendir(folder)) {
      const kind = entry.isDirectory() ? 'directory' : 'file'
      if (!isClutter(entry.name, kind, prefix === '' ? 0 : 1))
        entries.push({ path: `${prefix}${entry.name}`, folder: entry.isDirectory() })
      if (enough()) return
    }
  } catch {
    // A folder that can't be read tells nothing; what the others tell stands.
  }
}
