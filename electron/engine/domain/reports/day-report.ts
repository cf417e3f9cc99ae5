/**
 * What a report of a shooting day says: is everything safe, which cards may be formatted, and then all that it rests
 * on. Of copies it tells what the catalogue knows today, not what the offloads said then. Pure: facts in, words out.
 */
import { copyProblemText } from '../../../../shared/copies/offload.ts'
import type { Offload } from '../../../../shared/model/offload.ts'
import { byClip, clipWords, footageText, type ClipFacts } from './clip.ts'
import { disksOf, isWhole } from '../../../../shared/copies/standing.ts'
import { tallyDrives, type DriveTally } from '../../../../shared/copies/tally.ts'
import { readBackText } from '../../../../shared/copies/words.ts'
import { clipState, copyLines, lostCopies } from './copies-now.ts'
import type { DayCard, DayFacts, DayFile, WaitingCard } from './day-facts.ts'
import { cardVerdict, dayVerdict, waitingVerdict, withNews } from './day-verdict.ts'
import { cardRemarks, manifestProblems, sourceProblem } from './offload-report.ts'
import {
  MAX_CLIPS,
  MAX_PROBLEMS,
  type ReportCamera,
  type ReportCard,
  type ReportDrive,
  type ReportMaker,
  type ReportPage,
  type ReportProblem,
  type ReportVerdict,
} from './page.ts'
import { bytesText, count, dayText, facts, momentText } from './words.ts'

/** A card of the day with its name, its verdict, and how many clips of the day are on it. */
export interface JudgedCard {
  readonly name: string
  readonly card: DayCard
  readonly verdict: ReportVerdict
  readonly problems: readonly ReportProblem[]
  readonly clips: number
}

/** Every card with its verdict and its problems. */
export function judgeCards(day: DayFacts): JudgedCard[] {
  return day.cards.map((card) => {
    const name = cardName(card.offload)
    return {
      name,
      card,
      verdict: withNews(cardVerdict(card, day.requiredDevices), card.news ?? null),
      problems: cardProblems(card, name, day.requiredDevices),
      clips: byClip(card.files).filter(({ clip }) => clip.day === day.day).length,
    }
  })
}

/** Puts the report together. */
export function dayReport(day: DayFacts, by: ReportMaker): ReportPage {
  const cards = judgeCards(day)
  const problems = cards.flatMap((one) => one.problems)
  const clips = clipsOfDay(day)
  let room = MAX_CLIPS
  const shown = cards.map((one): ReportCard => {
    const row = cardRow(one, day, room)
    room -= row.clips.length
    return row
  })
  return {
    heading: 'Shooting day',
    title: dayTitle(day),
    facts: facts(day.number === null ? null : dayText(day.day), `as known on ${momentText(by.madeAt)}`),
    verdict: dayVerdict(day, cards),
    figures: figures(day, clips),
    cameras: cameras(clips),
    remarks: cards.flatMap(({ name, card }) => cardRemarks(card.offload).map((words) => `${name}: ${words}`)),
    problems: problems.slice(0, MAX_PROBLEMS),
    furtherProblems: Math.max(0, problems.length - MAX_PROBLEMS),
    cards: [...shown, ...(day.waiting ?? []).map(waitingRow), ...(day.loose.length === 0 ? [] : [looseRow(day, room)])],
    drives: drives(day),
    by,
  }
}

/** "Day 12", or the date where it has no number. */
export function dayTitle({ day, number }: Pick<DayFacts, 'day' | 'number'>): string {
  return number === null ? dayText(day) : `Day ${number}`
}

/** What a crew calls a card: its rolls, or the name of its folder. */
export function cardName(offload: Offload): string {
  return offload.rolls.map((roll) => roll.name).join(' + ') || offload.name
}

/** Cards of the day, with those that were seen and not offloaded. */
export function cardCount({ cards, waiting = [] }: DayFacts): number {
  return cards.length + waiting.length
}

