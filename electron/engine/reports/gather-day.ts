/**
 * What the catalogue knows of a shooting day, for its report: the cards that were offloaded with clips of that day, and
 * the clips that came by other ways.
 */
import { sep } from 'node:path'
import type { Offload, OffloadFile } from '../../../shared/model/offload.ts'
import { numberOfDay, type DayNumbering } from '../../../shared/util/day-number.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { readOffload } from '../db/offload/offload-rows.ts'
import {
  clipsOfDay,
  contentsOfDay,
  copiesOfBytes,
  copiesOfContent,
  hasDay,
  offloadedBytes,
  offloadTimes,
  shootingDays,
  type CopyRow,
} from '../db/reports/report-rows.ts'
import type { CardNews, DayCard, DayFacts, DayFile, LooseClip, WaitingCard } from '../domain/reports/day-facts.ts'
import { cardName } from '../domain/reports/day-report.ts'
import { cardsOf, covers, replaces, type DatedOffload, type ReadOfCard } from '../domain/reports/same-card.ts'
import { dayOfMoment } from '../domain/shooting-day.ts'
import { clipFacts, clipOf, offloadFiles } from './gather.ts'

export interface DayQuestion {
  /** YYYY-MM-DD. */
  readonly day: string
  readonly requiredDevices: number
  /** How the crew numbers its days. */
  readonly numbering: DayNumbering
  /** Minutes after midnight at which a shooting day begins. */
  readonly cutOffMinutes: number
  /** The library's folder of derivatives. */
  readonly derivatives: string
  /** What the safety page says of cards that a reader has seen. */
  readonly news: readonly CardNews[]
}

/** Gathers it; null when nothing of that day is known. Reads every offload's files once: call it in a thread. */
export function gatherDay(
  db: ReadableDb,
  { day, requiredDevices, cutOffMinutes, derivatives, numbering, news }: DayQuestion,
): DayFacts | null {
  const cards = withEarlier(
    cardsOf(offloadsOfDay(db, day, cutOffMinutes)).map(({ offload, others }) => ({
      ...cardFacts(db, offload, others, derivatives),
      news: newsOf([offload, ...others], news),
    })),
    news,
  )
  const loose = looseClips(
    db,
    day,
    derivatives,
    new Set(cards.flatMap(({ files, earlier }) => [...files, ...earlier].flatMap((file) => file.clip?.id ?? []))),
  )
  const waiting = waitingOf(cards, day, news)
  if (cards.length === 0 && loose.length === 0 && waiting.length === 0) return null
  return { day, number: numberOfDay(day, numbering, shootingDays(db)), requiredDevices, cards, loose, waiting }
}

/** Cards with something of the day that no offload copied, but for those that have their verdict as cards of the day. */
function waitingOf(cards: readonly DayCard[], day: string, news: readonly CardNews[]): WaitingCard[] {
  const told = new Set(cards.flatMap(({ offload, others }) => [offload, ...others].map(({ id }) => id)))
  return news.flatMap(({ name, sentence, freshDays, offloadIds }) =>
    sentence !== null && freshDays.includes(day) && !offloadIds.some((id) => told.has(id)) ? [{ name, sentence }] : [],
  )
}

/**
 * Puts the earlier state of a card to the card as it was read last: files changed on it between two offloads, or it was
 * mounted elsewhere and had another name. One that is in a reader is a card of its own, as a clone is.
 */
function withEarlier(
  cards: readonly DayCard[],
  news: readonly CardNews[],
): (DayCard & { readonly earlier: readonly DayFile[] })[] {
  const read = cards.map(({ offload, others, files }): ReadOfCard & { readonly name: string } => ({
    name: cardName(offload),
    startedAt: Math.max(...[offload, ...others].map((one) => one.startedAt)),
    files: files.map(({ path, bytes, hashes }) => ({ path, bytes, xxh128: hashes.xxh128 ?? null })),
  }))
  /** The last state of the card, where it is another one than this. */
  const lastOf = (index: number): number => {
    const one = read[index]!
    if (isInReader(cards[index]!, news)) return index
    const takesPlace = (other: (typeof read)[number], at: number): boolean =>
      (other.name === one.name && replaces(other, one)) ||
      (at !== index &&
        cards[index]!.offload.state === 'done' &&
        cards[at]!.offload.state === 'done' &&
        (other.startedAt > one.startedAt || isInReader(cards[at]!, news)) &&
        covers(other, one))
    const later = read.flatMap((other, at) => (takesPlace(other, at) ? [{ at, startedAt: other.startedAt }] : []))
    const rank = (at: number): number => Number(isInReader(cards[at]!, news))
    return later.toSorted((a, b) => rank(b.at) - rank(a.at) || b.startedAt - a.startedAt)[0]?.at ?? index
  }
  const last = cards.map((_, index) => lastOf(index))
  return cards.flatMap((card, index) => {
    if (last[index] !== index) return []
    const now = new Set(read[index]!.files.map(({ bytes, xxh128 }) => `${bytes} ${xxh128}`))
    const earlier = cards.filter((_, at) => at !== index && last[at] === index)
    return [
      {
        ...card,
        news: card.news ?? earlier.find(({ news }) => (news ?? null) !== null)?.news ?? null,
        others: [...card.others, ...earlier.flatMap(({ offload, others }) => [offload, ...others])],
        earlier: earlier
          .flatMap(({ files }) => files)
          .filter(({ bytes, hashes }) => !now.has(`${bytes} ${hashes.xxh128 ?? null}`)),
      },
    ]
  })
}

