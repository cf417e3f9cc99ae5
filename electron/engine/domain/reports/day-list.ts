/**
 * The report of a shooting day for a spreadsheet and for a mail.
 */
import { bestByDrive, disksOf, isWhole } from '../../../../shared/copies/standing.ts'
import { tallyDrives } from '../../../../shared/copies/tally.ts'
import { talliesText } from '../../../../shared/copies/words.ts'
import { clipCells, CLIP_HEADER, hashFormats, isoText, sourceProblem } from './offload-report.ts'
import { columnLabels } from './csv.ts'
import { copyText } from './copies-now.ts'
import type { CopyNow, DayFacts } from './day-facts.ts'
import { cardCount, clipsOfDay, dayTitle, judgeCards, type JudgedCard } from './day-report.ts'
import { footageText } from './clip.ts'
import { dayVerdict, waitingVerdict } from './day-verdict.ts'
import type { ReportVerdict } from './page.ts'
import { afterColon, bytesText, count, dayText } from './words.ts'

/**
 * Rows of the CSV: one a file of every card of the day, those with problems first, with its copies as they are today.
 */
export function dayRows(day: DayFacts): string[][] {
  const cards = judgeCards(day)
  const all = [...day.cards.flatMap((card) => card.files), ...day.loose.flatMap((one) => one.files)]
  const drives = [
    ...new Map(all.flatMap((file) => file.copies.map((copy) => [copy.volumeId, copy.drive] as const))),
  ].toSorted(([one, a], [other, b]) => (a < b || (a === b && one < other) ? -1 : 1))
  const formats = hashFormats(day.cards.flatMap((card) => card.files))
  const header = [
    'card',
    'may be formatted',
    'problem',
    'path',
    'bytes',
    ...CLIP_HEADER,
    ...formats,
    'verified disks',
    ...columnLabels(drives.map(([, label]) => label)).flatMap((label) => [
      `${label} state`,
      `${label} path`,
      `${label} check`,
      `${label} verified at`,
    ]),
  ]
  const copies = (list: readonly CopyNow[]): string[] => {
    const best = new Map(bestByDrive(list).map((copy) => [copy.volumeId, copy]))
    return drives.flatMap(([id]) => {
      const copy = best.get(id)
      return copy === undefined
        ? ['', '', '', '']
        : [
            copy.state === 'missing' || copy.state === 'replaced' ? copy.state : copy.verification,
            copy.path,
            copy.readBack ?? '',
            isoText(copy.verifiedAt),
          ]
    })
  }
  const rows = [
    ...cards.flatMap(({ name, verdict, card }) =>
      card.files.map((file) => ({
        card: name,
        may: verdict.good ? 'yes' : 'no',
        file,
        clip: file.clip,
        problem: sourceProblem(file)[0]?.message ?? shortfall(file.copies, day.requiredDevices),
      })),
    ),
    ...day.loose.flatMap(({ clip, files }) =>
      files.map((file) => ({ card: '', may: '', file, clip, problem: shortfall(file.copies, day.requiredDevices) })),
    ),
  ]
  return [
    header,
    // Nothing more is known of a card that was not offloaded.
    ...(day.waiting ?? []).map(({ name, sentence }) => header.map((_, column) => [name, 'no', sentence][column] ?? '')),
    ...[...rows.filter((row) => row.problem !== ''), ...rows.filter((row) => row.problem === '')].map(
      ({ card, may, problem, file, clip }) => [
        card,
        may,
        problem,
        file.path,
        String(file.bytes),
        ...clipCells(clip),
        ...formats.map((format) => file.hashes[format] ?? ''),
        String(disksOf(file.copies)),
        ...copies(file.copies),
      ],
    ),
  ]
}

function shortfall(copies: readonly CopyNow[], required: number): string {
  const bad = bestByDrive(copies)
    .filter((copy) => !isWhole(copy))
    .map((copy) => `${copy.drive}: ${copyText(copy)}`)
  const disks = disksOf(copies)
  return [...(disks < required ? [`verified on ${disks} of ${count(required, 'disk')}`] : []), ...bad].join('; ')
}

/** So many problems are named in a mail. */
const MAX_IN_MAIL = 20

/** The day as people mail it to production and post: plain text, the verdict first. */
export function dayMail(day: DayFacts): string {
  const cards = judgeCards(day)
  const clips = clipsOfDay(day)
  const footage = footageText(clips.map(({ clip }) => clip))
  const verdict = dayVerdict(day, cards)
  const problems = cards.flatMap((one) => one.problems)
  const title = day.number === null ? dayTitle(day) : `${dayTitle(day)}, ${dayText(day.day)}`
  const totals = [
    count(cardCount(day), 'card'),
    count(clips.length, 'clip'),
    ...(footage === '–' ? [] : [footage]),
    bytesText(clips.reduce((sum, { bytes }) => sum + bytes, 0)),
  ].join(', ')
  return [
    title,
    `${verdict.word}. ${verdict.sentence}`,
    '',
    ...cards.map(cardLine),
    ...(day.waiting ?? []).map((one) => `${one.name}: ${verdictText(waitingVerdict(one))}`),
    ...(cardCount(day) === 0 ? [] : ['']),
    `${totals} in all.`,
    ...(problems.length === 0
      ? []
      : [
          '',
          'Problems',
          ...problems
            .slice(0, MAX_IN_MAIL)
            .map(({ card, path, message }) => `${card ?? ''} ${path}: ${message}`.trim()),
          ...(problems.length > MAX_IN_MAIL
            ? [`and ${problems.length - MAX_IN_MAIL} more: the CSV names them all.`]
            : []),
        ]),
    '',
  ].join('\n')
}

function cardLine({ name, card, verdict, clips }: JudgedCard): string {
  const drives = talliesText(tallyDrives(card.files)) || 'no drive yet'
  return `${name}: ${count(clips, 'clip')}, ${bytesText(card.offload.bytes)}, verified: ${drives}. ${verdictText(verdict)}`
}

function verdictText({ good, word, sentence }: ReportVerdict): string {
  return `${word}${good ? '.' : `: ${afterColon(sentence)}`}`
}
