/**
 * Whether a card in the reader still holds what was compared with past offloads. "Format" rests on that comparison, so
 * the card is asked again whenever the question is.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CardLook } from '../../../shared/model/watching.ts'
import type { OwnFiles } from '../files/own-files.ts'
import { freeNow } from '../volumes/free-now.ts'
import { digestOf, listFiles } from './card-listing.ts'

export interface CardNow {
  /**
   * True while the card's free space and its list of files are as they were compared. A list is good for ten seconds,
   * longer where it took long; with `fresh` it is read anew. A card that does not answer in time is not as it was
   * compared.
   */
  isAsCompared(card: ComparedCard, fresh: boolean): Promise<boolean>
  /** Ends the looks at a card, or at all: resolves when nothing on it is open. */
  release(mountPoint: string | null): Promise<void>
}

/** A card as it was compared, and where it is. */
interface SeenThere extends Pick<CardLook, 'free' | 'listing'> {
  readonly mountPoint: string
}
interface ComparedCard extends SeenThere {
  readonly fsType: string | null
}

/** Asks whether a card in a reader still holds what was compared. */
export type IsAsCompared = (card: SeenThere, fresh: boolean) => Promise<boolean>

/** Milliseconds for which a list is good: a page is asked for many times a second while a card is copied. */
const GOOD_MS = 10_000
/**
 * How long a question waits for a slow card, milliseconds. Its list is read to the end meanwhile, and serves the next
 * question.
 */
const PATIENCE_MS = 5_000
/** A command asks once: it waits for as long as a card may take to be listed (card-listing.ts). */
const FRESH_PATIENCE_MS = 25_000

interface Listed {
  readonly digest: string | null
  readonly at: number
  readonly took: number
}
interface Look {
  readonly done: Promise<Listed>
  readonly abort: AbortController
  last: Listed | null
}

/** Makes it. `changed` is told the mount point of a card that is to be compared again. */
export function createCardNow(own: OwnFiles, changed: (mountPoint: string) => void): CardNow {
  const looks = new Map<string, Look>()

  function begin({ mountPoint, fsType }: ComparedCard, folders: readonly string[]): Look {
    const abort = new AbortController()
    const began = performance.now()
    const look: Look = {
      abort,
      last: null,
      done: Promise.all(folders.map((folder) => listFiles(own, join(mountPoint, folder), fsType, abort.signal))).then(
        (rolls) => {
          const at = performance.now()
          return (look.last = { digest: digestOf(rolls), at, took: at - began })
        },
      ),
    }
    looks.set(mountPoint, look)
    return look
  }

  /** The digest of the card's files now; `late` when it is not told in time. */
  async function digestNow(
    card: ComparedCard,
    folders: readonly string[],
    anew: boolean,
    patience: number,
  ): Promise<string | null | 'late'> {
    let look = looks.get(card.mountPoint)
    // A list that is under way may have passed by what changed since.
    if (anew && look !== undefined && look.last === null)
      await Promise.race([look.done, wait(patience, null, { ref: false })])
    if (
      look === undefined ||
      (look.last !== null && (anew || performance.now() - look.last.at >= Math.max(GOOD_MS, 3 * look.last.took)))
    )
      look = begin(card, folders)
    const listed = await Promise.race([look.done, wait(patience, null, { ref: false })])
    return listed === null ? 'late' : listed.digest
  }

  /** A list that was read before the card was compared tells nothing: where it differs, the card is listed anew. */
  async function isListedSo(
    card: ComparedCard,
    { folders, digest }: NonNullable<CardLook['listing']>,
    fresh: boolean,
  ): Promise<boolean | 'late'> {
    const patience = fresh ? FRESH_PATIENCE_MS : PATIENCE_MS
    let now = await digestNow(card, folders, fresh, patience)
    if (now !== digest && now !== 'late' && !fresh) now = await digestNow(card, folders, true, patience)
    return now === 'late' ? 'late' : now === digest
  }

  return {
    async isAsCompared(card, fresh) {
      const { free, listing, mountPoint } = card
      const same =
        (free === null || (await freeNow(mountPoint)) === free) &&
        (listing === null || (await isListedSo(card, listing, fresh)))
      // One that is slow is not compared again for that: it would never come to an end.
      if (same === false) changed(mountPoint)
      return same === true
    },
    async release(mountPoint) {
      const ended = [...looks].filter(([at]) => mountPoint === null || at === mountPoint)
      for (const [at, { abort }] of ended) {
        abort.abort()
        looks.delete(at)
      }
      await Promise.all(ended.map(([, { done }]) => done))
    },
  }
}
