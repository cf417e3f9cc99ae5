/**
 * Takes files that were found or copied into the catalogue: clips become assets, every place they lie at a copy.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { AssetKind, ReadBack, Verification } from '../../../shared/model/asset.ts'
import type { Hashes } from '../../../shared/model/hash.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { readProbe } from '../db/catalogue/contents.ts'
import { noteDestination } from '../db/volumes/card-volumes.ts'
import { isOfRow } from '../db/core/row-errors.ts'
import { appendEvent, listed } from '../db/core/events.ts'
import { inBatches } from '../db/core/in-batches.ts'
import {
  findAssetOfContent,
  insertAsset,
  upsertContent,
  upsertFile,
  type FileRow,
  type Part,
} from '../db/catalogue/files-write.ts'
import { findSequenceOf } from '../db/catalogue/grouping.ts'
import { nameVersion, versionIds } from '../db/versions/stacks.ts'
import { upsertVolume } from '../db/volumes/volumes.ts'
import { groupClipsInSteps, type ClipGroup } from '../domain/media/clips.ts'
import { deriveAsset } from '../domain/media/derived.ts'
import { withEmptyFrames } from '../domain/media/frames.ts'
import { baseName, classify } from '../domain/media/media-kinds.ts'
import { pathOnDrive, volumeLabel, type VolumeIdentity } from '../domain/volumes/volume.ts'

/** Names are grouped for so long before others get a turn. */
const TURN_MS = 8

/** One file at one place. Files of one `cardPath` at several places are copies of each other. */
export interface FoundFile {
  /** Where it lies on its card or in its folder: relative, with forward slashes. Clips are grouped by it. */
  readonly cardPath: string
  /** Absolute. */
  readonly path: string
  readonly volume: VolumeIdentity
  readonly bytes: number
  readonly mtimeNs: bigint
  readonly inode: number | null
  /** Its time of change when its bytes were read; null or left out where that is not known or means nothing. */
  readonly ctimeNs?: number | null
  /** With xxh128, the identity of the bytes. */
  readonly hashes: Hashes
  readonly verification: Verification
  readonly verifiedAt: number | null
  readonly readBack: ReadBack | null
}

/** Files by the path on their card. Those of a large card are made when they are asked for. */
export interface FoundFiles {
  /** Each once. */
  readonly cardPaths: readonly string[]
  /** The copies of one of them, at least one. */
  at(cardPath: string): readonly FoundFile[]
  /** Where they lie; `written`: some of them were written by us there. */
  readonly volumes: readonly { readonly volume: VolumeIdentity; readonly written: boolean }[]
}

/** Files that are all in hand. */
export function inHand(files: readonly FoundFile[]): FoundFiles {
  const byPath = Map.groupBy(files, (file) => file.cardPath)
  return {
    cardPaths: [...byPath.keys()],
    at: (cardPath) => byPath.get(cardPath) ?? [],
    // What was copied there was written by us; what is catalogued where it lies comes unverified.
    volumes: [...Map.groupBy(files, (file) => file.volume.mountPoint).values()].map((here) => ({
      volume: here.at(-1)!.volume,
      written: here.some((file) => file.verification !== 'unknown'),
    })),
  }
}

interface IngestOptions {
  readonly now: number
  readonly author: string
  readonly device: string
  readonly reason: string
  /** Minutes after midnight at which a shooting day begins. */
  readonly cutOffMinutes: number
  /** The roll that the card's structure gave for a path, or null. */
  readonly rollOf: (cardPath: string) => string | null
}

interface Ingested {
  readonly assetIds: readonly string[]
  /** Of those, the ones that were not in the catalogue before. */
  readonly added: number
  /** Files of clips that the catalogue could not hold; the others are in it. */
  readonly refused: readonly { readonly path: string; readonly error: unknown }[]
}

/** Writes the files, a clip at a time, giving way between them. */
export async function ingestFiles(db: WritableDb, files: FoundFiles, options: IngestOptions): Promise<Ingested> {
  const volumes = writeVolumes(db, files, options.now)
  const groups = await groupInTurns(files.cardPaths)
  const assetIds: string[] = []
  let added = 0
  const refused: { path: string; error: unknown }[] = []
  // A transaction in the turn's: what one clip breaks is undone, the turn goes on.
  let told = 0
  const enter = db.transaction((group: ClipGroup) => ingestClip(db, group, files, volumes, options))
  await inBatches(
    db,
    groups,
    (group) => {
      let entered: ReturnType<typeof ingestClip>
      try {
        entered = enter(group)
      } catch (error) {
        if (!isOfRow(error)) throw error
        refused.push({ path: files.at(group.primary)[0]?.path ?? group.primary, error })
        return
      }
      const { id, isNew, displaced } = entered
      added += Number(isNew)
      assetIds.push(id)
      refreshAssets(db, [id, ...displaced])
    },
    () => {
      if (assetIds.length > told) appendEvent(db, 'files.ingested', listed(assetIds.slice(told)), options.now)
      told = assetIds.length
    },
  )
  return { assetIds: [...new Set(assetIds)], added, refused }
}

