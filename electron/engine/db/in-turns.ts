/**
 * Long work on the catalogue in short transactions, so that everybody else gets a turn in between.
 */
import type { WritableDb } from './handles.ts'

/** A transaction gathers work for this long; with its commit it stays below what a person or a copy would notice. */
const TURN_MS = 12

/**
 * Does `work` on every item, in order, in transactions of a few milliseconds each. What must stand or fall together
 * belongs into one item. Throws what `work` throws: the transaction it broke is undone, those before it stand.
 */
export async function inTurns<T>(db: WritableDb, items: readonly T[], work: (item: T) => void): Promise<void> {
  let next = 0
  while (next < items.length) {
    db.transaction(() => {
      const until = performance.now() + TURN_MS
      do work(items[next++]!)
      while (next < items.length && performance.now() < until)
    })()
    await new Promise((resolve) => { setImmediate(resolve) })
  }
}
