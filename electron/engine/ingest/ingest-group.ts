/**
 * Enters one clip whose files have settled: as a new asset, as a further copy of a known one, as a new version of the
 * asset that lay there, or as a part that came later. One transaction a clip; what cannot stand alone is written
 * together.
 */
import type { FileRole } from '../../../shared/model/asset.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import { takeOverAbsent } from '../db/catalogue/adopt-absent.ts'
import { refreshAssets, refreshNewAsset } from '../db/catalogue/asset-row.ts'
import { readProbe, storeDerived } from '../db/catalogue/contents.ts'
import { addVersion, findAssetOfContent, insertAsset, type Part } from '../db/catalogue/files-write.ts'
import { dissolve, findSequenceOf, growVersion, isSpokenOf, primaryOf, readOrigin } from '../db/catalogue/grouping.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { nameByFiles } from '../db/catalogue/asset-names.ts'
import { electCurrent, hasVersionOf, nameVersion, versionIds } from '../db/versions/stacks.ts'
import { settle, type PlacedFile } from '../db/catalogue/waiting-files.ts'
import type { ClipGroup } from '../domain/media/clips.ts'
import { deriveAsset, type Beginnings } from '../domain/media/derived.ts'
import { withEmptyFrames } from '../domain/media/frames.ts'
import { baseName } from '../domain/media/media-kinds.ts'

/** A file of the clip with the content that it holds now. */
interface TakenFile {
  readonly file: PlacedFile
  readonly role: FileRole
  readonly contentId: string
}

export interface TakeOptions {
  readonly now: number
  /** Who changed files here; empty when that is not known. */
  readonly author: string
  readonly device: string
  readonly cutOffMinutes: number
  /** The asset of which a file of this name is a further version, or null. */
  readonly stackFor: (db: WritableDb, file: PlacedFile) => string | null
  /** Makes one row of a new file and a file of equal bytes that is gone elsewhere; returns the asset, or null. */
  readonly adoptAbsent: (db: WritableDb, fileId: string, contentId: string) => string | null
}

export interface Taken {
  readonly assetId: string
  readonly isNew: boolean
  readonly newVersion: boolean
}

/** Writes the clip. Call it in a transaction. */
export function takeGroup(db: WritableDb, group: ClipGroup, files: readonly TakenFile[], options: TakeOptions): Taken {
  const primary = files.find((one) => one.file.path === group.primary)!
  const before = [...new Set(files.flatMap((one) => one.file.assetId ?? []))]
  const place = whoseIs(db, group, primary, files, options)
  const taken = place ?? { assetId: insertNew(db, group, files, options), isNew: true, newVersion: false }
  for (const { file, role, contentId } of files) {
    // A single frame that somebody spoke of stays what they spoke of; the sequence shows it as well.
    const own =
      role === 'frame' &&
      file.role === 'primary' &&
      file.assetId !== null &&
      file.contentId === contentId &&
      file.assetId !== taken.assetId &&
      isSpokenOf(db, file.assetId)
    settle(
      db,
      file.id,
      own ? { contentId, assetId: file.assetId!, role: 'primary' } : { contentId, assetId: taken.assetId, role },
    )
  }
  const left = before.filter((id) => id !== taken.assetId)
  // A clip that was written over is not undone: it was there, and may come up elsewhere.
  const overwritten = new Set(
    files.flatMap(({ file, contentId }) =>
      file.contentId !== null && file.contentId !== contentId ? (file.assetId ?? []) : [],
    ),
  )
  for (const id of left) if (!overwritten.has(id)) dissolve(db, id)
  for (const { file, contentId } of files) {
    if (file.contentId === contentId) continue
    if (!taken.isNew) nameByFiles(db, taken.assetId, contentId)
    if (file.contentId !== null && file.assetId !== null && file.assetId !== taken.assetId)
      nameByFiles(db, file.assetId, file.contentId)
  }
  if (taken.isNew) refreshNewAsset(db, taken.assetId)
  refreshAssets(db, taken.isNew ? left : [taken.assetId, ...left])
  return taken
}

/** The asset that the clip belongs to, with what had to be done to it; null for none. */
function whoseIs(
  db: WritableDb,
  group: ClipGroup,
  primary: TakenFile,
  files: readonly TakenFile[],
  options: TakeOptions,
): Taken | null {
  const here = primary.file.assetId
  const same = primary.contentId === primary.file.contentId
  if (here !== null && same)
    return { assetId: here, isNew: false, newVersion: partsCame(db, here, group, files, options) }
  // First of all a file that is gone elsewhere and has come up here: one file that moved, not one lost and one found.
  const arrived = files
    .filter((one) => one.file.assetId === null)
    .map((one) => ({ one, assetId: options.adoptAbsent(db, one.file.id, one.contentId) }))
  const adopted = here === null ? (arrived.find(({ one }) => one === primary)?.assetId ?? null) : null
  if (adopted !== null) return { assetId: adopted, isNew: false, newVersion: false }
  const known = knownAsset(db, group, primary, files)
  if (known !== null && here !== null) takeOverAbsent(db, primary.file.id, primary.contentId, known)
  if (known !== null) return { assetId: known, isNew: false, newVersion: false }
  if (here !== null) {
    if (group.frames !== null) partsCame(db, here, group, files, options)
    else newVersion(db, here, group, files, 'changed on disk', options)
    return { assetId: here, isNew: false, newVersion: group.frames === null }
  }
  const sequenceHere =
    group.frames === null ? null : (files.find((one) => one.file.assetId !== null)?.file.assetId ?? null)
  if (sequenceHere !== null) {
    partsCame(db, sequenceHere, group, files, options)
    return { assetId: sequenceHere, isNew: false, newVersion: false }
  }
  const stack = options.stackFor(db, primary.file)
  if (stack === null) return null
  // An auto-save or a copy of what is in the stack already is one more file of that version.
  if (hasVersionOf(db, stack, primary.contentId)) return { assetId: stack, isNew: false, newVersion: false }
  newVersion(db, stack, group, files, 'named as a version', options)
  return { assetId: stack, isNew: false, newVersion: true }
}

