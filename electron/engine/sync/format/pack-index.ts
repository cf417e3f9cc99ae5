/**
 * An index: what lies in which pack. Written by a device after its packs and before the manifests that rest on them;
 * the union of all devices' indexes is what the remote has.
 *
 *     binary object "RIDX" 1: number of packs (u32); for each
 *       name (32) · bytes (u32) · number of chunks (u32); for each name (32) · bytes in the pack (u32) · bytes (u32)
 *
 * Chunks of a pack stand in the order in which they lie, the first behind the pack's 4 letters: 40 bytes a chunk.
 */
import { damagedObject, readObject, writeObject } from './binary.ts'
import { MAX_CHUNK_BYTES, MAX_PACK_BYTES, PACK_HEAD, type PackedChunk } from './pack.ts'
import { NAME_BYTES } from './secrets.ts'

export interface IndexedPack {
  readonly name: Buffer
  readonly bytes: number
  readonly chunks: readonly PackedChunk[]
}

/** Writes an index of these packs. */
export function writeIndex(packs: readonly IndexedPack[]): Buffer {
  const writer = writeObject('RIDX', 1)
  writer.u32(packs.length)
  for (const { name, bytes, chunks } of packs) {
    writer.bytes(name)
    writer.u32(bytes)
    writer.u32(chunks.length)
    for (const chunk of chunks) {
      writer.bytes(chunk.name)
      writer.u32(chunk.stored)
      writer.u32(chunk.bytes)
    }
  }
  return writer.end()
}

/** Reads an index. Throws `remote.damaged` for one whose numbers can't be. */
export function readIndex(object: Uint8Array): IndexedPack[] {
  const reader = readObject(object, 'RIDX', 1, 'An index')
  const packs: IndexedPack[] = []
  for (let left = reader.count(NAME_BYTES + 8); left > 0; left -= 1) {
    const [name, bytes] = [reader.bytes(NAME_BYTES), reader.u32()]
    const chunks: PackedChunk[] = []
    let offset = PACK_HEAD.length
    for (let count = reader.count(NAME_BYTES + 8); count > 0; count -= 1) {
      const chunk = { name: reader.bytes(NAME_BYTES), offset, stored: reader.u32(), bytes: reader.u32() }
      if (chunk.stored === 0 || chunk.bytes === 0 || chunk.bytes > MAX_CHUNK_BYTES) throw damagedObject('An index')
      offset += chunk.stored
      chunks.push(chunk)
    }
    if (bytes > MAX_PACK_BYTES || offset > bytes) throw damagedObject('An index')
    packs.push({ name, bytes, chunks })
  }
  reader.end()
  return packs
}
