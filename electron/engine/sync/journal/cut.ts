/**
 * Cuts what was said and seen here into segments. A segment is in the catalogue, whole, before anybody is given it:
 * after a crash the very same bytes go out under the very same name.
 */
import { randomBytes } from 'node:crypto'
import type { EngineContext } from '../../context.ts'
import { entitiesOf } from '../../db/entities/registry.ts'
import { dropUnpublished, noteFactClock, readUnpublished, tellingsOf } from '../../db/sync/export-records.ts'
import { deviceRow, keepSegment, noteChanges, noteSegment, unpublishedOps } from '../../db/sync/journal.ts'
import { MAX_LINES, segmentTip, writeSegment, type Fact } from '../format/segment.ts'
import { segmentFileName } from './journal-keys.ts'

/** Facts of one segment: their making takes about ten milliseconds. */
const FACTS = 256

/** Cuts one segment. Returns how many lines are in it; 0 when there is nothing to say. */
export function cutSegment(context: EngineContext): number {
  const { library, recorder } = context
  const db = library.writer
  return db.transaction((): number => {
    const facts: Fact[] = []
    for (const untold of readUnpublished(db, FACTS)) {
      for (const telling of tellingsOf(db, untold)) {
        const clock = recorder.clock()
        facts.push({ clock, ...telling })
        noteFactClock(db, telling.kind, telling.id, clock)
      }
      dropUnpublished(db, untold)
    }
    // What people said comes after what it is about.
    const ops = facts.length >= MAX_LINES ? [] : unpublishedOps(db, MAX_LINES - facts.length)
    if (facts.length + ops.length === 0) return 0
    const own = deviceRow(db, library.deviceId)
    const seq = own.seq + 1
    const clock = ops.at(-1)?.op.clock ?? own.clock
    const header = {
      device: library.deviceId,
      name: library.deviceName,
      author: context.settings().author,
      seq,
      prev: own.tip,
      clock,
    }
    const told = ops.map(({ op }) => ({ ...op, id: entitiesOf(db).find(op.entity)?.ids?.toOthers(db, op.id) ?? op.id }))
    const bytes = writeSegment({ header, facts, ops: told })
    const tip = segmentTip(bytes)
    keepSegment(
      db,
      { seq, name: segmentFileName(seq, randomBytes(4).toString('hex')), bytes, tip, clock },
      ops.at(-1)?.n ?? null,
    )
    noteSegment(db, { ...header, tip, aheadMs: null, now: context.now() })
    noteChanges(db, library.deviceId, clock, ops.length)
    return facts.length + ops.length
  })()
}