/**
 * Media is told by its bytes wherever it lies; small text and empty files that happen to be equal are not one asset.
 */
function knownAsset(db: WritableDb, group: ClipGroup, primary: TakenFile, files: readonly TakenFile[]): string | null {
  if (group.frames !== null)
    return findSequenceOf(
      db,
      files.filter((one) => one.role !== 'sidecar').map((one) => one.contentId),
    )
  const byBytes = primary.file.bytes > 0 && ['video', 'audio', 'still'].includes(group.kind)
  return findAssetOfContent(db, primary.contentId, byBytes ? null : baseName(group.primary)) ?? null
}

/** Files that joined a clip that was known: frames, spans and sidecars that came later, or changed. */
function partsCame(
  db: WritableDb,
  assetId: string,
  group: ClipGroup,
  files: readonly TakenFile[],
  options: TakeOptions,
): boolean {
  const origin = primaryOf(db, assetId)
  const changed = files.some(
    (one) => one.file.contentId !== null && one.file.contentId !== one.contentId && one.file.assetId === assetId,
  )
  // A copy of an older version that is whole as it is: nothing of the asset changes.
  if (group.frames === null && origin !== null && !files.some((one) => one.contentId === origin)) return false
  if (changed) {
    newVersion(db, assetId, group, files, 'changed on disk', options)
    return true
  }
  growVersion(db, assetId, partsOf(files), framesOf(group, files))
  return false
}

function newVersion(
  db: WritableDb,
  assetId: string,
  group: ClipGroup,
  files: readonly TakenFile[],
  reason: string,
  options: TakeOptions,
): void {
  const origin = readOrigin(db, assetId)
  if (origin === undefined) return
  const derived = deriveAsset(
    { ...beginnings(group, files, options), path: origin.from.path, roll: origin.from.roll },
    firstFrame(db, group, files),
  )
  const id = addVersion(db, assetId, {
    derived,
    parts: partsOf(files),
    reason,
    author: options.author,
    device: options.device,
    now: options.now,
  })
  nameVersion(db, id, files.find((one) => one.file.path === group.primary)!.file)
  storeDerived(db, assetId, origin.kind, derived)
  if (group.frames === null) electCurrent(db, assetId)
}

function insertNew(db: WritableDb, group: ClipGroup, files: readonly TakenFile[], options: TakeOptions): string {
  const derived = deriveAsset(beginnings(group, files, options), firstFrame(db, group, files))
  const id = insertAsset(db, {
    kind: group.kind,
    derived,
    parts: partsOf(files),
    reason: 'found on disk',
    author: options.author,
    device: options.device,
    now: options.now,
  })
  for (const version of versionIds(db, id))
    nameVersion(db, version, files.find((one) => one.file.path === group.primary)!.file)
  return id
}

/**
 * What is known of the first frame: a shot can begin with a frame that another one has, and nobody looks into a content
 * twice. Null for all else, which is looked into or known by its bytes.
 */
function firstFrame(db: WritableDb, group: ClipGroup, files: readonly TakenFile[]): Probe | null {
  const first = group.frames === null ? undefined : files.find((one) => one.file.path === group.primary)
  return first === undefined ? null : (readProbe(db, first.contentId) ?? null)
}

function partsOf(files: readonly TakenFile[]): Part[] {
  return files.map(({ file, role, contentId }) => ({ role, name: baseName(file.path), contentId }))
}

function beginnings(group: ClipGroup, files: readonly TakenFile[], options: TakeOptions): Beginnings {
  const { file } = files.find((one) => one.file.path === group.primary)!
  const modifiedMs = Math.floor(file.mtimeNs / 1e6)
  return {
    path: group.primary,
    roll: null,
    bytes: files.reduce((sum, one) => sum + one.file.bytes, 0),
    modifiedMs,
    zoneMinutes: -new Date(modifiedMs).getTimezoneOffset(),
    cutOffMinutes: options.cutOffMinutes,
    frames: framesOf(group, files),
  }
}

/** The frames of a sequence, with those that are empty. */
function framesOf({ frames }: ClipGroup, files: readonly TakenFile[]): ClipGroup['frames'] {
  if (frames === null) return null
  const parts = files.filter(({ role }) => role === 'primary' || role === 'frame')
  return withEmptyFrames(
    frames,
    parts.map(({ file }) => file.bytes),
  )
}
