/**
 * Telling others what was sent: first the index of packs, then the manifests that rest on them. Never the other way
 * round, so that a manifest that can be read can be fetched.
 */
import { inBatches } from '../../db/core/in-batches.ts'
import {
  chunksOfPack,
  enterReadObject,
  enterRemoteContent,
  lastRead,
  openPacks,
  placesOfChunk,
  setPackState,
} from '../../db/sync/remote-chunks.ts'
import { endTransfer, type Transfer } from '../../db/sync/transfers.ts'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { ContentClass } from '../format/cut-sizes.ts'
import { contentRoot, writeBundle, writeManifest, type ManifestChunk } from '../format/manifest.ts'
import { BUNDLES, bundleKey, INDEXES, indexKey, manifestKey } from '../format/names.ts'
import { frameOverhead } from '../format/pack.ts'
import { writeIndex, type IndexedPack } from '../format/pack-index.ts'
import { contentName, NAME_BYTES } from '../format/secrets.ts'
import { BUNDLED_CHUNKS } from './knowing.ts'
import type { ByteRemote } from './remote.ts'

/** Manifests that are written before everybody else gets a turn. */
const TOLD = 50

/** A content whose chunks are all there. */
export interface Gone {
  readonly transfer: Transfer
  readonly contentClass: ContentClass
  /** Names of its chunks one after the other, and their lengths. */
  readonly names: readonly Uint8Array[]
  readonly lengths: readonly number[]
}

/** Chunks in one index: reading and writing it stays a matter of milliseconds. */
const INDEX_CHUNKS = 20_000

/** Writes indexes of the packs that are in none yet. Answers their bytes; 0 where there was nothing to tell. */
export async function publishIndex(remote: ByteRemote, signal?: AbortSignal): Promise<number> {
  let written = 0
  let packs: IndexedPack[] = []
  let ids: number[] = []
  const write = async (): Promise<void> => {
    if (packs.length === 0) return
    const [these, object] = [ids, writeIndex(packs)]
    const key = indexKey(remote.deviceId, nextSeq(remote, `${INDEXES}${remote.deviceId}/`))
    packs = []
    ids = []
    await remote.store.put(key, object, signal === undefined ? {} : { signal })
    await inBatches(remote.db, [0], () => {
      enterReadObject(remote.db, remote.remoteId, key)
      for (const id of these) setPackState(remote.db, id, 'indexed')
    })
    written += object.length
  }
  for (const { id, name, bytes } of openPacks(remote.db, remote.remoteId, 'sent')) {
    packs.push({ name, bytes, chunks: chunksOfPack(remote.db, id) })
    ids.push(id)
    if (packs.reduce((sum, { chunks }) => sum + chunks.length, 0) >= INDEX_CHUNKS) await write()
  }
  await write()
  return written
}

/**
 * Writes the manifests of contents whose packs are all indexed, and enters them as there. Answers the bytes written.
 */
export async function publishContents(
  remote: ByteRemote,
  contents: readonly Gone[],
  signal?: AbortSignal,
): Promise<number> {
  const overhead = frameOverhead(remote.secrets)
  const bundled: { transfer: Transfer; root: Buffer; object: Buffer }[] = []
  let bytes = 0
  for (const [index, { transfer, contentClass, names, lengths }] of contents.entries()) {
    if (index % TOLD === TOLD - 1)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    const chunks = await placed(remote, Buffer.concat(names), lengths)
    const content = { xxh128: transfer.xxh128, bytes: transfer.bytes, contentClass }
    const root = contentRoot(remote.namer, content, chunks)
    const object = writeManifest({ ...content, root, chunks }, overhead)
    if (chunks.length <= BUNDLED_CHUNKS) {
      bundled.push({ transfer, root, object })
      continue
    }
    const key = manifestKey(contentName(remote.namer, content))
    await remote.store.put(key, object, signal === undefined ? {} : { signal })
    bytes += object.length
    await enterContents(remote, [{ transfer, root }], key)
  }
  if (bundled.length > 0) {
    const key = bundleKey(remote.deviceId, nextSeq(remote, `${BUNDLES}${remote.deviceId}/`))
    const object = writeBundle(bundled.map((one) => one.object))
    await remote.store.put(key, object, signal === undefined ? {} : { signal })
    bytes += object.length
    await inBatches(remote.db, [key], (one) => {
      enterReadObject(remote.db, remote.remoteId, one)
    })
    await enterContents(remote, bundled, key)
  }
  return bytes
}

/** Enters contents as there: their manifests lie in the object `key`. */
export async function enterContents(
  remote: ByteRemote,
  contents: readonly { readonly transfer: Transfer; readonly root: Buffer }[],
  key: string,
): Promise<void> {
  await inBatches(remote.db, contents, ({ transfer, root }) => {
    enterRemoteContent(remote.db, remote.remoteId, contentName(remote.namer, transfer), key)
    endTransfer(remote.db, remote.remoteId, transfer.contentId, root, remote.now())
  })
}

/** Look-ups after which everybody else gets a turn: some milliseconds. */
const LOOKUPS = 500

/** Where each chunk lies, in the order of the content. */
async function placed(remote: ByteRemote, names: Buffer, lengths: readonly number[]): Promise<ManifestChunk[]> {
  const chunks: ManifestChunk[] = []
  for (const [index, bytes] of lengths.entries()) {
    const name = names.subarray(index * NAME_BYTES, (index + 1) * NAME_BYTES)
    const place = placesOfChunk(remote.db, remote.remoteId, name)[0]
    if (place === undefined)
      throw new RushesError(
        'internal',
        'A part of a file that was sent is not where it should be. The file is sent again.',
      )
    chunks.push({ name, bytes, pack: place.pack, offset: place.offset, stored: place.stored })
    if (index % LOOKUPS === LOOKUPS - 1)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
  }
  return chunks
}

/** Numbers of one device go up; the nonce beside them keeps two lives of one device apart. */
function nextSeq(remote: ByteRemote, prefix: string): number {
  const last = lastRead(remote.db, remote.remoteId, prefix).slice(prefix.length)
  return last === '' ? 1 : Number.parseInt(last, 10) + 1
}
