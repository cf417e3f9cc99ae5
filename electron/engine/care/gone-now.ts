/**
 * Which copies are gone by now: a folder that somebody deleted or renamed on a connected drive tells nobody. Only a look at
 * each file does.
 */
import { lstat } from 'node:fs/promises'
import type { FileState, Verification } from '../../../shared/model/asset.ts'
import { copiesAt, type CopyToCheck } from '../db/copies-check.ts'
import type { ReadableDb } from '../db/handles.ts'
import { nativeShown } from '../files/disk-path.ts'
import { inParallel } from '../mhl/in-parallel.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import { missedTwice } from './check-copies.ts'

/** A share that hangs holds one of the four threads of the file system each. */
const WIDTH = 2

/** A copy on a connected drive, and the size that it ought to have. */
export interface CopyPlace {
  /** Absolute. */
  readonly path: string
  readonly bytes: number
}

/** By absolute path: the file is not there, or has another size. */
export type Gone = ReadonlyMap<string, 'missing' | 'changed'>

/**
 * Which of these copies are gone now, with their rows in the catalogue. A drive that is pulled takes all of its files with
 * it: what counts is missing twice, on the same drive.
 */
export async function goneNow(db: ReadableDb, copies: readonly CopyPlace[], identify: IdentifyVolume): Promise<{ readonly gone: Gone; readonly rows: readonly CopyToCheck[] }> {
  const seen = new Map<string, 'missing' | 'changed'>()
  await inParallel(copies, WIDTH, async ({ path, bytes }) => {
    const found = await stateOf(path, bytes)
    if (found !== null) seen.set(path, found)
  })
  const known = copiesAt(db, [...seen.keys()])
  const missing = new Set(await missedTwice(known.filter(({ path }) => seen.get(path) === 'missing'), identify))
  const rows = known.filter(({ fileId, path }) => missing.has(fileId) || seen.get(path) === 'changed')
  return { gone: new Map(rows.map(({ path }) => [path, seen.get(path)!])), rows }
}

async function stateOf(path: string, bytes: number): Promise<'missing' | 'changed' | null> {
  try {
    const there = await lstat(nativeShown(path))
    return there.isFile() && there.size === bytes ? null : 'changed'
  } catch (error) {
    // What can't be looked at is not gone: the drive itself is asked elsewhere.
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : null
  }
}

/** A copy as it is after the look. */
export function withGone<Copy extends { readonly path: string; readonly state: FileState; readonly verification: Verification }>(copy: Copy, gone: Gone): Copy {
  const now = gone.get(copy.path)
  if (now === undefined) return copy
  return now === 'missing' ? { ...copy, state: 'missing' } : { ...copy, verification: 'failed' }
}
