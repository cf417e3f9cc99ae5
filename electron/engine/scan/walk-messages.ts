/**
 * What a scan and its walking thread say to each other.
 */

/** Numbers in the memory that both sides share. */
export const SHARED = {
  /** 1: stop now. */
  stop: 0,
  /** Batches that the scan has taken; the walker is at most `AHEAD` before it. */
  taken: 1,
  /** Goes up with every call to the file system: a walker that stands still is stuck in one. */
  steps: 2,
  /** 1 while the walker waits for the scan, and so may stand still. */
  waits: 3,
  count: 4,
} as const

/** Batches on their way: enough that neither side waits for the other, few enough to bound the memory. */
export const AHEAD = 4

/** Numbers kept of each file: size, mtime (ns), inode, ctime (ns). */
export const FACTS = 4

export type WalkRequest =
  | {
      readonly type: 'walk'
      readonly id: number
      /** Absolute path of the watched folder. */
      readonly top: string
      /** Device number that everything in it has. */
      readonly device: number
      /** Folders relative to the top ('' for itself); `whole` with all that is below. */
      readonly folders: readonly { readonly folder: string; readonly whole: boolean }[]
      /** Folders and files that are left out wherever they lie and whatever they are called: the library's own. */
      readonly leaveOut: readonly { readonly device: number; readonly inode: number }[]
      readonly shared: SharedArrayBuffer
    }
  | {
      readonly type: 'look'
      readonly id: number
      readonly top: string
      readonly paths: readonly string[]
      readonly shared: SharedArrayBuffer
    }
  | { readonly type: 'ground'; readonly id: number; readonly top: string; readonly shared: SharedArrayBuffer }

/**
 * `listed`: read whole · `gone`: not there · `closed`: may not be read · `fault`: the drive failed · `left`: left out,
 * or another file system.
 */
export type FolderState = 'listed' | 'gone' | 'closed' | 'fault' | 'left'

/** Some entries of one folder, or what became of it. */
export interface FolderPart {
  readonly folder: string
  readonly state: FolderState
  /** Its entries in the batch. */
  readonly from: number
  readonly to: number
  readonly first: boolean
  readonly last: boolean
  /** Folders in it, told with its last part when it was not to be walked whole. */
  readonly subfolders: readonly string[]
  /** Entries of which the disk would not say what they are, told with its last part. */
  readonly unclear: readonly string[]
  /** What went wrong, or why it was left out, in words; null for nothing worth telling. */
  readonly note: string | null
}

/** Names are joined by `/`, the one character that no name can hold. */
export interface Batch {
  readonly parts: readonly FolderPart[]
  readonly names: string
  readonly facts: Float64Array
}

/** `gone` also when something else than a file lies there now. */
export type Look = 'there' | 'gone' | 'unclear'

/** What a watched folder stands on. */
export interface Ground {
  /** Null when it could be looked at; else the system's code. */
  readonly fault: string | null
  readonly isFolder: boolean
  readonly device: number
  /** The text of the marker file, null when there is none. */
  readonly marker: string | null
}

export type WalkReply =
  | { readonly type: 'batch'; readonly id: number; readonly batch: Batch }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'looks'; readonly id: number; readonly looks: readonly Look[] }
  | { readonly type: 'ground'; readonly id: number; readonly ground: Ground }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
