/**
 * The first page of a report: what a producer has to know, then what went wrong, then where everything is.
 */
import type { ReportCard, ReportPage, ReportVerdict } from '../domain/reports/page.ts'
import { INK, INNER, PAGE, type Pen } from './pdf-pen.ts'

const X = PAGE.margin
const SECTION = 20

/** Draws it; it goes on over as many pages as there are problems and cards. */
export function drawFront(pen: Pen, report: ReportPage): void {
  let y = pen.text(X, PAGE.margin, report.heading, { colour: INK.quiet })
  y = pen.text(X, y + 1, report.title, { size: 24, bold: true, lines: 2 })
  y = pen.text(X, y + 1, report.facts, { colour: INK.quiet, lines: 2 })
  y = drawVerdict(pen, report.verdict, y + 18, 16)
  y = drawFigures(pen, report, y + 18)
  y = drawCardLines(pen, report.cards, y)
  y = drawProblems(pen, report, y)
  y = drawCameras(pen, report, y)
  y = drawRemarks(pen, report, y)
  y = drawDrives(pen, report, y)
  const sources = report.cards.length === 1 ? report.cards[0]!.sources : []
  if (sources.length === 0) return
  y = section(pen, y + SECTION, 'From', 14)
  for (const source of sources.slice(0, 12)) y = pen.text(X, pen.room(y, 13), source, { colour: INK.quiet, lines: 2 })
}

/** A verdict with its bar; returns where it ends. `size` is that of its words. */
export function drawVerdict(
  pen: Pen,
  { good, word, sentence, reasons }: ReportVerdict,
  y: number,
  size: number,
): number {
  const colour = good ? INK.good : INK.bad
  const [left, width] = [X + 14, INNER - 14]
  const shown = reasons.slice(0, 8)
  const body = size > 12 ? 10 : 9
  const height =
    size * 1.4 +
    pen.rows(sentence, { size: body, width, lines: 4 }) * body * 1.4 +
    shown.reduce((sum, reason) => sum + pen.rows(reason, { width, lines: 2 }) * 9 * 1.4 + 2, 0) +
    (reasons.length > shown.length ? 14 : 0)
  const top = pen.room(y, height)
  pen.document.rect(X, top, 3, height).fill(colour)
  let at = pen.text(left, top, word, { size, bold: true, colour, width })
  at = pen.text(left, at, sentence, { size: body, width, lines: 4 })
  for (const reason of shown) at = pen.text(left, at + 2, reason, { colour: INK.quiet, width, lines: 2 })
  return reasons.length > shown.length
    ? pen.text(left, at + 2, `and ${reasons.length - shown.length} more`, { colour: INK.quiet, width })
    : at
}

function drawFigures(pen: Pen, { figures }: ReportPage, y: number): number {
  pen.rule(y)
  const width = INNER / Math.max(1, figures.length)
  figures.forEach(({ label, value }, index) => {
    pen.text(X + index * width, y + 9, label, { size: 8, colour: INK.quiet, width: width - 8 })
    pen.text(X + index * width, y + 20, value, { size: 13, bold: true, width: width - 8 })
  })
  pen.rule(y + 46)
  return y + 46
}

/** A line a card of a day: may it be formatted? */
function drawCardLines(pen: Pen, cards: readonly ReportCard[], from: number): number {
  const judged = cards.filter((card) => card.verdict !== null)
  if (judged.length === 0) return from
  let y = section(pen, from + SECTION - 6, 'Cards', 40, false)
  for (const { name, verdict, facts } of judged) {
    y = pen.room(y, 26)
    pen.text(X, y, name, { size: 10, bold: true, width: 136 })
    pen.text(X + 144, y, verdict!.word, { size: 10, bold: true, colour: verdict!.good ? INK.good : INK.bad, width: 92 })
    y =
      Math.max(
        pen.text(X + 242, y + 1.5, facts, { size: 8, colour: INK.quiet, width: INNER - 242, lines: 2 }),
        y + 14,
      ) + 4
  }
  return y
}

function drawProblems(pen: Pen, { problems, furtherProblems }: ReportPage, from: number): number {
  if (problems.length === 0) return from
  let y = section(pen, from + SECTION, `Problems (${problems.length + furtherProblems})`, 60)
  for (const { card, path, message } of problems) {
    y = pen.room(y, 13 + pen.rows(message, { lines: 3 }) * 13)
    y = pen.text(X, y, card === null ? path : `${card}  ·  ${path}`, { bold: true, lines: 2 })
    y = pen.text(X, y, message, { colour: INK.bad, lines: 3 }) + 4
  }
  return furtherProblems === 0
    ? y
    : pen.text(X, pen.room(y, 14), `and ${furtherProblems} more: the CSV names them all.`, { colour: INK.quiet })
}

function drawCameras(pen: Pen, { cameras }: ReportPage, from: number): number {
  if (cameras.length === 0) return from
  let y = section(pen, from + SECTION, 'Cameras', 40)
  const columns = [
    { at: 0, width: 70, title: 'Camera' },
    { at: 78, width: 210, title: 'Rolls' },
    { at: 296, width: 54, title: 'Clips', right: true },
    { at: 358, width: 80, title: 'Footage', right: true },
    { at: 446, width: INNER - 446, title: 'Size', right: true },
  ]
  const row = (words: readonly string[], style: { readonly colour?: string; readonly size?: number }): void => {
    columns.forEach((column, index) => {
      pen.text(X + column.at, y, words[index] ?? '', {
        ...style,
        width: column.width,
        align: column.right === true ? 'right' : 'left',
      })
    })
    y += 15
  }
  row(
    columns.map((column) => column.title),
    { colour: INK.quiet, size: 8 },
  )
  for (const one of cameras) {
    y = pen.room(y, 16)
    row([one.camera, one.rolls, one.clips.toLocaleString('en-GB'), one.length, one.size], {})
  }
  return y
}

function drawRemarks(pen: Pen, { remarks }: ReportPage, from: number): number {
  if (remarks.length === 0) return from
  let y = section(pen, from + SECTION, remarks.length === 1 ? 'About the card' : 'About the cards', 40)
  for (const words of remarks.slice(0, 20))
    y = pen.text(X, pen.room(y, pen.rows(words, { lines: 4 }) * 13), words, { lines: 4 }) + 3
  return y
}

function drawDrives(pen: Pen, { drives }: ReportPage, from: number): number {
  if (drives.length === 0) return from
  let y = section(pen, from + SECTION, 'Destinations', 60)
  for (const { label, places, facts, device, problem } of drives) {
    y = pen.room(y, 46)
    pen.text(X, y, label, { size: 10, bold: true, width: INNER - 190 })
    y = pen.text(X + INNER - 180, y + 1, device, { size: 8, colour: INK.quiet, width: 180, align: 'right' }) + 3
    y = pen.text(X, y, facts, { lines: 2 })
    for (const place of places.slice(0, 6))
      y = pen.text(X, pen.room(y, 12), place, { size: 8, colour: INK.quiet, lines: 2 })
    if (places.length > 6) y = pen.text(X, y, `and ${places.length - 6} more folders`, { size: 8, colour: INK.quiet })
    if (problem !== null) y = pen.text(X, y, problem, { colour: INK.bad, lines: 2 })
    y += 8
  }
  return y - 8
}

/** A heading that stays with at least `need` of what follows it. */
function section(pen: Pen, y: number, title: string, need: number, ruled = true): number {
  const top = pen.room(y, 30 + need)
  if (ruled && top === y) pen.rule(top)
  return pen.text(X, top + 8, title, { bold: true, colour: INK.quiet }) + 4
}
