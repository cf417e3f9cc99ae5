/**
 * What one copy is worth today. The only place where a copy is judged: counts, searches, verdicts, reports and the
 * window all ask here, so that no two of them can disagree.
 */
import type { FileState, ReadBack, Verification } from '../model/asset.ts'

/**
 * `whole`: read back from the drive and equal, and not missed since · `elsewhere`: the same, by the word of another
 * computer alone · `cached`: read back through the cache, or nobody
 * recorded how · `unread`: written and never read back · `unknown`: never checked · `bad`: read back wrong · `missing`:
 * its drive is connected and the file is gone · `replaced`: other bytes stand under its name.
 */
const STANDINGS = ['whole', 'elsewhere', 'cached', 'unread', 'unknown', 'bad', 'missing', 'replaced'] as const
export type Standing = (typeof STANDINGS)[number]

/** What has to be known of a copy to judge it. */
export interface CopyFacts {
  readonly state: FileState
  readonly verification: Verification
  readonly readBack: ReadBack | null
  /** Another computer read it back, and this one never did. */
  readonly elsewhere: boolean
}

/** A copy with the drive that it is on. */
export interface CopyOnDrive extends CopyFacts {
  readonly volumeId: string
  /** The drive's name. */
  readonly drive: string
  /** Key of the physical disk; null when it can't be known, and in memory. */
  readonly device: string | null
  /** The drive is connected. */
  readonly here: boolean
  /** Milliseconds since 1970; null when it was never checked. */
  readonly verifiedAt: number | null
}

/** Judges a copy. Every value is named, so that a new one can't be forgotten: it does not compile. */
export function standingOf({ state, verification, readBack, elsewhere }: CopyFacts): Standing {
  switch (state) {
    case 'missing':
      return 'missing'
    case 'replaced':
      return 'replaced'
    case 'present':
    case 'offline':
      break
  }
  switch (verification) {
    case 'failed':
      return 'bad'
    case 'copied':
      return 'unread'
    case 'unknown':
      return 'unknown'
    case 'verified':
      return !wholeBy(readBack) ? 'cached' : elsewhere === true ? 'elsewhere' : 'whole'
  }
}

/** Whether a way of reading back proves what lies on the drive, and not what lies in this computer's memory. */
function wholeBy(readBack: ReadBack | null): boolean {
  switch (readBack) {
    case 'device':
    case 'cache-dropped':
      return true
    case 'page-cache':
    case null:
      return false
  }
}

/** True for a copy that was read back from its drive and equal, and has not been missed since. */
export function isWhole(copy: CopyFacts): boolean {
  return standingOf(copy) === 'whole'
}

/** True for a copy that counts: it may hold the bytes. What is bad, missing or replaced holds them no more. */
export function isCopy(copy: CopyFacts): boolean {
  switch (standingOf(copy)) {
    case 'whole':
    case 'elsewhere':
    case 'cached':
    case 'unread':
    case 'unknown':
      return true
    case 'bad':
    case 'missing':
    case 'replaced':
      return false
  }
}

/**
 * On how many different disks whole copies lie. A disk that can't be told counts for none, as in the verdict of an
 * offload.
 */
export function disksOf(copies: readonly (CopyFacts & Pick<CopyOnDrive, 'device'>)[]): number {
  return new Set(copies.flatMap((copy) => (isWhole(copy) && copy.device !== null ? [copy.device] : []))).size
}

/** From the most to the least that a copy is worth. */
const WORTH: Readonly<Record<Standing, number>> = {
  whole: 7,
  elsewhere: 6,
  cached: 5,
  unread: 4,
  unknown: 3,
  bad: 2,
  missing: 1,
  replaced: 0,
}

/** How much a copy is worth beside others; higher is better. */
export function worthOf(copy: CopyFacts): number {
  return WORTH[standingOf(copy)]
}

/** The best copy on each drive. */
export function bestByDrive<Copy extends CopyOnDrive>(copies: readonly Copy[]): Copy[] {
  const best = new Map<string, Copy>()
  for (const copy of copies) {
    const known = best.get(copy.volumeId)
    if (known === undefined || worthOf(copy) > worthOf(known)) best.set(copy.volumeId, copy)
  }
  return [...best.values()]
}
