/**
 * What was told to a remote and what was not, by the catalogue: right also while no line is open, and for what another
 * remote or a neighbour has got already.
 */
import type { Load } from '../../../shared/model/sync.ts'
import { unhashedDerivatives } from '../db/sync/transfer-classes.ts'
import { countUnpublished } from '../db/sync/export-records.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { lastSent, nextSent, unsentLoad } from '../db/sync/journal.ts'
import { nextTurn } from '../db/core/relaxed-writes.ts'
import { readSegment } from './format/segment.ts'

/** More derivatives that wait to be read are not counted. */
const MAX_UNREAD = 1_000

/** Counts what each remote was told since a person asked last, whoever carried it. */
interface PublishedCount {
  /** Begins to count for a remote; before its line opens. */
  begin(remoteId: string): void
  /** Changes since the last call, or since `begin`; to be called after a whole round. */
  take(remoteId: string): Promise<number>
  /** What this remote has not been told yet: segments that are cut and not there, and what is in none yet. */
  untold(remoteId: string): Pick<Load, 'items' | 'bytes'>
}

/** Nothing is counted yet. */
export function countPublished(db: ReadableDb): PublishedCount {
  const upTo = new Map<string, number>()
  /** Derivatives that a whole round left unread: their files were taken away, and nothing waits for them. */
  let unreadable: ReadonlySet<string> = new Set()
  return {
    untold(remoteId) {
      const { items, bytes } = unsentLoad(db, remoteId)
      const unread = unhashedDerivatives(db, MAX_UNREAD).filter(({ id }) => !unreadable.has(id)).length
      return { items: items + countUnpublished(db) + unread, bytes }
    },
    begin: (remoteId) => {
      upTo.set(remoteId, lastSent(db, remoteId))
    },
    async take(remoteId) {
      let changes = 0
      let seq = upTo.get(remoteId) ?? lastSent(db, remoteId)
      for (let next = nextSent(db, remoteId, seq); next !== undefined; next = nextSent(db, remoteId, seq)) {
        const { facts, ops } = readSegment(next.bytes)
        changes += facts.length + ops.length
        seq = next.seq
        await nextTurn()
      }
      upTo.set(remoteId, seq)
      unreadable = new Set(unhashedDerivatives(db, MAX_UNREAD).map(({ id }) => id))
      return changes
    },
  }
}
