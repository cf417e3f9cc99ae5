/**
 * Keeps bytes: a content that is kept can be had back bit for bit, as long as the library's drive is whole. Equal chunks are
 * stored once, whichever version or file they come from.
 *
 * A content counts as kept only after its packs are on the disk. A crash before that leaves a pack that nothing points to;
 * it is swept at the next start.
 */
import { open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'
import { newId } from '../../../../shared/util/ids.ts'
import {
  allPacks, chunksOf, enterKept, enterPack, hasChunk, hashesIn, isKept, moveChunks, type StoredChunk,
} from '../../db/chunks.ts'
import type { WritableDb } from '../../db/handles.ts'
import { openFrame } from './frame.ts'
import type { StoreThread } from './store-thread.ts'

/** New chunks of a large file go into packs of about this size, so that thinning later rewrites little. */
const PACK_BYTES = 16 << 20

export interface VersionStore {
  /**
   * Keeps the bytes of a content as they lie in a file now. False when the file no longer holds them: it is then left to
   * the next look. Throws `disk.full` and system errors in words.
   */
  keep(contentId: string, xxh128: string, path: string): Promise<boolean>
  has(contentId: string): boolean
  /** The bytes of a kept content, chunk by chunk, each compared with its hash. Throws `version.gone`, `version.damaged`. */
  read(contentId: string): AsyncGenerator<Buffer, void>
  /** Writes these chunks of a pack into a new one, each compared with its hash, and enters that they lie there. */
  repack(chunks: readonly StoredChunk[]): Promise<void>
  /** Removes packs that the catalogue does not know, and halves of packs. */
  sweep(): Promise<void>
}

export interface StoreDeps {
  readonly db: WritableDb
  /** `<library>/versions`. */
  readonly folder: string
  readonly thread: StoreThread
  readonly now: () => number
}

/** The file of a pack. */
export function packPath(folder: string, packId: string): string {
  return join(folder, packId.slice(-2), `${packId}.pack`)
}

/** Opens the store over a library's folder. */
export function openStore(deps: StoreDeps): VersionStore {
  const { db, thread } = deps

  async function keep(contentId: string, xxh128: string, path: string): Promise<boolean> {
    if (isKept(db, contentId)) return true
    const cut = await thread.cut(path)
    if (cut.xxh128 !== xxh128) return false
    const hashes = hashesIn(Buffer.from(cut.hashes))
    const news: { offset: number; bytes: number; hash: Buffer }[] = []
    const seen = new Set<string>()
    let offset = 0
    for (const [index, hash] of hashes.entries()) {
      const bytes = cut.lengths[index]!
      const key = hash.toString('latin1')
      if (!seen.has(key) && !hasChunk(db, hash)) news.push({ offset, bytes, hash })
      seen.add(key)
      offset += bytes
    }
    for (const group of inPacks(news)) {
      const id = newId()
      const written = await thread.pack(path, packPath(deps.folder, id), group)
      db.transaction(() => {
        enterPack(db, {
          id, bytes: written.bytes, now: deps.now(),
          chunks: group.map((chunk, index) => ({ hash: chunk.hash, bytes: chunk.bytes, ...written.frames[index]! })),
        })
      })()
    }
    db.transaction(() => { enterKept(db, contentId, Buffer.from(cut.hashes), deps.now()) })()
    return true
  }

  async function* read(contentId: string): AsyncGenerator<Buffer, void> {
    const chunks = chunksOf(db, contentId)
    if (chunks === undefined) throw new RushesError('version.gone', 'The bytes of this version are not kept in the library.')
    for (const run of inOnePack(chunks)) yield* readRun(deps.folder, run)
  }

  return {
    keep, read,
    has: (contentId) => isKept(db, contentId),
    async repack(chunks) {
      // The frames are unpacked once more on the way: what is damaged is told now, not when it is needed.
      const ordered = chunks.toSorted((a, b) => a.offset - b.offset)
      const plain = join(deps.folder, `${newId()}.plain.part`)
      try {
        const file = await open(plain, 'wx')
        try {
          for await (const chunk of readRun(deps.folder, ordered)) await file.writeFile(chunk)
        } finally {
          await file.close()
        }
        let offset = 0
        const group = ordered.map((chunk) => {
          const at = offset
          offset += chunk.bytes
          return { offset: at, bytes: chunk.bytes, hash: chunk.hash }
        })
        const id = newId()
        const written = await thread.pack(plain, packPath(deps.folder, id), group)
        db.transaction(() => {
          moveChunks(db, { id, bytes: written.bytes, now: deps.now(), chunks: group.map((chunk, index) => ({ hash: chunk.hash, bytes: chunk.bytes, ...written.frames[index]! })) })
        })()
      } finally {
        await rm(plain, { force: true })
      }
    },
    async sweep() {
      const known = new Set(allPacks(db).map((pack) => `${pack.id}.pack`))
      for (const name of await readdir(deps.folder, { recursive: true }).catch(() => [])) {
        const file = name.slice(name.lastIndexOf('/') + 1).slice(name.lastIndexOf('\\') + 1)
        if ((file.endsWith('.pack') || file.endsWith('.part')) && !known.has(file)) await rm(join(deps.folder, name), { force: true })
      }
    },
  }
}

function inPacks<T extends { readonly bytes: number }>(chunks: readonly T[]): T[][] {
  const packs: T[][] = []
  let room = 0
  for (const chunk of chunks) {
    if (room < chunk.bytes || packs.length === 0) {
      packs.push([])
      room = PACK_BYTES
    }
    packs[packs.length - 1]!.push(chunk)
    room -= chunk.bytes
  }
  return packs
}

/** Neighbours in the content that lie in one pack are read through one open file. */
function inOnePack(chunks: readonly StoredChunk[]): StoredChunk[][] {
  const runs: StoredChunk[][] = []
  for (const chunk of chunks) {
    const last = runs[runs.length - 1]
    if (last?.[0]?.packId === chunk.packId) last.push(chunk)
    else runs.push([chunk])
  }
  return runs
}

async function* readRun(folder: string, run: readonly StoredChunk[]): AsyncGenerator<Buffer, void> {
  const path = packPath(folder, run[0]!.packId)
  const pack = await open(path, 'r').catch((error: unknown) => {
    throw new RushesError('version.damaged', `The file ${path} of kept versions is gone or can't be read, and the version is not restored. Look for another copy of it.`, {}, { cause: error })
  })
  try {
    for (const chunk of run) {
      const frame = Buffer.allocUnsafe(chunk.stored)
      const { bytesRead } = await pack.read(frame, 0, chunk.stored, chunk.offset)
      yield openFrame(frame.subarray(0, bytesRead), chunk.bytes, chunk.hash)
    }
  } finally {
    await pack.close()
  }
}
