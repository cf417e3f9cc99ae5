/**
 * The facts that a report of a shooting day rests on, as the catalogue has them now.
 */
import type { FileState, ReadBack, Verification } from '../../../../shared/model/asset.ts'
import type { Offload, OffloadFile } from '../../../../shared/model/offload.ts'
import type { ClipFacts } from './clip.ts'

/** A copy of a file as it stands today. */
export interface CopyNow {
  readonly volumeId: string
  readonly drive: string
  /** Key of the physical disk; null when it can't be known, and in memory. */
  readonly device: string | null
  /** The drive is connected. */
  readonly here: boolean
  readonly path: string
  readonly state: FileState
  readonly verification: Verification
  readonly verifiedAt: number | null
  readonly readBack: ReadBack | null
}

/** A file of a card, with its copies today. Files with the same bytes share one list. */
export interface DayFile extends OffloadFile {
  readonly clip: ClipFacts | null
  readonly copies: readonly CopyNow[]
}

/** A card as it was offloaded: once, or again to further drives. */
export interface DayCard {
  readonly offload: Offload
  /** Other offloads of the same clips, newest first. */
  readonly others: readonly Offload[]
  readonly files: readonly DayFile[]
}

/** A clip of the day that no offload of this library copied. */
export interface LooseClip {
  readonly clip: ClipFacts
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly hashes: Readonly<Record<string, string>>; readonly copies: readonly CopyNow[] }[]
}

export interface DayFacts {
  /** YYYY-MM-DD. */
  readonly day: string
  /** Its number in this library, as the sidebar counts; null where it has none yet. */
  readonly number: number | null
  /** On how many different disks every file has to be. */
  readonly requiredDevices: number
  readonly cards: readonly DayCard[]
  readonly loose: readonly LooseClip[]
}

/** True for a copy that was read back from its drive and equal, and has not been missed since. */
export function isGood(copy: CopyNow): boolean {
  return copy.verification === 'verified' && (copy.state === 'present' || copy.state === 'offline') && (copy.readBack === 'device' || copy.readBack === 'cache-dropped')
}

/** On how many different disks good copies lie. A disk that can't be told counts for none, as in the verdict of an offload. */
export function disksOf(copies: readonly CopyNow[]): number {
  return new Set(copies.flatMap((copy) => isGood(copy) && copy.device !== null ? [copy.device] : [])).size
}
