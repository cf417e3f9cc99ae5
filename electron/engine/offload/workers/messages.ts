/**
 * What the run and its two kinds of workers say to each other, and the counters that they share.
 *
 * Bytes never travel in messages: workers read and write files themselves. Progress doesn't either: it is counted in
 * shared memory, so that a hundred thousand small files cost no messages of their own.
 */
import type { HashFormat, Hashes } from '../../../../shared/model/hash.ts'
import type { ReadBack } from '../../../../shared/model/asset.ts'
import type { VerificationLevel } from '../../../../shared/model/offload.ts'
import type { Fault } from '../../domain/offload/offload.ts'
import type { WriteFault } from '../../files/errno.ts'

/** One file to read once, for its hashes and for the destinations that still need it. */
export interface CopyJob {
  /** Position of the file in the plan. */
  readonly position: number
  readonly path: string
  /** The destination whose verified copy is read, or null for the card. */
  readonly from: number | null
  readonly source: string
  /** The time that the file has there; one that differs was written to meanwhile. */
  readonly seenNs: bigint
  readonly size: number
  /** The time of the original, which the copies get. */
  readonly mtimeNs: bigint
  readonly mode: number
  /** True when the original has holes worth keeping. */
  readonly sparse: boolean
  /** Formats beside those of the run: a manifest on the card gives them for this file. */
  readonly formats?: readonly HashFormat[]
  readonly targets: readonly CopyTarget[]
}

export interface CopyTarget {
  readonly destination: number
  /** The destination's root, for sentences. */
  readonly root: string
  /** Absolute path of the temporary file. */
  readonly temporary: string
}

export interface CopyResult {
  readonly position: number
  readonly from: number | null
  /** Null when the file could not be read to its end, or when the run was stopped. */
  readonly hashes: Hashes | null
  readonly fault: Fault | null
  readonly written: readonly { readonly destination: number; readonly fault: WriteFault | null }[]
  /** Destinations that the others went ahead of, because they were paused or too slow. Nothing is left there. */
  readonly left: readonly number[]
}

/**
 * One copy to make durable, read back and put in its place; or, with no temporary file, one that stands there already.
 */
export interface SettleJob {
  readonly position: number
  readonly path: string
  readonly source: string
  readonly size: number
  readonly temporary: string | null
  readonly final: string
  /** True for a copy that stands under another name: if it is gone, the file is copied. */
  readonly elsewhere?: boolean
  /** The xxh128 of the one read of the source. */
  readonly xxh128: string
}

/**
 * `settled`: under its name and as long as the original, without having been read back. `taken`: the name belongs to
 * someone else by now. `different`: the file that stands there has other bytes.
 */
export interface SettleResult {
  readonly position: number
  readonly outcome: 'verified' | 'settled' | 'taken' | 'different' | 'failed' | 'stopped'
  readonly method: ReadBack | null
  readonly fault: WriteFault | null
  /** Time of change of a copy that bears its name, ns since 1970, as the file system tells it. */
  readonly ctimeNs?: number
}

export interface CopyWorkerData {
  readonly formats: readonly HashFormat[]
  readonly shared: SharedBuffers
}

export interface SettleWorkerData {
  readonly destination: number
  readonly root: string
  /**
   * Below `full` what was written is not read back. What stood there before always is: nothing else tells what it is.
   */
  readonly level: VerificationLevel
  /** What a read past the cache is worth at this destination; `page-cache` asks for plain reads. */
  readonly method: ReadBack
  /** False when bytes and names are left for the system to write when it likes, as `cp` does. */
  readonly durable: boolean
  /** True when one call makes the whole file system durable. */
  readonly syncsWhole: boolean
  readonly shared: SharedBuffers
}

export interface SharedBuffers {
  /** Int32: [stop, then per destination: dead, then per destination: paused]. */
  readonly flags: SharedArrayBuffer
  /**
   * BigInt64: [bytes read, position of the current file, then per destination: bytes copied, bytes verified; then read
   * errors of the card and per destination; then milliseconds that others waited for each destination].
   */
  readonly counters: SharedArrayBuffer
}

export interface Batch<Job> {
  readonly id: number
  readonly jobs: readonly Job[]
}
export interface BatchDone<Result> {
  readonly id: number
  readonly results: readonly Result[]
}
