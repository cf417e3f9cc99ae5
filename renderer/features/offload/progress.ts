/**
 * The sums of an offload's progress. Percent are of bytes: read and read back count alike. Pure.
 */
import type { Offload } from '../../../shared/model/offload.ts'

/** How much is done of all that is to be written and, where that was asked for, read back; 0 to 1. */
export function offloadShare(offload: Pick<Offload, 'bytes' | 'state' | 'destinations' | 'level'>): number {
  if (offload.state === 'done') return 1
  const live = offload.destinations.filter((one) => one.state !== 'failed')
  const whole = offload.bytes * (offload.level === 'full' ? 2 : 1) * live.length
  if (whole === 0) return 0
  return live.reduce((sum, one) => sum + one.bytesCopied + (offload.level === 'full' ? one.bytesVerified : 0), 0) / whole
}

/** Files that are not yet done on every destination that still goes: verified, or copied where no more was asked for. */
export function filesLeft(offload: Pick<Offload, 'files' | 'destinations' | 'level'>): number {
  const live = offload.destinations.filter((one) => one.state !== 'failed')
  if (live.length === 0) return 0
  return Math.max(0, offload.files - Math.min(...live.map((one) => offload.level === 'full' ? one.filesVerified : Math.max(one.filesVerified, one.filesCopied))))
}

/** What the whole does now, for one line in the status bar. */
export function offloadWord(offload: Pick<Offload, 'state' | 'verdict'>): string {
  switch (offload.state) {
    case 'planned': return 'Starting'
    case 'queued': return 'Queued'
    case 'copying': return 'Offloading'
    case 'verifying': return 'Reading back'
    case 'sealing': return 'Sealing'
    case 'done': return offload.verdict === null ? 'Finished' : offload.verdict.safeToFormat ? 'Safe to format' : offload.verdict.verified ? 'Verified, not safe to format' : 'Not verified'
    case 'parked': return 'Stopped'
    case 'failed': return 'Stopped'
  }
}