/** Every clip of the day, each once though it is on two cards, with the bytes of its main files. */
export function clipsOfDay(day: DayFacts): { readonly clip: ClipFacts; readonly bytes: number }[] {
  const rows = [
    ...day.cards.flatMap(({ files }) => byClip(files)).filter(({ clip }) => clip.day === day.day),
    ...day.loose,
  ]
  const once = new Map<string, { readonly clip: ClipFacts; readonly bytes: number }>()
  for (const { clip, files } of rows) {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    if ((once.get(clip.id)?.bytes ?? -1) < bytes) once.set(clip.id, { clip, bytes })
  }
  return [...once.values()]
}

function figures(day: DayFacts, clips: ReturnType<typeof clipsOfDay>): ReportPage['figures'] {
  const good = [...day.cards.flatMap((card) => card.files), ...day.loose.flatMap((one) => one.files)].flatMap((file) =>
    file.copies.filter(isWhole),
  )
  return [
    { label: 'Cards', value: String(cardCount(day)) },
    { label: 'Clips', value: clips.length.toLocaleString('en-GB') },
    { label: 'Footage', value: lengthText(clips) },
    { label: 'Size', value: bytesText(clips.reduce((sum, { bytes }) => sum + bytes, 0)) },
    { label: 'Drives', value: String(new Set(good.map((copy) => copy.volumeId)).size) },
  ]
}

function lengthText(clips: readonly { readonly clip: ClipFacts }[]): string {
  return footageText(clips.map(({ clip }) => clip))
}

function cameras(clips: ReturnType<typeof clipsOfDay>): ReportCamera[] {
  const byCamera = Map.groupBy(clips, ({ clip }) => clip.camera ?? '')
  return [...byCamera]
    .toSorted(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1))
    .map(([camera, own]) => ({
      camera: camera === '' ? 'Other' : camera,
      clips: own.length,
      length: lengthText(own),
      size: bytesText(own.reduce((sum, { bytes }) => sum + bytes, 0)),
      rolls: [...new Set(own.flatMap(({ clip }) => clip.roll ?? []))].toSorted().join(', '),
    }))
}

function cardProblems(card: DayCard, name: string, required: number): ReportProblem[] {
  const problems = [
    ...card.files.flatMap(sourceProblem),
    ...manifestProblems(card.offload),
    ...lostCopies(card.files),
    // What failed then and was made good since is no problem any more.
    ...card.files
      .filter((file) => disksOf(file.copies) < required && sourceProblem(file).length === 0)
      .flatMap((file) =>
        file.destinations
          .filter((one) => one.state === 'failed' || one.state === 'conflict')
          .map((one) => ({
            path: file.path,
            message: `${one.target}: ${copyProblemText(one)}`,
          })),
      ),
  ]
  // A path that begins with the card's name needs it no second time.
  return problems.map((one) => ({ card: one.path.startsWith(`${name}/`) ? null : name, ...one }))
}

function cardRow({ name, card, verdict }: JudgedCard, day: DayFacts, room: number): ReportCard {
  const { offload, files, others } = card
  const clips = byClip(files)
  const own = clips.filter(({ clip }) => clip.day === day.day)
  const beside = files.filter((file) => file.clip === null).length
  return {
    name,
    verdict,
    sources: offload.sources,
    facts: facts(
      [...new Set(offload.rolls.map((roll) => roll.family))].join(', '),
      count(own.length, 'clip'),
      lengthText(own),
      bytesText(offload.bytes),
      `offloaded ${momentText(offload.startedAt)}`,
      others.length === 0 ? null : `and again ${others.map((one) => momentText(one.startedAt)).join(', ')}`,
    ),
    clips: own.slice(0, room).map(({ clip, files: parts }) => clipRow(clip, parts, day)),
    rest: [
      own.length > room ? `${count(own.length - room, 'more clip')}: the CSV names them all.` : null,
      clips.length > own.length
        ? `${count(clips.length - own.length, 'clip')} of other days ${clips.length - own.length === 1 ? 'is' : 'are'} on this card too.`
        : null,
      earlierText(card),
      beside === 0 ? null : `${count(beside, 'further file')}: sidecars and the camera’s own databases.`,
    ].filter((part) => part !== null),
  }
}

