/**
 * Long work on the catalogue in short transactions, so that everybody else gets a turn in between.
 */
import type { WritableDb } from './handles.ts'
import { writeValue } from './settings.ts'

/** A transaction gathers work for this long; with its commit it stays below what a person or a copy would notice. */
const TURN_MS = 8

/**
 * Does `work` on every item, in order, in transactions of a few milliseconds each. What must stand or fall together
 * belongs into one item. The log is flushed to the disk once, at the end, since a flush keeps everybody waiting: a
 * power cut before that can undo the last of it, never tear it. Throws what `work` throws: the transaction that it
 * broke is undone, those before it stand. `ending` is the last work of each transaction.
 */
export async function inBatches<T>(
  db: WritableDb,
  items: readonly T[],
  work: (item: T) => void,
  ending?: () => void,
): Promise<void> {
  if (items.length === 0) return
  let next = 0
  await stepsInBatches(
    db,
    () => {
      work(items[next++]!)
      return next < items.length
    },
    ending === undefined ? {} : { ending },
  )
}

/**
 * The same for work that only finds out on its way how much there is: calls `step` until it answers false. Without
 * `flushes` the log stays where it is: for many small works one after the other, whose caller flushes at the end.
 */
export async function stepsInBatches(
  db: WritableDb,
  step: () => boolean,
  { flushes = true, ending }: { flushes?: boolean; ending?: () => void } = {},
): Promise<void> {
  const turn = db.transaction((): boolean => {
    const until = performance.now() + TURN_MS
    let more: boolean
    do more = step()
    while (more && performance.now() < until)
    ending?.()
    return more
  })
  while (takeTurn(db, turn))
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  if (flushes) flush(db)
}

function takeTurn(db: WritableDb, turn: () => boolean): boolean {
  db.pragma('synchronous = NORMAL')
  try {
    return turn()
  } finally {
    db.pragma('synchronous = FULL')
  }
}

/** A commit of its own with a flush: everything before it in the log is on the disk with it. */
export function flush(db: WritableDb): void {
  writeValue(db, 'flushed', String(Date.now()))
}
