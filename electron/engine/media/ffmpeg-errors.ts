/**
 * ffmpeg's log to a failure with a sentence for people.
 */
import { RushesError } from '../../../shared/model/errors.ts'

/** The last line of the log that names an error, without ffmpeg's addresses. */
export function lastError(log: string): string {
  const lines = log.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim())
  if (lines.some((line) => /^Cannot determine format of input|does not contain any stream/.test(line))) {
    return 'it has a header, but no frame that can be read; the recording or the copy was cut short.'
  }
  const reasons = lines.filter(
    (line) => /error|invalid|fail|cannot|not found|unable|unsupported|no such|truncat/i.test(line) && !line.startsWith(
      'Conversion failed',
    ),
  )
  const reason = reasons.at(-1) ?? 'no frame and no sample of it could be read.'
  return /[.!]$/.test(reason) ? reason : `${reason}.`
}

/** The failure of a run that ended badly: a full disk by its own code, everything else as 'media.failed'. */
export function failure(input: string, log: string, command: string): RushesError {
  if (/No space left on device/i.test(log)) {
    return new RushesError(
      'disk.full', 'The disk of the library is full. Free some space, then try again.', { input, command, log },
    )
  }
  return new RushesError(
    'media.failed',
    `${input} could not be decoded: ${lastError(log)} The original is untouched; see the log of the job.`,
    { input, command, log },
  )
}
