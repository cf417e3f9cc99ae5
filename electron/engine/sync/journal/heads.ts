/**
 * Heads: what a device has given out last, as a hint for those who look. With the names of its last segments in it,
 * they need no list to find them.
 */
import { z } from 'zod'
import { parsePlain } from '../format/plain-json.ts'
import type { ObjectStore } from '../stores/store.ts'
import { headKey, readSegmentKey, segmentKey } from './journal-keys.ts'

/** So many names stand in a head: whoever looks now and then finds all that is new. */
export const NAMES_TOLD = 16

const headSchema = z.object({
  device: z.string().max(64),
  seq: z.number().int().nonnegative(),
  tip: z.string().max(64),
  name: z.string().max(300).default(''),
  last: z.array(z.string().max(50)).max(100).default([]),
})

export type Head = z.infer<typeof headSchema>

/** Writes the head of a device. `last`: names of its last segments, the newest last. */
export async function tellHead(
  store: ObjectStore,
  head: Head & { readonly at: string },
  signal: AbortSignal,
): Promise<void> {
  await store.put(headKey(head.device), Buffer.from(JSON.stringify(head)), { signal })
}

/** The head of a device; null where there is none. It is a hint: one that can't be read is none. */
export async function readHead(store: ObjectStore, device: string, signal: AbortSignal): Promise<Head | null> {
  const bytes = await store.get(headKey(device), { signal })
  if (bytes === null) return null
  try {
    return headSchema.safeParse(parsePlain(Buffer.from(bytes).toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Keys of the segments after `seq`, where the head names them all; else none. */
export function namedAfter(device: string, head: Head | null, seq: number): string[] {
  if (head === null || head.last.length === 0 || head.seq <= seq || seq + 1 < head.seq - head.last.length + 1) return []
  const keys = head.last.slice(head.last.length - (head.seq - seq)).map((name) => segmentKey(device, name))
  return keys.every((key, index) => readSegmentKey(key)?.seq === seq + 1 + index) ? keys : []
}
