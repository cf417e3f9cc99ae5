/**
 * Files that moved within their drive: one pass over what is gone and what is new, whichever watched folder either lies
 * in.
 */
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { nextTurn, quietTurns } from '../db/core/relaxed-writes.ts'
import { watchedRoots, type RootRow } from '../db/volumes/roots.ts'
import { anyMissed, freshPlaces, missedLike, moveRow, takenTwin, type WaitingSince } from '../db/volumes/scan-moves.ts'
import { keepsInodes, matchMoves, type Place } from '../domain/scan/moves.ts'

/** Files matched in one go. */
const GROUP = 1_000
/** A file can show up at its new place in a look before the one that misses it: so much earlier, ms. */
const EARLIER_MS = 60_000

/**
 * Finds the moves since a scan began and writes them. `missed` are the ids that it did not find. Returns those that
 * moved.
 */
export async function moveFiles(
  db: WritableDb,
  root: RootRow,
  missed: readonly string[],
  since: number,
): Promise<Set<string>> {
  const moved = new Set<string>()
  if (!anyMissed(db, root.volumeId)) return moved
  const stale = new Set<string>()
  const refresh = (): void => {
    refreshAssets(db, [...stale])
    stale.clear()
  }
  for (const kinds of inGroups(await freshOn(db, root.volumeId, since - EARLIER_MS))) {
    const absent = kinds.flatMap(([first]) => missedLike(db, root.volumeId, first!.bytes, first!.mtimeNs))
    await nextTurn()
    await quietTurns(
      db,
      matchMoves(absent, kinds.flat(), keepsInodes(root.fsType)),
      ({ from, to }) => {
        if (move(db, from, to, stale)) moved.add(from)
      },
      refresh,
    )
  }
  await quietTurns(
    db,
    missed,
    (id) => {
      if (!moved.has(id) && moveToTwin(db, id, stale)) moved.add(id)
    },
    refresh,
  )
  return moved
}

/**
 * Makes one file of a missed one and of what it has become and was ingested, where there is such a one. A large folder
 * is walked for long: what was renamed in it can have been ingested before its old place is missed, or while that is
 * looked at again. Returns whether it moved. Assets to refresh at the end of the transaction are added to `stale`.
 */
export function moveToTwin(db: WritableDb, id: string, stale: Set<string>): boolean {
  const twin = takenTwin(db, id)
  return twin !== null && move(db, id, twin, stale)
}

function move(db: WritableDb, from: string, to: string, stale: Set<string>): boolean {
  const row = moveRow(db, from, to)
  for (const assetId of row?.stale ?? []) stale.add(assetId)
  return row !== undefined
}

/** New files that have the size and time of one that is missed, those that are alike together. */
async function freshOn(db: WritableDb, volumeId: string, since: number): Promise<Place[][]> {
  const kinds = new Map<string, Place[]>()
  for (const root of watchedRoots(db).filter((one) => one.volumeId === volumeId)) {
    for (let at: WaitingSince | null = { since, after: 0 }; at !== null;) {
      const { places, next } = freshPlaces(db, root.id, at)
      for (const place of places) {
        const key = `${place.bytes} ${place.mtimeNs}`
        const alike = kinds.get(key)
        if (alike === undefined) kinds.set(key, [place])
        else alike.push(place)
      }
      at = next
      await nextTurn()
    }
  }
  return [...kinds.values()]
}

/** Only files of one size and time can be one: they are matched a few thousand at a time, and no kind is parted. */
function* inGroups(kinds: readonly Place[][]): Generator<Place[][]> {
  let group: Place[][] = []
  let size = 0
  for (const kind of kinds) {
    group.push(kind)
    size += kind.length
    if (size < GROUP) continue
    yield group
    group = []
    size = 0
  }
  if (group.length > 0) yield group
}
