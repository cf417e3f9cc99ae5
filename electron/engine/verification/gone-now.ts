/**
 * Which copies are gone by now: a folder that somebody deleted or renamed on a connected drive tells nobody. Only a
 * look at each file does.
 */
import { lstat } from 'node:fs/promises'
import type { FileState, Verification } from '../../../shared/model/asset.ts'
import { copiesAt, missingCopiesAt, type CopyToCheck } from '../db/catalogue/copies-check.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { changeTimeMoved, touchOf } from '../domain/scan/file-state.ts'
import { keptTime } from '../domain/scan/kept-time.ts'
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
  /** Its time of change when its bytes were last known; null where that is not known. */
  readonly ctimeNs?: number | null
  /** It was not there when it was looked for last. */
  readonly missing?: boolean
}

/**
 * By absolute path: the file is not there · it has other bytes, for it has another size · it was written to since its
 * bytes were known, or its owner or its rights were: what it holds is unknown until it is read · it was missing and is
 * there again, with the size and the date that it had: what it holds is unknown until it is read, too.
 */
export type Gone = ReadonlyMap<string, 'missing' | 'changed' | 'touched' | 'back'>

/**
 * Which of these copies are gone now, with their rows in the catalogue. A drive that is pulled takes all of its files
 * with it: what counts is missing twice, on the same drive. Of a copy that is bad already only its end is news.
 */
export async function goneNow(
  db: ReadableDb,
  copies: readonly CopyPlace[],
  identify: IdentifyVolume,
): Promise<{ readonly gone: Gone; readonly rows: readonly CopyToCheck[] }> {
  const seen = new Map<string, 'missing' | 'changed' | 'touched'>()
  await inParallel(copies, WIDTH, async (copy) => {
    const { path } = copy
    if (copy.missing === true) return
    const found = await stateOf(copy)
    if (found !== null) seen.set(path, found)
  })
  const known = copiesAt(db, [...seen.keys()])
  const missing = new Set(
    await missedTwice(
      known.filter(({ path }) => seen.get(path) === 'missing'),
      identify,
    ),
  )
  const rows = known.filter(
    ({ fileId, path, bad }) =>
      missing.has(fileId) || (!bad && (seen.get(path) === 'changed' || seen.get(path) === 'touched')),
  )
  return { gone: new Map(rows.map(({ path }) => [path, seen.get(path)!])), rows }
}

/** A copy that was missing and is there again, with its time of change as it is now. */
interface BackAgain {
  readonly path: string
  readonly fileId: string
  readonly assetId: string | null
  readonly ctimeNs: number
}

/**
 * Which of these copies were missing, and stand at their places again as they were: renamed and renamed back, or put
 * back from a bin. Nobody but a look at each would ever notice.
 */
export async function backNow(db: ReadableDb, copies: readonly CopyPlace[]): Promise<readonly BackAgain[]> {
  const back: BackAgain[] = []
  const places = copies.filter(({ missing }) => missing === true).map(({ path }) => path)
  await inParallel(missingCopiesAt(db, places), WIDTH, async ({ fileId, assetId, path, bytes, mtimeMs }) => {
    const there = await lstat(nativeShown(path), { bigint: true }).catch(() => null)
    if (there === null || !there.isFile()) return
    const known = { bytes, mtimeNs: mtimeMs * 1e6, ctimeNs: null }
    const now = { bytes: Number(there.size), mtimeNs: Number(there.mtimeNs), ctimeNs: null }
    if (touchOf(known, now) === 'written') return
    back.push({ fileId, assetId, path, ctimeNs: Number(keptTime(there.ctimeNs)) })
  })
  return back
}

async function stateOf({ path, bytes, ctimeNs }: CopyPlace): Promise<'missing' | 'changed' | 'touched' | null> {
  try {
    const there = await lstat(nativeShown(path), { bigint: true })
    if (!there.isFile() || there.size !== BigInt(bytes)) return 'changed'
    return changeTimeMoved(ctimeNs ?? null, Number(keptTime(there.ctimeNs))) ? 'touched' : null
  } catch (error) {
    // What can't be looked at is not gone: the drive itself is asked elsewhere.
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : null
  }
}

/** A copy as it is after the look. */
export function withGone<
  Copy extends { readonly path: string; readonly state: FileState; readonly verification: Verification },
>(copy: Copy, gone: Gone): Copy {
  const now = gone.get(copy.path)
  if (now === undefined) return copy
  switch (now) {
    case 'back':
      return { ...copy, state: 'present', verification: copy.verification === 'failed' ? 'failed' : 'unknown' }
    case 'missing':
      return { ...copy, state: 'missing' }
    case 'changed':
      return { ...copy, verification: 'failed' }
    // It may have been read again meanwhile, and be bad.
    case 'touched':
      return copy.verification === 'failed' ? copy : { ...copy, verification: 'unknown' }
  }
}
