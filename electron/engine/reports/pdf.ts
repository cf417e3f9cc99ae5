/**
 * A report as PDF, A4: a page that a producer understands, then the clips with their posters.
 */
import { join } from 'node:path'
// Its types know the default export alone.
// eslint-disable-next-line import/no-named-as-default
import PDFDocument from 'pdfkit'
import type { Report, ReportClip } from '../domain/report.ts'
import { splitByFont, type FontSet } from './font-runs.ts'

const PAGE = { width: 595.28, height: 841.89, margin: 42 }
const INNER = PAGE.width - 2 * PAGE.margin
const INK = { text: '#1a1a1a', quiet: '#6b6b6b', line: '#d9d9d9', good: '#1f7a45', bad: '#b23a22' }
/** Posters make a report large; beyond so many clips the CSV beside it is the list. */
const MOST_CLIPS = 3_000
const MOST_PROBLEMS = 200
const ROW = 46
const POSTER = { width: 68, height: 38 }

/** Draws it and returns the file. `fonts` is the folder with the fonts' files. Takes about a millisecond a clip. */
export async function reportPdf(report: Report, fonts: string): Promise<Buffer> {
  const set: FontSet = { folder: fonts }
  const document = new PDFDocument({
    size: 'A4', margin: PAGE.margin, bufferPages: true, font: join(fonts, 'inter-latin-400-normal.woff'),
    info: { Title: `${report.title}: offload report`, Author: report.author, Creator: `Rushes ${report.version}` },
  })
  const parts: Buffer[] = []
  document.on('data', (part: Buffer) => parts.push(part))
  const ended = new Promise<void>((resolve, reject) => {
    document.once('end', resolve)
    document.once('error', reject)
  })
  const pen = penFor(document, set)
  drawVerdict(pen, report)
  drawClips(pen, report)
  drawFeet(pen, report)
  document.end()
  await ended
  return Buffer.concat(parts)
}

interface TextStyle { readonly size?: number; readonly bold?: boolean; readonly colour?: string; readonly width?: number; readonly lines?: number }

interface Pen {
  readonly document: PDFKit.PDFDocument
  /** Writes from the left at `y`, cut off with an ellipsis where it doesn't fit; returns where the next line would be. */
  text(x: number, y: number, words: string, style?: TextStyle): number
  rule(y: number): void
}

function penFor(document: PDFKit.PDFDocument, fonts: FontSet): Pen {
  const widthOf = (words: string, bold: boolean, size: number): number =>
    splitByFont(fonts, words, bold).reduce((sum, run) => sum + document.font(run.font).fontSize(size).widthOfString(run.text), 0)
  const line = (x: number, y: number, words: string, bold: boolean, size: number): void => {
    let at = x
    for (const run of splitByFont(fonts, words, bold)) {
      document.font(run.font).fontSize(size).text(run.text, at, y, { lineBreak: false })
      at += document.widthOfString(run.text)
    }
  }
  return {
    document,
    text(x, y, words, { size = 9, bold = false, colour = INK.text, width = INNER, lines = 1 } = {}) {
      document.fillColor(colour)
      const rows = wrap(words, (part) => widthOf(part, bold, size) <= width, lines)
      rows.forEach((row, index) => line(x, y + index * size * 1.4, row, bold, size))
      return y + Math.max(1, rows.length) * size * 1.4
    },
    rule(y) {
      document.moveTo(PAGE.margin, y).lineTo(PAGE.width - PAGE.margin, y).lineWidth(0.5).strokeColor(INK.line).stroke()
    },
  }
}

/** Breaks at spaces, long names anywhere; what doesn't fit into the lines ends in an ellipsis. */
function wrap(words: string, fits: (part: string) => boolean, most: number): string[] {
  const rows: string[] = []
  let rest = [...words.replaceAll(/\s+/g, ' ').trim()]
  while (rest.length > 0 && rows.length < most) {
    let length = rest.length
    if (!fits(rest.join(''))) {
      // Halving: names of 300 letters are met.
      let [low, high] = [1, rest.length]
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (fits(`${rest.slice(0, middle).join('')}…`)) low = middle
        else high = middle
      }
      length = low
      const space = rest.slice(0, length + 1).lastIndexOf(' ')
      if (rows.length < most - 1 && space > length / 2) length = space
    }
    const row = rest.slice(0, length).join('')
    rest = rest.slice(length)
    while (rest[0] === ' ') rest.shift()
    rows.push(rest.length > 0 && rows.length === most - 1 ? `${row}…` : row)
  }
  return rows
}

