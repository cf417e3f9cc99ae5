/**
 * What the catalogue knows of cards, for the safety page: which offloads were of one card, the copies of its files
 * today, and the card itself where it is connected. Large cards are read in pieces, so that nothing waits for them.
 */
import { sep } from 'node:path'
import { isCopy, standingOf } from '../../../shared/copies/standing.ts'
import { withGone } from '../verification/gone-now.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import { readOffload } from '../db/offload/offload-rows.ts'
import { readRemotes } from '../db/sync/remotes.ts'
import {
  cardFiles,
  filesAtRemotes,
  offloadHashes,
  offloadOutlines,
  readFiles,
  sharingOffloads,
  type CardFile,
  type OffloadOutline,
  type SeenCard,
} from '../db/reports/safety-rows.ts'
import { baseName } from '../domain/media/media-kinds.ts'
import { cardsOf, covers, replaces, type ReadOfCard } from '../domain/reports/same-card.ts'
import { isAtOrBelow } from '../domain/volumes/at-or-below.ts'
import { daysWaiting } from '../domain/safety/days-waiting.ts'
import { strangerRow, type SafetyFacts } from '../domain/safety/row.ts'
import type { SafetyCard } from '../../../shared/model/safety.ts'
import type { FolderNow } from '../ingest/folder-now.ts'
import { beforeAbort, type PresentNow } from './present-now.ts'

/** Files that are read in one go: a few milliseconds. */
const PIECE = 1_000

export interface CardGroup {
  readonly offload: OffloadOutline
  readonly others: readonly OffloadOutline[]
  /** A later offload of the same card speaks for it: files on the card changed between the two. */
  readonly replaced: boolean
}

/** Every card that was offloaded, newest first. */
export async function cardGroups(db: ReadableDb, signal?: AbortSignal): Promise<CardGroup[]> {
  const byName = Map.groupBy(offloadOutlines(db), nameKey)
  const groups: CardGroup[] = []
  for (const same of byName.values()) {
    signal?.throwIfAborted()
    // One alone is a card of its own: its files need not be read to know that.
    if (same.length < 2) groups.push(...same.map((offload) => ({ offload, others: [], replaced: false })))
    else {
      const cards = cardsOf(same.map((offload) => ({ offload, clips: offloadHashes(db, offload.id) })))
      await breathe()
      groups.push(...(await withReplaced(db, cards)))
    }
  }
  return groups.toSorted((a, b) => latest(b) - latest(a) || (a.offload.id < b.offload.id ? 1 : -1))
}

/** Tells which of the cards of one name are the earlier state of another one. */
async function withReplaced(db: ReadableDb, cards: readonly Omit<CardGroup, 'replaced'>[]): Promise<CardGroup[]> {
  if (cards.length < 2) return cards.map((card) => ({ ...card, replaced: false }))
  const read: ReadOfCard[] = []
  for (const card of cards) {
    read.push({ startedAt: latest(card), files: readFiles(db, card.offload.id) })
    await breathe()
  }
  return cards.map((card, index) => ({ ...card, replaced: read.some((other) => replaces(other, read[index]!)) }))
}

function nameKey({ rolls, sources }: OffloadOutline): string {
  return (rolls.length > 0 ? rolls.map(({ name }) => name) : sources.map(baseName)).toSorted().join('\n')
}

/** When a card was offloaded last. */
export function latest({ offload, others }: Pick<CardGroup, 'offload' | 'others'>): number {
  return others.reduce((last, one) => Math.max(last, one.startedAt), offload.startedAt)
}

/** The files of an offload with their copies as they are now. */
export interface CardFiles {
  readonly files: readonly CardFile[]
  /** False when a drive was too slow to say whether its copies are still there. */
  readonly seen: boolean
}

/** How the drives are asked whether the copies are still there. */
interface LookAsked {
  readonly present: PresentNow
  /** Ends the look at slow drives. */
  readonly patience: AbortSignal
  /** They are asked anew, whatever they answered a moment ago. */
  readonly fresh?: boolean
}

