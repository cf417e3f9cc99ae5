/**
 * The free bytes of a drive at this moment.
 */
import { statfs } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

/** A drive that is healthy answers within milliseconds; what is silent for longer is asked again by the look at the drives. */
const PATIENCE_MS = 1_000

/** Free bytes at a mount point, or null when it does not answer in time. */
export async function freeNow(mountPoint: string): Promise<number | null> {
  const room = statfs(mountPoint).then(({ bavail, bsize }) => bavail * bsize, () => null)
  return Promise.race([room, wait(PATIENCE_MS, null, { ref: false })])
}
