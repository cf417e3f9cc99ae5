/**
 * Plans, progress and outcomes of offloads as the contract tells them.
 */
import type {
  DestinationProgress,
  Offload,
  OffloadPlan as PlanDto,
  PlanRoll,
  Remark,
  VerificationLevel,
} from '../../../../shared/model/offload.ts'
import { isForecast } from '../../../../shared/copies/known.ts'
import { forecastTotals, knownDrives } from '../../domain/offload/already-safe.ts'
import type { CheckedRoll, DestinationPlan, Fault, OffloadPlan } from '../../domain/offload/offload.ts'
import { baseName } from '../../domain/media/media-kinds.ts'
import { volumeLabel } from '../../domain/volumes/volume.ts'
import type { OffloadOutcome } from '../run/outcome.ts'
import type { OffloadProgress } from '../run/progress.ts'

/** More skipped entries than a person reads are counted, not listed. */
const MAX_SKIPPED = 200

/** Files that are safe already are named up to this many. */
const MAX_SAFE = 1000

/** What systems leave everywhere comes last: it takes no place from a link, a pipe or what can't be read. */
function byWeight(skipped: OffloadPlan['skipped']): OffloadPlan['skipped'] {
  return [
    ...skipped.filter(({ reason }) => reason !== 'clutter'),
    ...skipped.filter(({ reason }) => reason === 'clutter'),
  ]
}

/** What a card is called: the folder that it becomes, or the first of several. */
function offloadName(plan: OffloadPlan): string {
  const [first, ...more] = plan.folders
  return `${baseName(first ?? 'Card')}${more.length > 0 ? ` and ${more.length} more` : ''}`
}

/** More missing files than a person reads are counted, not listed. */
const MAX_MISSING = 200

function describeRoll({ name, path, family, files, bytes, check }: CheckedRoll): PlanRoll {
  if (check === null) return { name, path, family, files, bytes, check: null }
  const { indices, expected, missing, extra, notes } = check
  return {
    name,
    path,
    family,
    files,
    bytes,
    check: {
      indices: indices.slice(0, MAX_MISSING),
      expected,
      missing: missing.slice(0, MAX_MISSING).map((one) => ({ ...one })),
      missingCount: missing.length,
      extra: extra.slice(0, MAX_MISSING),
      extraCount: extra.length,
      notes: notes.slice(0, MAX_MISSING),
    },
  }
}

/** The plan as the window and the command line see it. */
export function describePlan(plan: OffloadPlan): PlanDto {
  const destinations = plan.destinations.map(describeDestination)
  const remarks = [...plan.remarks]
  return {
    sources: [...plan.sources],
    name: offloadName(plan),
    files: plan.files.length,
    bytes: plan.bytes,
    clips: plan.clips,
    rolls: plan.rolls.map(describeRoll),
    skipped: byWeight(plan.skipped)
      .slice(0, MAX_SKIPPED)
      .map(({ path, sentence }) => ({ path, reason: sentence })),
    skippedCount: plan.skipped.length,
    destinations,
    remarks,
    known: {
      ...forecastTotals(plan.files, plan.forecast ?? new Map()),
      drives: knownDrives(plan.files, plan.forecast ?? new Map()),
    },
    safe: [...(plan.forecast ?? [])].slice(0, MAX_SAFE).map(([path, places]) => ({
      path,
      places: places.map(({ volumeId, volumeLabel, path: at, here, verifiedAt }) => ({
        volumeId,
        volumeLabel,
        path: at,
        here,
        verifiedAt,
      })),
    })),
    manifests: (plan.honoured?.manifests ?? []).slice(0, MAX_SKIPPED).map((one) => ({ ...one })),
    missing: (plan.honoured?.missing ?? [])
      .slice(0, MAX_SKIPPED)
      .map(({ path, manifest }) => ({ path, manifest: manifest.path })),
    missingCount: plan.honoured?.missing.length ?? 0,
    possible: ![...remarks, ...destinations.flatMap((one) => one.remarks)].some((remark) => remark.level === 'error'),
  }
}

function describeDestination(destination: DestinationPlan): PlanDto['destinations'][number] {
  const { volume } = destination
  const states = [...destination.existing.values()]
  return {
    path: destination.root,
    target: destination.targets[0] ?? destination.root,
    targets: [...destination.targets],
    volumeLabel: volumeLabel(volume),
    volumeKind: volume.kind,
    fsType: volume.fsType,
    physicalDevice: volume.physicalDevice,
    model: volume.model ?? null,
    free: destination.free,
    capacity: volume.capacity,
    need: destination.need,
    existing: states.filter((state) => state === 'same_size').length,
    standing: destination.standing?.size ?? 0,
    conflicts: states.filter((state) => state === 'different').length,
    remarks: [...destination.remarks],
  }
}