/** Reads them; what lies in the card's own folder is the original. */
export async function filesOfCard(
  db: ReadableDb,
  group: CardGroup,
  { present, patience, fresh = false }: LookAsked,
  signal?: AbortSignal,
): Promise<CardFiles> {
  const files = await knownFiles(db, group, signal)
  const here = files.flatMap((file) =>
    file.copies
      .filter((copy) => copy.here && (isCopy(copy) || ['bad', 'missing'].includes(standingOf(copy))))
      .map(({ path, ctimeNs, state }) => ({ path, bytes: file.bytes, ctimeNs, missing: state === 'missing' })),
  )
  const gone = await present.look(
    group.offload.id,
    here,
    signal === undefined ? patience : AbortSignal.any([patience, signal]),
    fresh,
  )
  signal?.throwIfAborted()
  return gone === null || gone.size === 0
    ? { files, seen: gone !== null }
    : { files: files.map((file) => ({ ...file, copies: file.copies.map((copy) => withGone(copy, gone)) })), seen: true }
}

async function knownFiles(db: ReadableDb, { offload, others }: CardGroup, signal?: AbortSignal): Promise<CardFile[]> {
  const sources = [offload, ...others].flatMap((one) => one.sources)
  const onCard = (path: string): boolean => sources.some((source) => path.startsWith(`${source}${sep}`))
  const files: CardFile[] = []
  for (let after: number | null = -1; after !== null;) {
    const piece: ReturnType<typeof cardFiles> = cardFiles(db, offload.id, after, PIECE)
    for (const file of piece.files) files.push({ ...file, copies: file.copies.filter((copy) => !onCard(copy.path)) })
    after = piece.next
    await breathe()
    signal?.throwIfAborted()
  }
  return files
}

/** A card that was seen, and whether something was written on it since it was compared. */
export interface ReaderCard extends SeenCard {
  readonly comparing: boolean
}

/** What a page is asked with, beside the catalogue. */
interface CardQuestion extends LookAsked {
  readonly readers: readonly ReaderCard[]
  /** The shooting day of what has none of its own. */
  readonly shot: (moment: number) => string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly folderNow: FolderNow
}

/**
 * What the rows of a card rest on: one row, and one more for each further card with files of its offloads that a reader
 * has or had, as a clone. Empty when its offload is not there any more, and when a later one took
 * its place.
 */
export async function factsOfCard(
  db: ReadableDb,
  group: CardGroup,
  { readers, shot, now, folderNow, ...asked }: CardQuestion,
  signal?: AbortSignal,
): Promise<SafetyFacts[]> {
  const [offload, ...others] = [group.offload, ...group.others].flatMap(({ id }) => readOffload(db, id) ?? [])
  if (offload === undefined) return []
  const places = placesOf([offload, ...others], readers, (card) => daysWaiting(card.standings, seenOn(card, now, shot)))
  // What is on no card any more has no row: unless a card with just these files is there after all, as a clone.
  const isNowhere = places.every(({ inserted, left }) => inserted === null && left === null)
  const lies = isNowhere ? await folderOf(group, readers, folderNow, asked) : null
  if (isNowhere && lies === null && (group.replaced || isCovered(db, group, readers))) return []
  const { files, seen } = await filesOfCard(db, group, asked, signal)
  const remotes = new Map(readRemotes(db).map((remote) => [remote.id, remoteLabel(remote.url)]))
  return places.map((place, index) => ({
    offload,
    others,
    files,
    seen,
    day: commonDay(files) ?? shot(offload.startedAt),
    ...place,
    ...(lies === null
      ? { folder: null }
      : { folder: lies.folder, freshDays: [...new Set([...lies.dates.map(shot), shot(now)])] }),
    twin: places.length < 2 ? null : index === 0 ? 'first' : 'further',
    remotes: filesAtRemotes(db, offload.id).flatMap(({ remoteId, files: sent }) =>
      remotes.has(remoteId) ? [{ id: remoteId, label: remotes.get(remoteId)!, files: sent }] : [],
    ),
  }))
}

/**
 * Another offload has every file of this one, and has the row: a later one, or that of a card that is in a reader. A
 * card that was mounted elsewhere has another name, and its earlier offload is of no card of its own.
 */
