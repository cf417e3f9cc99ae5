/**
 * Fills packs. A pack's memory comes from whoever sends it, and goes back to be filled again.
 */
import { frameOverhead, packTail, PACK_HEAD, writeFrame } from '../format/pack.ts'
import type { ContentClass } from '../format/cut-sizes.ts'
import { NAME_BYTES, type Namer, type RepositorySecrets } from '../format/secrets.ts'
import type { FilledPack } from './messages.ts'

/** Room for what a pack says of itself: 40 bytes a chunk, and a seal around that. */
const TAIL_ROOM = 1 << 20
/** A pack of small contents has no more chunks: it is entered in the catalogue in one step. */
const MAX_CHUNKS = 2000

export interface Packer {
  /** Adds a chunk. True when the pack should go now. */
  add(name: Uint8Array, chunk: Uint8Array, contentClass: ContentClass): boolean
  /** The pack as it is, and begins another one; null where it is empty. */
  take(): FilledPack | null
  /** Memory to be filled again. */
  giveBack(memory: ArrayBuffer): void
}

interface Packed {
  readonly name: Buffer
  readonly stored: number
  readonly bytes: number
}

/** Makes a packer. A pack has at least `packBytes` when it goes, and at most one greatest chunk more. */
export function createPacker(
  secrets: RepositorySecrets,
  namer: Namer,
  packBytes: number,
  mostChunkBytes: number,
): Packer {
  const room = packBytes + mostChunkBytes + frameOverhead(secrets) + TAIL_ROOM
  const free: ArrayBuffer[] = []
  let open: { readonly buffer: Buffer; at: number; readonly chunks: Packed[] } | null = null

  function begin(): NonNullable<typeof open> {
    const buffer = Buffer.from(free.pop() ?? new ArrayBuffer(room))
    return { buffer, at: PACK_HEAD.copy(buffer), chunks: [] }
  }

  return {
    add(name, chunk, contentClass) {
      const pack = (open ??= begin())
      let stored = 0
      for (const part of writeFrame(secrets, name, chunk, contentClass)) {
        pack.buffer.set(part, pack.at + stored)
        stored += part.length
      }
      pack.at += stored
      pack.chunks.push({ name: Buffer.from(name), stored, bytes: chunk.length })
      return pack.at >= packBytes || pack.chunks.length >= MAX_CHUNKS
    },
    take() {
      if (open === null) return null
      const { buffer, at, chunks } = open
      open = null
      const tail = packTail(secrets, chunks)
      buffer.set(tail, at)
      const bytes = at + tail.length
      const names = new Uint8Array(chunks.length * NAME_BYTES)
      chunks.forEach(({ name }, index) => {
        names.set(name, index * NAME_BYTES)
      })
      return {
        name: Uint8Array.from(namer.name(buffer.subarray(0, bytes))),
        memory: buffer.buffer as ArrayBuffer,
        bytes,
        names,
        stored: Uint32Array.from(chunks, (one) => one.stored),
        lengths: Uint32Array.from(chunks, (one) => one.bytes),
      }
    },
    giveBack(memory) {
      if (memory.byteLength === room) free.push(memory)
    },
  }
}
