/**
 * Puts right in the background what older versions wrote down wrongly, after the library has opened: in short
 * transactions, each with its place, so that it goes on wherever the engine ended.
 */
import type { Activity } from '../../../shared/model/work.ts'
import type { EngineContext } from '../context.ts'
import { countFilesToRecount, recountCards } from '../db/volumes/card-recount.ts'
import {
  correctionPlace,
  countAssetsWithBadCopies,
  countOffloads,
  keepCorrectionPlace,
  recountBadCopies,
  rewriteRemarks,
} from '../db/catalogue/corrections.ts'
import type { ReadableDb, WritableDb } from '../db/core/handles.ts'
import { flush, quietly } from '../db/core/relaxed-writes.ts'
import { correctedKnownRemark } from '../domain/offload/known-remark.ts'

/** Rows a transaction: a few milliseconds, so that nothing waits for it. */
const BATCH = 50

export interface Correction {
  /** Never changes: its place is kept under this name. */
  readonly id: string
  /** What people read in the activity. */
  readonly label: string
  /** How much there is, in what `step` counts. */
  count(db: ReadableDb): number
  /** Corrects the next piece, after the given place (empty: from the beginning), in the transaction of the caller. */
  step(db: WritableDb, after: string, limit: number): Step
  /** True when clips look otherwise afterwards. */
  readonly changesAssets: boolean
  /** True when it is looked for at every opening: what it corrects can come again. It finds its place by itself. */
  readonly everyOpening?: boolean
}

/** A piece was corrected: where to go on, null at the end, and how much of the count it was. */
export interface Step {
  readonly after: string | null
  readonly done: number
}

/** A correction, or what finds out whether there is one: null for none. */
export type Due = Correction | (() => Promise<Correction | null>)

const byRows =
  (step: (db: WritableDb, after: string, limit: number) => string | null): Correction['step'] =>
  (db, after, limit) => ({ after: step(db, after, limit), done: limit })

export const CORRECTIONS: readonly Correction[] = [
  {
    id: 'cards-are-no-copies',
    label: 'Counting files on cards as no copies',
    count: countFilesToRecount,
    step: byRows(recountCards),
    changesAssets: true,
    everyOpening: true,
  },
  {
    id: 'bad-copies-count',
    label: 'Counting copies that no longer match as none',
    count: countAssetsWithBadCopies,
    step: byRows(recountBadCopies),
    changesAssets: true,
  },
  {
    id: 'known-remarks',
    label: 'Correcting what older reports say of safe copies',
    count: countOffloads,
    changesAssets: false,
    step: byRows((db, after, limit) =>
      rewriteRemarks(db, after, limit, (remark) =>
        remark.code === 'source.known' ? correctedKnownRemark(remark.message) : null,
      ),
    ),
  },
]

export interface Corrections {
  /** What is being corrected now. */
  running(): Activity['corrections']
  /** Ends after the piece under way. */
  close(): Promise<void>
}

/**
 * Starts what is due, one after the other. `changed` is called whenever `running` answers otherwise. What fails is in
 * the log and is tried again at the next opening; the others are done all the same.
 */
export function startCorrections(
  context: EngineContext,
  changed: () => void,
  all: readonly Due[] = CORRECTIONS,
): Corrections {
  const { writer } = context.library
  let now: Activity['corrections'] = []
  const stop = new AbortController()

  async function correct(one: Correction): Promise<void> {
    let after = one.everyOpening === true ? '' : correctionPlace(writer, one.id)
    if (after === null) return
    const of = one.count(writer)
    let done = 0
    while (after !== null && !stop.signal.aborted) {
      if (of > 0) {
        now = [{ id: one.id, label: one.label, done: Math.min(done, of), of }]
        changed()
      }
      const from: string = after
      // A flush for each step keeps everybody waiting. A power cut can undo the last steps with the place that was
      // reached: they are done again.
      const step = quietly(writer, (): Step => {
        const next = one.step(writer, from, BATCH)
        if (one.everyOpening !== true) keepCorrectionPlace(writer, one.id, next.after)
        return next
      })
      after = step.after
      done += step.done
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    }
    if (done > 0) flush(writer)
    if (of > 0) context.log.info({ correction: one.id, done }, 'older entries were corrected')
    if (one.changesAssets && of > 0) context.events.publish(['assets', 'volumes'], null)
  }

  async function run(): Promise<void> {
    // What is only read stays as it is; its next opening corrects it.
    if (context.library.onlyReading !== null) return
    for (const due of all) {
      if (stop.signal.aborted) break
      try {
        const one = typeof due === 'function' ? await due() : due
        if (one !== null) await correct(one)
      } catch (error) {
        context.log.warn({ err: error }, 'a correction of older entries failed; the next opening tries again')
      }
    }
    now = []
    changed()
  }

  const ended = run()
  return {
    running: () => now,
    close: async () => {
      stop.abort()
      await ended
    },
  }
}
