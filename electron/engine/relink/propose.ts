/**
 * Looks for lost files: in the folders that a person names, and among what the catalogue has. Changes nothing.
 */
import { lstat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Hashes } from '../../../shared/model/hash.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import type { RelinkCandidate, RelinkProposal } from '../../../shared/model/versions.ts'
import type { EngineContext } from '../context.ts'
import { catalogueCandidates, lostFiles, placedFiles, type LostFile } from '../db/catalogue/lost-files.ts'
import { pathAt } from '../db/volumes/roots.ts'
import type { Search } from '../db/search/search-sql.ts'
import { diskPath, shownPath } from '../domain/byte-names.ts'
import { native } from '../files/disk-path.ts'
import { clipFacts } from '../domain/media/clip-facts.ts'
import { extensionOf, stemOf } from '../domain/media/media-kinds.ts'
import { writtenStart } from '../domain/media/name-timecode.ts'
import { scoreCandidate, type FoundFacts, type Score } from '../domain/scan/relink-score.ts'
import { walk, type Walked } from '../files/walk.ts'
import type { OwnFiles } from '../files/own-files.ts'
import { volumeLabel } from '../domain/volumes/volume.ts'
import { identifyVolume } from '../volumes/identify.ts'

export interface ProposeDeps {
  readonly hash: (path: string, signal: AbortSignal | undefined) => Promise<Hashes>
  readonly probe: (path: string, signal: AbortSignal | undefined) => Promise<Probe>
  /** Those of some files of a drive, relative to it, that are not there. */
  readonly gone: (
    volume: { readonly id: string; readonly mountPoint: string },
    paths: readonly string[],
    signal: AbortSignal | undefined,
  ) => Promise<string[]>
}

/** So many files of one size are read for one that is lost, and so many are probed for their timecode. */
const MAX_READ = 8
const MAX_PROBED = 8
const MAX_CANDIDATES = 10
/** Files told by name that are not where the catalogue has them. */
const SAMPLE = 20

/** `path` and `name` are shown text. */
interface Found {
  readonly path: string
  readonly name: string
  readonly bytes: number
}
interface Shelf {
  readonly bySize: ReadonlyMap<number, Found[]>
  readonly byStem: ReadonlyMap<string, Found[]>
  readonly labels: Map<string, string>
}

/**
 * Proposals for the missing files of a search, best candidates first. Throws `source.missing` for a folder that is not
 * there.
 */
export async function proposeRelinks(
  context: EngineContext,
  deps: ProposeDeps,
  search: Search,
  folders: readonly string[],
  limit: number,
  signal: AbortSignal | undefined,
): Promise<{ proposals: RelinkProposal[]; total: number; unseen: Unseen }> {
  const { files, total } = lostFiles(context.library.reader, search, limit)
  // Before anybody says that nothing is missing, it is looked at.
  const unseen = total > 0 ? { count: 0, sample: [] } : await lookFor(context, deps, search, signal)
  const shelf = await gather(context.own, folders, signal)
  const proposals: RelinkProposal[] = []
  for (const lost of files) {
    signal?.throwIfAborted()
    proposals.push({
      fileId: lost.fileId,
      assetId: lost.assetId,
      name: lost.name,
      lostPath: lost.lostPath,
      volumeLabel: lost.volumeLabel,
      candidates: await candidatesFor(context, deps, lost, shelf, signal),
    })
  }
  return { proposals, total, unseen }
}

interface Unseen {
  readonly count: number
  readonly sample: string[]
}

/** Files that count as present and are not there: no scan has looked since they went. */
async function lookFor(
  context: EngineContext,
  deps: ProposeDeps,
  search: Search,
  signal: AbortSignal | undefined,
): Promise<Unseen> {
  const sample: string[] = []
  let count = 0
  for (
    let files = placedFiles(context.library.reader, search, 0);
    files.length > 0;
    files = placedFiles(context.library.reader, search, files.at(-1)!.row)
  ) {
    signal?.throwIfAborted()
    for (const [id, here] of Map.groupBy(files, (file) => file.volumeId)) {
      const { mountPoint } = here[0]!
      const gone = await deps.gone(
        { id, mountPoint },
        here.map((file) => file.path),
        signal,
      )
      count += gone.length
      sample.push(...gone.slice(0, SAMPLE - sample.length).map((path) => pathAt(mountPoint, path)))
    }
  }
  return { count, sample }
}

