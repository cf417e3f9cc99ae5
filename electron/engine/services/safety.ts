/**
 * The safety page as procedures.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { EngineContext } from '../context.ts'
import type { Reports } from '../reports/reports.ts'
import type { PresentNow } from '../safety/present-now.ts'
import { safetyNow, safetyTerms } from '../safety/safety-now.ts'
import { safetyFiles, safetyPage } from '../safety/safety.ts'
import type { Builder } from './implement.ts'

/** The page is worked out at most this often, milliseconds: while a card is copied it becomes stale ten times a second. */
const PAUSE_MS = 1_000

/** Implements `safety`. */
export function safetyServices(os: Builder, context: EngineContext, { reports, present }: { readonly reports: Reports; readonly present: PresentNow }) {
  let free = 0
  return os.safety.router({
    cards: os.safety.cards.handler(async ({ input, signal }) => {
      const now = performance.now()
      const at = Math.max(now, free)
      // What is asked meanwhile is answered afterwards, by what is true then.
      free = at + PAUSE_MS
      if (at > now) await wait(at - now, undefined, signal === undefined ? {} : { signal })
      return await safetyPage(context.library.reader, { ...input, ...safetyTerms(context, present) }, signal)
    }),
    files: os.safety.files.handler(({ input, signal }) => safetyFiles(context.library.reader, present, input, signal)),
    report: os.safety.report.handler(async ({ input, signal }) => {
      const page = await safetyNow(context, present, input.day, signal)
      return { path: await reports.writeSafety(page, input.day, input.kind, input.to) }
    }),
  })
}
