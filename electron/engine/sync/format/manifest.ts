/**
 * A manifest: of which chunks a content is made, and where they lay when it was written. It is found by the content's
 * name, is enough to fetch the content with, and takes some 38 bytes a chunk.
 *
 *     binary object "RMAN" 1:
 *       class (u8: 0 media, 1 document) · bytes (u64) · xxh128 (16) · root (32)
 *       number of packs (u32), their names (32 each)
 *       number of chunks (u32); for each: name (32) · bytes (varint) · stored − bytes − overhead, zigzag (varint)
 *       number of runs (u32); for each: which pack (varint) · offset (varint) · how many chunks (varint)
 *
 * Runs are places of chunks that lie one behind the other, in the order of the content. Packs may be written anew
 * later: a chunk that is not there any more is looked for in the indexes.
 *
 * The root proves the whole: keyed BLAKE3 of "rushes content 1", class, bytes, xxh128, and each chunk's name and length
 * (u32).
 */
import { damagedObject, readObject, writeObject } from './binary.ts'
import type { ContentClass } from './cut-sizes.ts'
import { MAX_CHUNK_BYTES, MAX_PACK_BYTES } from './pack.ts'
import { NAME_BYTES, type ContentKey, type Namer } from './secrets.ts'

/** A chunk's place. */
export interface Place {
  readonly pack: Buffer
  readonly offset: number
  readonly stored: number
}

export interface ManifestChunk extends Place {
  readonly name: Buffer
  readonly bytes: number
}

export interface Manifest extends ContentKey {
  readonly contentClass: ContentClass
  readonly root: Buffer
  readonly chunks: readonly ManifestChunk[]
}

const CLASSES: readonly ContentClass[] = ['media', 'document']

/** The root of a content. */
export function contentRoot(
  namer: Namer,
  content: ContentKey & { readonly contentClass: ContentClass },
  chunks: readonly { readonly name: Uint8Array; readonly bytes: number }[],
): Buffer {
  const list = Buffer.alloc(chunks.length * (NAME_BYTES + 4))
  chunks.forEach(({ name, bytes }, index) => {
    list.set(name, index * (NAME_BYTES + 4))
    list.writeUInt32LE(bytes, index * (NAME_BYTES + 4) + NAME_BYTES)
  })
  const head = Buffer.alloc(9)
  head.writeUInt8(CLASSES.indexOf(content.contentClass))
  head.writeBigUInt64LE(BigInt(content.bytes), 1)
  return namer.name(Buffer.from('rushes content 1'), head, Buffer.from(content.xxh128, 'hex'), list)
}

/** Writes a manifest. `overhead` is what a frame adds to a chunk (`frameOverhead`). */
export function writeManifest(manifest: Manifest, overhead: number): Buffer {
  const writer = writeObject('RMAN', 1)
  writer.u8(CLASSES.indexOf(manifest.contentClass))
  writer.u64(manifest.bytes)
  writer.bytes(Buffer.from(manifest.xxh128, 'hex'))
  writer.bytes(manifest.root)

  const packs = new Map<string, { readonly name: Buffer; readonly index: number }>()
  const runs: { pack: number; offset: number; end: number; count: number }[] = []
  for (const { pack, offset, stored } of manifest.chunks) {
    const id = pack.toString('latin1')
    let known = packs.get(id)
    if (known === undefined) packs.set(id, (known = { name: pack, index: packs.size }))
    const last = runs[runs.length - 1]
    if (last !== undefined && last.pack === known.index && last.end === offset) {
      last.end += stored
      last.count += 1
    } else {
      runs.push({ pack: known.index, offset, end: offset + stored, count: 1 })
    }
  }
  writer.u32(packs.size)
  for (const { name } of packs.values()) writer.bytes(name)
  writer.u32(manifest.chunks.length)
  for (const { name, bytes, stored } of manifest.chunks) {
    writer.bytes(name)
    writer.varint(bytes)
    writer.varint(zigzag(stored - bytes - overhead))
  }
  writer.u32(runs.length)
  for (const { pack, offset, count } of runs) {
    writer.varint(pack)
    writer.varint(offset)
    writer.varint(count)
  }
  return writer.end()
}

/** Reads a manifest. Throws `remote.damaged` for one that contradicts itself or its root. */
export function readManifest(object: Uint8Array, namer: Namer, overhead: number): Manifest {
  const what = 'The list of a file’s parts'
  const reader = readObject(object, 'RMAN', 1, what)
  const contentClass = CLASSES[reader.u8()]
  const [bytes, xxh128, root] = [reader.u64(), reader.bytes(16).toString('hex'), reader.bytes(NAME_BYTES)]
  const packs: Buffer[] = []
  for (let left = reader.count(NAME_BYTES); left > 0; left -= 1) packs.push(reader.bytes(NAME_BYTES))
  const chunks: { name: Buffer; bytes: number; stored: number }[] = []
  let sum = 0
  for (let left = reader.count(NAME_BYTES + 2); left > 0; left -= 1) {
    const chunk = { name: reader.bytes(NAME_BYTES), bytes: reader.varint(), stored: 0 }
    chunk.stored = chunk.bytes + overhead + unzigzag(reader.varint())
    if (chunk.bytes === 0 || chunk.bytes > MAX_CHUNK_BYTES || chunk.stored <= 0 || chunk.stored > MAX_PACK_BYTES)
      throw damagedObject(what)
    sum += chunk.bytes
    chunks.push(chunk)
  }
  const placed: ManifestChunk[] = []
  for (let left = reader.count(3); left > 0; left -= 1) {
    const pack = packs[reader.varint()]
    let offset = reader.varint()
    const count = reader.varint()
    if (pack === undefined || count === 0 || count > chunks.length - placed.length) throw damagedObject(what)
    for (let end = placed.length + count; placed.length < end;) {
      const chunk = chunks[placed.length]!
      placed.push({ ...chunk, pack, offset })
      offset += chunk.stored
    }
    if (offset > MAX_PACK_BYTES) throw damagedObject(what)
  }
  reader.end()
  if (contentClass === undefined || sum !== bytes || placed.length !== chunks.length) throw damagedObject(what)
  const manifest = { contentClass, bytes, xxh128, root, chunks: placed }
  if (!contentRoot(namer, manifest, placed).equals(root)) throw damagedObject(what)
  return manifest
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

/**
 * Several manifests of small contents in one object, so that a thousand posters are one request:
 * binary object "RBUN" 1: how many (u32); for each its bytes (u32) and the manifest.
 */
export function writeBundle(manifests: readonly Buffer[]): Buffer {
  const writer = writeObject('RBUN', 1)
  writer.u32(manifests.length)
  for (const manifest of manifests) {
    writer.u32(manifest.length)
    writer.bytes(manifest)
  }
  return writer.end()
}

/** The manifests of a bundle. Throws `remote.damaged`. */
export function readBundle(object: Uint8Array, namer: Namer, overhead: number): Manifest[] {
  const reader = readObject(object, 'RBUN', 1, 'A list of files’ parts')
  const manifests: Manifest[] = []
  for (let left = reader.count(80); left > 0; left -= 1)
    manifests.push(readManifest(reader.bytes(reader.u32()), namer, overhead))
  reader.end()
  return manifests
}
