/**
 * The safety page on paper, in a sheet and in a mail. Pure.
 */
import type { SafetyCard, SafetyPage } from '../../../../shared/model/safety.ts'
import type { ReportMaker, ReportPage } from '../reports/page.ts'
import { bytesText, count, dayText, facts, momentText } from '../reports/words.ts'

/** The page as a report. `day` is the one that was asked for. */
export function safetyReport(
  { sentence, cards, columns, wait }: SafetyPage,
  day: string | null,
  by: ReportMaker,
): ReportPage {
  const labels = new Map(columns.map((column) => [column.id, column.label]))
  return {
    heading: 'Safety',
    title: day === null ? 'All cards' : dayText(day),
    facts: `as known on ${momentText(by.madeAt)}`,
    verdict: {
      good: wait === 0 && cards.length > 0,
      word:
        cards.length === 0
          ? 'No cards'
          : wait === 0
            ? 'Every card may be formatted'
            : 'Not every card may be formatted',
      sentence,
      reasons: [],
    },
    figures: [
      { label: 'Cards', value: String(cards.length) },
      { label: 'Format', value: String(cards.length - wait) },
      { label: 'Wait', value: String(wait) },
      { label: 'Files', value: cards.reduce((sum, card) => sum + card.files, 0).toLocaleString('en-GB') },
      { label: 'Size', value: bytesText(cards.reduce((sum, card) => sum + card.bytes, 0)) },
    ],
    cameras: [],
    remarks: [],
    problems: [],
    furtherProblems: 0,
    by,
    cards: cards.map((card) => ({
      name: card.name,
      sources: [],
      clips: [],
      verdict: {
        good: card.decision === 'format',
        word: card.decision === 'format' ? 'Format' : `Wait: ${card.why}`,
        sentence: card.sentence,
        reasons: card.reasons,
      },
      facts: facts(card.day, count(card.files, 'file'), bytesText(card.bytes)),
      rest: card.cells.map((cell) => cell.label),
    })),
    drives: columns.map((column) => ({
      label: column.label,
      places: [],
      device: column.kind === 'remote' ? 'remote' : (column.device ?? 'physical disk not known'),
      facts: column.here ? 'connected' : 'not connected',
      problem: problemOf(cards, column.id, labels.get(column.id) ?? ''),
    })),
  }
}

function problemOf(cards: readonly SafetyCard[], column: string, label: string): string | null {
  const wrong = cards
    .filter((card) => card.cells.some((cell) => cell.column === column && cell.bad + cell.missing > 0))
    .map((card) => card.name)
  return wrong.length === 0 ? null : `${label} has bad or missing copies of ${wrong.join(', ')}.`
}

/** Rows of the CSV: a card, then two columns a drive. Drives of one label bear a number. */
export function safetyRows({ cards, columns }: SafetyPage): string[][] {
  const names = columns.map((column, index) => {
    const before = columns.slice(0, index).filter((one) => one.label === column.label).length
    return before === 0 ? column.label : `${column.label} (${before + 1})`
  })
  return [
    [
      'card',
      'day',
      'decision',
      'why',
      'files',
      'bytes',
      'sentence',
      ...names.flatMap((name) => [`${name} verified`, `${name} of`]),
    ],
    ...cards.map((card) => [
      card.name,
      card.day ?? '',
      card.decision,
      card.why,
      String(card.files),
      String(card.bytes),
      card.sentence,
      ...columns.flatMap((column) => {
        const cell = card.cells.find((one) => one.column === column.id)
        return cell === undefined ? ['', ''] : [String(cell.files), String(cell.of)]
      }),
    ]),
  ]
}

/** The page as people mail it. */
export function safetyMail({ sentence, cards }: SafetyPage): string {
  return [
    sentence,
    '',
    ...cards.map(
      (card) => `${card.name}: ${card.decision === 'format' ? 'format' : `wait (${card.why})`}. ${whereText(card)}`,
    ),
    '',
  ].join('\n')
}

/** What is known of its copies, for a mail. */
function whereText({ cells, reasons }: SafetyCard): string {
  if (cells.length > 0) return `${cells.map((cell) => cell.label).join('; ')}.`
  return reasons.length > 0 ? reasons.join(' ') : 'No copy known.'
}
