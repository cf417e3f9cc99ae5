/**
 * Verifying the files that an MHL 1.1 file or a list of checksums tells of. Nothing is written: these have no generations.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { hashListFormat, parseHashList } from './hash-list-read.ts'
import { verifyListed } from './listed-verify.ts'
import { errnoOf } from './tree.ts'
import { parseV1InTurns } from './v1-read.ts'
import type { VerifyOptions, VerifyResult } from './verify.ts'

/**
 * Verifies every file that an MHL 1.1 file or a list of checksums (`.md5`, `.sha1`, `.xxh`, `MD5SUMS` …) tells of,
 * relative to the folder that it is in.
 * @throws RushesError `not_found` when the file can't be read, `mhl.broken` when it is neither, `cancelled` when the
 *   signal stops it
 */
export async function verifyV1(file: string, options: Omit<VerifyOptions, 'dryRun' | 'creator' | 'comment'>): Promise<VerifyResult> {
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
  return names.filter(name => (name.endsWith('.mhl') && !name.startsWith('._')) || hashListFormat(name) !== null).sort().map(name => join(resolve(folder), name))
}
