/**
 * A short look at the folders above a source, up to where its drive is mounted: is one of them the card?
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, relative, sep } from 'node:path'
import type { FolderAbove } from '../domain/cards/part-of-card.ts'
import { shallowLook } from '../volumes/shallow-look.ts'

/** No card is as deep as this. */
const MOST_LEVELS = 8
const PATIENCE_MS = 5_000

/**
 * The folders above a source on the same file system, nearest first, with the names in them. Nothing is opened but
 * folders; what can't be read or takes too long tells nothing.
 * @param real the source with links resolved
 */
export async function foldersAbove(real: string, signal?: AbortSignal): Promise<readonly FolderAbove[]> {
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const until = signal === undefined ? patience : AbortSignal.any([signal, patience])
  const own = await stat(real).catch(() => null)
  const found: FolderAbove[] = []
  for (let at = dirname(real), below = real; at !== below && found.length < MOST_LEVELS; below = at, at = dirname(at)) {
    const there = await stat(at).catch(() => null)
    // Another device: the drive is mounted below this folder, and its card ends here.
    if (own === null || there === null || there.dev !== own.dev || until.aborted) break
    found.push({ path: at, name: basename(at), inner: relative(at, real).replaceAll(sep, '/'), entries: await shallowLook(at, until) })
  }
  signal?.throwIfAborted()
  return found
}
