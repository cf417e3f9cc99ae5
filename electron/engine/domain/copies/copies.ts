/**
 * What the copies of an asset say together: where it is, on how many devices, and how far it was checked.
 */
import { isCopy } from '../../../../shared/copies/standing.ts'
import type { FileState, Verification } from '../../../../shared/model/asset.ts'

/** One file of an asset's primary content. `device` is the physical disk, null when it can't be known. */
export interface CopyFacts {
  readonly state: FileState
  readonly verification: Verification
  readonly verifiedAt: number | null
  /** Another computer read it back, and this one never did. */
  readonly elsewhere: boolean
  readonly volume: string
  readonly device: string | null
  /** It lies on a camera's card: the original, and no copy of it. */
  readonly card: boolean
}

interface CopySummary {
  readonly state: FileState
  readonly copies: number
  readonly devices: number
  /** Copies beyond the first on one drive: true duplicates, while copies on several drives are wanted backups. */
  readonly duplicates: number
  readonly verification: Verification
  readonly verifiedAt: number | null
}

/** The weakest first: an asset is as well checked as its worst copy that is not lost. */
const WEAKEST: readonly Verification[] = ['failed', 'unknown', 'copied', 'verified']

/**
 * Sums up copies. Missing and replaced files are no copies, and neither is one that read back wrong: it counts again
 * when it is repaired. What lies on a card counts only while there is nothing else, and then as the single copy that it
 * is: a card is formatted. A copy on a drive that is away still is one. Copies whose physical disk is unknown count
 * together as one device: never more safety than is known.
 */
export function summariseCopies(all: readonly CopyFacts[]): CopySummary {
  const there = all.filter((copy) => copy.state === 'present' || copy.state === 'offline')
  const good = there.filter((copy) => isCopy({ ...copy, readBack: null }))
  const onDrives = good.filter((copy) => !copy.card)
  const copies = onDrives.length > 0 ? onDrives : good.slice(0, 1)
  if (there.length === 0) {
    return { state: 'missing', copies: 0, devices: 0, duplicates: 0, verification: 'unknown', verifiedAt: null }
  }
  const known = new Set(copies.flatMap((copy) => (copy.device === null ? [] : [copy.device])))
  const times = copies.flatMap((copy) => (copy.verifiedAt === null ? [] : [copy.verifiedAt]))
  const judged = there.some((copy) => !copy.card) ? there.filter((copy) => !copy.card) : there
  const checks = new Set(judged.map(checkOf))
  const verification = WEAKEST.find((state) => checks.has(state)) ?? 'unknown'
  return {
    state: there.some((copy) => copy.state === 'present') ? 'present' : 'offline',
    copies: copies.length,
    devices: copies.length === 0 ? 0 : Math.max(1, known.size),
    duplicates: copies.length - new Set(copies.map((copy) => copy.volume)).size,
    verification,
    // The oldest check counts: that is how long ago all of it was known to be whole.
    verifiedAt: verification === 'verified' && times.length > 0 ? Math.min(...times) : null,
  }
}

/** How this computer has checked a copy. What others alone have read back was not read back, as far as it knows. */
function checkOf({ verification, elsewhere }: CopyFacts): Verification {
  return verification === 'verified' && elsewhere ? 'copied' : verification
}
