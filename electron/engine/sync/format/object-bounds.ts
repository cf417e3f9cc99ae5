/**
 * How large an object of each kind can be. Whoever can write to a remote can lay one of any size there: a larger one is
 * damage of that object, found by its size before a byte of it is in memory.
 */
import type { RushesError } from '../../../../shared/model/errors.ts'
import { ACKS, CHECKPOINTS, HEADS, JOURNALS } from '../journal/journal-keys.ts'
import { damagedObject } from './binary.ts'
import { BUNDLES, FORMAT_KEY, INDEXES, KEYS, MANIFESTS, PACKS, PLANS, SESSIONS } from './names.ts'
import { MAX_PACK_BYTES } from './pack.ts'

const MIB = 1 << 20
/** What compression and sealing may add to what is read. */
const SPARE = MIB

/** By the beginning of the key, the longest first. Bytes. */
const BOUNDS: readonly (readonly [prefix: string, bytes: number])[] = [
  [FORMAT_KEY, MIB],
  [KEYS, MIB],
  [HEADS, MIB],
  [SESSIONS, MIB],
  // Segments unpack to 32 MiB, parts of checkpoints to 16, their lists to 64: see segment.ts and checkpoint.ts.
  [JOURNALS, 32 * MIB + SPARE],
  [CHECKPOINTS, 64 * MIB + SPARE],
  [ACKS, 16 * MIB],
  [PACKS, MAX_PACK_BYTES + SPARE],
  // Forty-odd bytes a chunk of half a megabyte: a content of ten terabytes.
  [BUNDLES, 1024 * MIB],
  [MANIFESTS, 1024 * MIB],
  [INDEXES, 256 * MIB],
  [PLANS, 256 * MIB],
]
const OTHERS = 64 * MIB

/** The most bytes that are read of the object under this key. */
function mostBytesOf(key: string): number {
  return BOUNDS.find(([prefix]) => key.startsWith(prefix))?.[1] ?? OTHERS
}

/** Throws `remote.damaged`, naming the object, where so many bytes are more than its kind can have. */
export function assertFits(key: string, bytes: number): void {
  if (bytes > mostBytesOf(key)) throw tooLarge(key, bytes)
}

function tooLarge(key: string, bytes: number): RushesError {
  return damagedObject(`${key} (${bytes} bytes, more than such an object can have)`)
}
