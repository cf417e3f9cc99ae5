/**
 * Which kept contents are made of which chunks, as numbers: a store of a thousand versions has a million such ties, and
 * they are counted again and again while it is thinned.
 */
import { chunkListOf, hashesIn, keptIds, sizeOfChunk } from '../db/versions/chunks.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { ENTRY_BYTES } from './store/pack-format.ts'

/** How long one look may take before everybody else gets a turn. */
const TURN_MS = 8

export interface ChunkUse {
  /** Of each kept content the numbers of its chunks, each once. */
  readonly chunksOf: ReadonlyMap<string, Uint32Array>
  /** The number of each hash, which is the key as latin-1. */
  readonly numbers: ReadonlyMap<string, number>
  /** Bytes that each chunk ingests its pack, its line in the pack's index with it. */
  readonly cost: readonly number[]
}

/** Reads it, in turns of a few milliseconds. */
export async function readChunkUse(db: ReadableDb): Promise<ChunkUse> {
  const numbers = new Map<string, number>()
  const cost: number[] = []
  const chunksOf = new Map<string, Uint32Array>()
  let until = performance.now() + TURN_MS
  for (const contentId of keptIds(db)) {
    const own = new Set<number>()
    for (const hash of hashesIn(chunkListOf(db, contentId) ?? Buffer.alloc(0))) {
      const key = hash.toString('latin1')
      let number = numbers.get(key)
      if (number === undefined) {
        number = cost.length
        numbers.set(key, number)
        cost.push(sizeOfChunk(db, hash) + ENTRY_BYTES)
      }
      own.add(number)
      if (performance.now() > until) {
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
        until = performance.now() + TURN_MS
      }
    }
    chunksOf.set(contentId, Uint32Array.from(own))
  }
  return { chunksOf, numbers, cost }
}

/** How many contents each chunk is needed for, when these are left out. */
export function usersOf(use: ChunkUse, without: ReadonlySet<string> = new Set()): Uint32Array {
  const users = new Uint32Array(use.cost.length)
  for (const [contentId, chunks] of use.chunksOf)
    if (!without.has(contentId)) for (const chunk of chunks) users[chunk]! += 1
  return users
}

/** Bytes of all chunks that anything needs. */
export function neededBytes(use: ChunkUse, users: Uint32Array): number {
  return use.cost.reduce((sum, bytes, chunk) => sum + (users[chunk]! > 0 ? bytes : 0), 0)
}
