/**
 * Our own walk of a source: one pass, sorted by name, links never followed, everything that isn't copied named.
 */
import { lstat, type BigIntStats } from 'node:fs'
import { join as joinPath } from 'node:path'
import type { PlannedDirectory, PlannedFile, SkipReason, SkippedEntry } from '../domain/offload/offload.ts'
import { isLibraryListing, type OwnFiles } from './own-files.ts'
import { shownPath } from '../domain/byte-names.ts'
import { keptTime } from '../domain/scan/kept-time.ts'
import { isClutter } from '../domain/offload/offload-clutter.ts'
import { namesIn, native } from './disk-path.ts'
import { errnoOf } from './errno.ts'

export interface Walked {
  readonly files: PlannedFile[]
  readonly directories: PlannedDirectory[]
  readonly skipped: SkippedEntry[]
  /** The library's own files: told as skipped, never taken for media. */
  readonly own?: OwnFiles
}

/** How many entries are asked about at once: enough to hide the latency of a card reader, few enough for its queue. */
const AT_ONCE = 64

/**
 * Walks a directory and adds what it finds to `found`, in order of names.
 * @param source absolute disk path of the directory (domain/byte-names.ts)
 * @param path its path in the plan
 * @param depth 0 at the top of a source, where system folders may lie
 */
export async function walk(
  source: string,
  path: string,
  depth: number,
  found: Walked,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted()
  const entries = await list(source, path, found)
  if (found.own !== undefined && isLibraryListing(entries)) {
    found.skipped.push(skip(path, 'library', 'is a library of Rushes, and no media'))
    return
  }
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const group = entries.slice(at, at + AT_ONCE)
    const paths = group.map((name) => join(source, name))
    const facts = await examine(paths)
    for (const [index, name] of group.entries()) {
      const seen = facts[index]
      const folder = seen === undefined ? null : take(shownPath(name), seen, paths[index] ?? '', path, depth, found)
      if (folder !== null) await walk(folder.source, folder.path, depth + 1, found, signal)
    }
  }
}

type Seen = BigIntStats | NodeJS.ErrnoException

/**
 * Asks about entries, all at once. By callbacks: a promise for each costs as much as the question, on a card of a
 * hundred thousand.
 */
function examine(paths: readonly string[]): Promise<readonly Seen[]> {
  return new Promise((resolve) => {
    const seen: Seen[] = []
    let left = paths.length
    for (const [index, path] of paths.entries()) {
      lstat(native(path), { bigint: true }, (error, stats) => {
        seen[index] = error ?? stats
        left -= 1
        if (left === 0) resolve(seen)
      })
    }
  })
}

/** Enters what an entry is; a folder is given back, to be walked next. */
function take(
  name: string,
  seen: Seen,
  here: string,
  parent: string,
  depth: number,
  found: Walked,
): PlannedDirectory | null {
  const path = `${parent}/${name}`
  if (seen instanceof Error) {
    found.skipped.push(skip(path, 'unreadable', `${whyUnread(seen)} and is not copied`))
    return null
  }
  if (found.own?.holds(seen) === true) {
    found.skipped.push(skip(path, 'library', 'belongs to the library of Rushes, and is no media'))
    return null
  }
  const kind = seen.isDirectory() ? 'directory' : 'file'
  if ((seen.isFile() || seen.isDirectory()) && isClutter(name, kind, depth)) {
    found.skipped.push(skip(path, 'clutter', 'was made by an operating system and is not copied'))
  } else if (seen.isFile()) {
    found.files.push(plannedFile(path, here, seen))
  } else if (seen.isDirectory()) {
    const folder: PlannedDirectory = {
      path,
      source: here,
      mtimeNs: keptTime(seen.mtimeNs),
      ...wildTime(seen.mtimeNs),
      mode: Number(seen.mode) & 0o777,
    }
    found.directories.push(folder)
    return folder
  } else {
    found.skipped.push(special(path, seen))
  }
  return null
}

/** A planned file from what lstat says of it. */
export function plannedFile(
  path: string,
  source: string,
  seen: { size: bigint; mtimeNs: bigint; ctimeNs: bigint; mode: bigint; blocks: bigint },
): PlannedFile {
  const size = Number(seen.size)
  // Windows and some network file systems report no blocks at all; then the file counts as full.
  const allocated =
    seen.blocks === 0n && process.platform === 'win32' ? size : Math.min(size, Number(seen.blocks) * 512)
  return {
    path,
    source,
    size,
    mtimeNs: keptTime(seen.mtimeNs),
    ...wildTime(seen.mtimeNs),
    changedNs: keptTime(seen.ctimeNs),
    mode: Number(seen.mode) & 0o777,
    allocated,
  }
}

/** The time that a file has on its card, where it is one that can't be kept. */
export function wildTime(mtimeNs: bigint): { readonly cardTimeNs?: bigint } {
  return keptTime(mtimeNs) === mtimeNs ? {} : { cardTimeNs: mtimeNs }
}

async function list(source: string, path: string, found: Walked): Promise<readonly string[]> {
  try {
    return (await namesIn(source)).sort()
  } catch (error) {
    found.skipped.push(skip(path, 'unreadable', `${whyUnread(error)}; nothing in it is copied`))
    return []
  }
}

function whyUnread(error: unknown): string {
  const errno = errnoOf(error)
  return errno === 'ENAMETOOLONG' ? 'has a longer path than this system can open' : `can't be read (${errno})`
}

/** Paths of a card, with one slash between. */
function join(folder: string, name: string): string {
  return process.platform === 'win32'
    ? joinPath(folder, name)
    : folder.endsWith('/')
      ? folder + name
      : `${folder}/${name}`
}

interface Kinds {
  isSymbolicLink(): boolean
  isSocket(): boolean
  isFIFO(): boolean
}

function special(path: string, seen: Kinds): SkippedEntry {
  if (seen.isSymbolicLink()) return skip(path, 'symlink', 'is a link; links are not followed and not copied')
  if (seen.isSocket()) return skip(path, 'socket', 'is a socket and is not copied')
  if (seen.isFIFO()) return skip(path, 'fifo', 'is a pipe and is not copied')
  return skip(path, 'device', 'is a device and is not copied')
}

function skip(path: string, reason: SkipReason, what: string): SkippedEntry {
  return { path, reason, sentence: `${path} ${what}.` }
}
