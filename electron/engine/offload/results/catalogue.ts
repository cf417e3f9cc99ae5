/**
 * What an offload copied and what it verified, as files for the catalogue.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { keepsChangeTime } from '../../domain/scan/file-state.ts'
import { keptTime } from '../../domain/scan/kept-time.ts'
import { nativeShown } from '../../files/disk-path.ts'
import { inParallel } from '../../mhl/in-parallel.ts'
import type { OffloadPlan } from '../../domain/offload/offload.ts'
import type { FoundFile } from '../../ingest/ingest.ts'
import { MHL_FOLDER } from '../../mhl/names.ts'
import type { OffloadOutcome } from '../run/outcome.ts'

/** Every copy that came to a good end, at every destination. */
export function foundByOffload(plan: OffloadPlan, outcome: OffloadOutcome): FoundFile[] {
  return plan.files.flatMap((file, position) => {
    const hashes = outcome.hashes(position)
    // Histories are no media, and the next sealing adds to their chain.
    if (hashes === null || file.path.includes(`/${MHL_FOLDER}/`)) return []
    return plan.destinations.flatMap((destination, index): FoundFile[] => {
      const copy = outcome.copy(position, index)
      if (copy === null || copy.state === 'failed') return []
      return [
        {
          cardPath: file.path,
          path: join(destination.root, ...copy.writtenAs.split('/')),
          volume: destination.volume,
          bytes: file.size,
          mtimeNs: file.mtimeNs,
          inode: null,
          hashes,
          ...(copy.level === 'full' && outcome.difference(position) === null
            ? { verification: 'verified', verifiedAt: copy.at }
            : { verification: 'copied', verifiedAt: null }),
          readBack: copy.method,
          ...(copy.ctimeNs === null ? {} : { ctimeNs: copy.ctimeNs }),
        },
      ]
    })
  })
}

/**
 * The same with the time of change of each copy. That of its verification counts: one that was written to since then
 * must show it. A copy whose time was not noted has that of now; one that can't be looked at has none.
 */
export async function withChangeTimes(found: readonly FoundFile[]): Promise<FoundFile[]> {
  const known: FoundFile[] = [...found]
  await inParallel(found, 32, async (file, index) => {
    if (file.ctimeNs !== undefined || !keepsChangeTime(file.volume.fsType)) return
    const seen = await lstat(nativeShown(file.path), { bigint: true }).catch(() => null)
    if (seen !== null) known[index] = { ...file, ctimeNs: Number(keptTime(seen.ctimeNs)) }
  })
  return known
}

/** The name of the roll that a path of the plan lies in, or null. */
export function rollOf(plan: OffloadPlan): (path: string) => string | null {
  return (path) => plan.rolls.find((roll) => path.startsWith(`${roll.path}/`))?.name ?? null
}
