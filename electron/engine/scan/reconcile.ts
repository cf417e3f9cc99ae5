/**
 * Brings the rows of files to what a walk found, folder by folder: new, changed, back. What is absent is only gathered
 * here; it is trusted later, if at all.
 */
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { manyIds } from '../db/core/many-ids.ts'
import { nextTurn, quietTurns } from '../db/core/relaxed-writes.ts'
import { assetOf, insertWaiting, readFolderRows, writeFound, type Ground } from '../db/volumes/scan-files.ts'
import { isOfRow } from '../db/core/row-errors.ts'
import { isWildTime, wildTimeSentence } from '../domain/scan/kept-time.ts'
import {
  openBooks,
  type FolderBooks,
  type FolderDiff,
  type KnownFile,
  type ListedFile,
} from '../domain/scan/scan-diff.ts'
import { onVolume } from './paths.ts'
import { FACTS, type Batch, type FolderPart } from './walk-messages.ts'

/** Files entered by one step of a turn. */
const CHUNK = 20

/** A known file that the walk did not find. `path` is relative to its drive. */
export interface AbsentFile {
  readonly id: string
  readonly path: string
}

/** What a walk has shown so far. Folders are relative to the drive. */
export interface Seen {
  files: number
  bytes: number
  added: number
  changed: number
  /** Written to without showing it in size and date. */
  touched: number
  back: number
  unreadable: number
  path: string | null
  /** That a date is beyond what can be kept was said. */
  wild: boolean
  readonly problems: { path: string; message: string }[]
  /** Sentences of what the drive failed at. */
  readonly faults: string[]
  readonly absent: AbsentFile[]
  readonly listed: Set<string>
  /** Folders that are not there. */
  readonly gone: string[]
  /** Folders of which nothing is known this time: nothing in them is ever absent. */
  readonly unknown: string[]
  /** Folders found in those that were not walked whole, by folder. */
  readonly subfolders: Map<string, readonly string[]>
}

interface Reconciler {
  readonly seen: Seen
  take(batch: Batch): Promise<void>
}

/**
 * Compares and writes. `root` is the watched folder's path on its drive; a time of change counts only where the drive
 * keeps one.
 */
export function createReconciler(
  db: WritableDb,
  ground: Ground,
  root: string,
  now: () => number,
  keepsChangeTime: boolean,
): Reconciler {
  const seen: Seen = {
    files: 0,
    bytes: 0,
    added: 0,
    changed: 0,
    touched: 0,
    back: 0,
    unreadable: 0,
    path: null,
    wild: false,
    problems: [],
    faults: [],
    absent: [],
    listed: new Set(),
    gone: [],
    unknown: [],
    subfolders: new Map(),
  }
  const newId = manyIds()
  let books: FolderBooks | null = null

  async function take(batch: Batch): Promise<void> {
    const names = batch.names === '' ? [] : batch.names.split('/')
    for (const part of batch.parts) {
      const folder = onVolume(root, part.folder)
      if (part.note !== null) seen.problems.push({ path: part.folder, message: part.note })
      if (part.state === 'listed') await compare(part, folder, names, batch.facts)
      else if (part.state === 'gone') seen.gone.push(folder)
      else {
        seen.unknown.push(folder)
        if (part.state !== 'left') seen.unreadable += 1
        if (part.state === 'fault') seen.faults.push(part.note ?? folder)
      }
    }
    await nextTurn()
  }

  async function compare(
    part: FolderPart,
    folder: string,
    names: readonly string[],
    facts: Float64Array,
  ): Promise<void> {
    if (part.first || books === null) books = openBooks(await knownIn(db, ground, folder))
    const listed = listedIn(part, names, facts, keepsChangeTime)
    seen.files += listed.length
    for (const file of listed) seen.bytes += file.bytes
    const wild = seen.wild ? undefined : listed.find((file) => isWildTime(file.mtimeNs))
    if (wild !== undefined) {
      // Once a scan: a camera with a wrong clock dates all its files so.
      seen.wild = true
      seen.problems.push({
        path: part.folder,
        message: wildTimeSentence(part.folder === '' ? wild.name : `${part.folder}/${wild.name}`, 1),
      })
    }
    seen.path = part.folder
    await write(folder, books.compare(listed))
    if (!part.last) return
    const rest = books.end(part.unclear)
    books = null
    seen.unreadable += part.unclear.length
    addAbsent(seen, folder, rest.absent)
    await write(folder, rest)
    seen.listed.add(folder)
    if (part.subfolders.length > 0) seen.subfolders.set(folder, part.subfolders)
  }

  /** Enters new files together, or one by one where one of them can't be entered. */
  function enterNew(folder: string, files: readonly ListedFile[]): void {
    const enter = (some: readonly ListedFile[]): void => {
      insertWaiting(db, ground, folder, some, now(), newId)
    }
    try {
      db.transaction(enter)(files)
    } catch (error) {
      if (!isOfRow(error)) throw error
      for (const file of files)
        alone(folder, file, () => {
          enter([file])
        })
    }
  }

  /** Does what concerns one file: what the catalogue can't hold of it is its own problem. */
  function alone(folder: string, file: ListedFile, work: () => void): void {
    try {
      db.transaction(work)()
    } catch (error) {
      if (!isOfRow(error)) throw error
      const path = folder === '' ? file.name : `${folder}/${file.name}`
      seen.unreadable += 1
      seen.problems.push({
        path,
        message: `${path} could not be entered in the catalogue (${error instanceof Error ? error.message : String(error)}). The other files are in it.`,
      })
    }
  }

  async function write(folder: string, { added, found }: FolderDiff): Promise<void> {
    const steps: (() => void)[] = []
    for (let at = 0; at < added.length; at += CHUNK)
      steps.push(() => {
        enterNew(folder, added.slice(at, at + CHUNK))
      })
    for (const one of found) {
      steps.push(() => {
        alone(folder, one.listed, () => {
          writeFound(db, ground, folder, one, now())
          const asset = one.back ? assetOf(db, one.id) : null
          if (asset !== null) refreshAssets(db, [asset])
        })
      })
    }
    await quietTurns(db, steps, (step) => step())
    seen.added += added.length
    seen.changed += found.filter((one) => one.changed).length
    seen.touched += found.filter((one) => one.touched).length
    seen.back += found.filter((one) => one.back).length
  }

  return { seen, take }
}

/**
 * Adds known files of a folder to those that are absent; what was called missing before, or is away, is not absent
 * anew.
 */
export function addAbsent(seen: Seen, folder: string, files: readonly KnownFile[]): void {
  for (const file of files) if (file.present) seen.absent.push({ id: file.id, path: onVolume(folder, file.name) })
}

/** All rows of a folder, a slice at a time. */
export async function knownIn(db: WritableDb, ground: Ground, folder: string): Promise<KnownFile[]> {
  const { files, next } = readFolderRows(db, ground, folder)
  for (let after = next; after !== null;) {
    await nextTurn()
    const more = readFolderRows(db, ground, folder, after)
    for (const file of more.files) files.push(file)
    after = more.next
  }
  return files
}

function listedIn(
  part: FolderPart,
  names: readonly string[],
  facts: Float64Array,
  keepsChangeTime: boolean,
): ListedFile[] {
  const listed: ListedFile[] = []
  for (let index = part.from; index < part.to; index += 1) {
    const at = index * FACTS
    listed.push({
      name: names[index]!,
      bytes: facts[at]!,
      mtimeNs: facts[at + 1]!,
      inode: facts[at + 2]!,
      ctimeNs: keepsChangeTime ? facts[at + 3]! : null,
    })
  }
  return listed
}
