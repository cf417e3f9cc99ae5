/**
 * The safety page: cards with their verdicts, their drives as columns, and the files behind a cell.
 */
import { standingOf, isWhole, bestByDrive } from '../../../shared/copies/standing.ts'
import { standingText } from '../../../shared/copies/words.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SafetyCard, SafetyColumn, SafetyFile, SafetyPage } from '../../../shared/model/safety.ts'
import type { FolderNow } from '../ingest/folder-now.ts'
import type { IsAsCompared } from '../ingest/card-now.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { readRemotes } from '../db/sync/remotes.ts'
import { readVolumes } from '../db/volumes/volumes.ts'
import { daysWaiting } from '../domain/safety/days-waiting.ts'
import { headline } from '../domain/safety/headline.ts'
import { hasFresh, safetyRow } from '../domain/safety/row.ts'
import { assertDay, dayOfMoment } from '../domain/shooting-day.ts'
import { seenCards } from '../db/reports/safety-rows.ts'
import {
  cardGroups,
  factsOfCard,
  filesOfCard,
  latest,
  remoteLabel,
  seenOn,
  strangers,
  type CardGroup,
  type ReaderCard,
} from './gather.ts'
import { beforeAbort, type PresentNow } from './present-now.ts'

export interface SafetyQuestion {
  /** YYYY-MM-DD, or null for all days. */
  readonly day: string | null
  /** The cursor of the window before, or null. */
  readonly after: string | null
  readonly limit: number
  readonly requiredDevices: number
  /** Minutes after midnight at which a shooting day begins. */
  readonly cutOffMinutes: number
  /** Milliseconds since 1970. */
  readonly now: number
  /** Asks a connected card whether it still holds what was compared with its offloads. */
  readonly isAsCompared: IsAsCompared
  /** Resolves when the drives were looked at and the cards in their readers were compared. */
  readonly settled: () => Promise<void>
  /** Compares a plain folder with past offloads. */
  readonly folderNow: FolderNow
  /** Asks the connected drives whether their copies are still there. */
  readonly present: PresentNow
  /** They are asked anew, whatever they answered a moment ago. */
  readonly fresh: boolean
}

/**
 * How long a page waits for slow drives in all, milliseconds. Of cards whose copies were not seen by then nothing good
 * is said.
 */
export const PATIENCE_MS = 10_000

/**
 * A window of cards, newest first. Those that are connected and were never offloaded stand before them.
 * @throws RushesError `usage` for a day that is none, and for a cursor that no window gave; the signal's reason
 */
export async function safetyPage(db: ReadableDb, question: SafetyQuestion, signal?: AbortSignal): Promise<SafetyPage> {
  const { day, after, limit, requiredDevices } = question
  if (day !== null) assertDay(day)
  const readers = await cardsNow(db, question, signal)
  const groups = await cardGroups(db, signal)
  const last = after === null ? -1 : groups.findIndex((group) => cursorOf(group) === after)
  if (after !== null && last < 0)
    throw new RushesError(
      'usage',
      `“${after.slice(0, 40)}” is no place in the list of cards. Ask for it from the beginning.`,
    )
  const from = last + 1
  const shot = (moment: number): string => dayOfMoment(moment, question.cutOffMinutes)
  const cards: SafetyCard[] =
    after === null
      ? strangers(readers, groups, question.now)
          .filter((one) => day === null || daysWaiting([one.standing], seenOn(one, question.now, shot)).includes(day))
          .map(({ row }) => row)
      : []
  const asked = {
    readers,
    shot,
    now: question.now,
    present: question.present,
    folderNow: question.folderNow,
    fresh: question.fresh,
    patience: AbortSignal.timeout(PATIENCE_MS),
  }
  let at = from
  for (; at < groups.length && cards.length < limit; at++) {
    for (const facts of await factsOfCard(db, groups[at]!, asked, signal))
      if (day === null || facts.day === day || (hasFresh(facts) && facts.freshDays.includes(day)))
        cards.push(safetyRow(facts, requiredDevices))
  }
  return {
    sentence: headline(cards),
    cards,
    columns: columnsOf(db, cards),
    format: cards.filter((card) => card.decision === 'format').length,
    wait: cards.filter((card) => card.decision === 'wait').length,
    cursor: at < groups.length ? cursorOf(groups[at - 1]!) : null,
  }
}

/**
 * How long a question that wants fresh answers waits for cards to be compared, milliseconds: as long as one may take to
 * be listed. Of a card that takes longer it is said that it is being compared.
 */
const COMPARE_PATIENCE_MS = 25_000

/**
 * The cards that readers have seen. A verdict is about what is on a card now: one on which something changed is
 * compared first. With `fresh` that is waited for.
 * @throws the signal's reason
 */
