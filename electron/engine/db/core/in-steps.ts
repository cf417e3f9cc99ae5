/**
 * Goes over the rows of a long query in steps, so that the event loop turns in between. On a connection of its own: one
 * that is in the middle of a query can do nothing else.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import type { ReadableDb } from './handles.ts'
import type { Value } from '../search/term-plan.ts'

/** A step takes so long, ms. */
const STEP_MS = 6
/** Rows between two looks at the clock. Few: many may have been passed over before each. */
const ROWS = 8

export interface SteppedReader {
  /**
   * Hands every row, as an array of its columns, to `visit`. One query after the other. Throws the reason of an abort.
   */
  over(
    sql: string,
    parameters: readonly Value[],
    visit: (row: readonly (Value | null)[]) => void,
    signal: AbortSignal | undefined,
  ): Promise<void>
  /** Ends what runs, with the error `cancelled`. The connection is free then. */
  stop(): Promise<void>
}

/** Makes one on a connection that nobody else uses. */
export function steppedReader(db: ReadableDb): SteppedReader {
  let last: Promise<void> = Promise.resolve()
  let stopped = false
  const goOn = (signal: AbortSignal | undefined): void => {
    if (stopped) throw new RushesError('cancelled', 'The library is being closed.')
    signal?.throwIfAborted()
  }
  async function run(
    sql: string,
    parameters: readonly Value[],
    visit: (row: readonly (Value | null)[]) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    goOn(signal)
    let until = performance.now() + STEP_MS
    let rows = 0
    for (const row of db
      .prepare<Value[]>(sql)
      .raw()
      .iterate(...parameters) as IterableIterator<(Value | null)[]>) {
      visit(row)
      rows += 1
      if (rows % ROWS !== 0 || performance.now() < until) continue
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      goOn(signal)
      until = performance.now() + STEP_MS
    }
  }
  return {
    over: (sql, parameters, visit, signal) => {
      const mine = last.then(() => run(sql, parameters, visit, signal))
      last = mine.catch(() => {}) // Whoever asked is told; the next question is another one.
      return mine
    },
    stop: () => {
      stopped = true
      return last
    },
  }
}
