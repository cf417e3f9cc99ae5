/**
 * A short look at the folders above a source, up to where its drive is mounted: is one of them the card?
 */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { TopEntry } from '../../domain/volumes/card-look.ts'
import type { FolderAbove } from '../../domain/cards/part-of-card.ts'

/** No card is as deep as this. */
const MAX_LEVELS = 8
const MAX_NAMES = 500
const PATIENCE_MS = 5_000

/**
 * [Note: only folders of cards are opened] Beside the way to the source there may be anything, a mount of a server that
 * is gone among it: opening that would never come back.
 */
const CARD_FOLDERS: ReadonlySet<string> = new Set([
  'private',
  'm4root',
  'xdroot',
  'dcim',
  'contents',
  'bpav',
  'bdmv',
  'avchd',
  'clip',
])

/**
 * The folders above a source on the same file system, nearest first, with the names in them. Nothing is opened but
 * folders; what can't be read or takes too long tells nothing.
 * @param real the source with links resolved
 */
export async function foldersAbove(real: string, signal?: AbortSignal): Promise<readonly FolderAbove[]> {
  const own = await stat(real).catch(() => null)
  const found: FolderAbove[] = []
  const until = performance.now() + PATIENCE_MS
  for (let at = dirname(real), below = real; at !== below && found.length < MAX_LEVELS; below = at, at = dirname(at)) {
    signal?.throwIfAborted()
    const there = await stat(at).catch(() => null)
    // Another device: the drive is mounted below this folder, and its card ends here.
    if (own === null || there === null || there.dev !== own.dev) break
    const entries = await namesIn(at, '', until)
    const inside = entries.filter(({ path, folder }) => folder && CARD_FOLDERS.has(path.toLowerCase()))
    for (const { path } of inside) entries.push(...(await namesIn(join(at, path), `${path}/`, until)))
    found.push({ path: at, name: basename(at), inner: relative(at, real).replaceAll(sep, '/'), entries })
  }
  return found
}

async function namesIn(folder: string, prefix: string, until: number): Promise<TopEntry[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<[]>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, until - performance.now()), [])
  })
  const read = readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = await Promise.race([read, late])
  clearTimeout(timer)
  return names.slice(0, MAX_NAMES).map((entry) => ({ path: `${prefix}${entry.name}`, folder: entry.isDirectory() }))
}
