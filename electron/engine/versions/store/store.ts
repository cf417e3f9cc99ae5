/**
 * Keeps bytes: a content that is kept can be had back bit for bit, as long as the library's drive is whole. Equal
 * chunks are stored once, whichever version or file they come from.
 *
 * A content counts as kept only after its packs are on the disk. A crash before that leaves a pack that nothing points
 * to; the next start takes it up. Whatever adds or takes packs does so alone: a chunk that one counts on must not be
 * taken by the other meanwhile.
 */
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'
import { newId } from '../../../../shared/util/ids.ts'
import {
  chunkListOf,
  enterKept,
  enterPack,
  findChunk,
  hasChunk,
  hashesIn,
  isKept,
  moveChunks,
  type StoredChunk,
} from '../../db/versions/chunks.ts'
import type { WritableDb } from '../../db/core/handles.ts'
import { mendStore, type Mended } from './mend.ts'
import { packPath, readChunks } from './read-packs.ts'
import type { StoreThread } from './store-thread.ts'

/** New chunks of a large file go into packs of about this size, so that thinning later rewrites little. */
const PACK_BYTES = 16 << 20

/** Questions to the index between two turns of everybody else. */
const TURN = 1000

/** A content whose bytes lie in a file now. */
interface ToKeep {
  readonly contentId: string
  readonly xxh128: string
  readonly path: string
}

export interface VersionStore {
  /**
   * Keeps the bytes of a content as they lie in a file now. False when the file no longer holds them: it is then left
   * to the next look. Throws `disk.full` and system errors in words.
   */
  keep(contentId: string, xxh128: string, path: string): Promise<boolean>
  /**
   * The same for several small files, in one pack: all of them or, when one changes meanwhile, an error. Returns what
   * is kept.
   */
  keepAll(files: readonly ToKeep[]): Promise<string[]>
  /**
   * Keeps them, and reads every chunk back from its pack. Chunks that are damaged or gone are stored anew from the
   * file. What this has answered true for may be replaced on the disk.
   */
  keepProven(contentId: string, xxh128: string, path: string): Promise<boolean>
  has(contentId: string): boolean
  /**
   * The bytes of a kept content, chunk by chunk, each compared with its hash. Throws `version.gone`, `version.damaged`.
   */
  read(contentId: string): AsyncGenerator<Buffer, void>
  /** Does what takes packs away while nothing is kept. Not to be asked from within. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /**
   * Writes these chunks of a pack into a new one, each compared with its hash, and enters that they lie there. Call it
   * `alone`.
   */
  repack(chunks: readonly StoredChunk[]): Promise<void>
  /** Makes folder and index agree, after whatever happened. */
  mend(): Promise<Mended>
}

interface StoreDeps {
  readonly db: WritableDb
  /** `<library>/versions`. */
  readonly folder: string
  readonly thread: StoreThread
  readonly now: () => number
}

/** A range of a file that is to be stored. */
interface Piece {
  readonly path: string
  readonly offset: number
  readonly bytes: number
  readonly hash: Buffer
}

