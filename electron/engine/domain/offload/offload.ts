/**
 * The nouns of an offload: what is read, where it goes, and how far each copy is. Plain data, shared by the plan, the
 * run, the journal and the verdict.
 */
import type { ReadBack } from '../../../../shared/model/asset.ts'
import type { DESTINATION_STATES, Remark, VerificationLevel } from '../../../../shared/model/offload.ts'
import type { Forecast } from './already-safe.ts'
import type { CardCheck } from '../cards/check.ts'
import type { CardDoubt } from '../cards/remarks.ts'
import type { Fault } from '../fault.ts'
import type { SourceManifests } from './source-manifests.ts'
import type { PlannedFile } from './planned-file.ts'
import type { Roll, SealScope } from '../rolls.ts'
import type { VolumeIdentity } from '../volumes/volume.ts'

export type { Fault } from '../fault.ts'
export type { PlannedFile } from './planned-file.ts'

/** A directory of the source, made at the destination even when it is empty: a card is mirrored exactly. */
export interface PlannedDirectory {
  readonly path: string
  readonly source: string
  readonly mtimeNs: bigint
  readonly cardTimeNs?: bigint
  readonly mode: number
}

export type SkipReason = 'symlink' | 'socket' | 'fifo' | 'device' | 'clutter' | 'unreadable' | 'library'

/** An entry of the source that is not copied, and why. Only `clutter` is harmless to a "safe to format". */
export interface SkippedEntry {
  readonly path: string
  readonly reason: SkipReason
  /** For people: what it is, and what became of it. */
  readonly sentence: string
}

/**
 * What already exists at a destination under a planned name. `continued`: the chain of an ASC MHL history that begins
 * as the one on the card does and has grown since; it holds all that the card's holds.
 */
export type Existing = 'same_size' | 'different' | 'continued'

export interface DestinationPlan {
  /** Given by the user: the folder below which everything is written. */
  readonly root: string
  /** Absolute paths of the folders that this offload makes below `root`. */
  readonly targets: readonly string[]
  readonly volume: VolumeIdentity
  /** Bytes that have to be written. */
  readonly need: number
  readonly free: number | null
  /** Planned paths that already exist there. Anything not listed is new. */
  readonly existing: ReadonlyMap<string, Existing>
  /**
   * Planned paths that the catalogue knows below `root` under another name, by that name. They are compared where they
   * stand; only what differs is copied.
   */
  readonly standing?: ReadonlyMap<string, string>
  readonly remarks: readonly Remark[]
}

export interface OffloadPlan {
  readonly sources: readonly string[]
  /** The folders made at each destination, usually one: the name of the card, or nested ones with forward slashes. */
  readonly folders: readonly string[]
  readonly sourceVolume: VolumeIdentity
  readonly files: readonly PlannedFile[]
  readonly directories: readonly PlannedDirectory[]
  readonly skipped: readonly SkippedEntry[]
  readonly bytes: number
  readonly clips: number
  /** Paths begin with the folder's name. */
  readonly rolls: readonly CheckedRoll[]
  readonly scopes: readonly SealScope[]
  readonly remarks: readonly Remark[]
  /** What stands against formatting the card, whatever becomes of the copies. */
  readonly doubts: readonly CardDoubt[]
  readonly destinations: readonly DestinationPlan[]
  /** Manifests that the source brings with it; left out when there is none. */
  readonly honoured?: SourceManifests
  /** Where the catalogue has verified copies of these files already; left out when it was not asked. */
  readonly forecast?: Forecast
}

/** The folders that have to be there above these paths, each once, from the top down. */
export function foldersOver(paths: readonly string[]): readonly string[] {
  return [
    ...new Set(
      paths.flatMap((path) =>
        path
          .split('/')
          .slice(0, -1)
          .map((_, depth, parts) => parts.slice(0, depth + 1).join('/')),
      ),
    ),
  ]
}

/** A roll of the card, compared with what the card says of itself; null where nothing can be compared. */
export interface CheckedRoll extends Roll {
  readonly check: CardCheck | null
}

/**
 * pending → copying → copied → verified, or one of the ends failed and conflict. A conflict is a file that already
 * stood there with other bytes; the new copy is settled under a name of its own. Below the level `full`, `copied` is an
 * end: the copy bears its name and was not read back.
 */
export const COPY_STATES = ['pending', 'copying', 'copied', 'verified', 'conflict', 'failed'] as const
type CopyState = (typeof COPY_STATES)[number]

/** One file at one destination. */
export interface FileCopy {
  readonly path: string
  /** Index of the destination in the plan. */
  readonly destination: number
  readonly state: CopyState
  /** The path it really has there, relative to the destination's root; differs from `path` in a conflict only. */
  readonly writtenAs: string
  /** The destination whose verified copy it was made from; null: the card, or it stood there already. */
  readonly from: number | null
  readonly method: ReadBack | null
  /** What was proven of this copy; null when it failed. */
  readonly level: VerificationLevel | null
  readonly fault: Fault | null
  /** False when an identical file already stood there and was only checked. */
  readonly copied: boolean
  /** When the copy reached this state, milliseconds since 1970. */
  readonly at: number
  /** Its time of change then, ns since 1970; null where the file system keeps none, or it is not known. */
  readonly ctimeNs: number | null
}

export type DestinationState = (typeof DESTINATION_STATES)[number]
