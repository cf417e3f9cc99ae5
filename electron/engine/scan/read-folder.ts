/**
 * One folder read from the disk: its files with size, time and inode; its folders; what is left out, and why.
 */
import { lstatSync, type BigIntStats } from 'node:fs'
import { diskPath, shownPath } from '../domain/byte-names.ts'
import { keptTime } from '../domain/scan/kept-time.ts'
import { namesInSync, native, nativeShown } from '../files/disk-path.ts'
import { isLibraryListing } from '../files/own-files.ts'
import { isBadCopies } from '../domain/copies/bad-copies.ts'
import { isClutter } from '../domain/offload/offload-clutter.ts'
import { FACTS, type FolderState } from './walk-messages.ts'

/** Manifests of a sealed folder vouch for its media; they are no media themselves. */
const HISTORY_FOLDER = 'ascmhl'
/** What Rushes itself makes: copies under way, and the marker. */
const OWN_NAME = /^\.rushes-/

/** Faults of the drive or the line to it, as opposed to "not there" and "not allowed". */
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR'])
const NOT_ALLOWED = new Set(['EACCES', 'EPERM'])

interface ReadWhere {
  readonly top: string
  readonly device: number
  readonly leaveOut: readonly { readonly device: number; readonly inode: number }[]
}

interface LeftFolder {
  readonly folder: string
  readonly state: FolderState
  readonly note: string | null
}

type FolderRead =
  | { readonly state: Exclude<FolderState, 'listed'>; readonly note: string | null }
  | {
      readonly state: 'listed'
      readonly names: readonly string[]
      /** FACTS numbers a name. */
      readonly facts: Float64Array
      readonly subfolders: readonly string[]
      readonly left: readonly LeftFolder[]
      readonly unclear: readonly string[]
      readonly note: string | null
    }

/** Reads a folder. `step` is called before every call that may hang. Never throws. */
export function readFolder(where: ReadWhere, folder: string, step: () => void): FolderRead {
  const path = folder === '' ? where.top : `${where.top}/${diskPath(folder)}`
  let entries: string[]
  try {
    step()
    entries = namesInSync(path).sort()
  } catch (error) {
    return reasonOf(error, shownPath(path))
  }
  if (isLibraryListing(entries)) return { state: 'left', note: null }
  const names: string[] = []
  const facts = new Float64Array(entries.length * FACTS)
  const subfolders: string[] = []
  const left: LeftFolder[] = []
  const unclear: string[] = []
  let note: string | null = null
  for (const entry of entries) {
    const name = shownPath(entry)
    let seen: BigIntStats
    try {
      step()
      seen = lstatSync(native(`${path}/${entry}`), { bigint: true })
    } catch (error) {
      const reason = reasonOf(error, `${shownPath(path)}/${name}`)
      if (reason.state === 'gone') continue
      unclear.push(name)
      note ??= reason.note
      continue
    }
    if (seen.isFile()) {
      if (
        OWN_NAME.test(name) ||
        isClutter(name, 'file', depthOf(folder)) ||
        Number(seen.dev) !== where.device ||
        isOwn(where, seen)
      )
        continue
      const at = names.length * FACTS
      facts[at] = Number(seen.size)
      facts[at + 1] = Number(keptTime(seen.mtimeNs))
      facts[at + 2] = Number(seen.ino)
      facts[at + 3] = Number(keptTime(seen.ctimeNs))
      names.push(name)
    } else if (seen.isDirectory()) {
      const reason = reasonToLeave(where, folder, name, seen)
      if (reason === undefined) subfolders.push(name)
      else left.push({ folder: folder === '' ? name : `${folder}/${name}`, state: 'left', note: reason })
    }
  }
  return { state: 'listed', names, facts, subfolders, left, unclear, note }
}

/**
 * Looks whether the way to a folder that was named leads there without leaving the watched one: over no link, no other
 * file system, nothing that is left out. Null when it does, else what the walk says of the folder. Never throws.
 */
export function wayTo(
  where: ReadWhere,
  folder: string,
  step: () => void,
): { readonly state: Exclude<FolderState, 'listed'>; readonly note: string | null } | null {
  let parent = ''
  for (const name of folder === '' ? [] : folder.split('/')) {
    const path = `${where.top}/${parent === '' ? '' : `${parent}/`}${name}`
    let seen: BigIntStats
    try {
      step()
      seen = lstatSync(nativeShown(path), { bigint: true })
    } catch (error) {
      return reasonOf(error, path)
    }
    if (!seen.isDirectory()) return { state: 'gone', note: null }
    const reason = reasonToLeave(where, parent, name, seen)
    if (reason !== undefined) return { state: 'left', note: reason }
    parent = parent === '' ? name : `${parent}/${name}`
  }
  return null
}

/** Undefined for a folder that is entered; else why not, null when it need not be told. */
function reasonToLeave(where: ReadWhere, folder: string, name: string, seen: BigIntStats): string | null | undefined {
  if (Number(seen.dev) !== where.device) {
    return `${where.top}/${folder === '' ? '' : `${folder}/`}${name} is another drive and is not scanned with this folder. Watch it separately.`
  }
  if (name === HISTORY_FOLDER || isBadCopies(name) || isClutter(name, 'directory', depthOf(folder))) return null
  if (isOwn(where, seen)) return null
  return undefined
}

/** The library's own, also under another name. */
function isOwn(where: ReadWhere, seen: BigIntStats): boolean {
  return where.leaveOut.some(({ device, inode }) => Number(seen.ino) === inode && Number(seen.dev) === device)
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : 1
}

/** What an error of the file system says of a place. */
export function reasonOf(
  error: unknown,
  path = '',
): { readonly state: 'gone' | 'closed' | 'fault'; readonly note: string | null } {
  const code = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))
  if (NOT_THERE.has(code)) return { state: 'gone', note: null }
  if (NOT_ALLOWED.has(code))
    return {
      state: 'closed',
      note: `${path} may not be read (${code}). What is known of it stays; allow reading it, then scan again.`,
    }
  return {
    state: 'fault',
    note: `${path} can't be read (${code}). What is known of it stays; check the drive, then scan again.`,
  }
}
