/**
 * Verifying the files that an MHL 1.1 file or a list of checksums tells of. Nothing is written: these have no
 * generations.
 */
import { basename, dirname, join, resolve } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { shownPath } from '../domain/byte-names.ts'
import { entriesIn } from '../files/disk-path.ts'
import { openPlain } from '../files/open-plain.ts'
import { MAX_MANIFEST_BYTES, readPlain } from '../files/read-plain.ts'
import { hashListFormat, isListName, listsNothing, parseHashList } from './hash-list-read.ts'
import type { ListedFile } from './listed-files.ts'
import { checkListed, endOfLists, type CheckedList, type ListOptions } from './listed-verify.ts'
import { createTally } from './tally.ts'
import { errnoOf, readTree } from './tree.ts'
import { parseV1InSteps } from './v1-read.ts'
import type { VerifyResult } from './verify.ts'

/**
 * Verifies every file that an MHL 1.1 file or a list of checksums (`.md5`, `.sha1`, `.xxh`, `MD5SUMS` …) tells of,
 * relative to the folder that it is in.
 * @throws RushesError `usage` when it is a file of another kind, `not_found` when it is not there, `source.unreadable` when
 *   it can't be read or is no plain file, `mhl.broken` when it is damaged or lists no file, `cancelled` when the signal stops it
 */
export async function verifyV1(file: string, options: ListOptions): Promise<VerifyResult> {
  const tally = createTally(options.onFile)
  const list = await checkListed(resolve(file), await readList(file), options, tally)
  return endOfLists(dirname(resolve(file)), [list], options, tally, {
    by: 'list',
    tree: list.tree,
    tellOthers: !list.sidecar,
  })
}

async function readList(file: string): Promise<readonly ListedFile[]> {
  if (!isListName(basename(file)) && !(await beginsAsXml(file))) {
    throw new RushesError(
      'usage',
      `${shownPath(file)} is no list of checksums. Verify takes a folder with an ASC MHL history or with lists in it, an MHL 1 file (.mhl), or a list of checksums (.md5, .sha1, .xxh, .xxh128, .c4, MD5SUMS).`,
      { path: file },
    )
  }
  const bytes = await readPlain(file, MAX_MANIFEST_BYTES).catch((error: unknown) => {
    throw unread(shownPath(file), error)
  })
  if (hashListFormat(basename(file)) !== null) return parseHashList(bytes, shownPath(file))
  const { files } = await parseV1InSteps(bytes, shownPath(file))
  if (files.length === 0) throw listsNothing(shownPath(file))
  return files
}

/** What a document may begin with: marks of UTF, white space, and the zeros of UTF-16 and UTF-32, then `<`. */
const XML_BEGINNING = /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff|[\0\s])*</

/** True for what may be a document whatever its name: a clip is told from it before it is read whole. */
async function beginsAsXml(path: string): Promise<boolean> {
  try {
    const file = await openPlain(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0).finally(() => file.close())
    return XML_BEGINNING.test(buffer.toString('latin1', 0, bytesRead))
  } catch (error) {
    throw unread(shownPath(path), error)
  }
}

/**
 * A list stands on somebody's drive: a pipe, a link or a device in its place would keep the reader for ever, or lead it
 * elsewhere.
 */
function unread(file: string, error: unknown): RushesError {
  const errno = errnoOf(error)
  if (errno === 'ENOENT' || errno === 'ENOTDIR')
    return new RushesError(
      'not_found',
      `${file} can't be read (${errno}). Check its name, and that the drive is connected.`,
      { path: file },
      { cause: error },
    )
  const why = PLAINLY[errno] ?? `can't be read (${errno}) and was not verified. Check the drive and its permissions.`
  return new RushesError('source.unreadable', `${file} ${why}`, { path: file }, { cause: error })
}

/** ELOOP: a link, which is not followed. ENXIO: a socket, or a device that is not there. */
const PLAINLY: Readonly<Record<string, string>> = {
  ELOOP: 'is a link, no plain file, and was not read. Give the file that it points to.',
  EINVAL: 'is no plain file and was not read.',
  ENXIO: 'is no plain file and was not read.',
  ENODEV: 'is no plain file and was not read.',
  EISDIR: 'is no plain file and was not read.',
  EFBIG: 'is too large for a list and was not read.',
}

/**
 * MHL files and lists of checksums that stand in a folder itself and not in an `ascmhl` folder, as tools place them;
 * also what has such a name and is no plain file, so that it is told. A folder is none.
 * @returns absolute disk paths
 * @throws the error of the system call when the folder can't be read
 */
export async function findV1Files(folder: string): Promise<string[]> {
  const entries = await entriesIn(folder)
  return entries
    .filter(({ name, is }) => is !== 'folder' && isListName(name))
    .map(({ name }) => name)
    .sort()
    .map((name) => join(resolve(folder), name))
}

/**
 * Verifies a folder by all lists that stand in it: together they have to tell of every file in it. A list that can't be
 * read, is broken or lists nothing is told as `unreadable`, and the others are verified all the same.
 * @param lists absolute paths, at least one
 * @throws what `verifyV1` throws, but `source.unreadable` and `mhl.broken`
 */
export async function verifyByLists(
  folder: string,
  lists: readonly string[],
  options: ListOptions,
): Promise<VerifyResult> {
  const tally = createTally(options.onFile)
  const checked: CheckedList[] = []
  for (const list of lists) {
    try {
      checked.push(await checkListed(list, await readList(list), options, tally))
    } catch (error) {
      if (!isRushesError(error) || (error.code !== 'source.unreadable' && error.code !== 'mhl.broken')) throw error
      tally.report({ path: basename(list), finding: 'unreadable', list: true, message: error.message })
    }
  }
  return endOfLists(resolve(folder), checked, options, tally, {
    by: lists.length === 1 ? 'list' : 'lists',
    tree: { ...(await readTree(folder, options.signal)), only: null },
    tellOthers: true,
  })
}
