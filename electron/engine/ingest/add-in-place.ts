/**
 * Takes files and folders into the catalogue where they lie: walked, hashed once for their identity, nothing copied.
 */
import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Hashes } from '../../../shared/model/hash.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { shownPath } from '../domain/byte-names.ts'
import { native } from '../files/disk-path.ts'
import { isBadCopies } from '../domain/copies/bad-copies.ts'
import { keepsChangeTime } from '../domain/scan/file-state.ts'
import { keptTime, wildTimeSentence } from '../domain/scan/kept-time.ts'
import type { PlannedFile } from '../domain/offload/offload.ts'
import { isSystemView, type VolumeIdentity } from '../domain/volumes/volume.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { plannedFile, walk, type Walked } from '../files/walk.ts'
import type { EngineContext } from '../context.ts'
import type { OwnFiles } from '../files/own-files.ts'
import { ingestFiles, inHand, type FoundFile } from './ingest.ts'

export interface Problem {
  readonly path: string
  readonly message: string
}

interface ScanEvent {
  readonly type: 'progress' | 'done'
  readonly files: number
  readonly bytes: number
  readonly added: number
  readonly path: string | null
  readonly assetIds: string[]
  /** All so far; `problems` tells those since the last event. */
  readonly unreadable: number
  /** Files that the catalogue had in folders that were read whole, and that are gone: told with the last event. */
  readonly missing: number
  /** What is gone could not be trusted; a problem says why. */
  readonly unsure: boolean
  readonly problems: Problem[]
}

/** Marks what is gone from a folder that was read whole. */
export type MissIn = (
  path: string,
  signal: AbortSignal | undefined,
) => Promise<{ readonly missing: number; readonly problem: Problem | null }>

export type HashOne = (path: string, signal: AbortSignal | undefined) => Promise<Hashes>

/** Files hashed before they are written to the catalogue together: a stop loses no more than these. */
const BATCH = 64

/**
 * Catalogues what lies at `paths`. Tells how far it is after each batch; the last event says how much was new.
 * Files of one folder stay in one batch, so that clips and their sidecars are seen together. What can't be read is told
 * and left out; the rest is ingested.
 */
export async function* addInPlace(
  context: EngineContext,
  paths: readonly string[],
  hash: HashOne,
  missIn: MissIn,
  signal: AbortSignal | undefined,
): AsyncGenerator<ScanEvent, void> {
  const volumeOf = volumesByDevice()
  const stopped = (): boolean => signal?.aborted === true
  let files = 0
  let bytes = 0
  let added = 0
  let unreadable = 0
  let missing = 0
  let unsure = false
  const assetIds: string[] = []
  const all = await gather(context.own, paths, signal)
  const remark = wildTimes(all.flatMap(({ found }) => found))
  if (remark !== null)
    yield {
      type: 'progress',
      files,
      bytes,
      added,
      path: null,
      assetIds: [],
      unreadable,
      missing,
      unsure,
      problems: [remark],
    }
  for (const { found, problems, whole } of all) {
    const readable = problems.length === 0
    for (const batch of inBatches(found)) {
      const written: FoundFile[] = []
      for (const file of batch) {
        if (stopped()) return
        try {
          const volume = await volumeOf(file.source)
          const { ctimeNs } = await lstat(native(file.source), { bigint: true })
          written.push({
            cardPath: file.path,
            path: shownPath(file.source),
            volume,
            bytes: file.size,
            mtimeNs: file.mtimeNs,
            ctimeNs: keepsChangeTime(volume.fsType) ? Number(keptTime(ctimeNs)) : null,
            inode: null,
            hashes: await hash(file.source, signal),
            verification: 'unknown',
            verifiedAt: null,
            readBack: null,
          })
          files += 1
          bytes += file.size
        } catch (error) {
          if (stopped()) return
          problems.push(unread(shownPath(file.source), error))
        }
      }
      const settings = context.settings()
      const result = await ingestFiles(context.library.writer, inHand(written), {
        now: context.now(),
        author: settings.author,
        device: context.library.deviceName,
        reason: 'catalogued in place',
        cutOffMinutes: settings.dayStartHour * 60,
        rollOf: () => null,
      })
      for (const { path, error } of result.refused) problems.push(refused(path, error))
      added += result.added
      assetIds.push(...result.assetIds)
      context.events.publish(['assets', 'volumes'], null)
      unreadable += problems.length
      yield {
        type: 'progress',
        files,
        bytes,
        added,
        path: batch[batch.length - 1]!.path,
        assetIds: [],
        unreadable,
        missing,
        unsure,
        problems: problems.splice(0),
      }
    }
    unreadable += problems.length
    // What could not be listed may hold what seems to be gone.
    if (whole !== null && readable) {
      const end = await missIn(whole, signal)
      missing += end.missing
      if (end.problem !== null) {
        unsure = true
        problems.push(end.problem)
      }
    }
    if (problems.length > 0)
      yield {
        type: 'progress',
        files,
        bytes,
        added,
        path: null,
        assetIds: [],
        unreadable,
        missing,
        unsure,
        problems: problems.splice(0),
      }
  }
  yield {
    type: 'done',
    files,
    bytes,
    added,
    path: null,
    assetIds: [...new Set(assetIds)].slice(0, 200),
    unreadable,
    missing,
    unsure,
    problems: [],
  }
}

