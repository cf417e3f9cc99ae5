/**
 * The safety page that a report holds: of all cards or those of a day, by a fresh look at the drives.
 */
import type { SafetyPage } from '../../../shared/model/safety.ts'
import type { EngineContext } from '../context.ts'
import type { Presence } from '../ingest/presence.ts'
import type { PresentNow } from './present-now.ts'
import { safetyPage, type SafetyQuestion } from './safety.ts'

/** A report holds this many cards: with more it is no page to read. */
const MAX_CARDS = 200

/** How the drives and the cards in their readers are asked. */
export interface Looks extends Pick<Presence, 'isAsCompared' | 'settled' | 'folderNow'> {
  readonly present: PresentNow
}

/** What is asked of the catalogue besides the cards: the settings that decide, and the time. */
export function safetyTerms(
  context: EngineContext,
  { present, isAsCompared, settled, folderNow }: Looks,
): Pick<SafetyQuestion, 'requiredDevices' | 'cutOffMinutes' | 'now' | keyof Looks> {
  const { requiredDevices, dayStartHour } = context.settings()
  return {
    requiredDevices,
    cutOffMinutes: dayStartHour * 60,
    now: context.now(),
    isAsCompared,
    settled,
    folderNow,
    present,
  }
}

/** Gathers the page. */
export function safetyNow(
  context: EngineContext,
  looks: Looks,
  day: string | null,
  signal: AbortSignal | undefined,
): Promise<SafetyPage> {
  return safetyPage(
    context.library.reader,
    { day, after: null, limit: MAX_CARDS, fresh: true, ...safetyTerms(context, looks) },
    signal,
  )
}
