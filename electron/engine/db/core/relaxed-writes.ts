/**
 * Short transactions without a flush to the disk each: for what the next scan would find again anyway. A power cut can
 * undo the last of them, never tear one.
 */
import type { WritableDb } from './handles.ts'
import { writeValue } from './settings.ts'

/** One turn gathers work for this long, ms. */
const TURN_MS = 8

/** Does the work in one transaction. */
export function quietly<T>(db: WritableDb, work: () => T): T {
  db.pragma('synchronous = NORMAL')
  try {
    return db.transaction(work)()
  } finally {
    db.pragma('synchronous = FULL')
  }
}

/**
 * Does `work` on every item in order, a turn of a few milliseconds at a time; others get theirs in between. `atEnd` of
 * each turn is in its transaction: for what many items of one turn have in common.
 */
export async function quietTurns<T>(
  db: WritableDb,
  items: readonly T[],
  work: (item: T) => void,
  atEnd = (): void => {},
): Promise<void> {
  let next = 0
  while (next < items.length) {
    quietly(db, () => {
      const until = performance.now() + TURN_MS
      do work(items[next++]!)
      while (next < items.length && performance.now() < until)
      atEnd()
    })
    await nextTurn()
  }
}

/** Lets everybody else have a turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** A commit of its own with a flush: everything before it is on the disk with it. */
export function flush(db: WritableDb): void {
  writeValue(db, 'flushed', String(Date.now()))
}
