/**
 * What an offload copied and what it verified, as files for the catalogue.
 */
import { join } from 'node:path'
import type { OffloadPlan } from '../domain/offload.ts'
import type { FoundFile } from '../catalogue/ingest.ts'
import { MHL_FOLDER } from '../mhl/names.ts'
import type { OffloadOutcome } from './outcome.ts'

/** Every copy that came to a good end, at every destination. */
export function foundByOffload(plan: OffloadPlan, outcome: OffloadOutcome): FoundFile[] {
  return plan.files.flatMap((file, position) => {
    const hashes = outcome.hashes(position)
    // Histories are no media, and the next sealing adds to their chain.
    if (hashes === null || file.path.includes(`/${MHL_FOLDER}/`)) return []
    return plan.destinations.flatMap((destination, index): FoundFile[] => {
      const copy = outcome.copy(position, index)
      if (copy === null || copy.state === 'failed') return []
      return [{
        cardPath: file.path, path: join(destination.root, ...copy.writtenAs.split('/')), volume: destination.volume,
        bytes: file.size, mtimeNs: file.mtimeNs, inode: null, hashes, 
        ...(copy.level === 'full' && outcome.difference(position) === null ? { verification: 'verified', verifiedAt: copy.at } : { verification: 'copied', verifiedAt: null }), readBack: copy.method,
      }]
    })
  })
}

/** The name of the roll that a path of the plan lies in, or null. */
export function rollOf(plan: OffloadPlan): (path: string) => string | null {
  return (path) => plan.rolls.find((roll) => path.startsWith(`${roll.path}/`))?.name ?? null
}
