/**
 * The room on a drive at this moment: the only place where the system is asked for it.
 */
import { statfs } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * A drive that is healthy answers within milliseconds; what is silent for longer is asked again by the look at the
 * drives.
 */
const PATIENCE_MS = 1_000

/**
 * Bytes of the file system that a path lies on, and how many of them this user can still write: blocks that are kept
 * for the system don't count. Waits for as long as the drive takes. Throws the error of the system call.
 */
export async function freeSpaceAt(path: string): Promise<{ readonly capacity: number; readonly free: number }> {
  const { blocks, bavail, bsize } = await statfs(path)
  return { capacity: blocks * bsize, free: bavail * bsize }
}

/** Free bytes at a mount point, or null when it does not answer in time. */
export async function freeNow(mountPoint: string): Promise<number | null> {
  const room = freeSpaceAt(mountPoint).then(
    ({ free }) => free,
    () => null,
  )
  return Promise.race([room, wait(PATIENCE_MS, null, { ref: false })])
}
