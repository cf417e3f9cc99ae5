/**
 * Verifying files against a list of them, whatever form the list had.
 */
import { lstat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import { hashFile as hashHere } from '../hash/hash-file.ts'
import { xxh32OfFile } from '../hash/xxh32.ts'
import { totalsOf } from '../domain/copies/verify-totals.ts'
import { native } from '../files/disk-path.ts'
import { decide } from './decide.ts'
import {
  fileFinding,
  missingFinding,
  notLookedFor,
  renamedFindings,
  strangerFinding,
  unreadableFinding,
} from './findings.ts'
import type { Finding } from './findings.ts'
import { isListName } from './hash-list-read.ts'
import { baseName } from './names.ts'
import { inParallel } from './in-parallel.ts'
import type { KnownFile } from './ledger.ts'
import { leadsOut, type ListedFile } from './listed-files.ts'
import { matchByForm } from './match-names.ts'
import { lookForRenamed, mostToRead, type Lost } from './renamed.ts'
import type { Tally } from './tally.ts'
import { errnoOf, readTree, whatIs, type Tree } from './tree.ts'
import type { VerifyOptions, VerifyResult } from './verify.ts'

export interface ListOptions extends Omit<VerifyOptions, 'dryRun' | 'creator' | 'comment' | 'acceptNew'> {
  /** False: files that the list does not name are neither told nor looked at. */
  readonly others?: boolean
}

/** A list that was checked. What it names and is not there is told at the end: another file may have its bytes. */
export interface CheckedList {
  /** The files that the list names, by the paths that it gives, and as they are called on the disk. */
  readonly named: readonly string[]
  readonly covered: readonly string[]
  readonly gone: readonly ListedFile[]
  /** Bytes that were read. */
  readonly bytes: number
  /**
   * What stands where the list points to. `only`: the folders that were read for it; null for the whole folder of the
   * list.
   */
  readonly tree: Walked
  /** True for a list of one file that is named after it (`clip.mov.md5`): it never meant to tell of the others. */
  readonly sidecar: boolean
}

/**
 * Verifies every listed file, relative to the folder of the list.
 * @param file absolute path of the list
 * @throws RushesError `cancelled` when the signal stops it
 */
export async function checkListed(
  file: string,
  all: readonly ListedFile[],
  options: ListOptions,
  { report }: Tally,
): Promise<CheckedList> {
  const folder = dirname(file)
  const tree = await treeOf(folder, all, options.signal)
  const present = new Set(tree.files)
  const listed = all.map((entry) => underSlashes(entry, present))
  const diskPaths = new Map(
    [
      ...matchByForm(
        tree.files,
        listed.map((each) => each.path),
      ),
    ].map(([disk, recorded]) => [recorded, disk]),
  )
  const links = new Map(tree.skipped.map(({ path, reason }) => [path, reason]))
  const gone: ListedFile[] = []
  const totalBytes = listed.reduce((sum, { size }) => sum + (size ?? 0), 0)
  let read = 0
  let done = 0
  await inParallel(listed, options.parallel ?? 2, async (entry) => {
    const progress = (): void =>
      options.onProgress?.({ bytes: read, totalBytes, files: done, totalFiles: listed.length, path: entry.path })
    const finding = await check(
      entry,
      join(folder, diskPaths.get(entry.path) ?? entry.path),
      links,
      options,
      (count) => {
        read += count
        progress()
      },
    )
    if (finding === 'gone') gone.push(entry)
    else report(finding)
    done++
    progress()
  })
  return {
    named: listed.map(({ path }) => path),
    covered: listed.map(({ path }) => diskPaths.get(path) ?? path),
    gone,
    bytes: read,
    tree,
    sidecar: isSidecar(file, listed),
  }
}

/**
 * Ends the verification by lists: tells what is gone, under which name it may be found, and what no list names.
 * @param lists at least one, all of the same folder
 * @param tellOthers false: files that no list names are not told
 */
export async function endOfLists(
  folder: string,
  lists: readonly CheckedList[],
  options: ListOptions,
  tally: Tally,
  {
    by,
    tree,
    tellOthers,
  }: { readonly by: 'list' | 'lists'; readonly tree: Pick<Walked, 'files' | 'only'>; readonly tellOthers: boolean },
): Promise<VerifyResult> {
  const strays =
    options.others === false
      ? []
      : unlisted(
          tree,
          lists.flatMap(({ covered }) => covered),
        )
  const read = lists.reduce((sum, { bytes }) => sum + bytes, 0)
  const lost = new Map<string, Lost>()
  for (const { path, size, hashes } of lists.flatMap(({ gone }) => gone)) {
    const before = lost.get(path)
    lost.set(path, { path, size: before?.size ?? size, hashes: { ...hashes, ...before?.hashes } })
  }
  const { renamed, unsure } = await lookForRenamed(
    folder,
    [...lost.values()],
    strays.map(({ path }) => path),
    {
      hashFile: options.hashFile ?? hashHere,
      parallel: options.parallel ?? 2,
      most: mostToRead(read),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
  )
  const found = new Set(renamed.values())
  for (const { path } of lost.values())
    if (!found.has(path))
      tally.report(
        missingFinding(path, null, unsure.has(path) ? notLookedFor('that no list names') : lookedIn(tree.only)),
      )
  for (const stray of strays) {
    const before = renamed.get(stray.path)
    const [gone, now] = before === undefined ? [] : renamedFindings(before, stray, 'list')
    if (gone !== undefined) tally.report(gone)
    if (tellOthers || now !== undefined) tally.report(now ?? stray)
  }
  const named = new Set(lists.flatMap((each) => each.named))
  return {
    ok: tally.ok(),
    counts: tally.counts,
    findings: tally.told(),
    histories: [],
    remarks: [],
    accepted: [],
    files: named.size,
    bytes: read,
    totals: totalsOf(named, tally.verified, tally.findings),
    by,
  }
}

/** Where it was looked for, when that is not the whole folder. */
function lookedIn(only: readonly string[] | null): string | null {
  const [first] = only ?? []
  return first === undefined
    ? null
    : `No other file in ${only?.length === 1 ? first : 'the folders that the list names'} has its bytes: bring it back from another copy.`
}

/** Files that no list tells of. Lists themselves are told of by none. */
function unlisted(tree: Pick<Tree, 'files'>, covered: readonly string[]): Finding[] {
  const names = new Set(covered)
  return tree.files
    .filter((path) => !names.has(path) && !isListName(baseName(path)))
    .map((path) => strangerFinding(path, 'is in no list'))
}

function isSidecar(file: string, listed: readonly ListedFile[]): boolean {
  const [only] = listed
  return (
    only !== undefined &&
    listed.length === 1 &&
    !only.path.includes('/') &&
    basename(file).replace(/\.[^.]+$/, '') === only.path
  )
}

type Walked = Pick<Tree, 'files' | 'skipped'> & { readonly only: readonly string[] | null }

/** What stands where the list points to. A list beside a card's folder is no reason to walk the whole drive. */
async function treeOf(folder: string, listed: readonly ListedFile[], signal: AbortSignal | undefined): Promise<Walked> {
  const paths = listed.map(({ path }) => path).filter((path) => !leadsOut(path))
  const tops = [...new Set(paths.map((path) => path.split(/[/\\]/)[0] ?? ''))]
  const kinds = await Promise.all(tops.map((top) => lstat(join(folder, top)).catch(() => null)))
  if (tops.length === 0 || kinds.some((kind) => kind === null || !kind.isDirectory()))
    return { ...(await readTree(folder, signal)), only: null }
  const tree = { files: [] as string[], skipped: [] as Tree['skipped'][number][], only: tops }
  for (const top of tops) {
    const below = await readTree(join(folder, top), signal)
    tree.files.push(...below.files.map((path) => `${top}/${path}`))
    tree.skipped.push(...below.skipped.map(({ path, reason }) => ({ path: `${top}/${path}`, reason })))
  }
  return tree
}

/** Windows tools write backslashes. They mean folders wherever no file has a backslash in its name. */
function underSlashes(entry: ListedFile, present: ReadonlySet<string>): ListedFile {
  return entry.path.includes('\\') && !present.has(entry.path)
    ? { ...entry, path: entry.path.replaceAll('\\', '/') }
    : entry
}

async function check(
  { path, size, hashes, xxh32, unknown }: ListedFile,
  onDisk: string,
  links: ReadonlyMap<string, string>,
  options: Pick<VerifyOptions, 'signal' | 'hashFile'>,
  onBytes: (bytes: number) => void,
): Promise<Finding | 'gone'> {
  if (leadsOut(path))
    return { path, finding: 'unreadable', message: `${path} is outside the folder of the list and is not verified.` }
  // A path may be spelled in many ways (`a//b`, `a/./b`), and a link may stand in any folder of it.
  const way = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  const stop = way.map((_, index) => way.slice(0, index + 1).join('/')).find((each) => links.has(each))
  if (stop === way.join('/')) return missingFinding(path, links.get(stop) ?? 'a link')
  if (stop !== undefined)
    return {
      path,
      finding: 'unreadable',
      message: `${path} lies in ${stop}, which is a link or no folder of media. It is not followed, and the file not verified.`,
    }
  const formats = HASH_FORMATS.filter((format) => hashes[format] !== undefined)
  if (formats.length === 0 && xxh32 === null) {
    const why = unknown.length === 0 ? 'no hash' : `no other hash than ${unknown.join(', ')}, which can't be checked`
    return { path, finding: 'unreadable', message: `The list gives ${why} for ${path}: it is not verified.` }
  }
  const known: KnownFile = {
    path,
    size,
    doubtful: false,
    truth: new Map(formats.map((format) => [format, { digest: hashes[format] ?? '', generation: 1 }])),
  }
  const reading = { onBytes, ...(options.signal === undefined ? {} : { signal: options.signal }) }
  try {
    const seen = await lstat(native(onDisk))
    if (!seen.isFile()) return unreadableFinding(path, `it is ${await whatIs(onDisk)}`)
    const sizeNow = Number(seen.size)
    if (formats.length === 0) return oldFinding(path, xxh32 ?? 0, await xxh32OfFile(onDisk, reading))
    const fresh = await (options.hashFile ?? hashHere)(onDisk, formats, reading)
    return fileFinding(path, sizeNow, known, fresh, decide(known, fresh, null))
  } catch (error) {
    if (isRushesError(error) && error.code === 'cancelled') throw error
    const errno = errnoOf(error)
    return errno === 'ENOENT' || errno === 'ENOTDIR' ? 'gone' : unreadableFinding(path, errno)
  }
}

function oldFinding(path: string, listed: number, now: number): Finding {
  if (listed === now) return { path, finding: 'verified', message: null }
  return {
    path,
    finding: 'mismatch',
    message: `${path} is not what was listed: xxhash (32 bit) is ${now} and was ${listed}. Bring it back from another copy.`,
  }
}
