/**
 * What the safety page says of cards that are, or were lately, in a reader: the report of a shooting day says the same
 * of them.
 */
import type { EngineContext } from '../context.ts'
import type { SeenCard } from '../db/reports/safety-rows.ts'
import type { CardNews } from '../domain/reports/day-facts.ts'
import { daysWaiting } from '../domain/safety/days-waiting.ts'
import { hasFresh, safetyRow } from '../domain/safety/row.ts'
import { dayOfMoment } from '../domain/shooting-day.ts'
import { cardGroups, factsOfCard, folderOf, isFrom, seenOn, strangers, type CardGroup } from './gather.ts'
import { cardsNow, PATIENCE_MS } from './safety.ts'
import { safetyTerms, type Looks } from './safety-now.ts'

/**
 * Cards that a reader has or had: those that were never offloaded, and those that were. One that has to wait comes with
 * the sentence of its row on the safety page.
 */
export async function cardNews(context: EngineContext, looks: Looks, signal?: AbortSignal): Promise<CardNews[]> {
  const db = context.library.reader
  const { requiredDevices, cutOffMinutes, now } = safetyTerms(context, looks)
  const readers = await cardsNow(db, { ...looks, fresh: true }, signal)
  const shot = (moment: number): string => dayOfMoment(moment, cutOffMinutes)
  const groups = await cardGroups(db, signal)
  const news = strangers(readers, groups, now).map(({ row, standing, seenAt }): CardNews => ({
    name: row.name,
    freshDays: daysWaiting([standing], seenOn({ seenAt }, now, shot)),
    offloadIds: [],
    sentence: row.sentence,
  }))
  const asked = {
    readers,
    shot,
    now,
    present: looks.present,
    folderNow: looks.folderNow,
    fresh: true,
    patience: AbortSignal.timeout(PATIENCE_MS),
  }
  for (const group of groups) {
    // What no reader has seen, and is no folder of this computer, has no news: its files need not be read.
    const isSeen = readers.some((card) => mayBeOf(card, group))
    if (!isSeen && (await folderOf(group, readers, looks.folderNow, asked)) === null) continue
    for (const facts of await factsOfCard(db, group, asked, signal)) {
      if (facts.inserted === null && facts.left === null && facts.folder === null) continue
      const { name, decision, sentence } = safetyRow(facts, requiredDevices)
      news.push({
        name,
        freshDays: hasFresh(facts) ? facts.freshDays : [],
        offloadIds: [group.offload, ...group.others].map(({ id }) => id),
        sentence: decision === 'wait' ? sentence : null,
      })
    }
  }
  return news
}

/** The card was compared with these offloads, or they read from where it is. */
function mayBeOf(card: SeenCard, { offload, others }: CardGroup): boolean {
  return [offload, ...others].some(
    (offloaded) => card.standings.some((one) => one.offloadId === offloaded.id) || isFrom(card, offloaded),
  )
}
