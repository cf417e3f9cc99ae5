/**
 * What an offload came to, and what is handed to the seal.
 */
import type { ReadBack } from '../../../../shared/model/asset.ts'
import type { HashFormat, Hashes } from '../../../../shared/model/hash.ts'
import type { VerificationLevel, Verdict } from '../../../../shared/model/offload.ts'
import type { DestinationState, Fault, FileCopy, OffloadPlan } from '../../domain/offload/offload.ts'
import { claimedFormats, type Difference } from '../../domain/offload/source-manifests.ts'
import type { VerdictPolicy } from '../../domain/offload/offload-verdict.ts'
import { verdict } from '../../domain/offload/offload-verdict.ts'
import type { SealScope } from '../../domain/rolls.ts'
import { diskPath } from '../../domain/byte-names.ts'
import { fitsXml, MHL_FOLDER } from '../../mhl/names.ts'
import type { Counts, FileStatusTable } from './file-status.ts'
import type { Origin } from './progress.ts'

export interface DestinationOutcome extends Readonly<Counts> {
  readonly root: string
  readonly state: DestinationState
  /** Why it stopped, or why it could not be sealed. */
  readonly fault: Fault | null
  /** The weakest way in which a file was read back. */
  readonly readBack: ReadBack | null
  readonly sealed: boolean
  /** Reads that failed there, counting those that a further try corrected. */
  readonly readErrors: number
  /** Files by where they were copied from: the card (null), or the root of another destination. */
  readonly origins: readonly Origin[]
}

export interface OffloadOutcome {
  /**
   * `done`: every file came to an end everywhere · `parked`: stopped, the same offload resumes · `failed`: nothing more
   * could be done.
   */
  readonly state: 'done' | 'parked' | 'failed'
  readonly destinations: readonly DestinationOutcome[]
  readonly verdict: Verdict
  /** What cut the run off, when it is parked for another reason than that somebody stopped it. */
  readonly interrupted: Fault | null
  /** Reads of the card that failed, counting those that a further try corrected. */
  readonly cardReadErrors: number
  /**
   * Absolute paths of copies of earlier offloads that were read here and are not what the card has: the catalogue
   * trusted them.
   */
  readonly doubted: readonly string[]
  /** Hashes by position in the plan; null for a file that could not be read. */
  hashes(position: number): Hashes | null
  /** What is wrong with the original at this position, or null. */
  fault(position: number): Fault | null
  /** How the original at this position differs from a manifest that came with it, or null. */
  difference(position: number): Difference | null
  /** The copy of a file at a destination; null when it did not come to an end. */
  copy(position: number, destination: number): FileCopy | null
}

/** One file as it lies at the destination. */
export interface SealEntry {
  /** Relative to the destination's root, with forward slashes. */
  readonly path: string
  readonly size: number
  readonly mtimeNs: bigint
  readonly hashes: Hashes
  /** False when the hashes are those of the original alone, and the copy was not read back. */
  readonly readBack: boolean
  /** Formats that a manifest on the card gave for it. */
  readonly claimed: readonly HashFormat[]
  /** Of those, the ones in which the original is not what that manifest says. */
  readonly differs: readonly HashFormat[]
  /** True when it bears the name of a conflict. */
  readonly conflict: boolean
}

/** Entries that are made one after the other, each time that they are gone through. */
interface SealEntries extends Iterable<SealEntry> {
  readonly length: number
  /** How many of them bear the name of a conflict. */
  readonly conflicts: number
}

export interface SealRequest {
  readonly destination: number
  readonly root: string
  /** Children before parents. */
  readonly scopes: readonly SealScope[]
  readonly entries: SealEntries
  /** True when every file of the plan is among the entries under its own name. */
  readonly complete: boolean
  /** When the run began, milliseconds since 1970: the time that all histories written by it share. */
  readonly startedAt: number
}

/** Everything that came to a good end at a destination, in the order of the plan. */
export function sealEntries(plan: OffloadPlan, fileStatus: FileStatusTable, destination: number): SealEntries {
  const entries = (): Iterable<SealEntry> => entriesOf(plan, fileStatus, destination)
  let [length, conflicts] = [0, 0]
  for (const { conflict } of entries()) {
    length += 1
    if (conflict) conflicts += 1
  }
  return { length, conflicts, [Symbol.iterator]: () => entries()[Symbol.iterator]() }
}

function* entriesOf(plan: OffloadPlan, fileStatus: FileStatusTable, destination: number): Generator<SealEntry, void> {
  for (const [position, file] of plan.files.entries()) {
    const copy = fileStatus.copy(position, destination)
    const hashes = fileStatus.hashes(position)
    // A history that came with the card is gone on with. It is no file of the card that it could tell of.
    if (copy === null || hashes === null || copy.state === 'failed' || file.path.includes(`/${MHL_FOLDER}/`)) continue
    yield {
      path: copy.writtenAs,
      size: file.size,
      mtimeNs: file.mtimeNs,
      hashes,
      readBack: copy.level === 'full',
      claimed: claimedFormats(plan.honoured?.claims.get(file.path)),
      differs: fileStatus.difference(position)?.formats ?? [],
      conflict: copy.state === 'conflict',
    }
  }
}

/**
 * False for a path of a plan that no manifest can name: bytes that are no text, characters that XML has no way to
 * write.
 */
export function isSealable(path: string): boolean {
  return fitsXml(diskPath(path))
}

/** Weighs what a run came to. */
export function weigh(
  plan: OffloadPlan,
  fileStatus: FileStatusTable,
  destinations: readonly DestinationOutcome[],
  level: VerificationLevel,
  policy: VerdictPolicy,
): Verdict {
  return verdict(
    {
      level,
      files: plan.files.length,
      sourceFaults: plan.files.reduce((sum, _, position) => sum + (fileStatus.fault(position) === null ? 0 : 1), 0),
      differing: plan.files.reduce((sum, _, position) => sum + (fileStatus.difference(position) === null ? 0 : 1), 0),
      missing: plan.honoured?.missing.length ?? 0,
      leftOut: plan.skipped.filter((entry) => entry.reason === 'unreadable').length,
      unnameable: plan.files.filter(({ path }) => !isSealable(path)).length,
      card: plan.doubts,
      sourceDevice: plan.sourceVolume.device,
      destinations: destinations.map((destination, index) => ({
        root: destination.root,
        volume: plan.destinations[index]?.volume ?? { physicalDevice: null, kind: 'unknown', device: null },
        verified: destination.verified,
        unread: destination.unread,
        differing: destination.differing,
        conflicts: destination.conflicts,
        failures: destination.failures,
        readBack: destination.readBack,
        sealed: destination.sealed,
        stopped: destination.state === 'done' ? null : (destination.fault?.sentence ?? 'it is not finished'),
      })),
    },
    policy,
  )
}

/** The weaker of two ways of reading back. */
export function weaker(a: ReadBack | null, b: ReadBack | null): ReadBack | null {
  const order: readonly ReadBack[] = ['device', 'cache-dropped', 'page-cache']
  if (a === null || b === null) return a ?? b
  return order.indexOf(a) > order.indexOf(b) ? a : b
}
