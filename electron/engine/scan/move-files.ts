/**
 * Files that moved within their drive: one pass over what is gone and what is new, whichever watched folder either lies in.
 */
import { refreshAssets } from '../db/asset-row.ts'
import type { WritableDb } from '../db/handles.ts'
import { nextTurn, quietTurns } from '../db/quiet.ts'
import { watchedRoots, type RootRow } from '../db/roots.ts'
import { anyMissed, freshPlaces, missedLike, moveRow, takenTwin } from '../db/scan-moves.ts'
import { keepsInodes, matchMoves, type Place } from '../domain/moves.ts'

/** Questions to the catalogue between two turns. */
const STEPS = 500
/** A file can show up at its new place in a look before the one that misses it: so much earlier, ms. */
const EARLIER_MS = 60_000

/** Finds the moves since a scan began and writes them. `missed` are the ids that it did not find. Returns those that moved. */
export async function moveFiles(db: WritableDb, root: RootRow, missed: readonly string[], since: number): Promise<Set<string>> {
  const moved = new Set<string>()
  if (!anyMissed(db, root.volumeId)) return moved
  const move = (from: string, to: string): void => {
    const row = moveRow(db, from, to)
    if (row === undefined) return
    moved.add(from)
    if (row.assetId !== null && (row.wasMissing || row.wasTaken)) refreshAssets(db, [row.assetId])
  }
  const fresh = await freshOn(db, root.volumeId, since - EARLIER_MS)
  const absent = fresh.length === 0 ? [] : await missedLikeThem(db, root.volumeId, fresh)
  await quietTurns(db, matchMoves(absent, fresh, keepsInodes(root.fsType)), ({ from, to }) => move(from, to))
  // A large folder that was renamed is walked for long: some of its files have been taken in before the old place is missed.
  await quietTurns(db, missed, (id) => {
    const twin = moved.has(id) ? null : takenTwin(db, id, since - EARLIER_MS)
    if (twin !== null) move(id, twin)
  })
  return moved
}

async function freshOn(db: WritableDb, volumeId: string, since: number): Promise<Place[]> {
  const fresh: Place[] = []
  for (const root of watchedRoots(db).filter((one) => one.volumeId === volumeId)) {
    for (let at: { since: number; after: number } | null = { since, after: 0 }; at !== null;) {
      const { places, next } = freshPlaces(db, root.id, at.since, at.after)
      for (const place of places) fresh.push(place)
      at = next
      await nextTurn()
    }
  }
  return fresh
}

/** Asked once for each size and time that occurs: many frames have the same. */
async function missedLikeThem(db: WritableDb, volumeId: string, fresh: readonly Place[]): Promise<Place[]> {
  const kinds = new Map(fresh.map((place) => [`${place.bytes} ${place.mtimeNs}`, place]))
  const absent: Place[] = []
  let steps = 0
  for (const { bytes, mtimeNs } of kinds.values()) {
    for (const place of missedLike(db, volumeId, bytes, mtimeNs)) absent.push(place)
    if (++steps % STEPS === 0) await nextTurn()
  }
  return absent
}
