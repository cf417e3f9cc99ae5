/**
 * What a history knows: for every file its first good digest in each format, gathered over all generations.
 *
 * Only `original` and `verified` hashes are truth, and the first one of a format stays: a later record can't change
 * what the bytes were when they came off the card. Manifests that were changed after sealing vouch for nothing.
 */
import type { HashFormat } from '../../../shared/model/hash.ts'
import type { DirectoryEntry, FileEntry, Generation, History } from './model.ts'
import { parentsOf } from './names.ts'

export interface Truth {
  readonly digest: string
  readonly generation: number
}

export interface KnownFile {
  readonly path: string
  readonly size: number | null
  readonly truth: ReadonlyMap<HashFormat, Truth>
  /** True when only a changed manifest tells of the file: it is expected, and nothing vouches for its bytes. */
  readonly doubtful: boolean
}

export interface Ledger {
  readonly files: ReadonlyMap<string, KnownFile>
  /** Folders of the last generation that has folder hashes, whether comparable or not. */
  readonly directories: ReadonlyMap<string, RecordedDirectory>
  /** Ignore patterns so far. */
  readonly ignore: readonly string[]
  /** Formats of the last generation that wrote any, most used first. */
  readonly formats: readonly HashFormat[]
}

interface RecordedDirectory {
  readonly entry: Pick<DirectoryEntry, 'content' | 'structure'>
  readonly generation: number
  /** False when later generations, or failures in its own, make it something else than the good state of the folder. */
  readonly comparable: boolean
}

/**
 * Everything that a history knows. Nested histories are not probed, except for whether the folder hashes still
 * hold.
 */
export function ledgerOf(history: History): Ledger {
  const files = new Map<string, KnownFile>()
  for (const generation of history.generations) addGeneration(files, generation)
  const sound = history.generations.filter((generation) => generation.state !== 'changed')
  return {
    files,
    directories: directoriesOf(history, files),
    ignore: [...new Set(sound.flatMap((generation) => generation.manifest.ignore))],
    formats: lastFormats(sound),
  }
}

function addGeneration(files: Map<string, KnownFile>, { number, manifest, state }: Generation): void {
  const entries = manifest.entries.filter((entry) => entry.kind === 'file')
  const own = new Set(entries.map((entry) => entry.path))
  // All old names are taken out before new ones are put in, so that two files may swap names.
  const renamed = new Map<string, KnownFile>()
  for (const { path, previousPath } of entries) {
    const before = previousPath === null || state === 'changed' ? undefined : files.get(previousPath)
    if (before !== undefined) renamed.set(path, before)
  }
  for (const before of renamed.values()) if (!own.has(before.path)) files.delete(before.path)
  for (const entry of entries)
    files.set(entry.path, knownFile(entry, renamed.get(entry.path) ?? files.get(entry.path), number, state))
}

function knownFile(
  entry: FileEntry,
  before: KnownFile | undefined,
  generation: number,
  state: Generation['state'],
): KnownFile {
  if (state === 'changed') return before ?? { path: entry.path, size: null, truth: new Map(), doubtful: true }
  const truth = new Map(before?.truth)
  for (const { format, digest, action } of entry.hashes) {
    if (action !== 'failed' && !truth.has(format)) truth.set(format, { digest, generation })
  }
  const failed = entry.hashes.some((hash) => hash.action === 'failed')
  return {
    path: entry.path,
    truth,
    doubtful: truth.size === 0 && before?.doubtful === true,
    size: before === undefined || before.size === null ? (failed ? null : entry.size) : before.size,
  }
}

/**
 * Folder hashes are of one moment. They can be held against the folder of today only when that moment saw exactly the
 * files that are known now, all of them good, in this history and in those below.
 */
function directoriesOf(history: History, files: ReadonlyMap<string, KnownFile>): Map<string, RecordedDirectory> {
  const generation = history.generations.findLast(
    ({ manifest, state }) =>
      state !== 'changed' &&
      (manifest.rootHash !== null || manifest.entries.some((entry) => entry.kind === 'directory')),
  )
  const result = new Map<string, RecordedDirectory>()
  if (generation === undefined) return result
  const stale = staleFolders(history, generation, files)
  const record = (path: string, entry: RecordedDirectory['entry']): void => {
    result.set(path, { entry, generation: generation.number, comparable: !stale.has(path) })
  }
  for (const entry of generation.manifest.entries) if (entry.kind === 'directory') record(entry.path, entry)
  if (generation.manifest.rootHash !== null) record('', generation.manifest.rootHash)
  return result
}

function staleFolders(history: History, generation: Generation, files: ReadonlyMap<string, KnownFile>): Set<string> {
  const stale = new Set<string>()
  const spoil = (path: string): void => {
    for (const parent of parentsOf(path)) stale.add(parent)
  }
  const good = new Set<string>()
  for (const entry of generation.manifest.entries) {
    if (entry.kind !== 'file') continue
    if (entry.hashes.some((hash) => hash.action === 'failed') || !files.has(entry.path)) spoil(entry.path)
    else good.add(entry.path)
  }
  for (const path of files.keys()) if (!good.has(path)) spoil(path)
  for (const child of history.children) {
    const path = child.path.slice(history.path === '' ? 0 : history.path.length + 1)
    const last = child.generations.at(-1)
    const referred = last !== undefined && generation.manifest.references.some((reference) => reference.c4 === last.c4)
    const root = ledgerOf(child).directories.get('')
    if (referred && root?.comparable === true && root.generation === last.number) continue
    stale.add(path)
    spoil(path)
  }
  return stale
}

function lastFormats(generations: readonly Generation[]): HashFormat[] {
  for (const { manifest } of [...generations].reverse()) {
    const counts = new Map<HashFormat, number>()
    for (const entry of manifest.entries) {
      if (entry.kind !== 'file') continue
      for (const { format, action } of entry.hashes)
        if (action !== 'failed') counts.set(format, (counts.get(format) ?? 0) + 1)
    }
    if (counts.size > 0) return [...counts].sort((a, b) => b[1] - a[1]).map(([format]) => format)
  }
  return []
}
