/**
 * Missing files that stand somewhere else under another name, found by their bytes.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import { HASH_FORMATS, type Hashes } from '../../../shared/model/hash.ts'
import { native } from '../files/disk-path.ts'
import type { HashFile } from '../hash/hash-file.ts'
import { inParallel } from './in-parallel.ts'
import { baseName, parentsOf } from './names.ts'

/** A file that is named and not there. Size null: the list doesn't say. */
export interface Lost {
  readonly path: string
  readonly size: number | null
  readonly hashes: Hashes
}

/** A file that is there and not named, as it was read. */
interface Stray {
  readonly path: string
  readonly size: number
  readonly hashes: Hashes
}

/**
 * Which stray is which lost file: new path → old path. Empty files are all alike and stand for nothing. Of several with
 * the same bytes the one of the same name is taken, else of the same folder; every file once.
 */
export function matchRenamed(lost: readonly Lost[], strays: readonly Stray[]): Map<string, string> {
  const byDigest = new Map<string, string[]>()
  for (const { path, size, hashes } of lost) {
    if (size === 0) continue
    for (const [format, digest] of Object.entries(hashes))
      byDigest.set(`${format} ${digest}`, [...(byDigest.get(`${format} ${digest}`) ?? []), path])
  }
  const found = new Map<string, string>()
  const taken = new Set<string>()
  for (const { path, size, hashes } of strays) {
    if (size === 0) continue
    const same = Object.entries(hashes)
      .flatMap(([format, digest]) => byDigest.get(`${format} ${digest}`) ?? [])
      .filter((before) => !taken.has(before))
    const before =
      same.find((each) => baseName(each) === baseName(path)) ??
      same.find((each) => parentsOf(each)[0] === parentsOf(path)[0]) ??
      same[0]
    if (before === undefined) continue
    taken.add(before)
    found.set(path, before)
  }
  return found
}

/**
 * In search of files whose size nothing gives, as much may be read as the check itself took, and so many bytes in any
 * case.
 */
const LOOK_BYTES = 256 << 20

export function mostToRead(read: number): number {
  return Math.max(LOOK_BYTES, read)
}

interface LookOptions {
  readonly hashFile: HashFile
  readonly parallel: number
  /** Bytes that may be read in search of files whose size no list gives. */
  readonly most: number
  readonly signal?: AbortSignal
}

export interface Looked {
  readonly renamed: ReadonlyMap<string, string>
  /** Lost files that were not looked for, or not everywhere: that none has their bytes is not known. */
  readonly unsure: ReadonlySet<string>
}

/**
 * Looks among files that no list names for lost ones. A stray is read only where a lost file has its size, or where
 * a size is not given and all of them are little to read.
 * @param folder what the paths are relative to
 * @throws RushesError `cancelled` when the signal stops it
 */
export async function lookForRenamed(
  folder: string,
  lost: readonly Lost[],
  strays: readonly string[],
  options: LookOptions,
): Promise<Looked> {
  const unsure = new Set<string>()
  if (lost.length === 0 || strays.length === 0) return { renamed: new Map(), unsure }
  for (const { path, hashes } of lost) if (Object.keys(hashes).length === 0) unsure.add(path)
  const sizes = await sizesOf(folder, strays)
  const unsized = lost.filter(({ size, path }) => size === null && !unsure.has(path))
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const everything = unsized.length > 0 && all <= options.most
  if (!everything) for (const { path } of unsized) unsure.add(path)
  const wanted = new Set(lost.filter(({ path }) => !unsure.has(path)).map(({ size }) => size))
  const formats = HASH_FORMATS.filter((format) => lost.some(({ hashes }) => hashes[format] !== undefined))
  const read: Stray[] = []
  let failed = sizes.size < strays.length
  await inParallel(
    [...sizes].filter(([, size]) => size > 0 && (everything || wanted.has(size))),
    options.parallel,
    async ([path, size]) => {
      try {
        read.push({
          path,
          size,
          hashes: await options.hashFile(
            join(folder, path),
            formats,
            options.signal === undefined ? {} : { signal: options.signal },
          ),
        })
      } catch (error) {
        if (isRushesError(error) && error.code === 'cancelled') throw error
        failed = true
      }
    },
  )
  const renamed = matchRenamed(
    lost,
    read.sort((a, b) => (a.path < b.path ? -1 : 1)),
  )
  const found = new Set(renamed.values())
  if (failed) for (const { path } of lost) if (!found.has(path)) unsure.add(path)
  return { renamed, unsure }
}

/** In the order of the paths; without those that can't be asked. */
async function sizesOf(folder: string, paths: readonly string[]): Promise<Map<string, number>> {
  const sizes: (number | null)[] = []
  await inParallel(paths, 16, async (path, position) => {
    const seen = await lstat(native(join(folder, path))).catch(() => null)
    sizes[position] = seen === null ? null : Number(seen.size)
  })
  return new Map(
    paths.flatMap((path, position) => {
      const size = sizes[position]
      return size === null || size === undefined ? [] : [[path, size] as const]
    }),
  )
}
