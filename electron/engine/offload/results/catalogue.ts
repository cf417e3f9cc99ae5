/**
 * What an offload copied and what it verified, as files for the catalogue.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { keepsChangeTime } from '../../domain/scan/file-state.ts'
import { keptTime } from '../../domain/scan/kept-time.ts'
import { nativeShown } from '../../files/disk-path.ts'
import { inParallel } from '../../mhl/in-parallel.ts'
import type { FileCopy, OffloadPlan } from '../../domain/offload/offload.ts'
import type { FoundFile, FoundFiles } from '../../ingest/ingest.ts'
import { MHL_FOLDER } from '../../mhl/names.ts'
import type { OffloadOutcome } from '../run/outcome.ts'

/**
 * Every copy that came to a good end, at every destination.
 * @param changed times of change by absolute path, of those whose time was not noted
 */
export function foundByOffload(
  plan: OffloadPlan,
  outcome: OffloadOutcome,
  changed: ReadonlyMap<string, number> = new Map(),
): FoundFiles {
  const positions = new Map<string, number>()
  const written = new Set<number>()
  for (const { position, destination } of copiesOf(plan, outcome)) {
    positions.set(plan.files[position]!.path, position)
    written.add(destination)
  }
  return {
    cardPaths: [...positions.keys()],
    at: (cardPath) => {
      const position = positions.get(cardPath)
      return position === undefined ? [] : filesAt(plan, outcome, position, changed)
    },
    volumes: plan.destinations.flatMap(({ volume }, index) => (written.has(index) ? [{ volume, written: true }] : [])),
  }
}

function filesAt(
  plan: OffloadPlan,
  outcome: OffloadOutcome,
  position: number,
  changed: ReadonlyMap<string, number>,
): readonly FoundFile[] {
  const file = plan.files[position]!
  const hashes = outcome.hashes(position)!
  return plan.destinations.flatMap(({ root, volume }, index): FoundFile[] => {
    const copy = outcome.copy(position, index)
    if (copy === null || copy.state === 'failed') return []
    const path = pathIn(root, copy.writtenAs)
    const ctimeNs = copy.ctimeNs ?? changed.get(path)
    return [
      {
        cardPath: file.path,
        path,
        volume,
        bytes: file.size,
        mtimeNs: file.mtimeNs,
        inode: null,
        hashes,
        ...(copy.level === 'full' && outcome.difference(position) === null
          ? { verification: 'verified', verifiedAt: copy.at }
          : { verification: 'copied', verifiedAt: null }),
        readBack: copy.method,
        ...(ctimeNs === undefined ? {} : { ctimeNs }),
      },
    ]
  })
}

function* copiesOf(
  plan: OffloadPlan,
  outcome: OffloadOutcome,
): Generator<{ readonly position: number; readonly destination: number; readonly copy: FileCopy }, void> {
  for (const [position, { path }] of plan.files.entries()) {
    // Histories are no media, and the next sealing adds to their chain.
    if (outcome.hashes(position) === null || path.includes(`/${MHL_FOLDER}/`)) continue
    for (const destination of plan.destinations.keys()) {
      const copy = outcome.copy(position, destination)
      if (copy !== null && copy.state !== 'failed') yield { position, destination, copy }
    }
  }
}

function pathIn(root: string, writtenAs: string): string {
  return join(root, ...writtenAs.split('/'))
}

/**
 * The times of change of copies whose time was not noted, as they are now, by absolute path. That of its verification
 * counts: one that was written to since then must show it. A copy that can't be looked at has none.
 */
export async function changeTimes(plan: OffloadPlan, outcome: OffloadOutcome): Promise<ReadonlyMap<string, number>> {
  const unknown: string[] = []
  for (const { destination, copy } of copiesOf(plan, outcome)) {
    const { root, volume } = plan.destinations[destination]!
    if (copy.ctimeNs === null && keepsChangeTime(volume.fsType)) unknown.push(pathIn(root, copy.writtenAs))
  }
  const known = new Map<string, number>()
  await inParallel(unknown, 32, async (path) => {
    const seen = await lstat(nativeShown(path), { bigint: true }).catch(() => null)
    if (seen !== null) known.set(path, Number(keptTime(seen.ctimeNs)))
  })
  return known
}

/** The name of the roll that a path of the plan lies in, or null. */
export function rollOf(plan: OffloadPlan): (path: string) => string | null {
  return (path) => plan.rolls.find((roll) => path.startsWith(`${roll.path}/`))?.name ?? null
}
