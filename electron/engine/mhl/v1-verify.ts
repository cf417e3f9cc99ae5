/**
 * Verifying the files that an MHL 1.1 file or a list of checksums tells of. Nothing is written: these have no generations.
 */
import { basename, join, resolve } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { shownPath } from '../domain/byte-names.ts'
import { entriesIn } from '../files/disk-path.ts'
import { MOST_MANIFEST_BYTES, readPlain } from '../files/read-plain.ts'
import { asShown, countFindings, GOOD, type Finding, type FindingKind } from './findings.ts'
import { hashListFormat, isListName, parseHashList } from './hash-list-read.ts'
import { unlisted, verifyListed, type ListOptions, type ListResult } from './listed-verify.ts'
import { errnoOf, readTree } from './tree.ts'
import { parseV1InTurns } from './v1-read.ts'
import type { VerifyResult } from './verify.ts'

/**
 * Verifies every file that an MHL 1.1 file or a list of checksums (`.md5`, `.sha1`, `.xxh`, `MD5SUMS` …) tells of,
 * relative to the folder that it is in.
 * @throws RushesError `not_found` when it is not there, `source.unreadable` when it can't be read or is no plain file,
 *   `mhl.broken` when it is neither, `cancelled` when the signal stops it
 */
export async function verifyV1(file: string, options: ListOptions): Promise<ListResult> {
  const bytes = await readPlain(file, MOST_MANIFEST_BYTES).catch((error: unknown) => { throw unread(shownPath(file), error) })
  const listed = hashListFormat(basename(file)) === null ? (await parseV1InTurns(bytes, shownPath(file))).files : parseHashList(bytes, shownPath(file))
  return verifyListed(resolve(file), listed, options)
}

/** A list stands on somebody's drive: a pipe, a link or a device in its place would keep the reader for ever, or lead it elsewhere. */
function unread(file: string, error: unknown): RushesError {
  const errno = errnoOf(error)
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return new RushesError('not_found', `${file} can't be read (${errno}). Check its name, and that the drive is connected.`, { path: file }, { cause: error })
  const why = PLAINLY[errno] ?? `can't be read (${errno}) and was not verified. Check the drive and its permissions.`
  return new RushesError('source.unreadable', `${file} ${why}`, { path: file }, { cause: error })
}

/** ELOOP: a link, which is not followed. ENXIO: a socket, or a device that is not there. */
const PLAINLY: Readonly<Record<string, string>> = {
  ELOOP: 'is a link, no plain file, and was not read. Give the file that it points to.',
  EINVAL: 'is no plain file and was not read.', ENXIO: 'is no plain file and was not read.', ENODEV: 'is no plain file and was not read.',
  EISDIR: 'is no plain file and was not read.', EFBIG: 'is too large for a list and was not read.',
}

/**
 * MHL files and lists of checksums that stand in a folder itself and not in an `ascmhl` folder, as tools place them; also
 * what has such a name and is no plain file, so that it is told. A folder is none.
 * @returns absolute disk paths
 * @throws the error of the system call when the folder can't be read
 */
export async function findV1Files(folder: string): Promise<string[]> {
  const entries = await entriesIn(folder)
  return entries.filter(({ name, is }) => is !== 'folder' && isListName(name)).map(({ name }) => name).sort().map(name => join(resolve(folder), name))
}

/**
 * Verifies a folder by all lists that stand in it: together they have to tell of every file in it. A list that can't be
 * read, or is broken beside others, is told as `unreadable`, and the others are verified all the same.
 * @param lists absolute paths, at least one
 * @throws what `verifyV1` throws, but `source.unreadable`; `mhl.broken` for a single list alone
 */
export async function verifyByLists(folder: string, lists: readonly string[], options: ListOptions): Promise<VerifyResult> {
  const results: ListResult[] = []
  const own: Finding[] = []
  for (const list of lists) {
    const result = await verifyV1(list, { ...options, others: false }).catch((error: unknown) => {
      // A list that is broken ends nothing, as long as there are others: it is named, and they are verified.
      if (isRushesError(error) && (error.code === 'source.unreadable' || (error.code === 'mhl.broken' && lists.length > 1))) return asShown({ path: basename(list), finding: 'unreadable', message: error.message })
      throw error
    })
    if ('finding' in result) own.push(result)
    else results.push(result)
  }
  own.push(...unlisted(await readTree(folder, options.signal), results.flatMap(one => one.covered)))
  for (const finding of own) options.onFile?.(finding)
  const counts = countFindings()
  for (const kind of Object.keys(counts) as FindingKind[]) counts[kind] = own.filter(one => one.finding === kind).length + results.reduce((sum, one) => sum + one.counts[kind], 0)
  const findings = [...results.flatMap(one => one.findings), ...own].sort((a, b) => (a.path < b.path ? -1 : 1))
  return {
    ok: counts.verified > 0 && findings.every(each => GOOD.has(each.finding)), counts, findings, histories: [], remarks: [], accepted: [],
    files: results.reduce((sum, one) => sum + one.files, 0), bytes: results.reduce((sum, one) => sum + one.bytes, 0),
  }
}
