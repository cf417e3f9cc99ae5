/**
 * What repairing would do, before anything is done: which good copy is taken, and where the bad one goes.
 */
import { lstat } from 'node:fs/promises'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { RepairStep } from '../../../shared/model/verification.ts'
import type { EngineContext } from '../context.ts'
import { badCopiesOf, type BadCopy } from '../db/catalogue/copies-check.ts'
import { diskPath, shownPath } from '../domain/byte-names.ts'
import { nativeShown } from '../files/disk-path.ts'
import { goodHere } from './repair-copy.ts'
import { asideFor } from './set-aside.ts'

/**
 * One step a bad copy, in the order in which they were asked for. A copy that is not known as bad any more is left out.
 * `named`: a person named these very files, so what was changed after it was verified is repaired, too.
 */
export async function planRepair(
  context: EngineContext,
  fileIds: readonly string[],
  named = false,
): Promise<RepairStep[]> {
  const known = new Map(badCopiesOf(context.library.reader, fileIds).map((copy) => [copy.fileId, copy]))
  const steps: RepairStep[] = []
  for (const id of fileIds) {
    const bad = known.get(id)
    if (bad !== undefined) steps.push(await stepOf(context, bad, named))
  }
  return steps
}

async function stepOf(context: EngineContext, bad: BadCopy, named: boolean): Promise<RepairStep> {
  const { fileId, path, volumeLabel, bytes, mountPoint, changed } = bad
  if (changed && !named)
    return {
      fileId,
      path,
      volumeLabel,
      bytes,
      from: null,
      aside: null,
      changed,
      why: `${path} was changed after it was verified. Somebody may have meant that, so it is repaired only by itself.`,
    }
  try {
    const [from] = goodHere(context, bad)
    if (from === undefined) throw new RushesError('not_found', `No verified copy of ${path} is known.`)
    const there = await lstat(nativeShown(path)).catch(() => null)
    return {
      fileId,
      path,
      volumeLabel,
      bytes,
      from: { path: from.path, volumeLabel: from.volumeLabel, verifiedAt: from.verifiedAt },
      aside: there === null ? null : shownPath(await asideFor(diskPath(path), mountPoint)),
      changed,
      why: null,
    }
  } catch (error) {
    if (!isRushesError(error)) throw error
    return { fileId, path, volumeLabel, bytes, from: null, aside: null, changed, why: error.message }
  }
}
