/**
 * A store in memory: for tests and simulations. It keeps every promise of the interface.
 */
import { createHash } from 'node:crypto'
import { checkedKey, checkedPrefix, compareKeys } from './key.ts'
import type { ObjectStore } from './store.ts'

interface Kept {
  readonly bytes: Uint8Array
  readonly modifiedAt: number
  readonly tag: string
}

interface MemoryStoreOptions {
  readonly name?: string
  /** The store's clock, milliseconds since 1970. */
  readonly clock?: () => number
}

/** Makes an empty store. */
export function createMemoryStore({ name = 'memory:', clock = Date.now }: MemoryStoreOptions = {}): ObjectStore {
  const objects = new Map<string, Kept>()

  return {
    name,
    async put(key, bytes, { ifAbsent = false, signal } = {}) {
      signal?.throwIfAborted()
      if (ifAbsent && objects.has(checkedKey(key))) return 'there'
      const kept = Uint8Array.from(bytes)
      objects.set(checkedKey(key), {
        bytes: kept,
        modifiedAt: clock(),
        tag: createHash('md5').update(kept).digest('hex'),
      })
      return 'made'
    },
    async get(key, { from = 0, length, signal } = {}) {
      signal?.throwIfAborted()
      const kept = objects.get(checkedKey(key))
      return kept === undefined ? null : kept.bytes.slice(from, length === undefined ? undefined : from + length)
    },
    async head(key) {
      const kept = objects.get(checkedKey(key))
      return kept === undefined ? null : { key, bytes: kept.bytes.length, modifiedAt: kept.modifiedAt, tag: kept.tag }
    },
    async *list(prefix, { after = '', signal } = {}) {
      checkedPrefix(prefix)
      for (const key of [...objects.keys()].filter((one) => one.startsWith(prefix) && one > after).sort(compareKeys)) {
        signal?.throwIfAborted()
        const kept = objects.get(key)
        if (kept !== undefined) yield { key, bytes: kept.bytes.length, modifiedAt: kept.modifiedAt, tag: kept.tag }
      }
    },
    async remove(key) {
      objects.delete(checkedKey(key))
    },
    clockOffset: () => clock() - Date.now(),
    async close() {},
  }
}
