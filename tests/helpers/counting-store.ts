/**
 * A store in memory that counts requests and bytes as a bucket would bill them, and finds keys fast among millions.
 */
import { createHash } from 'node:crypto'
import type { ObjectStore } from '../../electron/engine/sync/stores/store.ts'

export interface Counts {
  puts: number
  gets: number
  lists: number
  heads: number
  removes: number
  sentBytes: number
  gotBytes: number
}

export interface CountingStore extends ObjectStore {
  readonly counts: Counts
  /** What was counted while this was done. */
  during<T>(work: () => Promise<T>): Promise<{ readonly counts: Counts; readonly value: T }>
  /** Objects and bytes below a prefix. */
  size(prefix: string): { objects: number; bytes: number }
}

const NONE: Counts = { puts: 0, gets: 0, lists: 0, heads: 0, removes: 0, sentBytes: 0, gotBytes: 0 }
/** Keys of one answer to a list. */
const PAGE = 1_000

/** Makes an empty one. */
export function countingStore(): CountingStore {
  const objects = new Map<string, { bytes: Uint8Array; tag: string; at: number }>()
  const counts: Counts = { ...NONE }
  let sorted: string[] = []
  let isSorted = true
  const keys = (): string[] => {
    if (!isSorted) sorted = [...objects.keys()].sort()
    isSorted = true
    return sorted
  }
  const firstAfter = (key: string): number => {
    let [low, high] = [0, keys().length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sorted[middle]! <= key) low = middle + 1
      else high = middle
    }
    return low
  }

  const store: CountingStore = {
    name: 'memory:',
    counts,
    async put(key, bytes) {
      counts.puts += 1
      counts.sentBytes += bytes.length
      if (!objects.has(key)) isSorted = false
      objects.set(key, {
        bytes: Uint8Array.from(bytes),
        tag: createHash('md5').update(bytes).digest('hex'),
        at: Date.now(),
      })
      return 'made'
    },
    async get(key) {
      counts.gets += 1
      const bytes = objects.get(key)?.bytes ?? null
      counts.gotBytes += bytes?.length ?? 0
      return bytes
    },
    async head(key) {
      counts.heads += 1
      const kept = objects.get(key)
      return kept === undefined ? null : { key, bytes: kept.bytes.length, modifiedAt: kept.at, tag: kept.tag }
    },
    async *list(prefix, { after = '' } = {}) {
      counts.lists += 1
      let told = 0
      for (
        let at = after > prefix ? firstAfter(after) : firstAfter(prefix);
        at < keys().length && sorted[at]!.startsWith(prefix);
        at += 1
      ) {
        if (told > 0 && told % PAGE === 0) counts.lists += 1
        told += 1
        const key = sorted[at]!
        const kept = objects.get(key)
        if (kept !== undefined) yield { key, bytes: kept.bytes.length, modifiedAt: kept.at, tag: kept.tag }
      }
    },
    async remove(key) {
      counts.removes += 1
      if (objects.delete(key)) isSorted = false
    },
    clockOffset: () => 0,
    async close() {},
    async during(work) {
      const before = { ...counts }
      const value = await work()
      const spent = Object.fromEntries(
        Object.entries(counts).map(([name, count]) => [name, count - before[name as keyof Counts]]),
      ) as unknown as Counts
      return { counts: spent, value }
    },
    size(prefix) {
      let [found, bytes] = [0, 0]
      for (const [key, kept] of objects) {
        if (!key.startsWith(prefix)) continue
        found += 1
        bytes += kept.bytes.length
      }
      return { objects: found, bytes }
    },
  }
  return store
}