export async function cardsNow(
  db: ReadableDb,
  { isAsCompared, settled, fresh }: Pick<SafetyQuestion, 'isAsCompared' | 'settled' | 'fresh'>,
  signal?: AbortSignal,
): Promise<ReaderCard[]> {
  const ask = async (): Promise<ReaderCard[]> =>
    await Promise.all(
      seenCards(db).map(async (card) => ({
        ...card,
        comparing: card.seenAt === null && !(await isAsCompared(card, fresh)),
      })),
    )
  if (!fresh) return await ask()
  const patience = AbortSignal.timeout(COMPARE_PATIENCE_MS)
  const until = signal === undefined ? patience : AbortSignal.any([patience, signal])
  // A command asks once: an offload may just have ended, and a card may have come.
  await beforeAbort(settled(), until)
  const cards = await ask()
  signal?.throwIfAborted()
  if (until.aborted || !cards.some((card) => card.comparing)) return cards
  // Whatever is not as it was compared is being compared now.
  await beforeAbort(settled(), until)
  signal?.throwIfAborted()
  return await ask()
}

/**
 * The files of a card on one drive, what is not whole first.
 * @throws RushesError `not_found` for an offload that there is not
 */
export async function safetyFiles(
  db: ReadableDb,
  present: PresentNow,
  { offloadId, column, limit }: { readonly offloadId: string; readonly column: string; readonly limit: number },
  signal?: AbortSignal,
): Promise<{ files: SafetyFile[]; total: number; advice: string }> {
  const group = (await cardGroups(db, signal)).find(({ offload }) => offload.id === offloadId)
  if (group === undefined)
    throw new RushesError('not_found', 'That card is not in this library any more. Open the safety page again.')
  const { files } = await filesOfCard(db, group, { present, patience: AbortSignal.timeout(PATIENCE_MS) }, signal)
  const all = files.map((file): SafetyFile & { readonly standing: string } => {
    const [best] = bestByDrive(file.copies.filter((copy) => copy.volumeId === column))
    return {
      path: file.path,
      bytes: file.bytes,
      text: best === undefined ? 'no copy' : standingText(best),
      good: best !== undefined && isWhole(best),
      standing: best === undefined ? 'none' : standingOf(best),
    }
  })
  const sorted = [...all.filter((file) => !file.good), ...all.filter((file) => file.good)]
  const label = readVolumes(db).find((volume) => volume.id === column)?.label ?? 'this drive'
  return {
    files: sorted.slice(0, limit).map(({ path, bytes, text, good }) => ({ path, bytes, text, good })),
    total: all.length,
    advice: adviceOf(new Set(all.map((file) => file.standing)), label),
  }
}

/** What to do about a cell, the worst first. */
function adviceOf(standings: ReadonlySet<string>, label: string): string {
  if (standings.has('bad')) return `Some copies on ${label} no longer match. Repair them from a good copy.`
  if (standings.has('missing') || standings.has('replaced'))
    return `Some copies on ${label} are gone. Offload the card to it again, or copy them from another drive. If they are back, verify the drive.`
  if (standings.has('none'))
    return `${label} does not hold all of the card. Resume its offload, or offload the card to it.`
  if (['unread', 'unknown', 'cached'].some((one) => standings.has(one)))
    return `Some copies on ${label} were never read back from the disk. Verify the drive.`
  if (standings.has('elsewhere'))
    return `Copies on ${label} were read back by another computer, not by this one. Connect the drive here, and verify it.`
  return `${label} holds every file of the card, each read back and equal.`
}

function cursorOf(group: CardGroup): string {
  return `${latest(group)} ${group.offload.id}`
}

/** Drives and remotes that hold something of these cards, those that hold most of it first. */
function columnsOf(db: ReadableDb, cards: readonly SafetyCard[]): SafetyColumn[] {
  const held = new Map<string, number>()
  for (const { column, files } of cards.flatMap((card) => card.cells)) held.set(column, (held.get(column) ?? 0) + files)
  const drives = readVolumes(db).map((one): SafetyColumn => ({
    id: one.id,
    kind: 'drive',
    label: one.label,
    device: one.physicalDevice,
    here: one.online,
  }))
  const remotes = readRemotes(db).map((one): SafetyColumn => ({
    id: one.id,
    kind: 'remote',
    label: remoteLabel(one.url),
    device: null,
    here: true,
  }))
  return [...drives, ...remotes]
    .filter((one) => held.has(one.id))
    .toSorted((a, b) =>
      a.kind === b.kind
        ? held.get(b.id)! - held.get(a.id)! || (a.label < b.label ? -1 : 1)
        : a.kind === 'drive'
          ? -1
          : 1,
    )
}
