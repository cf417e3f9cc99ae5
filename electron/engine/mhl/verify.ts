/**
 * Verifying a folder against its whole history, and adding what was found to it.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'
import { keptMoment } from '../domain/scan/kept-time.ts'
import { totalsOf, type Against, type VerifyTotals } from '../domain/copies/verify-totals.ts'
import type { HashFile } from '../hash/hash-file.ts'
import { hashFile as hashHere } from '../hash/hash-file.ts'
import { native } from '../files/disk-path.ts'
import { foldersMayBeSealed, sealable, strangeFindings, type Strange } from './accept.ts'
import { decide } from './decide.ts'
import { checkDirectories } from './directory-check.ts'
import { fileFinding, missingFinding, problemFinding, strangerFinding, unreadableFinding } from './findings.ts'
import type { Finding, FindingKind } from './findings.ts'
import { isListName } from './hash-list-read.ts'
import { createIgnore } from './ignore.ts'
import { inParallel } from './in-parallel.ts'
import { matchByForm } from './match-names.ts'
import type { Creator } from './model.ts'
import { baseName, joinPath, parentsOf, within, xmlDate } from './names.ts'
import { allHistories, readHistories } from './read-history.ts'
import { recordVerification } from './record.ts'
import type { RecordedHistory } from './record.ts'
import { lookForRenamed, matchRenamed, mostToRead } from './renamed.ts'
import { createScope, expectedFiles } from './scope.ts'
import type { Scope } from './scope.ts'
import type { SealFile } from './seal-plan.ts'
import { createTally } from './tally.ts'
import { errnoOf, readTree } from './tree.ts'
import type { Tree } from './tree.ts'

export interface VerifyOptions {
  /** True: nothing is written. */
  readonly dryRun: boolean
  /** Who verifies, for the generation that is added. Not needed for a dry run. */
  readonly creator?: Creator
  readonly comment?: string
  /**
   * True: new files and renamed ones become part of the history. Otherwise nothing that was complained of is ever
   * written as good.
   */
  readonly acceptNew?: boolean
  /** Names that the histories ignore from the generation on that is added, in every folder. */
  readonly ignore?: readonly string[]
  /** Formats to take besides those that the history knows. */
  readonly formats?: readonly HashFormat[]
  readonly signal?: AbortSignal
  /** After every read: bytes and files so far, and of how many. */
  readonly onProgress?: (progress: VerifyProgress) => void
  /** Every finding, as it is found. */
  readonly onFile?: (finding: Finding) => void
  /** What hashes a file: a pool of workers; by default this thread. */
  readonly hashFile?: HashFile
  /** Files that are read at the same time; 2 by default. */
  readonly parallel?: number
}

export interface VerifyProgress {
  readonly bytes: number
  readonly totalBytes: number
  readonly files: number
  readonly totalFiles: number
  readonly path: string | null
}

export interface VerifyResult {
  /**
   * True when at least one file was checked, every file is there and verified, none is new but the accepted, and the
   * history is whole.
   */
  readonly ok: boolean
  readonly counts: Readonly<Record<FindingKind, number>>
  /** Everything but the verified files, in the order of the paths. */
  readonly findings: readonly Finding[]
  /** Every history that was checked, with the generation that was added to it or why none was. */
  readonly histories: readonly RecordedHistory[]
  /** What is good to know and no fault: an interrupted run whose manifest is not in the chain yet. */
  readonly remarks: readonly string[]
  readonly files: number
  readonly bytes: number
  /** New and renamed files that are part of the history now, as was asked for. */
  readonly accepted: readonly string[]
  /** The findings counted by files, and what the files were held against. */
  readonly totals: VerifyTotals
  readonly by: Against
}

/** A file to read: where it is, and the path under which the history knows it. */
interface Job {
  readonly path: string
  readonly diskPath: string
  readonly size: number
  readonly modified: number
}

/**
 * Verifies every file of a folder against the first good hash that its history knows, in one read for all formats. All
 * is gathered and nothing stops at the first fault. Then a generation is added, with `verified` and `failed`, and, only
 * where they are accepted, new files as `original`, unless it is a dry run, the history is not whole, or the folder
 * can't be written. A folder without a history of its own is verified by the histories of the folders in it.
 * @throws RushesError `mhl.missing` when there is no history at all, `not_found` when there is no such folder,
 *   `cancelled` when the signal stops it: nothing is added then
 */
