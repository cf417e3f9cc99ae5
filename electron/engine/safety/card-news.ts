/**
 * What the safety page says of cards that are, or were lately, in a reader: the report of a shooting day says the same
 * of them.
 */
import type { EngineContext } from '../context.ts'
import type { SeenCard } from '../db/reports/safety-rows.ts'
import type { CardNews } from '../domain/reports/day-facts.ts'
import { safetyRow } from '../domain/safety/row.ts'
import { cardGroups, factsOfCard, isFrom, type CardGroup } from './gather.ts'
import { cardsNow, PATIENCE_MS, shotOn } from './safety.ts'
import { safetyTerms, type Looks } from './safety-now.ts'

/**
 * Cards that a reader has or had: one that has to wait by what was seen on it with the sentence of its row on the safety
 * page.
 */
export async function cardNews(context: EngineContext, looks: Looks, signal?: AbortSignal): Promise<CardNews[]> {
  const db = context.library.reader
  const terms = safetyTerms(context, looks)
  const readers = await cardsNow(db, { ...looks, fresh: true }, signal)
  if (readers.length === 0) return []
  const asked = {
    readers,
    shot: (moment: number) => shotOn(moment, terms.cutOffMinutes),
    present: looks.present,
    fresh: true,
    patience: AbortSignal.timeout(PATIENCE_MS),
  }
  const news: CardNews[] = []
  // Cards that no reader has seen have no news: their files need not be read.
  for (const group of (await cardGroups(db, signal)).filter((one) => readers.some((card) => mayBeOf(card, one)))) {
    for (const facts of await factsOfCard(db, group, asked, signal)) {
      if (facts.inserted === null && facts.left === null) continue
      const { decision, sentence } = safetyRow(facts, terms.requiredDevices)
      news.push({
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
