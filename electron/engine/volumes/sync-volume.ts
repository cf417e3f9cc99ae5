/**
 * Making everything that was written to one file system durable at once.
 */
import { spawn } from 'node:child_process'

/**
 * Kernel file systems whose syncfs(2) waits for the disk and, since Linux 5.8, reports failed writes. Not FUSE, not
 * networks.
 */
const WHOLE = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'vfat', 'exfat', 'ntfs3'])

/** True when `syncVolume` can stand for an fsync of every file on a file system of this type. */
export function canSyncVolume(platform: NodeJS.Platform, fsType: string | null): boolean {
  return platform === 'linux' && fsType !== null && WHOLE.has(fsType)
}

/**
 * Makes all that was written to the file system of a path durable: one commit instead of one a file, which is what
 * makes a card of a hundred thousand small files bearable. Node has no syncfs; `sync -f` of coreutils is that call.
 * @returns false when it is missing or failed; then each file has to be synced, which also tells what is wrong
 */
export function syncVolume(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = spawn('sync', ['-f', path], { stdio: 'ignore' })
    call.on('error', () => {
      resolve(false)
    })
    call.on('close', (status) => {
      resolve(status === 0)
    })
  })
}