function isCovered(db: ReadableDb, group: CardGroup, readers: readonly ReaderCard[]): boolean {
  if (group.offload.state !== 'done') return false
  const own = new Set([group.offload, ...group.others].map(({ id }) => id))
  const isInReader = (id: string): boolean =>
    readers.some((card) => card.seenAt === null && card.standings.some((one) => one.offloadId === id))
  const others = sharingOffloads(db, group.offload.id).filter(
    ({ id, startedAt }) => !own.has(id) && (startedAt > latest(group) || isInReader(id)),
  )
  if (others.length === 0) return false
  const files = readFiles(db, group.offload.id)
  return others.some(({ id }) => covers({ files: readFiles(db, id) }, { files }))
}

/** A plain folder that was offloaded and is still there, with the dates of its files that no offload has. */
interface FolderPlace {
  readonly folder: NonNullable<SafetyFacts['folder']>
  readonly dates: readonly number[]
}

/**
 * Where the offloads of a card that is in no reader read from a plain folder: it is compared as a card is. What lies on a
 * drive that is looked at as a card is not asked here, one that does not answer in time is not known, and a folder that has nothing of them is another one by now.
 */
export async function folderOf(
  { offload, others }: CardGroup,
  readers: readonly ReaderCard[],
  folderNow: FolderNow,
  { patience, fresh: anew = false }: Pick<LookAsked, 'patience' | 'fresh'>,
): Promise<FolderPlace | null> {
  const all = [offload, ...others]
  // One that is not over has files that it did not copy yet, and its own words for that.
  if (all.some(isUnderWay) || offload.state !== 'done') return null
  const ids = new Set(all.map(({ id }) => id))
  for (const source of new Set(all.flatMap((one) => one.sources))) {
    if (readers.some(({ seenAt, mountPoint }) => seenAt === null && isAtOrBelow(source, mountPoint))) continue
    const found = await beforeAbort(folderNow(source, anew), patience)
    if (found === 'none') continue
    if (found === null || found === 'unknown') return { folder: { path: source, fresh: null }, dates: [] }
    if (![...found.counts.keys()].some((id) => ids.has(id))) continue
    const fresh = found.fresh.length
    const dates = found.fresh.map(({ mtimeNs }) => Number(mtimeNs / 1_000_000n))
    return { folder: { path: source, fresh }, dates }
  }
  return null
}

type Place = Pick<SafetyFacts, 'inserted' | 'left' | 'freshDays'>

/** The shooting day on which a card was in a reader last. */
export function seenOn({ seenAt }: Pick<SeenCard, 'seenAt'>, now: number, shot: (moment: number) => string): string {
  return shot(seenAt ?? now)
}

/**
 * Where these offloads' card is or was: each card by itself, for what is on one says nothing of another. One that left
 * counts while something of it was not offloaded. A card is formatted whole: what of it was not offloaded counts for
 * each of its rolls.
 */
function placesOf(
  offloads: readonly Offload[],
  readers: readonly ReaderCard[],
  daysOf: (card: ReaderCard) => string[],
): Place[] {
  const placed = (card: ReaderCard, fresh: number | null, comparing: boolean): Place => ({
    inserted: { volumeId: card.volumeId, label: card.label, mountPoint: card.mountPoint, fresh, comparing },
    left: null,
    freshDays: daysOf(card),
  })
  const ids = new Set(offloads.map((one) => one.id))
  const isOwn = (card: ReaderCard): boolean =>
    card.standings.some((one) => one.offloadId !== null && ids.has(one.offloadId))
  const here = readers
    .filter((card) => card.seenAt === null)
    .toSorted((a, b) => rank(a, offloads) - rank(b, offloads))
    .flatMap((card): Place[] => {
      const from = offloads.filter((one) => isFrom(card, one))
      if (from.some((one) => one.state === 'done' && beganSince(card, one))) return [placed(card, null, true)]
      if (isOwn(card)) return [placed(card, freshOn(card), card.comparing)]
      // One that could not be listed has no files to be known by: it is known by its place.
      return from.length > 0 && card.standings.some((one) => one.files === null)
        ? [placed(card, null, card.comparing)]
        : []
    })
  const away = readers.flatMap((card): Place[] => {
    const fresh = freshOn(card)
    if (card.seenAt === null || !isOwn(card) || fresh === null || fresh === 0) return []
    const { seenAt } = card
    // What an offload copied that ended later than the look is not missing any more.
    if (offloads.some((one) => one.state === 'done' && (one.finishedAt ?? 0) > seenAt)) return []
    // A drive without a UUID that is mounted elsewhere is entered anew: with the same files on it, it is the same card.
    const isBack = readers.some(
      (one) => one.seenAt === null && one.listing !== null && one.listing.digest === card.listing?.digest,
    )
    const left = { volumeId: card.volumeId, label: card.label, fresh, seenAt }
    return isBack ? [] : [{ inserted: null, left, freshDays: daysOf(card) }]
  })
  const all = [...here, ...away]
  return all.length === 0 ? [{ inserted: null, left: null, freshDays: [] }] : all
}