/** Opens the store over a library's folder. */
export function openStore(deps: StoreDeps): VersionStore {
  const { db, folder, thread } = deps
  let last: Promise<unknown> = Promise.resolve()

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work)
    last = mine.catch(() => {}) // Whoever asked is told; the next one is another matter.
    return mine
  }

  async function keepNow(contentId: string, xxh128: string, path: string): Promise<boolean> {
    return (await keepTogether([{ contentId, xxh128, path }])).length === 1
  }

  /** Small files of one go share a pack and a commit. Returns the contents that are kept then. */
  async function keepTogether(files: readonly ToKeep[]): Promise<string[]> {
    const kept: string[] = []
    const lists: { contentId: string; list: Buffer }[] = []
    const news: Piece[] = []
    const seen = new Set<string>()
    let asked = 0
    for (const { contentId, xxh128, path } of files) {
      if (isKept(db, contentId)) {
        kept.push(contentId)
        continue
      }
      const cut = await thread.cut(path)
      if (cut.xxh128 !== xxh128) continue
      const list = Buffer.from(cut.hashes)
      let offset = 0
      for (const [index, hash] of hashesIn(list).entries()) {
        const bytes = cut.lengths[index]!
        const key = hash.toString('latin1')
        if (!seen.has(key) && !hasChunk(db, hash)) news.push({ path, offset, bytes, hash })
        seen.add(key)
        offset += bytes
        asked += 1
        if (asked % TURN === 0) await nextTurn()
      }
      lists.push({ contentId, list })
    }
    await packPieces(news, enterPack)
    if (lists.length > 0)
      db.transaction(() => {
        for (const { contentId, list } of lists) enterKept(db, contentId, list, deps.now())
      })()
    return [...kept, ...lists.map((one) => one.contentId)]
  }

  async function packPieces(pieces: readonly Piece[], enter: typeof enterPack): Promise<void> {
    for (const group of inPacks(pieces)) {
      const id = newId()
      const written = await thread.pack(packPath(folder, id), group)
      const chunks = group.map((piece, index) => ({ hash: piece.hash, bytes: piece.bytes, ...written.frames[index]! }))
      db.transaction(() => {
        enter(db, { id, bytes: written.bytes, now: deps.now(), chunks })
      })()
    }
  }

  /**
   * Pieces of the file whose chunks can't be read from their packs. Offsets follow from the lengths the index knows.
   */
  async function unreadable(path: string, hashes: readonly Buffer[]): Promise<Piece[]> {
    const bad: Piece[] = []
    let offset = 0
    for (const hash of hashes) {
      const { bytes } = findChunk(db, hash)!
      try {
        for await (const _ of readChunks(db, folder, [hash])) void _
      } catch (error) {
        if (!(error instanceof RushesError) || error.code !== 'version.damaged') throw error
        bad.push({ path, offset, bytes, hash })
      }
      offset += bytes
    }
    return bad
  }

  async function keepProvenNow(contentId: string, xxh128: string, path: string): Promise<boolean> {
    if (!(await keepNow(contentId, xxh128, path))) return false
    const hashes = hashesIn(chunkListOf(db, contentId)!)
    await packPieces(await unreadable(path, hashes), moveChunks)
    const [still] = await unreadable(path, hashes)
    if (still !== undefined)
      throw new RushesError(
        'version.damaged',
        `${path} could not be kept so that it can be read back. Check the library’s drive.`,
      )
    return true
  }

  return {
    keep: (contentId, xxh128, path) => alone(() => keepNow(contentId, xxh128, path)),
    keepAll: (files) => alone(() => keepTogether(files)),
    keepProven: (contentId, xxh128, path) => alone(() => keepProvenNow(contentId, xxh128, path)),
    has: (contentId) => isKept(db, contentId),
    async *read(contentId) {
      const list = chunkListOf(db, contentId)
      if (list === undefined)
        throw new RushesError('version.gone', 'The bytes of this version are not kept in the library.')
      yield* readChunks(db, folder, hashesIn(list))
    },
    alone,
    async repack(chunks) {
      // Frames are unpacked once more on the way: what is damaged is told now, not when it is needed.
      const plain = join(folder, `${newId()}.plain.part`)
      try {
        const file = await open(plain, 'wx')
        const pieces: Piece[] = []
        let offset = 0
        try {
          for (const { hash, bytes } of chunks.toSorted((a, b) => a.offset - b.offset)) {
            pieces.push({ path: plain, offset, bytes, hash })
            offset += bytes
          }
          for await (const chunk of readChunks(
            db,
            folder,
            pieces.map((piece) => piece.hash),
          ))
            await file.writeFile(chunk)
        } finally {
          await file.close()
        }
        await packPieces(pieces, moveChunks)
      } finally {
        await rm(plain, { force: true })
      }
    },
    mend: () => alone(() => mendStore(db, folder, deps.now)),
  }
}

function inPacks(pieces: readonly Piece[]): Piece[][] {
  const packs: Piece[][] = []
  let room = 0
  for (const piece of pieces) {
    if (room < piece.bytes || packs.length === 0) {
      packs.push([])
      room = PACK_BYTES
    }
    packs[packs.length - 1]!.push(piece)
    room -= piece.bytes
  }
  return packs
}

async function nextTurn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
}
