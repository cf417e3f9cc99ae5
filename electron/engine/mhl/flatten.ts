/**
 * Flattening a history into a packing list: one manifest outside the folder, for someone who receives only the files.
 */
import { mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import { digestBytes } from '../hash/multi-hash.ts'
import { chainXml } from './chain.ts'
import type { KnownFile } from './ledger.ts'
import { manifestXml } from './manifest-write.ts'
import type { Creator, FileEntry, History, Manifest } from './model.ts'
import { COLLECTION_FILE, DEFAULT_IGNORE, utcStamp, xmlDate } from './names.ts'
import { placeNew } from './place.ts'
import { allHistories, readHistory } from './read-history.ts'
import { createScope, expectedFiles } from './scope.ts'

interface FlattenRequest {
  /** Absolute path of the folder whose history is flattened. */
  readonly root: string
  /**
   * Folder to write `packinglist_<name>_<time>.mhl` and its collection file into; made when it is not there. Not inside
   * the root.
   */
  readonly into: string
  readonly creator: Creator
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly comment?: string
}

/**
 * The history as one manifest: for every file the earliest good digest of each format, nested histories included;
 * failed digests and the hashes of folders are left out. Pure.
 */
function flattenHistory(
  history: History,
  { creator, startedAt, comment }: Pick<FlattenRequest, 'creator' | 'startedAt' | 'comment'>,
): Manifest {
  const scope = createScope({ files: [], directories: [], histories: [], skipped: [], unreadable: [] }, [history])
  const entries = new Map<string, FileEntry>()
  for (const { path, known } of expectedFiles(scope)) {
    // Nested histories come first, and theirs is the say on their files.
    if (known.truth.size > 0 && !entries.has(path)) entries.set(path, flatEntry(path, known))
  }
  return {
    createdAt: xmlDate(startedAt) ?? '',
    creator,
    comment: comment ?? null,
    process: 'flatten',
    rootHash: null,
    ignore: [...new Set([...DEFAULT_IGNORE, ...allHistories(history).flatMap((each) => scope.ledgerOf(each).ignore)])],
    entries: [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    references: [],
  }
}

function flatEntry(path: string, { size, truth }: KnownFile): FileEntry {
  const first = Math.min(...[...truth.values()].map(({ generation }) => generation))
  return {
    kind: 'file',
    path,
    size,
    created: null,
    modified: null,
    previousPath: null,
    hashes: HASH_FORMATS.flatMap((format) => {
      const known = truth.get(format)
      return known === undefined
        ? []
        : [
            {
              format,
              digest: known.digest,
              action: known.generation === first ? ('original' as const) : ('verified' as const),
              date: null,
            },
          ]
    }),
  }
}

/**
 * Writes the packing list of a folder.
 * @returns absolute path of the list
 * @throws RushesError `mhl.missing` when the folder has no history, `mhl.broken` when the history is not whole,
 *   `usage` when the list would lie inside the folder, `conflict` when there is a list of that name
 */
export async function writePackingList(request: FlattenRequest): Promise<string> {
  const [root, into] = [resolve(request.root), resolve(request.into)]
  if (into === root || into.startsWith(`${root}/`)) {
    throw new RushesError(
      'usage',
      `A packing list must be outside the folder it lists. Choose a folder that is not in ${root}.`,
      { path: into },
    )
  }
  const history = await readHistory(root)
  if (history === null)
    throw new RushesError(
      'mhl.missing',
      `${root} has no ASC MHL history, so there is nothing to make a packing list of.`,
      { path: root },
    )
  const [problem] = allHistories(history)
    .flatMap((each) => each.problems)
    .filter((each) => each.problem !== 'manifest-unlisted')
  if (problem !== undefined) throw new RushesError('mhl.broken', problem.message, { path: root })
  await mkdir(into, { recursive: true })
  const file = `packinglist_${basename(root)}_${utcStamp(request.startedAt)}.mhl`
  const xml = manifestXml(flattenHistory(history, request))
  await placeNew(join(into, file), xml)
  await placeNew(join(into, COLLECTION_FILE), chainXml([{ number: 1, file, c4: digestBytes('c4', Buffer.from(xml)) }]))
  return join(into, file)
}
