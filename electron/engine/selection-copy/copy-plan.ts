/**
 * The plan that the copier carries out for a selection: one folder, files of several drives, each with the hash that
 * the catalogue knows.
 */
import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Remark } from '../../../shared/model/offload.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { Fault, OffloadPlan, PlannedDirectory, PlannedFile } from '../domain/offload/offload.ts'
import { foldersOver } from '../domain/offload/offload.ts'
import type { CardManifest, Claim } from '../domain/offload/source-manifests.ts'
import { temporaryTag } from '../domain/offload/offload-temp.ts'
import type { LastMount } from '../domain/volumes/last-mount.ts'
import { errnoOf } from '../files/errno.ts'
import { diskPath } from '../domain/byte-names.ts'
import { below } from '../files/below.ts'
import { nativeShown } from '../files/disk-path.ts'
import { plannedFile } from '../files/walk.ts'
import { hasHistory } from '../mhl/has-history.ts'
import { destinationPlace } from '../offload/plan/places.ts'
import type { OffloadOutcome } from '../offload/run/outcome.ts'
import { planDestination } from '../offload/plan/plan-destination.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import type { CopyFile } from './plan-copy.ts'

/** What is wrong with a file or its copy, at its position in the plan; null when nothing is. */
export function faultAt(outcome: OffloadOutcome, position: number): Fault | null {
  return outcome.fault(position) ?? outcome.difference(position)?.fault ?? outcome.copy(position, 0)?.fault ?? null
}

/** A file that can't be copied, and why. */
export interface LostFile {
  readonly path: string
  readonly message: string
}

export interface CopierPlan {
  readonly plan: OffloadPlan
  /** In the order of the plan's files. */
  readonly files: readonly CopyFile[]
  readonly lost: readonly LostFile[]
  /** What keeps it from being carried out; null when nothing does. */
  readonly against: Remark | null
}

interface Where {
  readonly to: string
  readonly folder: string
  readonly jobId: string
  readonly lastMounts: readonly LastMount[]
}

/**
 * Makes the plan. Nothing is written.
 * @throws RushesError `destination.missing`
 */
export async function makeCopierPlan(
  wanted: readonly CopyFile[],
  { to, folder, jobId, lastMounts }: Where,
  identify: IdentifyVolume,
): Promise<CopierPlan> {
  const place = await destinationPlace(to)
  const { planned, files, lost } = await lookAt(wanted, folder)
  const sources = [...new Set(files.map(({ mountPoint }) => mountPoint))]
  const directories = foldersIn(folder, planned)
  const shape = { files: planned, directories, folders: [folder] }
  const destination = await planDestination(place, shape, identify, { resumes: temporaryTag(jobId), lastMounts })
  const taken = await takenBy(destination.remarks, join(place.real, folder))
  const remarks = destination.remarks.filter(({ code }) => code !== 'destination.folder_taken')
  const plan: OffloadPlan = {
    sources,
    folders: [folder],
    sourceVolume: await identify(sources[0] ?? to),
    files: planned,
    directories,
    skipped: [],
    bytes: planned.reduce((sum, { size }) => sum + size, 0),
    clips: new Set(files.map(({ assetId }) => assetId)).size,
    rolls: [],
    scopes: [{ path: folder, roll: null, family: null }],
    remarks: [],
    doubts: [],
    destinations: [{ ...destination, remarks }],
    honoured: { manifests: [], claims: claimsOf(files, planned), missing: [], remarks: [] },
  }
  const against =
    remarks.find(({ level }) => level === 'error') ??
    taken ??
    full(place.path, destination.need, destination.free) ??
    (await sealedInside(place.real, directories))
  return { plan, files, lost, against }
}

/** The files as they are now: what is not there any more, or no plain file of its size, is no part of the plan. */
async function lookAt(wanted: readonly CopyFile[], folder: string) {
  const planned: PlannedFile[] = []
  const files: CopyFile[] = []
  const lost: LostFile[] = []
  for (const file of wanted) {
    const found = await firstThere(file)
    if (typeof found === 'string') {
      lost.push({ path: file.path, message: `${visible(file.source)} ${found}. Scan its drive.` })
      continue
    }
    const { seen, ...from } = found
    planned.push(plannedFile(`${folder}/${file.path}`, diskPath(from.source), seen))
    files.push({ ...file, ...from })
  }
  return { planned, files, lost }
}

/** The first of its places at which it lies, one with its size before others; else why there is none. */
async function firstThere(file: CopyFile) {
  let [why, other]: [string, { source: string; mountPoint: string; seen: BigIntStats } | null] = ['', null]
  for (const { source, mountPoint } of [file, ...file.others]) {
    const seen = await lstat(nativeShown(source), { bigint: true }).catch((error: unknown) => errnoOf(error))
    if (typeof seen === 'string') why ||= `can't be read (${seen})`
    else if (!seen.isFile()) why ||= 'is no file any more'
    else if (seen.size === BigInt(file.bytes)) return { source, mountPoint, seen }
    else other ??= { source, mountPoint, seen }
  }
  return other ?? why
}

/** The folders that are made: with the time and mode of the first original's in it. */
function foldersIn(folder: string, planned: readonly PlannedFile[]): PlannedDirectory[] {
  const first = new Map<string, PlannedFile>()
  for (const file of planned) for (const path of foldersOver([file.path])) if (!first.has(path)) first.set(path, file)
  return [...first]
    .filter(([path]) => path !== folder)
    .map(([path, file]) => ({ path, source: dirname(file.source), mtimeNs: file.mtimeNs, mode: 0o755 }))
}

/** What the catalogue knows of each file: one that reads otherwise today is never called good. */
function claimsOf(files: readonly CopyFile[], planned: readonly PlannedFile[]): ReadonlyMap<string, readonly Claim[]> {
  const manifest: CardManifest = { path: '', kind: 'catalogue', at: 0 }
  return new Map(
    files.flatMap(({ xxh128, bytes }, at): [string, Claim[]][] =>
      xxh128 === null ? [] : [[planned[at]!.path, [{ manifest, at: 0, size: bytes, hashes: { xxh128 } }]]],
    ),
  )
}

function full(path: string, need: number, free: number | null): Remark | null {
  if (free === null || need <= free) return null
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e9 ? 3 : 1)} GB`
  const message = `${visible(path)} has ${gb(free)} free, and the copy needs ${gb(need)}. Free some space or choose another drive.`
  return { code: 'destination.full', level: 'error', message, paths: [path] }
}

/** Sealed with what others put there, a folder would say of their files that it knows nothing of them. */
async function takenBy(remarks: readonly Remark[], at: string): Promise<Remark | null> {
  const found = remarks.find(({ code }) => code === 'destination.folder_taken')
  if (found === undefined || (await hasHistory(at))) return null
  const message = `${visible(at)} is there already and holds other files. Give the folder another name.`
  return { code: 'destination.conflict', level: 'error', message, paths: found.paths }
}

/** A folder below the copy's own that is sealed by itself: new files in it would fail its next verification. */
async function sealedInside(root: string, directories: readonly PlannedDirectory[]): Promise<Remark | null> {
  for (const { path } of directories) {
    const at = below(root, path)
    if (!(await hasHistory(at))) continue
    const message = `${visible(at)} is sealed by a history of checksums: the copies would be new files in it. Choose another folder.`
    return { code: 'destination.conflict', level: 'error', message, paths: [at] }
  }
  return null
}
