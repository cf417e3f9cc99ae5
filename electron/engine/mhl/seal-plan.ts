/**
 * What an operation writes: one manifest for each history that it touches, the nested ones first, so that the upper
 * ones can refer to them. Nothing is read or written here. A manifest of a hundred thousand files is 21 MB of text, and
 * several times that as entries: it is made anew, piece by piece, each time that it is gone through.
 */
import { basename } from 'node:path'
// Others get a turn while a large manifest is hashed.
import { setImmediate as breathe } from 'node:timers/promises'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { createMultiHash } from '../hash/multi-hash.ts'
import { decide, type Decision } from './decide.ts'
import { hashDirectories } from './directory-hash.ts'
import type { Creator, DirectoryHashes, Entry, FileEntry, History, Process, Reference } from './model.ts'
import { fitsXml, joinPath, manifestName, MHL_FOLDER, within, xmlDate } from './names.ts'
import { allHistories } from './read-history.ts'
import { manifestChunks, type ManifestToWrite } from './manifest-write.ts'
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
  /** The manifest in UTF-8; the same bytes each time. */
  readonly chunks: () => Iterable<Uint8Array>
  /** Of those bytes. */
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
export async function planGenerations(
  scope: Scope,
  top: History,
  files: readonly SealFile[],
  operation: Operation,
): Promise<PlannedGeneration[]> {
  const directories = operation.folders === false ? new Map<string, DirectoryHashes>() : folderHashes(scope, files)
  const byHistory = Map.groupBy(files, (file) => scope.historyFor(file.path)?.path)
  const planned: PlannedGeneration[] = []
  for (const history of allHistories(top)) {
    const own = byHistory.get(history.path) ?? []
    const children = history.children.map((child) => planned.find((each) => each.history.path === child.path))
    if (own.length === 0 && history !== top && children.every((child) => child === undefined)) continue
    planned.push(await planOne(scope, history, own, directories, referencesTo(history, planned), operation))
  }
  return planned
}

async function planOne(
  scope: Scope,
  history: History,
  files: readonly SealFile[],
  directories: ReadonlyMap<string, DirectoryHashes>,
  references: readonly Reference[],
  operation: Operation,
): Promise<PlannedGeneration> {
  const last = history.generations.at(-1)
  const make = async (before: Scope, self: History): Promise<PlannedGeneration> => {
    const number = (self.generations.at(-1)?.number ?? 0) + 1
    const failed: string[] = []
    const manifest = manifestOf(before, self, files, directories, references, operation, (path) => failed.push(path))
    const c4 = await digestOf(manifestChunks(manifest))
    const chunks = (): Iterable<Uint8Array> =>
      manifestChunks(manifestOf(before, self, files, directories, references, operation, () => {}))
    return {
      history,
      number,
      file: manifestName(number, basename(self.root), operation.startedAt),
      chunks,
      c4,
      written: false,
      failed,
    }
  }
  if (
    operation.resumes === true &&
    last !== undefined &&
    last.file === manifestName(last.number, basename(history.root), operation.startedAt)
  ) {
    // The same operation, begun before and broken off: when it would write the same again, it goes on from there.
    const before = { ...history, generations: history.generations.slice(0, -1) }
    const again = await make(createScope(scope.tree, [before], scope.ignoreOf(history)), before)
    if (again.c4 === last.c4) return { ...again, written: true }
  }
  return await make(scope, history)
}

/** Chunks that are hashed before others get a turn: a few milliseconds. */
const CHUNKS_A_TURN = 4

async function digestOf(chunks: Iterable<Uint8Array>): Promise<string> {
  const hash = createMultiHash(['c4'])
  let count = 0
  for (const chunk of chunks) {
    hash.update(chunk)
    count += 1
    if (count % CHUNKS_A_TURN === 0) await breathe()
  }
  return hash.digest().c4 ?? ''
}

/** @param failed told of each file that is recorded as `failed`, while the entries are gone through */
function manifestOf(
  scope: Scope,
  history: History,
  files: readonly SealFile[],
  directories: ReadonlyMap<string, DirectoryHashes>,
  references: readonly Reference[],
  operation: Operation,
  failed: (path: string) => void,
): ManifestToWrite {
  const root = directories.get(history.path)
  const finished = files.reduce((latest, file) => Math.max(latest, file.hashedAt), operation.startedAt)
  return {
    createdAt: xmlDate(finished) ?? '',
    creator: operation.creator,
    comment: operation.comment ?? null,
    process: operation.process,
    rootHash: root === undefined || isEmpty(root) ? null : root,
    ignore: scope.ignoreOf(history),
    entries: entriesOf(scope, history, files, directories, failed),
    references,
  }
}

/** By the code units of their paths, as they have always been sorted. */
function* entriesOf(
  scope: Scope,
  history: History,
  files: readonly SealFile[],
  directories: ReadonlyMap<string, DirectoryHashes>,
  failed: (path: string) => void,
): Generator<Entry, void> {
  const inside = (path: string): string => within(history.path, path) ?? path
  const folders = [...directories].filter(([path, hashes]) => isListed(history, path, hashes))
  const sorted: (SealFile | string)[] = [...files, ...folders.map(([path]) => path)]
  // All of them are in the history's folder, so that whole paths have the order of what is below it.
  const pathOf = (one: SealFile | string): string => (typeof one === 'string' ? one : one.path)
  for (const one of sorted.sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))) {
    if (typeof one === 'string') {
      const hashes = directories.get(one)
      if (hashes !== undefined)
        yield { kind: 'directory', path: inside(one), created: null, modified: null, previousPath: null, ...hashes }
      continue
    }
    const before = one.previousPath === undefined ? one.path : joinPath(history.path, one.previousPath)
    const decision = differing(one) ?? decide(scope.known(before), one.hashes, xmlDate(one.hashedAt))
    if (decision.outcome === 'mismatch') failed(one.path)
    // A hash of the original may begin a history. That this file was verified it can't say.
    const hashes = one.unread === true ? decision.hashes.filter((hash) => hash.action !== 'verified') : decision.hashes
    if (hashes.length > 0) yield fileEntry(one, inside(one.path), hashes)
  }
}

/** A nested history's folder is told of here and there; what is in it is told of there alone. */
function isListed(history: History, path: string, hashes: DirectoryHashes): boolean {
  const inside = within(history.path, path)
  if (inside === null || inside === '' || !fitsXml(path) || isEmpty(hashes)) return false
  return !history.children.some((child) => within(child.path, path) !== null && child.path !== path)
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
