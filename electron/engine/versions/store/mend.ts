/**
 * Makes the store's folder and the catalogue's index agree: after a crash, and after the catalogue went back to a
 * backup that knows packs which were written anew since, and does not know those that came later.
 */
import { readFile, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'
import { adoptPack, allPacks, dropKept, forgetPack, packOf } from '../../db/versions/chunks.ts'
import type { WritableDb } from '../../db/core/handles.ts'
import { readChunkUse } from '../chunk-use.ts'
import { readIndex } from './pack-format.ts'
import { packPath } from './read-packs.ts'

/** What was found and done. */
export interface Mended {
  /** Packs that the catalogue did not know, and that hold chunks it has nowhere else. */
  readonly adopted: number
  /** Halves of packs, and packs that can't be read or hold nothing of their own. */
  readonly removed: number
  /** Packs that the catalogue knows and that are not there. */
  readonly missing: number
  /** Contents that can't be had back from the store any more, and no longer count as kept. */
  readonly lost: number
}

/**
 * Mends the store. Whole packs that the catalogue does not know are taken up: their chunks are verified when they are
 * read, like all others. When none of the known packs is there the folder itself is in doubt, and nothing is given up.
 */
export async function mendStore(db: WritableDb, folder: string, now: () => number): Promise<Mended> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const known = new Set(allPacks(db).map((pack) => pack.id))
  // A pack lies in the folder that its name says; what lies elsewhere under such a name was laid there by somebody.
  const files = names.filter(
    (name) =>
      name.endsWith('.part') || (name.endsWith('.pack') && join(folder, name) === packPath(folder, packIdOf(name))),
  )
  const there = new Set(files.filter((name) => name.endsWith('.pack')).map(packIdOf))
  const missing = new Set([...known].filter((id) => !there.has(id)))
  let [adopted, removed] = [0, 0]
  for (const name of files) {
    const isPack = name.endsWith('.pack')
    if (isPack && known.has(packIdOf(name))) continue
    if (isPack && (await adopt(db, join(folder, name), missing, now))) adopted += 1
    else {
      await rm(join(folder, name), { force: true })
      removed += 1
    }
  }
  const trusted = missing.size < known.size || adopted > 0
  return { adopted, removed, missing: missing.size, lost: missing.size > 0 && trusted ? await giveUp(db, missing) : 0 }
}

/** True when the pack holds chunks that the catalogue does not know, or knows in a pack that is not there. */
async function adopt(db: WritableDb, path: string, missing: ReadonlySet<string>, now: () => number): Promise<boolean> {
  const bytes = await readFile(path)
  try {
    const own = readIndex(
      bytes.length,
      (offset, length) => bytes.subarray(offset, offset + length),
      basename(path),
    ).filter((entry) => {
      const home = packOf(db, entry.hash)
      return home === undefined || missing.has(home)
    })
    if (own.length === 0) return false
    db.transaction(() => {
      adoptPack(db, { id: packIdOf(path), bytes: bytes.length, now: now(), chunks: own })
    })()
    return true
  } catch (error) {
    if (error instanceof RushesError) return false // Not a pack, or without its index: nothing can be found in it.
    throw error
  }
}

/**
 * Lets go of packs that are not there, and of the contents that need what was only in them. Returns how many those are.
 */
async function giveUp(db: WritableDb, missing: ReadonlySet<string>): Promise<number> {
  const use = await readChunkUse(db)
  const nowhere = new Uint8Array(use.cost.length)
  for (const [hash, number] of use.numbers) {
    const home = packOf(db, Buffer.from(hash, 'latin1'))
    nowhere[number] = home === undefined || missing.has(home) ? 1 : 0
  }
  const lost = [...use.chunksOf]
    .filter(([, chunks]) => chunks.some((chunk) => nowhere[chunk] === 1))
    .map(([contentId]) => contentId)
  db.transaction(() => {
    dropKept(db, lost)
    for (const id of missing) forgetPack(db, id)
  })()
  return lost.length
}

function packIdOf(path: string): string {
  return basename(path, '.pack')
}
