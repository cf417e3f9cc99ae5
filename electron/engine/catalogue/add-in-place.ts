/**
 * Takes files and folders into the catalogue where they lie: walked, hashed once for their identity, nothing copied.
 */
import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Hashes } from '../../../shared/model/hash.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { PlannedFile } from '../domain/offload.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { plannedFile, walk, type Walked } from '../offload/walk.ts'
import type { EngineContext } from '../context.ts'
import { ingestFiles, type FoundFile } from './ingest.ts'

export interface ScanEvent {
  readonly type: 'progress' | 'done'
  readonly files: number
  readonly bytes: number
  readonly added: number
  readonly path: string | null
  readonly assetIds: string[]
}

export type HashOne = (path: string, signal: AbortSignal | undefined) => Promise<Hashes>

/** Files hashed before they are written to the catalogue together: a stop loses no more than these. */
const BATCH = 64

/**
 * Catalogues what lies at `paths`. Tells how far it is after each batch; the last event says how much was new.
 * Files of one folder stay in one batch, so that clips and their sidecars are seen together.
 */
export async function* addInPlace(
  context: EngineContext, paths: readonly string[], hash: HashOne, signal: AbortSignal | undefined,
): AsyncGenerator<ScanEvent, void> {
  let files = 0
  let bytes = 0
  let added = 0
  const assetIds: string[] = []
  for (const { folder, found } of await gather(paths, signal)) {
    const volume = await identifyVolume(folder)
    for (const batch of inBatches(found)) {
      const written: FoundFile[] = []
      for (const file of batch) {
        if (signal?.aborted === true) return
        written.push({
          cardPath: file.path, path: file.source, volume, bytes: file.size, mtimeNs: file.mtimeNs, inode: null,
          hashes: await hash(file.source, signal), verification: 'unknown', verifiedAt: null, readBack: null,
        })
        files += 1
        bytes += file.size
      }
      const settings = context.settings()
      const result = await ingestFiles(context.library.writer, written, {
        now: context.now(), author: settings.author, device: context.library.deviceName, reason: 'catalogued in place',
        cutOffMinutes: settings.dayStartHour * 60, rollOf: () => null,
      })
      added += result.added
      assetIds.push(...result.assetIds)
      context.events.publish(['assets', 'volumes'], null)
      yield { type: 'progress', files, bytes, added, path: batch[batch.length - 1]!.path, assetIds: [] }
    }
  }
  yield { type: 'done', files, bytes, added, path: null, assetIds: [...new Set(assetIds)].slice(0, 200) }
}

/** What lies at the paths: each folder walked, loose files together with those beside them. */
async function gather(paths: readonly string[], signal: AbortSignal | undefined): Promise<{ folder: string; found: PlannedFile[] }[]> {
  const folders: { folder: string; found: PlannedFile[] }[] = []
  const loose = new Map<string, PlannedFile[]>()
  for (const path of paths) {
    const seen = await look(path)
    if (seen.isDirectory()) {
      const found: Walked = { files: [], directories: [], skipped: [] }
      await walk(path, basename(path), 0, found, signal)
      folders.push({ folder: path, found: found.files.filter((file) => !isHistory(file.path)) })
    } else if (seen.isFile()) {
      const folder = dirname(path)
      const beside = loose.get(folder) ?? []
      loose.set(folder, [...beside, plannedFile(`${basename(folder)}/${basename(path)}`, path, seen)])
    }
  }
  return [...folders, ...[...loose].map(([folder, found]) => ({ folder, found }))]
}

async function look(path: string): Promise<BigIntStats> {
  try {
    return await lstat(path, { bigint: true })
  } catch (error) {
    throw new RushesError('source.missing', `${path} is not there. Check the path, or connect its drive.`, { path }, { cause: error })
  }
}

/** Manifests of a sealed folder vouch for its media; they are no media themselves. */
function isHistory(path: string): boolean {
  return path.split('/').slice(0, -1).includes('ascmhl')
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
