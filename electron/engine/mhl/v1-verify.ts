/**
 * Verifying the files that an MHL 1.1 file or a list of checksums tells of. Nothing is written: these have no generations.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { GOOD, type FindingKind } from './findings.ts'
import { hashListFormat, isListName, parseHashList } from './hash-list-read.ts'
import { unlisted, verifyListed, type ListOptions, type ListResult } from './listed-verify.ts'
import { errnoOf, readTree } from './tree.ts'
import { parseV1InTurns } from './v1-read.ts'
import type { VerifyResult } from './verify.ts'

/**
 * Verifies every file that an MHL 1.1 file or a list of checksums (`.md5`, `.sha1`, `.xxh`, `MD5SUMS` …) tells of,
 * relative to the folder that it is in.
 * @throws RushesError `not_found` when the file can't be read, `mhl.broken` when it is neither, `cancelled` when the
 *   signal stops it
 */
export async function verifyV1(file: string, options: ListOptions): Promise<ListResult> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new RushesError('not_found', `${file} can't be read (${errnoOf(error)}). Check its name, and that the drive is connected.`, { path: file }, { cause: error })
  })
  const listed = hashListFormat(basename(file)) === null ? (await parseV1InTurns(bytes, file)).files : parseHashList(bytes, file)
  return verifyListed(resolve(file), listed, options)
}

/**
 * MHL files and lists of checksums that stand in a folder itself and not in an `ascmhl` folder, as tools place them.
 * @returns absolute paths
 * @throws the error of the system call when the folder can't be read
 */
export async function findV1Files(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  return names.filter(isListName).sort().map(name => join(resolve(folder), name))
}

/**
 * Verifies a folder by all lists that stand in it: together they have to tell of every file in it.
 * @param lists absolute paths, at least one
 * @throws what `verifyV1` throws
 */
export async function verifyByLists(folder: string, lists: readonly string[], options: ListOptions): Promise<VerifyResult> {
  const results: ListResult[] = []
  for (const list of lists) results.push(await verifyV1(list, { ...options, others: false }))
  const strangers = unlisted(await readTree(folder, options.signal), results.flatMap(one => one.covered))
  for (const stranger of strangers) options.onFile?.(stranger)
  const kinds = Object.keys(results[0]?.counts ?? {}) as FindingKind[]
  const counts = Object.fromEntries(kinds.map(kind => [kind, results.reduce((sum, one) => sum + one.counts[kind], kind === 'extra' ? strangers.length : 0)])) as Record<FindingKind, number>
  const findings = [...results.flatMap(one => one.findings), ...strangers].sort((a, b) => (a.path < b.path ? -1 : 1))
  return {
    ok: counts.verified > 0 && findings.every(each => GOOD.has(each.finding)), counts, findings, histories: [], remarks: [], accepted: [],
    files: results.reduce((sum, one) => sum + one.files, 0), bytes: results.reduce((sum, one) => sum + one.bytes, 0),
  }
}
