/**
 * Reads chunks out of packs, each compared with its hash.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'
import { findChunk, type StoredChunk } from '../../db/versions/chunks.ts'
import type { ReadableDb } from '../../db/core/handles.ts'
import { openFrame } from './frame.ts'

/** The file of a pack. */
export function packPath(folder: string, packId: string): string {
  return join(folder, packId.slice(-2), `${packId}.pack`)
}

/**
 * The chunks of these hashes in order. Where each lies is asked when its turn comes: thinning may lay it into another
 * pack while a large version is read. Throws `version.gone` for a chunk that is in no pack, `version.damaged` for one
 * that is not what it is named.
 */
export async function* readChunks(
  db: ReadableDb,
  folder: string,
  hashes: readonly Buffer[],
): AsyncGenerator<Buffer, void> {
  let pack: { readonly id: string; readonly file: FileHandle } | undefined
  try {
    for (const hash of hashes) {
      let chunk = placeOf(db, hash)
      if (pack?.id !== chunk.packId) {
        await pack?.file.close()
        pack = undefined
        const opened = await openPackOf(db, folder, chunk)
        chunk = opened.chunk
        pack = { id: chunk.packId, file: opened.file }
      }
      const frame = Buffer.allocUnsafe(chunk.stored)
      const { bytesRead } = await pack.file.read(frame, 0, chunk.stored, chunk.offset)
      yield openFrame(frame.subarray(0, bytesRead), chunk.bytes, hash)
    }
  } finally {
    await pack?.file.close()
  }
}

function placeOf(db: ReadableDb, hash: Buffer): StoredChunk {
  const chunk = findChunk(db, hash)
  if (chunk === undefined)
    throw new RushesError('version.gone', 'The bytes of this version are not kept in the library any more.')
  return chunk
}

/** A pack that went between the question and the opening was written anew: asked again, the chunk is elsewhere. */
async function openPackOf(
  db: ReadableDb,
  folder: string,
  chunk: StoredChunk,
): Promise<{ chunk: StoredChunk; file: FileHandle }> {
  const path = packPath(folder, chunk.packId)
  try {
    return { chunk, file: await open(path, 'r') }
  } catch (error) {
    const now = placeOf(db, chunk.hash)
    if (now.packId !== chunk.packId) return await openPackOf(db, folder, now)
    throw new RushesError(
      'version.damaged',
      `The file ${path} of kept versions is gone or can't be read, and the version is not restored. Look for another copy of it.`,
      {},
      { cause: error },
    )
  }
}
