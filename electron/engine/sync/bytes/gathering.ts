/**
 * Chunks fetched from packs: neighbours in one request, several requests side by side, each chunk verified by itself.
 * One that is not where it should be, or not what it should be, is looked for wherever else it lies.
 */
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import { placesOfChunk, type ChunkPlace } from '../../db/sync/remote-chunks.ts'
import { damagedObject } from '../format/binary.ts'
import type { ManifestChunk } from '../format/manifest.ts'
import { packKey } from '../format/names.ts'
import { readFrame } from '../format/pack.ts'
import { learn } from './knowing.ts'
import type { Lanes } from './lanes.ts'
import type { ByteRemote } from './remote.ts'

/** A chunk that is wanted, with the place in the file where it goes. */
export interface WantedChunk extends ManifestChunk {
  readonly at: number
}

/** What is asked for at once. */
const MAX_RANGE = 8 << 20
/** Bytes between two chunks that are rather fetched than asked around. */
const MAX_GAP = 128 << 10

interface Range {
  readonly pack: Buffer
  readonly from: number
  length: number
  readonly chunks: WantedChunk[]
}

/** Chunks in as few ranges of packs as make sense. */
export function rangesOf(chunks: readonly WantedChunk[]): Range[] {
  const sorted = chunks.toSorted((one, other) => Buffer.compare(one.pack, other.pack) || one.offset - other.offset)
  const ranges: Range[] = []
  for (const chunk of sorted) {
    const last = ranges[ranges.length - 1]
    const end = chunk.offset + chunk.stored
    if (
      last !== undefined &&
      last.pack.equals(chunk.pack) &&
      chunk.offset - (last.from + last.length) <= MAX_GAP &&
      end - last.from <= MAX_RANGE
    ) {
      last.length = Math.max(last.length, end - last.from)
      last.chunks.push(chunk)
    } else {
      ranges.push({ pack: chunk.pack, from: chunk.offset, length: chunk.stored, chunks: [chunk] })
    }
  }
  return ranges
}

/**
 * Fetches the chunks and hands each to `keep`, in no order. Throws `remote.damaged` for a chunk that is whole nowhere,
 * with its name in the details.
 */
export async function gather(
  remote: ByteRemote,
  chunks: readonly WantedChunk[],
  lanes: Lanes,
  keep: (chunk: WantedChunk, bytes: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let learned = false
  const failed: WantedChunk[] = []
  const one = new AbortController()
  const ended = AbortSignal.any([signal, one.signal])
  await Promise.all(
    rangesOf(chunks).map((range) =>
      lanes
        .run(async () => {
          ended.throwIfAborted()
          const bytes = await remote.store.get(packKey(range.pack), {
            from: range.from,
            length: range.length,
            signal: ended,
          })
          for (const chunk of range.chunks) {
            const opened =
              bytes === null
                ? null
                : openedChunk(
                    remote,
                    chunk,
                    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(
                      chunk.offset - range.from,
                      chunk.offset - range.from + chunk.stored,
                    ),
                  )
            if (opened === null) failed.push(chunk)
            else await keep(chunk, opened)
          }
        })
        .catch((error: unknown) => {
          one.abort(error)
          throw error
        }),
    ),
  )

  for (const chunk of failed) {
    const tried = new Set<string>()
    let opened = await fromElsewhere(remote, chunk, tried, signal)
    if (opened === null && !learned) {
      // Packs are written anew at times; the indexes say where their chunks went.
      learned = true
      await learn(remote, signal)
      opened = await fromElsewhere(remote, chunk, tried, signal)
    }
    if (opened === null)
      throw new RushesError('remote.damaged', damagedObject('A part of this file').message, {
        chunk: chunk.name.toString('hex'),
      })
    await keep(chunk, opened)
  }
}

async function fromElsewhere(
  remote: ByteRemote,
  chunk: WantedChunk,
  tried: Set<string>,
  signal: AbortSignal,
): Promise<Buffer | null> {
  // The first place once more: what was changed on its way only is whole the second time.
  const places: ChunkPlace[] = [chunk, ...placesOfChunk(remote.db, remote.remoteId, chunk.name)]
  for (const { pack, offset, stored } of places) {
    const id = `${pack.toString('latin1')}${offset}`
    if (tried.has(id)) continue
    tried.add(id)
    const bytes = await remote.store.get(packKey(pack), { from: offset, length: stored, signal })
    const opened =
      bytes === null ? null : openedChunk(remote, chunk, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    if (opened !== null) return opened
  }
  return null
}

/** The chunk, or null where the frame is not whole or another one. */
function openedChunk(remote: ByteRemote, chunk: WantedChunk, frame: Buffer): Buffer | null {
  try {
    const bytes = readFrame(remote.secrets, remote.namer, chunk.name, frame)
    return bytes.length === chunk.bytes ? bytes : null
  } catch (error) {
    if (isRushesError(error) && error.code === 'remote.damaged') return null
    throw error
  }
}
