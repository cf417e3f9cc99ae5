/**
 * A copy that reads back differently from the original: read both once more, and name the guilty side.
 */
import type { WriteFault } from '../../files/errno.ts'
import { errnoOf } from '../../files/errno.ts'
import type { SettleJob } from './messages.ts'
import type { ReadBackOptions } from '../../files/read-back.ts'
import type { ReadRetry } from '../../files/read-retry.ts'
import { readBack } from '../../files/read-back.ts'

/**
 * Says who is to blame for a mismatch. The copy is never accepted, even when the second reading agrees: a drive that
 * answers now so and now otherwise holds nothing safely.
 * @param card patience with the card, whose read errors are counted apart
 */
export function diagnose(
  job: SettleJob,
  copy: string,
  root: string,
  options: ReadBackOptions,
  card: ReadRetry,
): WriteFault {
  const quiet: ReadBackOptions = { ...options, onBytes: () => {} }
  const source = again(job.source, { ...quiet, method: 'device', readRetry: card })
  const there = again(copy, quiet)
  const fault = (sentence: string): WriteFault => ({ code: 'hash.mismatch', sentence, stops: false })
  if (source !== job.xxh128 && source.length === job.xxh128.length) {
    return fault(
      `${job.path} was read from the card twice with different bytes. The card, its reader or the cable is not reliable: use another reader and resume the offload.`,
    )
  }
  if (source !== job.xxh128) {
    return fault(
      `The copy of ${job.path} on ${root} differs, and the card can't be read again (${source}). Check the card reader and resume the offload.`,
    )
  }
  if (there === job.xxh128) {
    return fault(
      `${job.path} read back wrong from ${root} and then right. The drive, its cable or this computer's memory is not reliable: the copy is not kept; check them and resume the offload.`,
    )
  }
  return fault(
    `${job.path} reads back from ${root} with another checksum than on the card. The copy is not kept. Check the drive, then resume the offload.`,
  )
}

/** The xxh128 of a second reading, or the errno that it ended with. */
function again(path: string, options: ReadBackOptions): string {
  try {
    return readBack(path, options)?.xxh128 ?? 'stopped'
  } catch (error) {
    return errnoOf(error)
  }
}
