/**
 * A pack: chunks one after the other, each in a frame that can be read and verified by itself, so that a part of a pack
 * can be fetched. At its end it says what it holds, so that indexes can be made again from packs alone.
 *
 *     "RPK1"
 *     frames           plain: method (u8: 0 as it is, 1 zstd) · bytes of the chunk (u32) · payload; sealed: see seal.ts
 *     contents         a binary object "RPKC" (binary.ts): 16 random bytes · number of frames (u32) · for each name (32) ·
 *                      bytes in the pack (u32) · bytes (u32); sealed like an object under the name "pack contents" where the
 *                      library is encrypted
 *     bytes of contents (u32) · "RPKE"
 *
 * Its name is the keyed BLAKE3 of all its bytes. The random bytes see to it that a name never comes again: what was
 * once said to be garbage is never something new.
 */
import { randomBytes } from 'node:crypto'
import { squeeze, unsqueeze } from '../../chunks/squeeze.ts'
import { damagedObject, readObject, writeObject } from './binary.ts'
import type { ContentClass } from './cut-sizes.ts'
import { FRAME_SEAL_BYTES, openFrameSeal, openObject, sealFrame, sealObject } from './seal.ts'
import { NAME_BYTES, type Namer, type RepositorySecrets } from './secrets.ts'

export const PACK_HEAD = Buffer.from('RPK1', 'latin1')
const PACK_END = Buffer.from('RPKE', 'latin1')
const FRAME_HEAD = 5
const NONCE_BYTES = 16
const FOOT = 4 + PACK_END.length
const CONTENTS_KEY = 'pack contents'
/** No chunk is longer: a reader takes no memory for more. */
export const MAX_CHUNK_BYTES = 8 << 20
/** No pack is longer. */
export const MAX_PACK_BYTES = 64 << 20
const [AS_IT_IS, ZSTD] = [0, 1]

/** A frame in a pack. */
export interface PackedChunk {
  readonly name: Buffer
  /** From the beginning of the pack. */
  readonly offset: number
  /** Bytes in the pack. */
  readonly stored: number
  /** Bytes of the chunk. */
  readonly bytes: number
}

/** What a frame adds to a chunk that lies as it is. */
export function frameOverhead({ sealing }: RepositorySecrets): number {
  return FRAME_HEAD + (sealing === null ? 0 : FRAME_SEAL_BYTES)
}

/** The parts of a chunk's frame, in order. Media is never packed by zstd; the rest where it gains. */
export function writeFrame(
  secrets: RepositorySecrets,
  name: Uint8Array,
  chunk: Uint8Array,
  contentClass: ContentClass,
): readonly Uint8Array[] {
  const packed = contentClass === 'document' ? squeeze(chunk) : chunk
  const isPacked = packed.length < chunk.length
  const head = Buffer.allocUnsafe(FRAME_HEAD)
  head.writeUInt8(isPacked ? ZSTD : AS_IT_IS)
  head.writeUInt32LE(chunk.length, 1)
  const plain = [head, isPacked ? packed : chunk]
  return isSealing(secrets) ? sealFrame(secrets, name, plain) : plain
}

/** The chunk in a frame. Throws `remote.damaged` unless it is the one that is named, whole. */
export function readFrame(secrets: RepositorySecrets, namer: Namer, name: Uint8Array, frame: Buffer): Buffer {
  const plain = isSealing(secrets) ? openFrameSeal(secrets, name, frame) : frame
  if (plain.length < FRAME_HEAD) throw damagedObject('A chunk')
  const [method, bytes] = [plain.readUInt8(), plain.readUInt32LE(1)]
  const chunk = bytes > MAX_CHUNK_BYTES || bytes === 0 ? null : unpacked(method, plain.subarray(FRAME_HEAD), bytes)
  if (chunk === null || chunk.length !== bytes || !namer.name(chunk).equals(name)) throw damagedObject('A chunk')
  return chunk
}

function unpacked(method: number, payload: Buffer, bytes: number): Buffer | null {
  if (method === AS_IT_IS) return payload
  return method === ZSTD ? unsqueeze(payload, bytes) : null
}

/** What follows the frames of a pack. */
export function packTail(secrets: RepositorySecrets, chunks: readonly Omit<PackedChunk, 'offset'>[]): Buffer {
  const writer = writeObject('RPKC', 1)
  writer.bytes(randomBytes(NONCE_BYTES))
  writer.u32(chunks.length)
  for (const { name, stored, bytes } of chunks) {
    writer.bytes(name)
    writer.u32(stored)
    writer.u32(bytes)
  }
  const contents = isSealing(secrets) ? sealObject(secrets, CONTENTS_KEY, writer.end()) : writer.end()
  const length = Buffer.alloc(4)
  length.writeUInt32LE(contents.length)
  return Buffer.concat([contents, length, PACK_END])
}

/** What a pack holds, by itself. Throws `remote.damaged`. */
export function readPackContents(secrets: RepositorySecrets, pack: Buffer): PackedChunk[] {
  const foot = pack.length - FOOT
  if (
    pack.length > MAX_PACK_BYTES ||
    foot < PACK_HEAD.length ||
    !pack.subarray(0, 4).equals(PACK_HEAD) ||
    !pack.subarray(foot + 4).equals(PACK_END)
  )
    throw damagedObject('A pack')
  const end = foot - pack.readUInt32LE(foot)
  if (end < PACK_HEAD.length) throw damagedObject('A pack')
  const contents = isSealing(secrets)
    ? openObject(secrets, CONTENTS_KEY, pack.subarray(end, foot))
    : pack.subarray(end, foot)
  const reader = readObject(contents, 'RPKC', 1, 'A pack')
  reader.bytes(NONCE_BYTES)
  const count = reader.count(NAME_BYTES + 8)
  const chunks: PackedChunk[] = []
  let offset = PACK_HEAD.length
  for (let index = 0; index < count; index += 1) {
    const chunk = { name: reader.bytes(NAME_BYTES), offset, stored: reader.u32(), bytes: reader.u32() }
    offset += chunk.stored
    chunks.push(chunk)
  }
  reader.end()
  if (offset !== end) throw damagedObject('A pack')
  return chunks
}

function isSealing(
  secrets: RepositorySecrets,
): secrets is RepositorySecrets & { readonly sealing: NonNullable<RepositorySecrets['sealing']> } {
  return secrets.sealing !== null
}
