/**
 * When a file is a file: rested, whole, and really there. What is still on its way is left alone.
 */
import type { VolumeKind } from '../volumes/volume.ts'

/** Files of this size and more are given longer: a recorder that pauses between two writes is not done. */
const LARGE_BYTES = 1_000_000_000
const REST_MS = { small: 1_500, large: 4_000, network: 10_000 } as const

/**
 * How long (ms) size and time of a file have to rest before it counts as settled. Counted from the moment at which they
 * were first seen, by our own clock: a copied file's time stamp says nothing of when the copy ended.
 */
export function restOf(kind: VolumeKind, bytes: number): number {
  if (kind === 'network') return REST_MS.network
  return bytes >= LARGE_BYTES ? REST_MS.large : REST_MS.small
}

/** Media younger than this (ms) that does not open yet may be in the making; later it is broken. */
export const FRESH_MS = 120_000
/** For so long (ms) after its last change, media that does not open is waited for. */
export const PATIENCE_MS = 30_000

/**
 * Names that programs give to what they have not finished: browsers (.crdownload, .download), rsync (.NAME.XXXXXX),
 * rclone and curl (.partial), FTP and torrent clients (.filepart, .!ut, .aria2), Office and editors (~$…, .~lock.…#,
 * .swp), macOS (.sb-1a2b3c4d-…), Adobe (~ai-…tmp, psA1B2.tmp) and Rushes itself.
 */
const UNFINISHED: readonly RegExp[] = [
  /\.(?:part|partial|filepart|crdownload|download|opdownload|aria2|tmp|temp|swp|swo|lock|lck|idlk|!ut|!qb|bc!)$/i,
  /^\.[^/]+\.[A-Za-z0-9]{6}$/,
  /^~\$/,
  /^\.~lock\./,
  /^~ai-/i,
  /\.sb-[0-9a-f]{8}-/i,
  /^\.rushes-/,
  /^\.goutputstream-/,
  /~$/,
]

/** True for a name that says "not finished yet". */
export function isUnfinishedName(name: string): boolean {
  return UNFINISHED.some((pattern) => pattern.test(name))
}

/** What a look at a file tells. `blocks` of 512 bytes; null where the platform does not say. */
export interface Look {
  readonly bytes: number
  readonly blocks: number | null
}

/**
 * True for a file whose bytes are in somebody's cloud: iCloud's `.NAME.icloud`, and on macOS a file with a size and no
 * blocks. Reading one would download it; thousands of them would fill the disk.
 */
export function isPlaceholder(name: string, look: Look, platform: string): boolean {
  if (/^\..+\.icloud$/.test(name)) return true
  return platform === 'darwin' && look.bytes > 0 && look.blocks === 0
}

/** Why a file is not ingested, in words; null when nothing speaks against it. */
export function reasonToLeave(name: string, look: Look, platform: string): string | null {
  if (isUnfinishedName(name)) return 'Its name says that it is not finished yet.'
  if (isPlaceholder(name, look, platform)) return 'Its bytes are in the cloud and not on this drive.'
  return null
}