export async function verifyFolder(folder: string, options: VerifyOptions): Promise<VerifyResult> {
  const startedAt = Date.now()
  const found = await readTree(folder, options.signal)
  const histories = await readHistories(folder, found)
  if (histories.length === 0) {
    throw new RushesError(
      'mhl.missing',
      `${folder} has no ASC MHL history, and neither has any folder in it, so there is nothing to verify it against.`,
      { path: folder },
    )
  }
  const plain = createScope(found, histories)
  const { tree, diskPaths } = underRecordedNames(found, plain)
  const scope = createScope(tree, histories, options.ignore)
  refuseToForget(plain, options.ignore ?? [])

  const tally = createTally(options.onFile)
  const { report } = tally
  const remarks: string[] = []
  for (const history of scope.histories.flatMap(allHistories)) {
    for (const problem of history.problems) {
      const finding = problemFinding(joinPath(history.path, problem.path), problem)
      if (finding === null) remarks.push(problem.message)
      else report(finding)
    }
  }
  for (const each of reportable(scope)) report(each)
  const outside = outsiders(scope)

  const jobs = await jobsOf(folder, scope, diskPaths, report)
  // Told when it is known what is missing, and what was accepted: a new file may be a missing one under another name.
  const strangers: Finding[] = []
  const read = await readAll(folder, scope, jobs, options, (finding) => {
    if (finding.finding === 'extra') strangers.push(finding)
    else report(finding)
  })
  const acceptNew = options.acceptNew === true
  const strange = await strangeIn(folder, scope, { read, strangers, outside, findings: tally.findings }, options)
  const files = sealable(scope, read, strange, acceptNew)
  const recorded = await recordVerification(
    files.scope,
    files.read,
    { ...options, folders: foldersMayBeSealed(strange, acceptNew) },
    startedAt,
  )
  for (const finding of strangeFindings(scope, strange, recorded, acceptNew)) report(finding)

  const named = new Set(
    [...expectedFiles(scope)].map(({ path }) => path).filter((path) => !scope.isIgnored(path, false)),
  )
  return {
    ok: tally.ok(),
    counts: tally.counts,
    remarks,
    histories: recorded,
    findings: tally.told(),
    accepted: tally.findings
      .filter(({ finding, folder: isFolder }) => finding === 'accepted' && isFolder !== true)
      .map(({ path }) => path)
      .sort(),
    files: jobs.length,
    bytes: jobs.reduce((sum, job) => sum + job.size, 0),
    totals: totalsOf(named, tally.verified, tally.findings),
    by: 'history',
  }
}

/** What is sealed is never ignored: it would be verified no more, and nobody would be told. Throws `usage`. */
function refuseToForget(scope: Scope, names: readonly string[]): void {
  if (names.length === 0) return
  const ignores = createIgnore([{ path: '', patterns: names }])
  const isIn = (path: string): boolean => ignores(path, false) || parentsOf(path).some((one) => ignores(one, true))
  const sealed = [...expectedFiles(scope)].map(({ path }) => path).find(isIn)
  if (sealed !== undefined)
    throw new RushesError(
      'usage',
      `${sealed} is sealed, and would be verified no more. Ignore a name that no sealed file and no folder of one bears.`,
      { path: sealed },
    )
}

interface Seen {
  readonly read: readonly SealFile[]
  readonly strangers: readonly Finding[]
  readonly outside: readonly Finding[]
  readonly findings: readonly Finding[]
}

/**
 * New files, missing ones and which of them are the same, and folders that are not as they were. Files outside the
 * sealed folders are read only where one may be missing.
 */
