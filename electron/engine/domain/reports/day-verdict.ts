/**
 * May a card of the day be formatted, by what is known today? What the offload found wrong with the card itself stands.
 * What it said of its copies is asked again of the catalogue: a further drive may have come, a copy may have gone bad.
 */
import { renamedFilesText } from '../../../../shared/copies/offload.ts'
import { disksOf, isCopy, isWhole, standingOf, type CopyOnDrive } from '../../../../shared/copies/standing.ts'
import { tallyDrives } from '../../../../shared/copies/tally.ts'
import { talliesText } from '../../../../shared/copies/words.ts'
import type { Offload, OffloadFile } from '../../../../shared/model/offload.ts'
import { isConflictName } from '../offload/offload-temp.ts'
import type { DayFacts, LooseClip, WaitingCard } from './day-facts.ts'
import type { ReportVerdict } from './page.ts'
import { afterColon, count, listText, momentText } from './words.ts'

/** Reasons of an offload that its copies alone gave, and that good copies elsewhere, or a later reading, settle. */
const SETTLED_BY_COPIES: ReadonlySet<string> = new Set([
  'stopped',
  'failed',
  'unverified',
  'level',
  'devices',
  'cached',
])

const BAD_WORD = 'Do not format'

/** What the verdict on a card rests on: what its offload found, and the copies of its files today. */
interface JudgedFacts {
  readonly offload: Offload
  readonly files: readonly JudgedFile[]
}

interface JudgedFile {
  /** On the card. */
  readonly path: string
  readonly state: OffloadFile['state']
  readonly copies: readonly (CopyOnDrive & { readonly path: string })[]
}

/**
 * What the offload found that its copies as they are now don't settle. Names of conflicts are among it while a drive
 * still has a file under such a name and not under its own.
 */
export function keptReasons({ offload, files }: JudgedFacts): { readonly code: string; readonly message: string }[] {
  const reasons = (offload.verdict?.reasons ?? []).filter(({ code }) => !SETTLED_BY_COPIES.has(code))
  if (!reasons.some(({ code }) => code === 'conflict')) return reasons
  const renamed = new Map<string, number>()
  for (const file of files) for (const drive of renamedOn(file)) renamed.set(drive, (renamed.get(drive) ?? 0) + 1)
  return [
    ...reasons.filter(({ code }) => code !== 'conflict'),
    ...[...renamed].map(([drive, count]) => ({
      code: 'conflict',
      message: `on ${drive} ${renamedFilesText(count)}`,
    })),
  ]
}

