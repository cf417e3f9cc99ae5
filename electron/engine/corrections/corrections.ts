/**
 * Puts right in the background what older versions wrote down wrongly, after the library has opened: in short
 * transactions, each with its place, so that it goes on wherever the engine ended.
 */
import type { Activity } from '../../../shared/model/work.ts'
import type { EngineContext } from '../context.ts'
import { correctionPlace, countAssetsWithBadCopies, countOffloads, keepCorrectionPlace, recountBadCopies, rewriteRemarks } from '../db/corrections.ts'
import type { ReadableDb, WritableDb } from '../db/handles.ts'
import { correctedKnownRemark } from '../domain/known-remark.ts'

/** Rows a transaction: a few milliseconds, so that nothing waits for it. */
const BATCH = 50

export interface Correction {
  /** Never changes: its place is kept under this name. */
  readonly id: string
  /** What people read in the activity. */
  readonly label: string
  count(db: ReadableDb): number
  /** Corrects the next piece. Returns where to go on, null at the end. */
  step(db: WritableDb, after: string, limit: number): string | null
  /** True when clips look otherwise afterwards. */
  readonly changesAssets: boolean
}

export const CORRECTIONS: readonly Correction[] = [
  { id: 'bad-copies-count', label: 'Counting copies that no longer match as none', count: countAssetsWithBadCopies, step: recountBadCopies, changesAssets: true },
  {
    id: 'known-remarks', label: 'Correcting what older reports say of safe copies', count: countOffloads, changesAssets: false,
    step: (db, after, limit) => rewriteRemarks(db, after, limit, (remark) => remark.code === 'source.known' ? correctedKnownRemark(remark.message) : null),
  },
]

export interface Corrections {
  /** What is being corrected now. */
  running(): Activity['corrections']
  /** Ends after the piece under way. */
  close(): Promise<void>
}

/** Starts what is due. `changed` is called whenever `running` answers otherwise. */
export function startCorrections(context: EngineContext, changed: () => void, all: readonly Correction[] = CORRECTIONS): Corrections {
  const { writer, reader } = context.library
  let now: Activity['corrections'] = []
  const stop = new AbortController()
  const run = async (): Promise<void> => {
    // What is only read stays as it is; its next opening corrects it.
    if (context.library.onlyReading !== null) return
    for (const one of all) {
      let after = correctionPlace(reader, one.id)
      if (after === null) continue
      const of = one.count(reader)
      let done = 0
      while (after !== null && !stop.signal.aborted) {
        now = [{ id: one.id, label: one.label, done: Math.min(done, of), of }]
        changed()
        const from: string = after
        after = writer.transaction(() => {
          const next = one.step(writer, from, BATCH)
          keepCorrectionPlace(writer, one.id, next)
          return next
        })()
        done += BATCH
        await new Promise((resolve) => { setImmediate(resolve) })
      }
      if (one.changesAssets && of > 0) context.events.publish(['assets'], null)
      if (stop.signal.aborted) break
    }
    now = []
    changed()
  }
  const ended = run().catch((error: unknown) => { context.log.warn({ err: error }, 'a correction of older entries failed; the next start tries again') })
  return {
    running: () => now,
    close: async () => {
      stop.abort()
      await ended
    },
  }
}