async function strangeIn(
  folder: string,
  scope: Scope,
  { read, strangers, outside, findings }: Seen,
  options: VerifyOptions,
): Promise<Strange> {
  const instead = new Map(scope.tree.skipped.map(({ path, reason }) => [path, reason]))
  const missing = new Map([...missingPaths(scope, findings)].map((path) => [path, instead.get(path) ?? null]))
  const lost = [...missing.keys()].map((path) => {
    const known = scope.known(path)
    return {
      path,
      size: known?.size ?? null,
      hashes: Object.fromEntries([...(known?.truth ?? [])].map(([format, { digest }]) => [format, digest])),
    }
  })
  const sizes = new Map(read.map(({ path, size }) => [path, size]))
  const renamed = matchRenamed(
    lost,
    strangers.map(({ path, hashes = {} }) => ({ path, hashes, size: sizes.get(path) ?? 0 })),
  )
  const found = new Set(renamed.values())
  const left = await lookForRenamed(
    folder,
    lost.filter(({ path }) => !found.has(path)),
    outside.map(({ path }) => path),
    {
      hashFile: options.hashFile ?? hashHere,
      parallel: options.parallel ?? 2,
      most: mostToRead(read.reduce((sum, { size }) => sum + size, 0)),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
  )
  const explained = [...findings, ...strangers, ...[...missing.keys()].map((path) => missingFinding(path, null))]
  return {
    strangers,
    renamed,
    outside,
    left: left.renamed,
    unsure: left.unsure,
    missing,
    directories: checkDirectories(scope, read, explained),
  }
}

/**
 * The tree with every name in the Unicode form in which the history knows it, and the way back to the disk's own names.
 */
function underRecordedNames(
  tree: Tree,
  scope: Scope,
): { readonly tree: Tree; readonly diskPaths: ReadonlyMap<string, string> } {
  const known = [...expectedFiles(scope)].map(({ path }) => path)
  const matches = matchByForm(tree.files, known)
  const recordedFolders = new Set(known.flatMap(parentsOf))
  for (const history of scope.histories.flatMap(allHistories)) {
    for (const path of scope.ledgerOf(history).directories.keys()) recordedFolders.add(joinPath(history.path, path))
  }
  const folders = matchByForm(tree.directories, recordedFolders)
  if (matches.size === 0 && folders.size === 0) return { tree, diskPaths: new Map() }
  return {
    tree: {
      ...tree,
      files: tree.files.map((path) => matches.get(path) ?? path),
      directories: tree.directories.map((path) => folders.get(path) ?? path),
    },
    diskPaths: new Map([...matches].map(([disk, recorded]) => [recorded, disk])),
  }
}

/** Files that no history covers; lists of checksums, which tell of others, left aside. */
function outsiders(scope: Scope): Finding[] {
  return scope.tree.files
    .filter((path) => scope.historyFor(path) === null && !isListName(baseName(path)))
    .map((path) => strangerFinding(path, 'is in none of the sealed folders'))
}

/** Links and unreadable folders. */
function reportable(scope: Scope): Finding[] {
  return [
    ...scope.tree.skipped.map(({ path, reason }): Finding => ({
      path,
      finding: 'skipped',
      message: `${path} is ${reason}: it is not followed and not verified.`,
    })),
    ...scope.tree.unreadable.map(({ path, reason }) => unreadableFinding(path === '' ? '.' : path, reason)),
  ]
}

async function jobsOf(
  folder: string,
  scope: Scope,
  diskPaths: ReadonlyMap<string, string>,
  report: (finding: Finding) => void,
): Promise<Job[]> {
  const jobs: (Job | null)[] = []
  const covered = scope.tree.files.filter((path) => scope.historyFor(path) !== null)
  await inParallel(covered, 16, async (path, position) => {
    const diskPath = diskPaths.get(path) ?? path
    try {
      const { size, mtimeMs } = await lstat(native(join(folder, diskPath)))
      jobs[position] = { path, diskPath, size, modified: keptMoment(mtimeMs) }
    } catch (error) {
      jobs[position] = null
      report(unreadableFinding(path, errnoOf(error)))
    }
  })
  return jobs.filter((job) => job !== null)
}

async function readAll(
  folder: string,
  scope: Scope,
  jobs: readonly Job[],
  options: VerifyOptions,
  report: (finding: Finding) => void,
): Promise<SealFile[]> {
  const read: SealFile[] = []
  const hash = options.hashFile ?? hashHere
  const totalBytes = jobs.reduce((sum, job) => sum + job.size, 0)
  let bytes = 0
  let files = 0
  const progress = (path: string): void => {
    options.onProgress?.({ bytes, totalBytes, files, totalFiles: jobs.length, path })
  }
  await inParallel(jobs, options.parallel ?? 2, async ({ path, diskPath, size, modified }) => {
    const known = scope.known(path)
    try {
      const hashes = await hash(join(folder, diskPath), formatsFor(scope, path, options.formats), {
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onBytes: (count) => {
          bytes += count
          progress(path)
        },
      })
      const hashedAt = Date.now()
      read.push({ path, size, modified, hashes, hashedAt })
      report(fileFinding(path, size, known, hashes, decide(known, hashes, xmlDate(hashedAt))))
    } catch (error) {
      if (isRushesError(error) && error.code === 'cancelled') throw error
      report(unreadableFinding(path, errnoOf(error)))
    }
    files++
    progress(path)
  })
  return read
}

/** Every format that the history can check, and those of its last generation, so that its folders can be hashed too. */
function formatsFor(scope: Scope, path: string, asked: readonly HashFormat[] = []): HashFormat[] {
  const history = scope.historyFor(path)
  const usual = scope.histories
    .filter((top) => within(top.path, path) !== null)
    .flatMap(allHistories)
    .flatMap((each) => scope.ledgerOf(each).formats.slice(0, 1))
  const own = history === null ? [] : scope.ledgerOf(history).formats
  const formats = new Set<HashFormat>([...(scope.known(path)?.truth.keys() ?? []), ...own, ...usual, ...asked])
  return formats.size === 0 ? ['xxh64'] : [...formats]
}

/** Paths that the histories expect and the tree does not have. */
function missingPaths(scope: Scope, findings: readonly Finding[]): Set<string> {
  const present = new Set(scope.tree.files)
  const unreadable = new Set(findings.filter((each) => each.finding === 'unreadable').map((each) => each.path))
  const missing = new Set<string>()
  for (const { path } of expectedFiles(scope)) {
    if (present.has(path) || scope.isIgnored(path, false)) continue
    // What lies in a folder that can't be read may well be there.
    if (unreadable.has('.') || parentsOf(path).some((parent) => unreadable.has(parent))) continue
    missing.add(path)
  }
  return missing
}
