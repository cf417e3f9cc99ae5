/**
 * Room in folders that take proxies. A job whose folder is full waits for room, and is not tried until there is more
 * than when it failed: it would be made again and again for nothing.
 */
import { visible } from '../../../shared/util/visible.ts'
import { MIN_FREE } from '../media/derive-disk.ts'
import { freeSpaceAt } from '../volumes/free-now.ts'

interface TargetRoom {
  /** Why a job can't begin to write below `base`, a sentence; null where there is room, and where nobody can tell. */
  missing(jobId: string, base: string): Promise<string | null>
  /** The folder was full under a job. What is said of it. */
  filled(jobId: string, base: string): Promise<string>
  /** It was made. */
  forget(jobId: string): void
}

export function createTargetRoom(): TargetRoom {
  /** Free bytes when a job failed for want of room. */
  const failedAt = new Map<string, number>()
  const freeAt = (base: string): Promise<number | null> =>
    freeSpaceAt(base).then(
      ({ free }) => free,
      () => null,
    )
  const said = (base: string): string => `Waits for room: ${visible(base)} is full. Free some space there`
  return {
    async missing(jobId, base) {
      const free = await freeAt(base)
      return free === null || free >= (failedAt.get(jobId) ?? 0) + MIN_FREE ? null : said(base)
    },
    async filled(jobId, base) {
      failedAt.set(jobId, (await freeAt(base)) ?? 0)
      return said(base)
    },
    forget: (jobId) => void failedAt.delete(jobId),
  }
}
