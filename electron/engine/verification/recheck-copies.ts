/**
 * Files that were written to with size and date left as they were: hashed again, and told from what they were.
 */
import type { EngineContext } from '../context.ts'
import type { CopyToCheck } from '../db/catalogue/copies-check.ts'
import { recordRechecks, type Recheck } from '../db/catalogue/files-verify.ts'
import { classify } from '../domain/media/media-kinds.ts'
import { EDITED_KINDS } from '../domain/media/media-kinds.ts'
import { bestReadBack } from '../domain/volumes/volume.ts'
import type { CheckDeps } from './check-copies.ts'
import { checkCopy } from './check-copy.ts'

/** What was verified before is an original; what is edited, or was never verified, is somebody's work. */
const ORIGINAL: ReadonlySet<string> = new Set(['verified', 'copied', 'failed'])

/**
 * Hashes them, one after the other, and writes down what they are. What can't be read now is left for the next look.
 */
export async function recheckCopies(
  context: EngineContext,
  { hashes, identify }: CheckDeps,
  copies: readonly (CopyToCheck & { readonly was: string })[],
  signal: AbortSignal,
): Promise<void> {
  const found: Recheck[] = []
  try {
    for (const copy of copies) {
      const readBack = bestReadBack(await identify(copy.mountPoint))
      const { finding, record } = await checkCopy(copy, { hashFile: hashes.hashFile, readBack, signal })
      const fileId = copy.fileId
      if (finding === 'verified' && record?.method != null)
        found.push({ fileId, is: 'same', method: record.method, ctimeNs: record.now?.ctimeNs ?? null })
      else if (finding === 'mismatch')
        found.push(
          ORIGINAL.has(copy.was) && !(copy.was !== 'verified' && isEdited(copy.path))
            ? { fileId, is: 'changed', method: record?.method ?? null }
            : { fileId, is: 'edited' },
        )
    }
  } finally {
    const touched = await recordRechecks(context.library.writer, found, context.now())
    if (touched.length > 0)
      context.events.publish(['assets', 'volumes', 'roots'], touched.length > 200 ? null : touched)
    const changed = found.filter(({ is }) => is === 'changed').length
    if (changed > 0) context.log.warn({ copies: changed }, 'copies were changed after they were verified')
  }
}

function isEdited(path: string): boolean {
  return (EDITED_KINDS as readonly string[]).includes(classify(path))
}
