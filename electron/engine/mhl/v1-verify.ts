/**
 * Verifying the files that an MHL 1.1 file lists. Nothing is written: the old form has no generations.
 */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import { hashFile as hashHere } from '../hash/hash-file.ts'
import { decide } from './decide.ts'
import { countFindings, fileFinding, GOOD, missingFinding, unreadableFinding } from './findings.ts'
import type { Finding } from './findings.ts'
import { inParallel } from './in-parallel.ts'
import type { KnownFile } from './ledger.ts'
import { matchByForm } from './match-names.ts'
import { errnoOf, readTree } from './tree.ts'
import { parseV1 } from './v1-read.ts'
import type { V1File } from './v1-read.ts'
import type { VerifyOptions, VerifyResult } from './verify.ts'

/**
 * Verifies every file that an MHL 1.1 file lists, relative to the folder that it is in.
 * @throws RushesError `not_found` when the file can't be read, `mhl.broken` when it is no MHL 1, `cancelled` when the
 *   signal stops it
 */
export async function verifyV1(file: string, options: Omit<VerifyOptions, 'dryRun' | 'creator' | 'comment'>): Promise<VerifyResult> {
  const folder = dirname(resolve(file))
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new RushesError('not_found', `${file} can't be read (${errnoOf(error)}). Check its name, and that the drive is connected.`, { path: file }, { cause: error })
  })
  const listed = parseV1(bytes, file)
  const tree = await readTree(folder, options.signal)
  const diskPaths = new Map([...matchByForm(tree.files, listed.map(each => each.path))].map(([disk, recorded]) => [recorded, disk]))
  const links = new Set(tree.skipped.map(({ path }) => path))

  const counts = countFindings()
  const findings: Finding[] = []
  const report = (finding: Finding): void => {
    counts[finding.finding]++
    if (finding.finding !== 'verified') findings.push(finding)
    options.onFile?.(finding)
  }
  const totalBytes = listed.reduce((sum, { size }) => sum + (size ?? 0), 0)
  let read = 0
  let done = 0
  await inParallel(listed, options.parallel ?? 2, async entry => {
    const progress = (): void => options.onProgress?.({ bytes: read, totalBytes, files: done, totalFiles: listed.length, path: entry.path })
    const finding = await check(entry, folder, diskPaths, links, options, count => {
      read += count
      progress()
    })
    report(finding)
    done++
    progress()
  })
  const names = new Set(listed.map(({ path }) => diskPaths.get(path) ?? path))
  const unlisted = tree.files.filter(path => !names.has(path) && !path.endsWith('.mhl')).length
  return {
    ok: findings.every(each => GOOD.has(each.finding)), counts, histories: [], files: listed.length, bytes: read,
    findings: findings.sort((a, b) => (a.path < b.path ? -1 : 1)),
    remarks: unlisted === 0 ? [] : [`${unlisted} ${unlisted === 1 ? 'file' : 'files'} in ${folder} ${unlisted === 1 ? 'is' : 'are'} not listed in ${file} and not verified by it.`],
  }
}

async function check(
  { path, size, hashes, unknown }: V1File, folder: string, diskPaths: ReadonlyMap<string, string>, links: ReadonlySet<string>,
  options: Pick<VerifyOptions, 'signal' | 'hashFile'>, onBytes: (bytes: number) => void,
): Promise<Finding> {
  if (path.startsWith('/') || /^[a-z]:/i.test(path) || path.split(/[/\\]/).includes('..')) {
    return { path, finding: 'unreadable', message: `${path} lies outside the folder of the MHL file and is not verified.` }
  }
  if (links.has(path)) return missingFinding(path, true)
  const formats = HASH_FORMATS.filter(format => hashes[format] !== undefined)
  if (formats.length === 0) {
    const why = unknown.length === 0 ? 'no hash' : `no other hash than ${unknown.join(', ')}, which can't be checked`
    return { path, finding: 'unreadable', message: `The MHL file gives ${why} for ${path}: it is not verified.` }
  }
  const known: KnownFile = {
    path, size, doubtful: false, truth: new Map(formats.map(format => [format, { digest: hashes[format] ?? '', generation: 1 }])),
  }
  const onDisk = join(folder, diskPaths.get(path) ?? path)
  try {
    const { size: sizeNow } = await lstat(onDisk)
    const fresh = await (options.hashFile ?? hashHere)(onDisk, formats, { onBytes, ...(options.signal === undefined ? {} : { signal: options.signal }) })
    return fileFinding(path, sizeNow, known, fresh, decide(known, fresh, null))
  } catch (error) {
    if (isRushesError(error) && error.code === 'cancelled') throw error
    const errno = errnoOf(error)
    return errno === 'ENOENT' || errno === 'ENOTDIR' ? missingFinding(path, false) : unreadableFinding(path, errno)
  }
}

/**
 * MHL files that stand in a folder itself and not in an `ascmhl` folder: those of version 1, as tools place them.
 * @returns absolute paths
 * @throws the error of the system call when the folder can't be read
 */
export async function findV1Files(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  return names.filter(name => name.endsWith('.mhl') && !name.startsWith('._')).sort().map(name => join(resolve(folder), name))
}
