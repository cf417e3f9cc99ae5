/**
 * Verifying copies in bulk: page by page through the catalogue, with what was found written down as it goes, so that a
 * verification that is cut off has not been for nothing.
 */
import type { EngineContext } from '../context.ts'
import { recordCopyChecks, recordMissing, type CopyCheck } from '../db/catalogue/files-verify.ts'
import type { CopyToCheck } from '../db/catalogue/copies-check.ts'
import { bestReadBack } from '../domain/volumes/volume.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import { inParallel } from '../mhl/in-parallel.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import { checkCopy, type CheckedCopy } from './check-copy.ts'
import { stillMissing } from './second-look.ts'

export interface CheckDeps {
  readonly hashes: HashPool
  readonly identify: IdentifyVolume
}

/** Copies of one page: their results are written down together. */
export const PAGE = 200

/** Checks copies, tells each, and records them. Returns the ids of the copies that were proven good or bad. */
export async function checkCopies(
  context: EngineContext,
  { hashes, identify }: CheckDeps,
  copies: readonly CopyToCheck[],
  options: {
    readonly signal?: AbortSignal
    readonly onBytes?: (bytes: number, copy: CopyToCheck) => void
    readonly onChecked?: (checked: CheckedCopy) => void
  },
): Promise<readonly string[]> {
  const best = new Map<string, ReturnType<typeof bestReadBack>>()
  for (const mountPoint of new Set(copies.map((copy) => copy.mountPoint)))
    best.set(mountPoint, bestReadBack(await identify(mountPoint)))
  const records: CopyCheck[] = []
  const gone: CopyToCheck[] = []
  try {
    await inParallel(copies, hashes.size, async (copy) => {
      const checked = await checkCopy(copy, {
        hashFile: hashes.hashFile,
        readBack: best.get(copy.mountPoint) ?? 'page-cache',
        onBytes: (bytes) => options.onBytes?.(bytes, copy),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      })
      if (checked.record !== null) records.push(checked.record)
      if (checked.finding === 'missing' && !copy.watched) gone.push(copy)
      options.onChecked?.(checked)
    })
  } finally {
    const touched = [
      ...(await recordCopyChecks(context.library.writer, records, context.now())),
      ...(await recordMissing(context.library.writer, await missedTwice(gone, identify), context.now())),
    ]
    if (touched.length > 0) context.events.publish(['assets', 'volumes'], touched.length > 200 ? null : touched)
  }
  return records.map(({ fileId }) => fileId)
}

/** Ids of copies that are missing, drive by drive. */
export async function missedTwice(copies: readonly CopyToCheck[], identify: IdentifyVolume): Promise<string[]> {
  const missing: string[] = []
  for (const [mountPoint, group] of Map.groupBy(copies, (copy) => copy.mountPoint)) {
    const volume = await identify(mountPoint)
    if (volume.mountPoint !== mountPoint || !volume.answers) continue
    missing.push(...(await stillMissing(group, ({ path }) => path, volume, identify)).map(({ fileId }) => fileId))
  }
  return missing
}
