/**
 * A pack: chunks one after the other, then an index that says where each lies, so that the catalogue's own index can be
 * made again from the packs alone.
 *
 *     "RUSHPACK" 1 (u32)                                         12 bytes
 *     frames: the chunks, each packed by zstd, or as it is where that is not shorter
 *     index: for each chunk SHA-256 (32) · offset (u64) · length in the pack (u32) · length (u32)
 *     SHA-256 of the index (32) · number of chunks (u32) · "RUSHPEND" (8)
 *
 * Numbers are big-endian. A chunk lies as it is when both lengths are equal.
 */
import { createHash } from 'node:crypto'
import { RushesError } from '../../../../shared/model/errors.ts'

const HEAD = Buffer.concat([Buffer.from('RUSHPACK'), Buffer.from([0, 0, 0, 1])])
const END = Buffer.from('RUSHPEND')
/** Bytes of a chunk's line in the index. */
export const ENTRY_BYTES = 48
const FOOT = 32 + 4 + END.length

/** Bytes before the first frame. */
export const HEAD_BYTES = HEAD.length

export interface PackEntry {
  readonly hash: Buffer
  /** From the beginning of the pack. */
  readonly offset: number
  /** Bytes in the pack. */
  readonly stored: number
  /** Bytes of the chunk. */
  readonly bytes: number
}

/** The first bytes of every pack. */
export function packHead(): Buffer {
  return HEAD
}

/** What follows the frames. */
export function packTail(entries: readonly PackEntry[]): Buffer {
  const index = Buffer.alloc(entries.length * ENTRY_BYTES)
  entries.forEach((entry, position) => {
    const at = position * ENTRY_BYTES
    entry.hash.copy(index, at)
    index.writeBigUInt64BE(BigInt(entry.offset), at + 32)
    index.writeUInt32BE(entry.stored, at + 40)
    index.writeUInt32BE(entry.bytes, at + 44)
  })
  const count = Buffer.alloc(4)
  count.writeUInt32BE(entries.length)
  return Buffer.concat([index, createHash('sha256').update(index).digest(), count, END])
}

/** Reads the index of a pack of `size` bytes through `read`. Throws `version.damaged` for anything that is not one. */
export function readIndex(size: number, read: (offset: number, length: number) => Buffer, name: string): PackEntry[] {
  const damaged = (): RushesError =>
    new RushesError(
      'version.damaged',
      `The file ${name} of kept versions is damaged. Versions in it can't be restored from it.`,
    )
  if (size < HEAD.length + FOOT || !read(0, HEAD.length).equals(HEAD)) throw damaged()
  const foot = read(size - FOOT, FOOT)
  const count = foot.readUInt32BE(32)
  const length = count * ENTRY_BYTES
  if (!foot.subarray(36).equals(END) || HEAD.length + length + FOOT > size) throw damaged()
  const index = read(size - FOOT - length, length)
  if (!createHash('sha256').update(index).digest().equals(foot.subarray(0, 32))) throw damaged()
  return Array.from({ length: count }, (_, position) => {
    const at = position * ENTRY_BYTES
    return {
      hash: Buffer.from(index.subarray(at, at + 32)),
      offset: Number(index.readBigUInt64BE(at + 32)),
      stored: index.readUInt32BE(at + 40),
      bytes: index.readUInt32BE(at + 44),
    }
  })
}
