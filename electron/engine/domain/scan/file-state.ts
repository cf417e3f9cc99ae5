/**
 * Was a file written to since its bytes were last known? By size and date, and by its time of change (ctime), which
 * nobody sets: some tools that write tags put the date back.
 */
import { SAME_TIME_NS } from './scan-diff.ts'

/** What a file system says of a file. `ctimeNs` is null where it keeps no such time, or it is not known. */
export interface FileFacts {
  readonly bytes: number
  readonly mtimeNs: number
  readonly ctimeNs: number | null
}

/** File systems keep dates to two seconds (FAT) or better. */
const DATE_NS = 2e9

/**
 * `written`: it was written to · `untouched`: it was not, so other bytes are rot · `unknown`: size and date are as they
 * were, and there is no time of change to tell by.
 */
export type Touch = 'written' | 'untouched' | 'unknown'

/** Compares what was known with what is now. */
export function touchOf(known: FileFacts, now: FileFacts): Touch {
  if (known.bytes !== now.bytes || Math.abs(known.mtimeNs - now.mtimeNs) > DATE_NS) return 'written'
  if (known.ctimeNs === null || now.ctimeNs === null) return 'unknown'
  return changeTimeMoved(known.ctimeNs, now.ctimeNs) ? 'written' : 'untouched'
}

/** True when the time of change moved. False where one of the two is not known. */
export function changeTimeMoved(known: number | null, now: number | null): boolean {
  return known !== null && now !== null && Math.abs(known - now) >= SAME_TIME_NS
}

/** File systems that keep no time of change: what they say there is the date once more, or the moment of mounting. */
const KEEPS_NONE = new Set([
  'vfat',
  'msdos',
  'fat',
  'fat32',
  'fat16',
  'exfat',
  'fuse.exfat',
  'fuse.exfat-fuse',
  'fuseblk',
  'fuse',
])

/** True where a moved time of change means that the file was written to. */
export function keepsChangeTime(fsType: string | null): boolean {
  return fsType !== null && !KEEPS_NONE.has(fsType.toLowerCase())
}