/** The drive that a file lies on: another one may be mounted in any folder, and is told by its device number. */
function volumesByDevice(): (path: string) => Promise<VolumeIdentity> {
  const known = new Map<bigint, Promise<VolumeIdentity>>()
  return async (path) => {
    const { dev } = await lstat(native(path), { bigint: true })
    const volume = known.get(dev) ?? identifyVolume(shownPath(dirname(path)))
    known.set(dev, volume)
    return volume
  }
}

/** One remark for all files whose dates can't be kept as they are; null when there is none. */
function wildTimes(files: readonly PlannedFile[]): Problem | null {
  const wild = files.filter(({ cardTimeNs }) => cardTimeNs !== undefined)
  const [first] = wild
  if (first === undefined) return null
  const path = shownPath(first.source)
  return { path, message: wildTimeSentence(path, wild.length) }
}

function unread(path: string, error: unknown): Problem {
  const why =
    error instanceof Error && 'code' in error
      ? String(error.code)
      : error instanceof Error
        ? error.message
        : String(error)
  return {
    path,
    message: `${path} can't be read (${why}) and is not in the catalogue. Check its drive, then scan again.`,
  }
}

function refused(path: string, error: unknown): Problem {
  return {
    path,
    message: `${path} could not be entered in the catalogue (${error instanceof Error ? error.message : String(error)}). The other files are in it.`,
  }
}

/** `whole`: the folder whose every file is in it; null for loose files. */
interface Gathered {
  readonly found: PlannedFile[]
  readonly problems: Problem[]
  readonly whole: string | null
}

/** What lies at the paths: each folder walked, loose files together with those beside them. */
async function gather(own: OwnFiles, paths: readonly string[], signal: AbortSignal | undefined): Promise<Gathered[]> {
  const folders: Gathered[] = []
  const loose = new Map<string, PlannedFile[]>()
  for (const path of paths) {
    const seen = await look(path)
    await own.refuse(path, 'can’t be taken into the catalogue')
    const { fsType } = await identifyVolume(path)
    if (isSystemView(fsType))
      throw new RushesError(
        'usage',
        `${path} is a view of the system (${fsType}), not a drive, and holds no media. Choose a folder with media.`,
        { path },
      )
    if (seen.isDirectory()) {
      const found: Walked = { files: [], directories: [], skipped: [], own }
      await walk(path, basename(path), 0, found, signal)
      const problems = found.skipped
        .filter((entry) => entry.reason === 'unreadable' || entry.reason === 'library')
        .map((entry) => ({ path: entry.path, message: entry.sentence }))
      folders.push({ found: found.files.filter((file) => !isNoMedia(file.path)), problems, whole: path })
    } else if (seen.isFile()) {
      const folder = dirname(path)
      const beside = loose.get(folder) ?? []
      loose.set(folder, [...beside, plannedFile(`${basename(folder)}/${basename(path)}`, path, seen)])
    }
  }
  return [...folders, ...[...loose.values()].map((found) => ({ found, problems: [], whole: null }))]
}

async function look(path: string): Promise<BigIntStats> {
  try {
    return await lstat(path, { bigint: true })
  } catch (error) {
    throw new RushesError(
      'source.missing',
      `${path} is not there. Check the path, or connect its drive.`,
      { path },
      { cause: error },
    )
  }
}

/**
 * Manifests of a sealed folder vouch for its media; they are no media themselves. Nor are bad copies that were
 * repaired.
 */
function isNoMedia(path: string): boolean {
  return path
    .split('/')
    .slice(0, -1)
    .some((name) => name === 'ascmhl' || isBadCopies(name))
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/** Batches of about BATCH files that never part a folder, and never hold more than a folder needs. */
function inBatches(files: readonly PlannedFile[]): PlannedFile[][] {
  const batches: PlannedFile[][] = []
  let last: PlannedFile[] = []
  for (const file of files) {
    const previous = last[last.length - 1]
    if (previous !== undefined && last.length >= BATCH && folderOf(previous.path) !== folderOf(file.path)) {
      batches.push(last)
      last = []
    }
    last.push(file)
  }
  if (last.length > 0) batches.push(last)
  return batches
}