async function gather(own: OwnFiles, folders: readonly string[], signal: AbortSignal | undefined): Promise<Shelf> {
  const shelf = {
    bySize: new Map<number, Found[]>(),
    byStem: new Map<string, Found[]>(),
    labels: new Map<string, string>(),
  }
  for (const folder of folders) {
    const disk = diskPath(folder)
    const seen = await lstat(native(disk)).catch((error: unknown) => {
      throw new RushesError(
        'source.missing',
        `${folder} is not there. Check the path, or connect its drive.`,
        {},
        { cause: error },
      )
    })
    if (!seen.isDirectory())
      throw new RushesError('usage', `${folder} is not a folder. Name the folder in which to look.`)
    await own.refuse(disk, 'holds no media')
    const walked: Walked = { files: [], directories: [], skipped: [], own }
    await walk(disk, basename(disk), 0, walked, signal)
    const volume = await identifyVolume(folder)
    for (const file of walked.files) {
      const found: Found = { path: shownPath(file.source), name: shownPath(basename(file.source)), bytes: file.size }
      put(shelf.bySize, found.bytes, found)
      put(shelf.byStem, stemKey(found.name), found)
      shelf.labels.set(found.path, volumeLabel(volume))
    }
  }
  return shelf
}

function put<Key>(map: Map<Key, Found[]>, key: Key, found: Found): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [found])
  else known.push(found)
}

/** A transcode or a proxy keeps the name before the ending. */
function stemKey(name: string): string {
  return stemOf(name).normalize('NFC').toLowerCase()
}

async function candidatesFor(
  context: EngineContext,
  deps: ProposeDeps,
  lost: LostFile,
  shelf: Shelf,
  signal: AbortSignal | undefined,
): Promise<RelinkCandidate[]> {
  const candidates = new Map<string, RelinkCandidate>()
  const add = (path: string, label: string, score: Score | null): void => {
    if (score !== null) candidates.set(path, { path, volumeLabel: label, ...score })
  }
  const sized = (shelf.bySize.get(lost.bytes) ?? []).toSorted(
    (a, b) => Number(b.name === lost.name) - Number(a.name === lost.name),
  )
  for (const found of lost.xxh128 === null ? [] : sized.slice(0, MAX_READ)) {
    // What can't be read is no candidate by its bytes.
    const hashes = await deps.hash(diskPath(found.path), signal).catch(() => null)
    if (hashes !== null)
      add(
        found.path,
        shelf.labels.get(found.path)!,
        scoreCandidate(lost, { ...unprobed(found), xxh128: hashes.xxh128 ?? null }),
      )
  }
  if (![...candidates.values()].some((one) => one.score === 100)) {
    const likely = new Set([...(shelf.byStem.get(stemKey(lost.name)) ?? []), ...sized])
    for (const found of [...likely].slice(0, MAX_PROBED)) {
      if (candidates.has(found.path) && lost.startTimecode === null) continue
      add(found.path, shelf.labels.get(found.path)!, scoreCandidate(lost, await factsOf(deps, lost, found, signal)))
    }
    for (const found of catalogueCandidates(context.library.reader, lost))
      add(found.lostPath, found.volumeLabel, scoreCandidate(lost, found))
  }
  return [...candidates.values()]
    .toSorted((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, MAX_CANDIDATES)
}

function unprobed(found: Found): FoundFacts {
  return {
    name: found.name,
    bytes: found.bytes,
    xxh128: null,
    startTimecode: null,
    durationFrames: null,
    roll: clipFacts(found.path).roll,
  }
}

/** Media is opened for its timecode, where the lost file had one and the ending is one of the same family. */
async function factsOf(
  deps: ProposeDeps,
  lost: LostFile,
  found: Found,
  signal: AbortSignal | undefined,
): Promise<FoundFacts> {
  const facts = unprobed(found)
  if (lost.startTimecode === null || extensionOf(found.name) === '') return facts
  const probe = await deps.probe(found.path, signal).catch(() => null) // A file that does not open has no timecode.
  if (probe === null || !probe.ok) return facts
  return {
    ...facts,
    startTimecode: writtenStart(probe)?.text ?? null,
    durationFrames: probe.durationFrames,
    roll: facts.roll ?? probe.reel ?? null,
  }
}
