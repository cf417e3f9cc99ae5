/**
 * What a walk did not come across: folders that are known and gone, and folders that are there and not known.
 */
import type { WritableDb } from '../db/core/handles.ts'
import { nextTurn } from '../db/core/relaxed-writes.ts'
import { afterFolder, nextKnownFolder, type Ground } from '../db/volumes/scan-files.ts'
import { isUnder, onVolume } from './paths.ts'
import { addAbsent, knownIn, type Seen } from './reconcile.ts'

/** Questions to the catalogue between two turns. */
const STEPS = 100

/** Adds the files of all known folders at or below `top` that the walk did not list to those that are absent. */
export async function addAbsentBelow(db: WritableDb, ground: Ground, top: string, seen: Seen): Promise<void> {
  let steps = 0
  for (
    let folder: string | null = top;
    folder !== null;
    folder = nextKnownFolder(db, ground.volumeId, top, folder === top ? null : folder)
  ) {
    if (++steps % STEPS === 0) await nextTurn()
    if (seen.listed.has(folder) || isUnder(seen.unknown, folder)) continue
    addAbsent(seen, folder, await knownIn(db, ground, folder))
  }
}

/** The known folders directly in a folder that was looked at alone. */
function knownChildren(db: WritableDb, ground: Ground, folder: string): Set<string> {
  const children = new Set<string>()
  for (let at = nextKnownFolder(db, ground.volumeId, folder, null); at !== null;) {
    const below = folder === '' ? at : at.slice(folder.length + 1)
    const slash = below.indexOf('/')
    const child = slash < 0 ? below : below.slice(0, slash)
    children.add(child)
    // What lies deeper in a child is passed over at once; names that sort between a folder and its content are not.
    at = nextKnownFolder(db, ground.volumeId, folder, slash < 0 ? at : afterFolder(onVolume(folder, child)))
  }
  return children
}

/**
 * Compares the folders in those that were looked at alone with the known ones: files of vanished ones are absent.
 * Returns the folders that are new, relative to the drive: they are to be walked whole.
 */
export async function compareSubfolders(
  db: WritableDb,
  ground: Ground,
  folders: readonly string[],
  seen: Seen,
): Promise<string[]> {
  const fresh: string[] = []
  for (const folder of folders) {
    if (!seen.listed.has(folder)) continue
    const known = knownChildren(db, ground, folder)
    for (const child of seen.subfolders.get(folder) ?? []) {
      if (!known.delete(child)) fresh.push(onVolume(folder, child))
    }
    for (const child of known) await addAbsentBelow(db, ground, onVolume(folder, child), seen)
    await nextTurn()
  }
  return fresh
}