function drawVerdict(pen: Pen, report: Report): void {
  const x = PAGE.margin
  let y = pen.text(x, PAGE.margin, 'Offload report', { size: 9, colour: INK.quiet })
  y = pen.text(x, y + 2, report.title, { size: 22, bold: true })
  y = pen.text(x, y + 2, [report.rolls === '' || report.rolls === report.title ? null : `Rolls ${report.rolls}`, `${report.files} files`, bytesText(report.bytes), timeText(report.startedAt), report.finishedAt === null ? null : `took ${spanText(report.finishedAt - report.startedAt)}`].filter((part) => part !== null).join('  ·  '), { colour: INK.quiet, lines: 2 })
  y += 14
  pen.document.rect(x, y, 4, 34 + report.reasons.length * 13).fill(report.good ? INK.good : INK.bad)
  y = pen.text(x + 16, y + 1, report.good ? 'Safe to format' : 'Not safe to format', { size: 15, bold: true, colour: report.good ? INK.good : INK.bad })
  y = pen.text(x + 16, y, report.verdict, { size: 10, width: INNER - 16, lines: 3 })
  for (const reason of report.reasons) y = pen.text(x + 16, y, reason, { size: 9, colour: INK.quiet, width: INNER - 16, lines: 2 })
  if (report.card.length > 0) {
    y = section(pen, y + 20, 'The card')
    for (const words of report.card.slice(0, 8)) y = pen.text(x, y, words, { lines: 3 }) + 3
  }
  y = section(pen, y + 20, 'Destinations')
  for (const one of report.destinations) {
    y = pen.text(x, y, one.label, { size: 10, bold: true })
    y = pen.text(x, y, one.target, { colour: INK.quiet, lines: 2 })
    y = pen.text(x, y, `${one.files} files verified, ${one.check}  ·  ${one.device}`, { lines: 2 })
    if (one.problem !== null) y = pen.text(x, y, one.problem, { colour: INK.bad, lines: 2 })
    y += 8
  }
  y = section(pen, y + 6, 'From')
  for (const source of report.sources.slice(0, 12)) y = pen.text(x, y, source, { colour: INK.quiet, lines: 2 })
  if (report.problems.length === 0) return
  y = section(pen, y + 14, `Problems (${report.problems.length})`)
  for (const problem of report.problems.slice(0, MOST_PROBLEMS)) {
    if (y > PAGE.height - 90) {
      pen.document.addPage()
      y = PAGE.margin
    }
    y = pen.text(x, y, problem.path, { bold: true, lines: 2 })
    y = pen.text(x, y, problem.message, { colour: INK.bad, lines: 3 }) + 4
  }
  if (report.problems.length > MOST_PROBLEMS) pen.text(x, y, `and ${report.problems.length - MOST_PROBLEMS} more: the CSV beside this report names them all.`, { colour: INK.quiet })
}

function section(pen: Pen, y: number, title: string): number {
  pen.rule(y)
  return pen.text(PAGE.margin, y + 8, title, { size: 9, bold: true, colour: INK.quiet }) + 4
}

function drawClips(pen: Pen, report: Report): void {
  if (report.clips.length === 0) return
  pen.document.addPage()
  let y = pen.text(PAGE.margin, PAGE.margin, `Clips (${report.clips.length})`, { size: 13, bold: true })
  y = pen.text(PAGE.margin, y, report.otherFiles === 0 ? '' : `and ${report.otherFiles} further files: sidecars and the camera’s own databases`, { colour: INK.quiet }) + 4
  for (const clip of report.clips.slice(0, MOST_CLIPS)) {
    if (y + ROW > PAGE.height - 60) {
      pen.document.addPage()
      y = PAGE.margin
    }
    drawClip(pen, clip, y)
    y += ROW
  }
  if (report.clips.length > MOST_CLIPS) pen.text(PAGE.margin, y + 4, `and ${report.clips.length - MOST_CLIPS} more: the CSV beside this report names them all.`, { colour: INK.quiet })
}

function drawClip(pen: Pen, clip: ReportClip, y: number): void {
  const x = PAGE.margin
  pen.rule(y)
  const top = y + 4
  if (!drawPoster(pen.document, clip.poster, x, top)) pen.document.rect(x, top, POSTER.width, POSTER.height).fill('#efefef')
  const left = x + POSTER.width + 10
  pen.text(left, top, clip.name, { size: 9.5, bold: true, width: 210 })
  pen.text(left, top + 13, [clip.startTimecode, clip.durationMs === null ? null : spanText(clip.durationMs), bytesText(clip.bytes)].filter((part) => part !== null).join('  ·  '), { width: 210 })
  pen.text(left, top + 26, clip.path, { size: 7, colour: INK.quiet, width: 210 })
  const right = left + 222
  pen.text(right, top, [clip.scene === null ? null : `Scene ${clip.scene}`, clip.take === null ? null : `take ${clip.take}`, clip.circled ? 'circled' : null].filter((part) => part !== null).join(', '), { width: PAGE.width - PAGE.margin - right })
  pen.text(right, top + 13, clip.verified ? 'Verified on every destination' : 'Not verified everywhere', { colour: clip.verified ? INK.good : INK.bad, width: PAGE.width - PAGE.margin - right })
  pen.text(right, top + 26, clip.hash, { size: 7, colour: INK.quiet, width: PAGE.width - PAGE.margin - right })
}

/** False where there is no poster, or one that can't be drawn: a report is not kept back by a picture. */
function drawPoster(document: PDFKit.PDFDocument, poster: string | null, x: number, y: number): boolean {
  if (poster === null) return false
  try {
    document.rect(x, y, POSTER.width, POSTER.height).fill('#000000')
    document.image(poster, x, y, { fit: [POSTER.width, POSTER.height], align: 'center', valign: 'center' })
    return true
  } catch {
    return false // A poster that was taken away meanwhile, or of a kind that PDF doesn't hold.
  }
}

function drawFeet(pen: Pen, report: Report): void {
  const { start, count } = pen.document.bufferedPageRange()
  for (let page = start; page < start + count; page += 1) {
    pen.document.switchToPage(page)
    // Below the margin pdfkit would begin a new page.
    pen.document.page.margins.bottom = 0
    pen.text(PAGE.margin, PAGE.height - 34, `${report.library}  ·  ${report.author}  ·  Rushes ${report.version}`, { size: 7, colour: INK.quiet, width: INNER - 60 })
    pen.text(PAGE.width - PAGE.margin - 40, PAGE.height - 34, `${page - start + 1} of ${count}`, { size: 7, colour: INK.quiet, width: 40 })
  }
}

function bytesText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${step === 0 ? value : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)} ${units[step]!}`
}

function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min ${seconds % 60} s` : ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${seconds} s`
}

function timeText(ms: number): string {
  const date = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}
