/**
 * The clips of a report, card by card, each with its poster, its copies and its hashes.
 */
import type { ReportCard, ReportClip, ReportPage } from '../domain/reports/page.ts'
import { drawVerdict } from './pdf-front.ts'
import { INK, INNER, PAGE, type Pen } from './pdf-pen.ts'

const X = PAGE.margin
const POSTER = { width: 80, height: 45 }
const MIDDLE = { at: X + POSTER.width + 12, width: 206 }
const RIGHT = { at: MIDDLE.at + MIDDLE.width + 14, width: INNER - POSTER.width - 12 - MIDDLE.width - 14 }
/** A clip on sixteen drives is rare, and its row must stay a row. */
const MAX_COPIES = 6

/** Draws them from a new page on. */
export function drawCards(pen: Pen, { cards, title }: ReportPage): void {
  const shown = cards.filter((card) => card.clips.length > 0 || card.verdict !== null)
  if (shown.length === 0) return
  pen.document.addPage()
  let y = PAGE.margin
  shown.forEach((card, index) => {
    if (index > 0) y = pen.room(y + 26, 150)
    y = drawHead(pen, card, title, y)
    for (const clip of card.clips) {
      const height = heightOf(pen, clip)
      y = pen.room(y, height)
      drawClip(pen, clip, y)
      y += height
    }
    for (const words of card.rest) y = pen.text(X, pen.room(y + 4, 14), words, { colour: INK.quiet, lines: 2 })
  })
}

function drawHead(pen: Pen, card: ReportCard, title: string, from: number): number {
  // The one card of an offload bears the name of the report, which stands on the page before.
  if (card.verdict === null && card.name === title)
    return pen.text(X, from, `Clips (${card.clips.length.toLocaleString('en-GB')})`, { size: 14, bold: true }) + 6
  let y = pen.text(X, from, card.name, { size: 14, bold: true, lines: 2 })
  y = pen.text(X, y, card.facts, { colour: INK.quiet, lines: 2 }) + 6
  if (card.verdict !== null) y = drawVerdict(pen, card.verdict, y, 10) + 6
  for (const source of card.sources.slice(0, 4))
    y = pen.text(X, y, `From ${source}`, { size: 8, colour: INK.quiet }) + 1
  return y + 4
}

function heightOf(pen: Pen, clip: ReportClip): number {
  const copies = Math.min(clip.copies.length, MAX_COPIES + 1)
  const hashes = clip.hashes.reduce((sum, hash) => sum + pen.rows(hash, { size: 6.5, width: RIGHT.width, lines: 3 }), 0)
  return Math.max(POSTER.height, 12.6 + copies * 10.5 + hashes * 9.1 + 1, middleLines(clip).length * 11.2 + 24) + 12
}

function middleLines(clip: ReportClip): string[] {
  return [
    [clip.timecode, clip.length, clip.size].filter((part) => part !== '').join('  ·  '),
    clip.picture,
    clip.slate,
  ].filter((line) => line !== '')
}

function drawClip(pen: Pen, clip: ReportClip, y: number): void {
  pen.rule(y)
  const top = y + 6
  if (!drawPoster(pen, clip.poster, top)) pen.document.rect(X, top, POSTER.width, POSTER.height).fill('#efefef')
  let at = pen.text(MIDDLE.at, top - 1, clip.name, { size: 9.5, bold: true, width: MIDDLE.width })
  for (const [index, words] of middleLines(clip).entries())
    at = pen.text(MIDDLE.at, at, words, { size: 8, colour: index === 0 ? INK.text : INK.quiet, width: MIDDLE.width })
  pen.text(MIDDLE.at, at + 0.5, clip.path, { size: 7, colour: INK.quiet, width: MIDDLE.width })
  at = pen.text(RIGHT.at, top - 0.5, clip.state, { colour: clip.good ? INK.good : INK.bad, width: RIGHT.width })
  for (const copy of clip.copies.slice(0, MAX_COPIES))
    at = pen.text(RIGHT.at, at, copy.text, { size: 7.5, colour: copy.good ? INK.text : INK.bad, width: RIGHT.width })
  if (clip.copies.length > MAX_COPIES)
    at = pen.text(RIGHT.at, at, `and ${clip.copies.length - MAX_COPIES} more`, { size: 7.5, width: RIGHT.width })
  at += 1
  for (const hash of clip.hashes)
    at = pen.text(RIGHT.at, at, hash, { size: 6.5, colour: INK.quiet, width: RIGHT.width, lines: 3 })
}

/** False where there is no poster, or one that can't be drawn: a report is not kept back by a picture. */
function drawPoster({ document }: Pen, poster: string | null, y: number): boolean {
  if (poster === null) return false
  try {
    document.rect(X, y, POSTER.width, POSTER.height).fill('#000000')
    document.image(poster, X, y, { fit: [POSTER.width, POSTER.height], align: 'center', valign: 'center' })
    return true
  } catch {
    return false // A poster that was taken away meanwhile, or of a kind that PDF doesn't hold.
  }
}