/** Drives on which a file stands under the name of a conflict, and not whole under its own. */
function renamedOn({ path, copies }: JudgedFile): string[] {
  const own = nameOf(path)
  const byDrive = Map.groupBy(copies, ({ volumeId }) => volumeId)
  return [...byDrive.values()].flatMap((all) =>
    all.some((copy) => isCopy(copy) && isConflictName(nameOf(copy.path), own)) &&
    !all.some((copy) => isWhole(copy) && nameOf(copy.path) === own)
      ? [all[0]!.drive]
      : [],
  )
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** The verdict on a card. */
export function cardVerdict(card: JudgedFacts, requiredDevices: number): ReportVerdict {
  const { offload, files } = card
  if (offload.state !== 'done') return { good: false, word: BAD_WORD, sentence: unfinished(card), reasons: [] }
  const kept = keptReasons(card).map(({ message }) => message)
  const { lost, few } = copyReasons(files, requiredDevices)
  // What is nowhere comes first: whatever else was found, that is what would be gone for ever.
  const reasons = [
    ...lost,
    ...kept,
    ...(offload.verdict === null ? ['the offload ended without a verdict'] : []),
    ...few,
  ]
  const [first] = reasons
  if (first !== undefined)
    return {
      good: false,
      word: BAD_WORD,
      sentence: `${capital(first)}.`,
      reasons: reasons.slice(1).map((reason) => `${capital(reason)}.`),
    }
  const good = files.flatMap((file) => file.copies.filter(isWhole))
  const oldest = Math.min(...good.flatMap((copy) => copy.verifiedAt ?? []))
  return {
    good: true,
    word: 'May be formatted',
    sentence: `Every file was read back and is equal, on ${requiredDevices === 1 ? 'at least one disk' : `at least ${requiredDevices} different disks`} (${talliesText(tallyDrives(files))})${Number.isFinite(oldest) ? `, no check older than ${momentText(oldest)}` : ''}.`,
    reasons: [],
  }
}

/** The same with what was seen on the card since, as the safety page says it: that stands before all else. */
export function withNews(verdict: ReportVerdict, news: string | null): ReportVerdict {
  if (news === null || news === verdict.sentence) return verdict
  return {
    good: false,
    word: BAD_WORD,
    sentence: news,
    reasons: [...(verdict.good ? [] : [verdict.sentence]), ...verdict.reasons],
  }
}

function unfinished({ offload }: JudgedFacts): string {
  const why = offload.error?.message ?? offload.destinations.find((one) => one.error !== null)?.error?.message
  if (offload.state === 'parked' || offload.state === 'failed')
    return `Its offload stopped before the end${why === undefined ? '' : ` (${why.replace(/\.$/, '')})`}. Resume it.`
  return offload.state === 'queued' ? 'Its offload waits in the queue.' : 'Its offload is still running.'
}

/** What stands against it by its copies: files without one (`lost`), and files on too few disks. */
function copyReasons(
  files: JudgedFacts['files'],
  required: number,
): { readonly lost: string[]; readonly few: string[] } {
  // What the card did not give has a reason of its own already.
  const short = files.filter(
    (file) => disksOf(file.copies) < required && !['failed', 'changed', 'differs'].includes(file.state),
  )
  const none = short.filter((file) => !file.copies.some(isWhole)).length
  const drives = drivesElsewhere(short)
  const few = short.length - none
  return {
    lost:
      none === 0
        ? []
        : [
            `${none === files.length ? 'no file' : count(none, 'file')} ${none === 1 || none === files.length ? 'has' : 'have'} ${none === files.length ? 'a' : 'no'} verified copy`,
          ],
    few: [
      ...(few === 0
        ? []
        : [
            `${few === files.length ? 'its files are' : few === 1 ? '1 file is' : `${count(few, 'file')} are`} verified on ${diskWords(short, required)}`,
          ]),
      ...(drives.length === 0 ? [] : [elsewhereText(drives)]),
    ],
  }
}

/** Drives whose copies only another computer read back. */
function drivesElsewhere(files: readonly { readonly copies: readonly CopyOnDrive[] }[]): string[] {
  const names = files.flatMap(({ copies }) =>
    copies.flatMap((copy) => (standingOf(copy) === 'elsewhere' ? [copy.drive] : [])),
  )
  return [...new Set(names)].toSorted()
}

function elsewhereText(drives: readonly string[]): string {
  return `the copies on ${listText(drives)} were read back by another computer, not by this one: connect ${drives.length === 1 ? 'the drive' : 'the drives'} here and verify`
}

function diskWords(short: readonly { readonly copies: readonly CopyOnDrive[] }[], required: number): string {
  const most = Math.max(...short.map((file) => disksOf(file.copies)))
  const unknown = short.some((file) => file.copies.some((copy) => isWhole(copy) && copy.device === null))
  if (most === 0)
    return `drives whose physical disk is not known, so they count for none; ${required} ${required === 1 ? 'is' : 'are'} asked for`
  return `${most === 1 ? 'one disk' : `${most} different disks`} only${unknown ? ', beside drives whose disk is not known' : ''}; ${required} are asked for`
}

/** True when every file of a clip that came from no card is as safe as those of cards have to be. */
function looseIsSafe({ files }: LooseClip, required: number): boolean {
  return files.every((file) => disksOf(file.copies) >= required)
}

/** The verdict on a card of the day that was seen, and not offloaded. */
export function waitingVerdict({ sentence }: WaitingCard): ReportVerdict {
  return { good: false, word: BAD_WORD, sentence, reasons: [] }
}

/** The day as a producer asks: is everything safe, and which cards may go back to the camera? */
export function dayVerdict(
  facts: DayFacts,
  offloaded: readonly { readonly name: string; readonly verdict: ReportVerdict }[],
): ReportVerdict {
  const cards = [...offloaded, ...(facts.waiting ?? []).map((one) => ({ ...one, verdict: waitingVerdict(one) }))]
  const bad = cards.filter((card) => !card.verdict.good)
  const unsafe = facts.loose.filter((one) => !looseIsSafe(one, facts.requiredDevices)).length
  const good = bad.length === 0 && unsafe === 0 && cards.length + facts.loose.length > 0
  const disks =
    facts.requiredDevices === 1
      ? 'read back and equal'
      : `on at least ${facts.requiredDevices} different disks, read back and equal`
  const say =
    cards.length === 0
      ? null
      : bad.length === 0
        ? `${cards.length === 1 ? 'The card of the day' : `All ${cards.length} cards of the day`} may be formatted: ${cards.length === 1 ? 'its files are' : 'every file is'} ${disks}.`
        : bad.length === cards.length
          ? `${cards.length === 1 ? 'The card of the day must not be formatted' : `None of the ${cards.length} cards of the day may be formatted`} yet.`
          : `${cards.length - bad.length} of ${cards.length} cards may be formatted. Do not format ${listText(bad.map((card) => card.name))}.`
  const loose =
    facts.loose.length === 0
      ? null
      : `${count(facts.loose.length, 'clip')} ${facts.loose.length === 1 ? 'was' : 'were'} not copied by an offload of this library${unsafe === 0 ? `, and ${facts.loose.length === 1 ? 'is' : 'are'} ${disks}` : `; ${unsafe === facts.loose.length ? (unsafe === 1 ? 'it is' : 'they are') : `${unsafe} of them ${unsafe === 1 ? 'is' : 'are'}`} not proven to be safe`}.`
  return {
    good,
    word: good ? 'The day is safe' : 'Not all of the day is safe',
    sentence: [say, loose].filter((part) => part !== null).join(' '),
    reasons: bad.map((card) => `${card.name}: ${afterColon(card.verdict.sentence)}`),
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
