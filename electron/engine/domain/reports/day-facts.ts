/**
 * The facts that a report of a shooting day rests on, as the catalogue has them now.
 */
import type { CopyOnDrive } from '../../../../shared/copies/standing.ts'
import type { Offload, OffloadFile } from '../../../../shared/model/offload.ts'
import type { ClipFacts } from './clip.ts'

/** A copy of a file as it stands today, and where. */
export interface CopyNow extends CopyOnDrive {
  readonly path: string
  /** Its time of change when its bytes were last known; null or left out where that is not known. */
  readonly ctimeNs?: number | null
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
  /**
   * Files of earlier offloads of it that are not on it any more, for something changed on the card in between. The
   * verdict is about the card, so it leaves them out.
   */
  readonly earlier?: readonly DayFile[]
  /** Why the safety page says to wait, by what was seen on the card itself; null or left out when nothing was. */
  readonly news?: string | null
}

/** What the safety page says of a card that is, or was lately, in a reader. */
export interface CardNews {
  readonly name: string
  /** Shooting days that what was not offloaded of it is of, or may be. Empty when all of it was. */
  readonly freshDays: readonly string[]
  /** Every offload of the card; none of one that was never offloaded. */
  readonly offloadIds: readonly string[]
  /** Why it has to wait, by what was seen on the card itself; null when it may be formatted. */
  readonly sentence: string | null
}

/** A clip of the day that no offload of this library copied. */
export interface LooseClip {
  readonly clip: ClipFacts
  readonly files: readonly {
    readonly path: string
    readonly bytes: number
    readonly hashes: Readonly<Record<string, string>>
    readonly copies: readonly CopyNow[]
  }[]
}

export interface DayFacts {
  /** YYYY-MM-DD. */
  readonly day: string
  /** Its number on the call sheet, as the crew gave it; null for the date alone. */
  readonly number: number | null
  /** On how many different disks every file has to be. */
  readonly requiredDevices: number
  readonly cards: readonly DayCard[]
  readonly loose: readonly LooseClip[]
  /** Further cards that were seen with something of the day on them that was not offloaded. */
  readonly waiting?: readonly WaitingCard[]
}

/** A card that a reader has or had, and what the safety page says of it. */
export interface WaitingCard {
  readonly name: string
  readonly sentence: string
}