function ingestClip(
  db: WritableDb,
  group: ClipGroup,
  files: FoundFiles,
  volumes: ReadonlyMap<string, string>,
  options: IngestOptions,
): { id: string; isNew: boolean; displaced: Set<string> } {
  const members = [{ path: group.primary, role: 'primary' as const }, ...group.parts]
  const byPath = new Map(members.map(({ path }) => [path, files.at(path)]))
  const parts = members.map(({ path, role }): Part & { path: string } => {
    const file = byPath.get(path)![0]!
    const contentId = upsertContent(db, {
      bytes: file.bytes,
      hashes: file.hashes,
      kind: classify(path),
      now: options.now,
    })
    return { path, role, name: baseName(path), contentId }
  })
  const primary = byPath.get(group.primary)![0]!
  const known =
    group.frames === null
      ? findAssetOfContent(db, parts[0]!.contentId, tellsByBytes(group, primary) ? null : baseName(group.primary))
      : (findSequenceOf(
          db,
          parts.filter((part) => part.role !== 'sidecar').map((part) => part.contentId),
        ) ?? undefined)
  const id = known ?? newAsset(db, group, parts, byPath, options)
  if (known === undefined) {
    const place = {
      volumeId: volumes.get(primary.volume.mountPoint)!,
      path: pathOnDrive(primary.path, primary.volume),
      mtimeNs: Number(primary.mtimeNs),
    }
    for (const version of versionIds(db, id)) nameVersion(db, version, place)
  }
  // Other clips whose file lay at such a path until other bytes were put there: they have a copy less now.
  const displaced = new Set<string>()
  for (const part of parts) {
    for (const file of byPath.get(part.path)!) {
      const before = upsertFile(
        db,
        fileRow(file, part.role, part.contentId, id, volumes.get(file.volume.mountPoint)!, options.now),
      )
      if (before !== null && before !== id) displaced.add(before)
    }
  }
  return { id, isNew: known === undefined, displaced }
}

/**
 * Media is told by its bytes wherever it lies; small text and empty files that happen to be equal are not one asset.
 */
function tellsByBytes(group: ClipGroup, primary: FoundFile): boolean {
  return primary.bytes > 0 && (group.kind === 'video' || group.kind === 'audio' || group.kind === 'still')
}

function newAsset(
  db: WritableDb,
  group: ClipGroup,
  parts: readonly Part[],
  byPath: ReadonlyMap<string, readonly FoundFile[]>,
  options: IngestOptions,
): string {
  const primary = byPath.get(group.primary)![0]!
  const bytes = [group.primary, ...group.parts.map((part) => part.path)].reduce(
    (sum, path) => sum + byPath.get(path)![0]!.bytes,
    0,
  )
  const modifiedMs = Number(primary.mtimeNs / 1_000_000n)
  const derived = deriveAsset(
    {
      path: group.primary,
      roll: options.rollOf(group.primary),
      bytes,
      modifiedMs,
      zoneMinutes: -new Date(modifiedMs).getTimezoneOffset(),
      cutOffMinutes: options.cutOffMinutes,
      frames:
        group.frames === null
          ? null
          : withEmptyFrames(
              group.frames,
              [group.primary, ...group.parts.filter(({ role }) => role === 'frame').map(({ path }) => path)].map(
                (path) => byPath.get(path)![0]!.bytes,
              ),
            ),
    },
    // A shot can begin with a frame that another one has, and nobody looks into a content twice.
    group.frames === null ? null : (readProbe(db, parts[0]!.contentId) ?? null),
  )
  const kind: AssetKind = group.kind
  return insertAsset(db, {
    kind,
    derived,
    parts,
    reason: options.reason,
    author: options.author,
    device: options.device,
    now: options.now,
  })
}

function fileRow(
  file: FoundFile,
  role: FileRow['role'],
  contentId: string,
  assetId: string,
  volumeId: string,
  now: number,
): FileRow {
  return {
    volumeId,
    rootId: null,
    path: pathOnDrive(file.path, file.volume),
    bytes: file.bytes,
    mtimeNs: file.mtimeNs,
    inode: file.inode,
    ctimeNs: file.ctimeNs ?? null,
    state: 'present',
    role,
    contentId,
    assetId,
    verification: file.verification,
    verifiedAt: file.verifiedAt,
    readBack: file.readBack,
    now,
  }
}

/** The id of each by its mount point. */
function writeVolumes(db: WritableDb, { volumes }: FoundFiles, now: number): Map<string, string> {
  return new Map(
    volumes.map(({ volume, written }) => {
      const id = upsertVolume(db, volume, volumeLabel(volume), now)
      if (written) noteDestination(db, id)
      return [volume.mountPoint, id]
    }),
  )
}

/** The names of a large card take half a second to group: others get a turn in between. */
async function groupInTurns(paths: readonly string[]): Promise<ClipGroup[]> {
  const steps = groupClipsInSteps(paths)
  let until = performance.now() + TURN_MS
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() < until) continue
    await breathe()
    until = performance.now() + TURN_MS
  }
}
