/**
 * What an operation writes: one manifest for each history that it touches, the nested ones first, so that the upper
 * ones can refer to them. Pure: nothing is read or written here.
 */
import { basename } from 'node:path'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { digestBytes } from '../hash/multi-hash.ts'
import { decide, type Decision } from './decide.ts'
import { hashDirectories } from './directory-hash.ts'
import type { Creator, DirectoryHashes, Entry, FileEntry, History, Manifest, Process, Reference } from './model.ts'
import { fitsXml, joinPath, manifestName, MHL_FOLDER, within, xmlDate } from './names.ts'
import { allHistories } from './read-history.ts'
import { manifestXml } from './manifest-write.ts'
import { createScope } from './scope.ts'
import type { Scope } from './scope.ts'

/** A file that was read whole in this operation. Times in milliseconds since 1970. */
export interface SealFile {
  /** Relative to the folder that the operation is for. */
  readonly path: string
  readonly size: number
  readonly modified?: number
  readonly created?: number
  readonly hashes: Hashes
  readonly hashedAt: number
  /** True when the hashes are those of the original that it was copied from, and the file itself was not read. */
  readonly unread?: boolean
  /** Formats in which an older manifest, which is no part of this history, knew other bytes: recorded as `failed`. */
  readonly differs?: readonly HashFormat[]
  /** Where the file was in the last generation, relative to its history, when it was renamed since. */
  readonly previousPath?: string
}

export interface Operation {
  readonly process: Process
  readonly creator: Creator
  /** Start of the operation in milliseconds since 1970: the time in the names of all manifests that it writes. */
  readonly startedAt: number
  readonly comment?: string
  /**
   * False: no folder hashes are written, because the folders are not what they were; the last ones stay what folders
   * are held against.
   */
  readonly folders?: boolean
  /**
   * True when the same call may have been broken off before: a manifest that it would write again word for word is its
   * own.
   */
  readonly resumes?: boolean
}

export interface PlannedGeneration {
  readonly history: History
  readonly number: number
  readonly file: string
  readonly xml: string
  readonly c4: string
  /** True when an interrupted run of this same operation has written the manifest already. */
  readonly written: boolean
  /** Files recorded as `failed`, relative to the folder of the operation. */
  readonly failed: readonly string[]
}

/**
 * Plans the generations of one topmost history and those nested in it.
 * @param top one of the scope's histories
 * @param files what was read; files of other histories are passed over
 */
export function planGenerations(
  scope: Scope,
  top: History,
  files: readonly SealFile[],
  operation: Operation,
): PlannedGeneration[] {
  const directories = operation.folders === false ? new Map<string, DirectoryHashes>() : folderHashes(scope, files)
  const byHistory = Map.groupBy(files, (file) => scope.historyFor(file.path)?.path)
  const planned: PlannedGeneration[] = []
  for (const history of allHistories(top)) {
    const own = byHistory.get(history.path) ?? []
    const children = history.children.map((child) => planned.find((each) => each.history.path === child.path))
    if (own.length === 0 && history !== top && children.every((child) => child === undefined)) continue
    planned.push(planOne(scope, history, own, directories, referencesTo(history, planned), operation))
  }
  return planned
}

function planOne(
  scope: Scope,
  history: History,
  files: readonly SealFile[],
  directories: ReadonlyMap<string, DirectoryHashes>,
  references: readonly Reference[],
  operation: Operation,
): PlannedGeneration {
  const last = history.generations.at(-1)
  const make = (before: Scope, self: History): PlannedGeneration => {
    const number = (self.generations.at(-1)?.number ?? 0) + 1
    const failed: string[] = []
    const manifest = manifestOf(before, self, files, directories, references, operation, failed)
    const xml = manifestXml(manifest)
    const file = manifestName(number, basename(self.root), operation.startedAt)
    return { history, number, file, xml, c4: digestBytes('c4', Buffer.from(xml)), written: false, failed }
  }
  if (
    operation.resumes === true &&
    last !== undefined &&
    last.file === manifestName(last.number, basename(history.root), operation.startedAt)
  ) {
    // The same operation, begun before and broken off: when it would write the same again, it goes on from there.
    const before = { ...history, generations: history.generations.slice(0, -1) }
    const again = make(createScope(scope.tree, [before], scope.ignoreOf(history)), before)
    if (again.c4 === last.c4) return { ...again, written: true }
  }
  return make(scope, history)
}