/** What the card does not have any more, and an earlier offload of it copied: its copies are in the library. */
function earlierText({ earlier = [] }: DayCard): string | null {
  const [clips, files] = [byClip(earlier).length, earlier.length]
  if (files === 0) return null
  return `${clips > 0 ? count(clips, 'clip') : count(files, 'file')} of an earlier offload of this card ${(clips > 0 ? clips : files) === 1 ? 'is' : 'are'} not on it any more, or had other bytes then.`
}

function clipRow(
  clip: ClipFacts,
  files: readonly Pick<DayFile, 'path' | 'bytes' | 'hashes' | 'copies'>[],
  day: DayFacts,
): ReportCard['clips'][number] {
  return { ...clipWords(clip, files), ...clipState(files, day.requiredDevices), copies: copyLines(files) }
}

function waitingRow(card: WaitingCard): ReportCard {
  return { name: card.name, verdict: waitingVerdict(card), sources: [], facts: '', clips: [], rest: [] }
}

function looseRow(day: DayFacts, room: number): ReportCard {
  return {
    name: 'Not from an offloaded card',
    verdict: null,
    sources: [],
    facts: `${count(day.loose.length, 'clip')} that no offload of this library copied`,
    clips: day.loose.slice(0, room).map(({ clip, files }) => clipRow(clip, files, day)),
    rest: day.loose.length > room ? [`${count(day.loose.length - room, 'more clip')}: the CSV names them all.`] : [],
  }
}

function drives(day: DayFacts): ReportDrive[] {
  const files = [...filesOnce(day.cards), ...day.loose.flatMap((one) => one.files)]
  const targets = day.cards.flatMap(({ offload, others }) => [offload, ...others].flatMap((one) => one.destinations))
  const newest = new Map<string, number>()
  for (const copy of files.flatMap((file) => file.copies.filter(isWhole)))
    newest.set(copy.volumeId, Math.max(newest.get(copy.volumeId) ?? 0, copy.verifiedAt ?? 0))
  return tallyDrives(files).map((tally) =>
    driveRow(tally, newest.get(tally.volumeId) ?? null, [
      ...new Set(targets.filter((one) => one.volumeLabel === tally.drive).map((one) => one.path)),
    ]),
  )
}

function driveRow(
  { drive, device, here, of, standings, oldestAt, methods }: DriveTally,
  newestAt: number | null,
  places: readonly string[],
): ReportDrive {
  const lost = standings.missing + standings.replaced
  const how =
    standings.whole === 0
      ? ''
      : `, ${methods
          .filter((method) => method === 'device' || method === 'cache-dropped')
          .map(readBackText)
          .join(' or ')}`
  return {
    label: drive,
    places,
    device: device ?? 'physical disk not known',
    facts: facts(
      `${standings.whole.toLocaleString('en-GB')} of ${count(of, 'file')} verified${how}`,
      standings.cached === 0 ? null : `${standings.cached.toLocaleString('en-GB')} read back from the cache only`,
      oldestAt === null ? null : spanOfTimes(oldestAt, newestAt ?? oldestAt),
      here ? null : 'the drive is not connected',
    ),
    problem:
      lost + standings.bad === 0
        ? null
        : `${[standings.bad === 0 ? null : `${count(standings.bad, 'copy no longer matches', 'copies no longer match')}`, lost === 0 ? null : `${count(lost, 'copy', 'copies')} ${lost === 1 ? 'is' : 'are'} missing or replaced`].filter((part) => part !== null).join(', ')}.`,
  }
}

/** The files of all cards; what is on a card and its clone once. */
function filesOnce(cards: readonly DayCard[]): DayFile[] {
  const seen = new Set<string>()
  return cards.flatMap(({ files }) => {
    const key = ({ bytes, hashes: { xxh128 } }: DayFile): string | null =>
      xxh128 === undefined ? null : `${bytes} ${xxh128}`
    const own = files.filter((file) => !seen.has(key(file) ?? ''))
    for (const file of files) seen.add(key(file) ?? `${seen.size}`)
    return own
  })
}

function spanOfTimes(from: number, to: number): string {
  const [a, b] = [momentText(from), momentText(to)]
  return a === b ? a : `${a} to ${a.slice(0, 10) === b.slice(0, 10) ? b.slice(11) : b}`
}
