/**
 * The safety page as procedures.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Pace } from '../app/base.ts'
import type { Presence } from '../ingest/presence.ts'
import type { EngineContext } from '../context.ts'
import { readKnownVolumes } from '../db/volumes/volumes.ts'
import { dismissRoll } from '../db/reports/safety-rows.ts'
import type { Reports } from '../reports/reports.ts'
import type { PresentNow } from '../safety/present-now.ts'
import { safetyNow, safetyTerms } from '../safety/safety-now.ts'
import { safetyFiles, safetyPage } from '../safety/safety.ts'
import type { Builder } from './implement.ts'

/**
 * The page is worked out at most this often, milliseconds: while a card is copied it becomes stale ten times a second.
 */
const PAUSE_MS = 1_000

interface SafetyDeps {
  readonly reports: Reports
  readonly present: PresentNow
  readonly pace: Pace
  readonly drives: Pick<Presence, 'isAsCompared' | 'settled' | 'folderNow'>
}

/** Implements `safety`. */
export function safetyServices(
  os: Builder,
  context: EngineContext,
  { reports, present, pace, drives: { isAsCompared, settled, folderNow } }: SafetyDeps,
) {
  let free = 0
  return os.safety.router({
    cards: os.safety.cards.handler(async ({ input, signal }) => {
      const now = performance.now()
      const at = Math.max(now, free)
      // What is asked meanwhile is answered afterwards, by what is true then.
      free = at + (pace.safetyPageMs ?? PAUSE_MS)
      if (at > now) await wait(at - now, undefined, signal === undefined ? {} : { signal })
      return await safetyPage(
        context.library.reader,
        { ...input, ...safetyTerms(context, { present, isAsCompared, settled, folderNow }) },
        signal,
      )
    }),
    files: os.safety.files.handler(({ input, signal }) => safetyFiles(context.library.reader, present, input, signal)),
    // Said twice is the same as once, so an opId need not be remembered here.
    dismiss: os.safety.dismiss.handler(({ input: { volumeId, roll, dismissed } }) => {
      const volume = readKnownVolumes(context.library.reader).find(({ id }) => id === volumeId)
      if (dismissed && volume?.online === true)
        throw new RushesError('conflict', `${volume.label} is in the reader. Offload it, or take it out first.`)
      if (!dismissRoll(context.library.writer, volumeId, roll, dismissed) && dismissed)
        throw new RushesError('not_found', 'That card is not on the safety page any more. Open the page again.')
      context.events.publish(['volumes'], [])
      return {}
    }),
    report: os.safety.report.handler(async ({ input, signal }) => {
      const page = await safetyNow(context, { present, isAsCompared, settled, folderNow }, input.day, signal)
      return { path: await reports.writeSafety(page, input.day, input.kind, input.to) }
    }),
  })
}