function manifestOf(
  scope: Scope,
  history: History,
  files: readonly SealFile[],
  directories: ReadonlyMap<string, DirectoryHashes>,
  references: readonly Reference[],
  operation: Operation,
  failed: string[],
): Manifest {
  const entries: Entry[] = []
  for (const file of files) {
    const path = within(history.path, file.path) ?? file.path
    const before = file.previousPath === undefined ? file.path : joinPath(history.path, file.previousPath)
    const decision = differing(file) ?? decide(scope.known(before), file.hashes, xmlDate(file.hashedAt))
    if (decision.outcome === 'mismatch') failed.push(file.path)
    // A hash of the original may begin a history. That this file was verified it can't say.
    const hashes = file.unread === true ? decision.hashes.filter((hash) => hash.action !== 'verified') : decision.hashes
    if (hashes.length > 0) entries.push(fileEntry(file, path, hashes))
  }
  for (const [path, hashes] of directories) {
    const inside = within(history.path, path)
    if (inside === null || inside === '' || !fitsXml(path) || isEmpty(hashes)) continue
    // A nested history's folder is told of here and there; what is in it is told of there alone.
    if (history.children.some((child) => within(child.path, path) !== null && child.path !== path)) continue
    entries.push({ kind: 'directory', path: inside, created: null, modified: null, previousPath: null, ...hashes })
  }
  const root = directories.get(history.path)
  const finished = files.reduce((latest, file) => Math.max(latest, file.hashedAt), operation.startedAt)
  return {
    createdAt: xmlDate(finished) ?? '',
    creator: operation.creator,
    comment: operation.comment ?? null,
    process: operation.process,
    rootHash: root === undefined || isEmpty(root) ? null : root,
    ignore: scope.ignoreOf(history),
    entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)),
    references,
  }
}

/** The decision on a file that is known to differ from its first hash: nothing of it is ever written as truth. */
function differing({ differs = [], hashes, hashedAt }: SealFile): Decision | null {
  if (differs.length === 0) return null
  const recorded = HASH_FORMATS.filter((format) => differs.includes(format) && hashes[format] !== undefined)
  return {
    outcome: 'mismatch',
    failed: recorded,
    hashes: recorded.map((format) => ({
      format,
      digest: hashes[format] ?? '',
      action: 'failed',
      date: xmlDate(hashedAt),
    })),
  }
}

function fileEntry(file: SealFile, path: string, hashes: FileEntry['hashes']): FileEntry {
  return {
    kind: 'file',
    path,
    hashes,
    size: file.size,
    previousPath: file.previousPath ?? null,
    created: file.created === undefined ? null : xmlDate(file.created),
    modified: file.modified === undefined ? null : xmlDate(file.modified),
  }
}

/**
 * Folder hashes of the whole tree; a file that was not read, or a folder that can't be, leaves those above it without.
 */
function folderHashes({ tree, emptied }: Scope, files: readonly SealFile[]): Map<string, DirectoryHashes> {
  const byPath = new Map(files.map((file) => [file.path, file.hashes]))
  const hashed = [
    ...tree.files.map((path) => ({ path, hashes: byPath.get(path) ?? {} })),
    ...tree.unreadable.map(({ path }) => ({ path: joinPath(path, '?'), hashes: {} })),
  ]
  return hashDirectories(
    hashed,
    [...tree.directories, ...emptied],
    HASH_FORMATS.filter((format) => files.some((file) => file.hashes[format] !== undefined)),
  )
}

/** References to the manifests that this operation writes below, and else to the last ones that stand there. */
function referencesTo(history: History, planned: readonly PlannedGeneration[]): Reference[] {
  return history.children.flatMap((child) => {
    const generation = planned.find((each) => each.history.path === child.path) ?? child.generations.at(-1)
    const path = within(history.path, child.path)
    return generation === undefined || path === null
      ? []
      : [{ path: `${path}/${MHL_FOLDER}/${generation.file}`, c4: generation.c4 }]
  })
}

function isEmpty({ content }: DirectoryHashes): boolean {
  return Object.keys(content).length === 0
}