/**
 * Offloads that hold something of the day; and those that began on it and hold nothing with a date, as one that was
 * stopped before its first clip.
 */
function offloadsOfDay(db: ReadableDb, day: string, cutOffMinutes: number): DatedOffload[] {
  const contents = new Map(contentsOfDay(db, day).map(({ bytes, xxh128, assetId }) => [`${bytes} ${xxh128}`, assetId]))
  const sizes = new Set([...contents.keys()].map((key) => Number(key.slice(0, key.indexOf(' ')))))
  return offloadTimes(db).flatMap(({ id, startedAt }): DatedOffload[] => {
    const began = dayOfMoment(startedAt, cutOffMinutes) === day
    const clips = new Set<string>()
    let dated = false
    for (const { bytes, hashes } of offloadedBytes(db, id)) {
      if (!sizes.has(bytes) && (!began || dated)) continue
      const { xxh128 } = JSON.parse(hashes) as { xxh128?: string }
      if (xxh128 === undefined) continue
      const asset = contents.get(`${bytes} ${xxh128}`)
      if (asset !== undefined) clips.add(asset)
      else if (began && !dated) dated = hasDay(db, bytes, xxh128)
    }
    const offload = clips.size > 0 || (began && !dated) ? readOffload(db, id) : undefined
    return offload === undefined ? [] : [{ offload, clips }]
  })
}

function cardFacts(db: ReadableDb, offload: Offload, others: readonly Offload[], derivatives: string): DayCard {
  const sources = [offload, ...others].flatMap((one) => one.sources)
  const known = new Map<string, readonly CopyRow[]>()
  const copiesOf = ({ bytes, hashes: { xxh128 } }: OffloadFile): readonly CopyRow[] => {
    if (xxh128 === undefined) return []
    const key = `${bytes} ${xxh128}`
    const found = known.get(key) ?? notBelow(copiesOfBytes(db, bytes, xxh128), sources)
    known.set(key, found)
    return found
  }
  const files = offloadFiles(db, offload).map((file): DayFile => ({
    ...file,
    clip: clipOf(db, file, derivatives),
    copies: copiesOf(file),
  }))
  return { offload, others, files }
}

function newsOf(offloads: readonly Offload[], news: readonly CardNews[]): string | null {
  return newsAbout(offloads, news).find(({ sentence }) => sentence !== null)?.sentence ?? null
}

function newsAbout(offloads: readonly Offload[], news: readonly CardNews[]): CardNews[] {
  return news.filter(({ offloadIds }) => offloads.some(({ id }) => offloadIds.includes(id)))
}

function isInReader({ offload, others }: DayCard, news: readonly CardNews[]): boolean {
  return newsAbout([offload, ...others], news).length > 0
}

/** What lies in the card's own folder is the original, also where the card is a folder of a drive. */
function notBelow(copies: readonly CopyRow[], sources: readonly string[]): CopyRow[] {
  return copies.filter(({ path }) => !sources.some((source) => path.startsWith(`${source}${sep}`)))
}

function looseClips(db: ReadableDb, day: string, derivatives: string, offloaded: ReadonlySet<string>): LooseClip[] {
  const parts = Map.groupBy(
    clipsOfDay(db, day).filter(({ id }) => !offloaded.has(id)),
    ({ id }) => id,
  )
  return [...parts.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const { contentId: _content, bytes: _bytes, xxh128: _hash, ...row } = first
    return [
      {
        clip: clipFacts(row, derivatives),
        files: own.map(({ contentId, bytes, xxh128, name }) => {
          const copies = copiesOfContent(db, contentId)
          return { path: copies[0]?.path ?? name, bytes, hashes: xxh128 === null ? {} : { xxh128 }, copies }
        }),
      },
    ]
  })
}