/** A new offload, before its first byte. */
export function plannedOffload(id: string, dto: PlanDto, level: VerificationLevel, startedAt: number): Offload {
  const remarks: Remark[] = [...dto.remarks, ...dto.destinations.flatMap((one) => one.remarks)]
  return {
    id,
    name: dto.name,
    sources: dto.sources,
    state: 'planned',
    cascade: false,
    resumes: 'asked',
    queue: null,
    ejected: [],
    files: dto.files,
    bytes: dto.bytes,
    clips: dto.clips,
    rolls: dto.rolls,
    level,
    bytesRead: 0,
    readErrors: 0,
    currentPath: null,
    speed: 0,
    secondsLeft: null,
    remarks,
    verdict: null,
    error: null,
    startedAt,
    finishedAt: null,
    destinations: dto.destinations.map((one, index): DestinationProgress => ({
      index,
      path: one.path,
      target: one.target,
      volumeLabel: one.volumeLabel,
      physicalDevice: one.physicalDevice,
      state: 'waiting',
      bytesCopied: 0,
      bytesVerified: 0,
      filesCopied: 0,
      filesVerified: 0,
      conflicts: 0,
      failures: 0,
      readErrors: 0,
      paused: false,
      origins: [],
      speed: 0,
      readBack: null,
      error: null,
    })),
  }
}

/**
 * Files that were written to a destination, in earlier runs (`written`) and in this one. One may have been written
 * twice.
 */
function inAllRuns(offload: Offload, written: readonly number[], index: number, now: number): number {
  return Math.min(offload.files, (written[index] ?? 0) + now)
}

/** The offload with a reading of its progress. */
export function withProgress(offload: Offload, progress: OffloadProgress, written: readonly number[]): Offload {
  const destinations = offload.destinations.map((one, index): DestinationProgress => {
    const reading = progress.destinations[index]
    if (reading === undefined) return one
    const { fault, origins, ...rest } = reading
    return {
      ...one,
      ...rest,
      filesCopied: inAllRuns(offload, written, index, rest.filesCopied),
      origins: [...origins],
      error: inWords(fault),
    }
  })
  const states = new Set(destinations.map((one) => one.state))
  const state =
    states.has('copying') || states.has('waiting') || states.has('paused')
      ? 'copying'
      : states.has('verifying')
        ? 'verifying'
        : states.has('sealing')
          ? 'sealing'
          : 'verifying'
  return {
    ...offload,
    state,
    bytesRead: Math.min(progress.bytesRead, offload.bytes),
    readErrors: progress.readErrors,
    currentPath: progress.currentPath,
    speed: progress.speed,
    secondsLeft: progress.secondsLeft,
    destinations,
  }
}

/** The offload as its run left it. */
export function withOutcome(
  offload: Offload,
  outcome: OffloadOutcome,
  now: number,
  written: readonly number[],
): Offload {
  const destinations = offload.destinations.map((one, index): DestinationProgress => {
    const ended = outcome.destinations[index]
    if (ended === undefined) return one
    return {
      ...one,
      state: ended.state,
      filesCopied: inAllRuns(offload, written, index, ended.copied),
      filesVerified: ended.verified,
      conflicts: ended.conflicts,
      failures: ended.failures,
      readErrors: ended.readErrors,
      origins: [...ended.origins],
      readBack: ended.readBack,
      speed: 0,
      error: inWords(ended.fault),
      ...(ended.state === 'done' && ended.failures === 0
        ? {
            bytesCopied: offload.bytes,
            bytesVerified: ended.verified >= offload.files ? offload.bytes : one.bytesVerified,
          }
        : {}),
    }
  })
  const parked = outcome.state === 'parked'
  return {
    ...offload,
    state: outcome.state,
    destinations,
    speed: 0,
    secondsLeft: null,
    currentPath: null,
    readErrors: outcome.cardReadErrors,
    remarks: withReadErrors(offload, outcome),
    ...(outcome.interrupted === null ? {} : { error: inWords(outcome.interrupted) }),
    verdict: parked ? null : outcome.verdict,
    finishedAt: parked ? null : now,
    bytesRead: outcome.state === 'done' ? offload.bytes : offload.bytesRead,
  }
}

/**
 * Read errors that a further try corrected stand beside the verdict: the copies are right, the device wants looking after.
 */
function withReadErrors(offload: Offload, outcome: OffloadOutcome): Remark[] {
  const remark = (code: string, where: string, errors: number): Remark => ({
    code,
    level: 'warning',
    paths: [where],
    message: `${where} had ${errors === 1 ? 'one read error' : `${errors} read errors`} while it was read. What is verified is right all the same, but don't trust it with more before it was checked.`,
  })
  return [
    ...offload.remarks.filter((one) => !one.code.endsWith('.read_errors') && !isForecast(one)),
    ...(outcome.cardReadErrors === 0
      ? []
      : [remark('source.read_errors', offload.sources.join(', '), outcome.cardReadErrors)]),
    ...outcome.destinations.flatMap((one) =>
      one.readErrors === 0 ? [] : [remark('destination.read_errors', one.root, one.readErrors)],
    ),
  ]
}

function inWords(fault: Fault | null): { code: string; message: string } | null {
  return fault === null ? null : { code: fault.code, message: fault.sentence }
}
