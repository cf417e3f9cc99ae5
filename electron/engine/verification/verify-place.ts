/**
 * Verifying a folder by its history, or what an MHL file or a list of checksums tells of. Needs no library.
 */
import { lstatSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ReadBack } from '../../../shared/model/asset.ts'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import type { RenamedFile } from '../db/catalogue/files-renamed.ts'
import type { FileCheck } from '../db/catalogue/files-verify.ts'
import { keepsChangeTime, type FileFacts } from '../domain/scan/file-state.ts'
import { keptTime } from '../domain/scan/kept-time.ts'
import { counted, verdictText } from '../domain/copies/verify-totals.ts'
import { nativeShown } from '../files/disk-path.ts'
import { bestReadBack, pathOnDrive, type VolumeIdentity } from '../domain/volumes/volume.ts'
import type { HashFile } from '../hash/hash-file.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import type { Finding } from '../mhl/findings.ts'
import type { Creator } from '../mhl/model.ts'
import { verifyFolder, type VerifyProgress, type VerifyResult } from '../mhl/verify.ts'
import { findV1Files, verifyByLists, verifyV1 } from '../mhl/v1-verify.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { meter, type Tell } from './meter.ts'
import { stillMissing } from './second-look.ts'

export type DoneEvent = Extract<VerifyEvent, { type: 'done' }>

export interface PlaceRequest {
  readonly path: string
  readonly dryRun: boolean
  /** New and renamed files become part of the history. */
  readonly acceptNew?: boolean
  /** Names that the histories ignore from now on. */
  readonly ignore?: readonly string[]
}

interface PlaceDeps {
  readonly hashes: HashPool
  /** Who verifies, for the generation that is added. */
  readonly creator: Creator
  readonly now: () => number
}

/** The end of the story, and how every file was checked, for a catalogue. */
interface VerifiedPlace {
  readonly done: DoneEvent
  readonly checks: readonly FileCheck[]
  /** Paths on the drive of files that were not found, twice. */
  readonly missing: readonly string[]
  /** Files that have the bytes of missing ones. */
  readonly renamed: readonly RenamedFile[]
  readonly volume: VolumeIdentity
}

/**
 * Verifies one place, reading past the file cache where the drive allows it. Tells findings and progress.
 * @throws RushesError `source.missing`, and what `verifyFolder` and `verifyV1` throw
 */
export async function verifyPlace(
  request: PlaceRequest,
  deps: PlaceDeps,
  push: Tell,
  signal: AbortSignal | undefined,
): Promise<VerifiedPlace> {
  const path = resolve(request.path)
  const isFile = (await kindOf(path)) === 'file'
  const base = isFile ? resolve(path, '..') : path
  const checks: FileCheck[] = []
  const gone: string[] = []
  const volume = await identifyVolume(path)
  const best = bestReadBack(volume)
  const methods = new Map<string, ReadBack>()
  const hashFile: HashFile = (file, formats, options = {}) =>
    deps.hashes.hashFile(file, formats, {
      ...options,
      readBack: best,
      onMethod: (method) => {
        methods.set(file.normalize('NFC'), method)
      },
    })
  const renamed: RenamedFile[] = []
  const onFile = (finding: Finding): void => {
    push({ type: 'finding', path: finding.path, finding: finding.finding, message: finding.message })
    if (finding.finding === 'missing') gone.push(join(base, finding.path))
    // Under its old name it is gone, though its new one was accepted.
    if (finding.finding === 'accepted' && finding.renamed !== undefined) gone.push(join(base, finding.renamed.from))
    if (finding.renamed?.to === finding.path && finding.hashes !== undefined) {
      const file = join(base, finding.path)
      renamed.push({
        from: pathOnDrive(join(base, finding.renamed.from), volume),
        to: pathOnDrive(file, volume),
        hashes: finding.hashes,
        method: methods.get(file.normalize('NFC')) ?? 'page-cache',
        now: factsNow(file, volume.fsType),
      })
    }
    if (finding.finding !== 'verified' && finding.finding !== 'mismatch') return
    const file = join(base, finding.path)
    checks.push({
      path: pathOnDrive(file, volume),
      ok: finding.finding === 'verified',
      method: methods.get(file.normalize('NFC')) ?? 'page-cache',
      now: factsNow(file, volume.fsType),
    })
    methods.delete(file.normalize('NFC'))
  }
  const progress = meter(push, deps.now)
  const options = {
    dryRun: request.dryRun,
    acceptNew: request.acceptNew === true,
    ...(request.ignore === undefined ? {} : { ignore: request.ignore }),
    onFile,
    onProgress: (reading: VerifyProgress) => {
      progress(reading)
    },
    hashFile,
    parallel: deps.hashes.size,
    creator: deps.creator,
    ...(signal === undefined ? {} : { signal }),
  }
  const result = isFile
    ? await verifyV1(path, options)
    : await verifyFolder(path, options).catch(async (error: unknown) => {
        // A folder without a history of its own may have older lists in it.
        const lists = isRushesError(error) && error.code === 'mhl.missing' ? await findV1Files(path) : []
        if (lists.length === 0) throw error
        return verifyByLists(path, lists, options)
      })
  return {
    done: ending(path, request, isFile, result),
    checks,
    missing: (await stillMissing(gone, (file) => file, volume, identifyVolume)).map((file) =>
      pathOnDrive(file, volume),
    ),
    renamed,
    volume,
  }
}

/** What the file system says of a file that was just read; null when it is gone again. */
function factsNow(path: string, fsType: string | null): FileFacts | null {
  const seen = lstatSync(nativeShown(path), { bigint: true, throwIfNoEntry: false })
  return seen === undefined
    ? null
    : {
        bytes: Number(seen.size),
        mtimeNs: Number(keptTime(seen.mtimeNs)),
        ctimeNs: keepsChangeTime(fsType) ? Number(keptTime(seen.ctimeNs)) : null,
      }
}

async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    throw new RushesError(
      'source.missing',
      `${path} is not there. Check the path, or connect its drive.`,
      { path },
      { cause: error },
    )
  }
}

function ending(path: string, { acceptNew = false }: PlaceRequest, isList: boolean, result: VerifyResult): DoneEvent {
  const noHistory =
    acceptNew && result.by !== 'history'
      ? ['A list takes in nothing: --accept-new is for folders with an ASC MHL history.']
      : []
  return {
    type: 'done',
    ok: result.ok,
    counts: { ...result.counts },
    sentence: [verdictText(path, { ...result, isList }), ...written(result, acceptNew), ...noHistory].join(' '),
    accepted: [...result.accepted],
    histories: result.histories.map(({ root, generation, manifest }) => ({ root, generation, manifest })),
  }
}

/** What was written, or why nothing was. */
function written(
  { histories, totals: { accepted, moved, extra, renamed } }: VerifyResult,
  acceptNew: boolean,
): string[] {
  const why = histories.find((history) => history.notRecorded !== null)?.notRecorded
  if (why !== undefined && why !== null) return [why]
  if (histories.length === 0) return []
  const taken = [accepted === 0 ? '' : counted(accepted, 'new file'), moved === 0 ? '' : counted(moved, 'renamed file')]
    .filter((text) => text !== '')
    .join(' and ')
  const left = [extra === 0 ? '' : 'new', renamed === 0 ? '' : 'renamed'].filter((text) => text !== '').join(' and ')
  const without =
    left === ''
      ? '.'
      : acceptNew
        ? `; the other ${left} files could not be accepted.`
        : `; the ${left} files are not. Accept them with: --accept-new`
  return [`This verification is in the history now${taken === '' ? '' : `, and with it ${taken}`}${without}`]
}
