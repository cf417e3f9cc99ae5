/**
 * Makes one clip of frames that an older version catalogued one by one, from what the catalogue has of them: no file is
 * read, and the drive may be offline. Cut off anywhere, the next look finds what is left.
 */
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { storeDerived } from '../db/catalogue/contents.ts'
import { insertAsset, type Part } from '../db/catalogue/files-write.ts'
import {
  dropOlderVersions,
  dropVersions,
  findSequenceOf,
  growVersion,
  isSpokenOf,
  readOrigin,
} from '../db/catalogue/grouping.ts'
import type { ReadableDb, WritableDb } from '../db/core/handles.ts'
import { probeOfVersion } from '../db/catalogue/pieces.ts'
import {
  cataloguedFiles,
  countStills,
  filesOfAsset,
  giveFile,
  holdsStill,
  nextFolder,
  type CataloguedFile,
  type FolderPlace,
} from '../db/catalogue/regroup.ts'
import { versionIds } from '../db/versions/stacks.ts'
import { groupClips } from '../domain/media/clips.ts'
import { deriveAsset } from '../domain/media/derived.ts'
import { type Frames } from '../domain/media/frames.ts'
import { baseName } from '../domain/media/media-kinds.ts'
import { mayBeFrames, sequenceName } from '../domain/media/sequences.ts'
import type { Correction } from '../corrections/corrections.ts'

/** Frames of one place that were catalogued as single stills, in order. */
interface Run {
  readonly files: readonly CataloguedFile[]
  readonly frames: Frames
}

/**
 * The correction: whole folders, a few at a time. `device` is named as the maker of sequences that need an asset of
 * their own; `stepMs` is how long a step goes on to the next folder.
 */
export function regroupSequences(device: string, now: () => number, stepMs = STEP_MS): Correction {
  return {
    id: 'single-frames',
    label: 'Grouping numbered frames into sequences',
    changesAssets: true,
    count: countStills,
    step: (db, after) => {
      const [volumeId, folder] = after === '' ? ['', ''] : (JSON.parse(after) as [string, string])
      const until = performance.now() + stepMs
      let done = 0
      for (let at: FolderPlace = { volumeId, folder }; ;) {
        const next = nextFolder(db, at)
        if (next === undefined) return { after: null, done }
        if (holdsStill(db, next)) done += regroupFolder(db, next, device, now())
        at = next
        if (performance.now() > until) return { after: JSON.stringify([at.volumeId, at.folder]), done }
      }
    },
  }
}

/** A step takes folder after folder for so long, ms: each step waits for the disk at its end. */
const STEP_MS = 6

/** Regroups one folder. Returns how many single stills it had. */
function regroupFolder(db: WritableDb, place: FolderPlace, device: string, now: number): number {
  const files = cataloguedFiles(db, place)
  for (const run of runsOf(files)) regroup(db, run, device, now)
  return files.filter(({ kind }) => kind === 'still').length
}

/** The runs that were not known as such. One whose pictures have sidecars is a photographer's. */
function runsOf(files: readonly CataloguedFile[]): Run[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const groups = groupClips([...byPath.keys()])
  return groups.flatMap(({ primary, parts, frames }): Run[] => {
    if (frames === null) return []
    const run = [primary, ...parts.map(({ path }) => path)].map((path) => byPath.get(path)!)
    // The first frame is of a sequence already where a copy of the run was regrouped before.
    const single = run.every(({ kind, role }) => (kind === 'still' || kind === 'sequence') && role === 'primary')
    return single && run.some(({ kind }) => kind === 'still') && mayBeFrames(run) ? [{ files: run, frames }] : []
  })
}

function regroup(db: WritableDb, run: Run, device: string, now: number): void {
  const { files, frames } = run
  const before = [...new Set(files.map(({ assetId }) => assetId))]
  const stills = new Set(files.flatMap(({ kind, assetId }) => (kind === 'still' ? [assetId] : [])))
  if ([...stills].some((id) => filesOfAsset(db, id).some(({ role }) => role !== 'primary'))) return
  const contents = files.map(({ contentId }) => contentId)
  const spoken = new Set(before.filter((id) => isSpokenOf(db, id)))
  const first = files[0]!
  const known = findSequenceOf(db, contents)
  const grows = known === null && canBecome(db, run)
  // What people said of the first frame is said of the sequence; where it can't be, they go on having the stills.
  if (spoken.has(first.assetId) && !grows && known !== first.assetId) return
  const parts = files.map(({ path, contentId }, index): Part => ({
    role: index === 0 ? 'primary' : 'frame',
    name: baseName(path),
    contentId,
  }))
  if (grows) {
    dropOlderVersions(db, first.assetId)
    growVersion(db, first.assetId, parts, frames)
  }
  const assetId = known ?? (grows ? first.assetId : newSequence(db, files, parts, frames, { device, now }))
  files.forEach((file, index) => {
    // A further frame that somebody spoke of stays what they spoke of, with its file; the sequence shows it as well.
    if (index > 0 && file.assetId !== assetId && spoken.has(file.assetId)) return
    giveFile(db, file.id, { assetId, role: index === 0 ? 'primary' : 'frame' })
  })
  for (const id of stills)
    if (id !== assetId && !spoken.has(id) && filesOfAsset(db, id).length === 0) dropVersions(db, id)
  refreshAssets(db, [...new Set([assetId, ...before])])
}

/**
 * True when the still of the first frame can become the sequence: it is called like it, and all its files are frames of
 * this run or begin a copy of the whole run. Else one equal picture elsewhere would count as a copy of the sequence.
 */
function canBecome(db: ReadableDb, { files, frames }: Run): boolean {
  const first = files[0]!
  const origin = readOrigin(db, first.assetId)
  if (
    origin?.kind !== 'still' ||
    sequenceName(baseName(origin.from.path), frames) !== sequenceName(baseName(first.path), frames)
  )
    return false
  const ofRun = new Set(files.map(({ id }) => id))
  return filesOfAsset(db, first.assetId).every(
    (file) => ofRun.has(file.id) || (baseName(file.path) === baseName(first.path) && hasAll(db, file, files)),
  )
}

/** True when a folder has all these files, with the same bytes. */
function hasAll(
  db: ReadableDb,
  folder: { readonly volumeId: string; readonly folder: string },
  files: readonly CataloguedFile[],
): boolean {
  const there = new Map(cataloguedFiles(db, folder).map(({ path, contentId }) => [baseName(path), contentId]))
  return files.every(({ path, contentId }) => there.get(baseName(path)) === contentId)
}

function newSequence(
  db: WritableDb,
  files: readonly CataloguedFile[],
  parts: readonly Part[],
  frames: Frames,
  { device, now }: { device: string; now: number },
): string {
  const first = files[0]!
  const { from } = readOrigin(db, first.assetId)!
  const path =
    sequenceName(baseName(from.path), frames) === sequenceName(baseName(first.path), frames) ? from.path : first.path
  const own = { ...from, path, bytes: files.reduce((sum, file) => sum + file.bytes, 0), frames }
  const id = insertAsset(db, {
    kind: 'sequence',
    derived: deriveAsset(own, null),
    parts,
    reason: 'frames of one sequence',
    author: '',
    device,
    now,
  })
  for (const version of versionIds(db, id))
    storeDerived(db, id, 'sequence', deriveAsset(own, probeOfVersion(db, version)))
  return id
}
