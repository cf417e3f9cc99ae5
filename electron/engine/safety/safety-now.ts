/**
 * The safety page that a report holds: of all cards or those of a day, by a fresh look at the drives.
 */
import type { SafetyPage } from '../../../shared/model/safety.ts'
import type { EngineContext } from '../context.ts'
import { freeNow } from '../volumes/free-now.ts'
import type { PresentNow } from './present-now.ts'
import { safetyPage } from './safety.ts'

/** A report holds this many cards: with more it is no page to read. */
const MAX_CARDS = 200

/** What is asked of the catalogue besides the cards: the settings that decide, and the time. */
export function safetyTerms(context: EngineContext, present: PresentNow) {
  const { requiredDevices, dayStartHour } = context.settings()
  return { requiredDevices, cutOffMinutes: dayStartHour * 60, now: context.now(), freeNow, present }
}

/** Gathers the page. */
export function safetyNow(context: EngineContext, present: PresentNow, day: string | null, signal: AbortSignal | undefined): Promise<SafetyPage> {
  return safetyPage(context.library.reader, { day, after: null, limit: MAX_CARDS, fresh: true, ...safetyTerms(context, present) }, signal)
}
