/**
 * What a file system's refusal means for a remote that is a folder.
 */
import { isRushesError, RushesError, type ErrorCode } from '../../../../shared/model/errors.ts'

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS'])
/** A link in the place of a folder or a file (ELOOP, ENOTDIR): somebody else wrote there. */
const STRANGE = new Set(['ELOOP', 'ENOTDIR', 'EISDIR'])

/** The failure in our words; what is one of ours already, and an abort, stay as they are. */
export function folderFault(error: unknown, root: string): unknown {
  if (isRushesError(error) || !(error instanceof Error) || error.name === 'AbortError') return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const say = (is: ErrorCode, sentence: string): RushesError =>
    new RushesError(is, sentence, { folder: root, code }, { cause: error })
  if (FULL.has(code)) return say('remote.full', `The drive of ${root} is full. Make room there; then the sync resumes.`)
  if (DENIED.has(code))
    return say(
      'remote.denied',
      `Rushes may not write to ${root}. Give your user the right to, or choose another folder.`,
    )
  if (STRANGE.has(code))
    return say(
      'remote.damaged',
      `In ${root} something is in the way of a folder or a file of the remote. Remove it, or choose another folder.`,
    )
  if (code === 'ENOENT')
    return say(
      'remote.unreachable',
      `The folder ${root} is not there. Connect its drive or share, or make the folder first.`,
    )
  return say(
    'remote.unreachable',
    `The folder ${root} does not answer. Connect the drive or the share; then the sync resumes.`,
  )
}