/** The card that was offloaded comes first: others with its files are its clones. */
function rank(card: ReaderCard, offloads: readonly Offload[]): number {
  return offloads.some((one) => isFrom(card, one)) ? 0 : 1
}

/** Files on a card that no offload has; null where a part of it could not be listed. */
function freshOn({ standings }: ReaderCard): number | null {
  return standings.some((one) => one.fresh === null) ? null : standings.reduce((sum, one) => sum + (one.fresh ?? 0), 0)
}

/** A roll of a card that no offload is of, with its row. */
interface Stranger extends Pick<SeenCard, 'seenAt'> {
  readonly row: SafetyCard
  readonly standing: SeenCard['standings'][number]
}

/** How long a card that was never offloaded and is gone is still told of, milliseconds: two shooting days. */
const STRANGER_MS = 48 * 3_600_000

/**
 * Rows of cards that no offload is of, in the reader now or lately. One that is being offloaded, or whose offload began
 * since it was compared, has its row there.
 */
export function strangers(readers: readonly ReaderCard[], groups: readonly CardGroup[], now: number): Stranger[] {
  const offloads = groups.flatMap(({ offload, others }) => [offload, ...others])
  return readers
    .filter(
      (card) =>
        (card.seenAt === null || now - card.seenAt < STRANGER_MS) &&
        !offloads.some((one) => beganSince(card, one) || (isUnderWay(one) && isFrom(card, one))),
    )
    .flatMap((card) =>
      card.standings
        .filter(
          (one) =>
            one.offloadId === null && one.files !== 0 && !(card.seenAt !== null && card.dismissed.includes(one.roll)),
        )
        .map((one) => ({ row: strangerRow(card, one), standing: one, seenAt: card.seenAt })),
    )
}

/** The offload reads this card, and began after the card was compared with the offloads that there were. */
function beganSince(card: ReaderCard, offload: Pick<Offload, 'sources' | 'startedAt'>): boolean {
  return offload.startedAt >= card.comparedAt && isFrom(card, offload)
}

/** It has not come to an end, and goes on by itself: its row speaks for the card that it reads. */
function isUnderWay({ state }: Pick<Offload, 'state'>): boolean {
  switch (state) {
    case 'planned':
    case 'queued':
    case 'copying':
    case 'verifying':
    case 'sealing':
      return true
    case 'parked':
    case 'failed':
    case 'done':
      return false
  }
}

/** The offload reads from where the card is, or was. */
export function isFrom({ mountPoint }: Pick<SeenCard, 'mountPoint'>, { sources }: Pick<Offload, 'sources'>): boolean {
  return sources.some((source) => isAtOrBelow(source, mountPoint))
}

/** The day that most files of a card have. */
function commonDay(files: readonly CardFile[]): string | null {
  const counts = new Map<string, number>()
  for (const { day } of files) if (day !== null) counts.set(day, (counts.get(day) ?? 0) + 1)
  return [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? 1 : -1))[0]?.[0] ?? null
}

/** The last part of a remote's address: its bucket and folder, or its folder. */
export function remoteLabel(url: string): string {
  const plain = url
    .replace(/^(s3|file):\/\//, '')
    .replace(/\?.*$/, '')
    .replace(/\/+$/, '')
  return plain.slice(plain.lastIndexOf('/') + 1) || plain
}

function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
