/**
 * Writing on a page of PDF: text in any script, cut or broken to its width, and the place of the next line.
 */
import type PDFDocument from 'pdfkit'
import { splitByFont, type FontSet } from './font-runs.ts'

/** A4 in points. */
export const PAGE = { width: 595.28, height: 841.89, margin: 42, foot: 58 }
export const INNER = PAGE.width - 2 * PAGE.margin
export const INK = { text: '#1a1a1a', quiet: '#6b6b6b', line: '#d9d9d9', good: '#1f7a45', bad: '#b23a22' }

interface TextStyle {
  readonly size?: number
  readonly bold?: boolean
  readonly colour?: string
  readonly width?: number
  /** The most lines; what doesn't fit ends in an ellipsis. */
  readonly lines?: number
  readonly align?: 'left' | 'right'
}

type Document = InstanceType<typeof PDFDocument>

export interface Pen {
  readonly document: Document
  /** Writes from `x` at `y`; returns where the next line would be. */
  text(x: number, y: number, words: string, style?: TextStyle): number
  /** How many lines it would take. */
  rows(words: string, style?: TextStyle): number
  rule(y: number, colour?: string): void
  /** `y`, or the top of a new page when less than `need` is left on this one. */
  room(y: number, need: number): number
}

/** Timecodes and sizes stand under one another: every digit is as wide as the next. */
const TABULAR = { features: ['tnum'] satisfies PDFKit.Mixins.OpenTypeFeatures[] }

/** A pen for a document. */
export function penFor(document: Document, fonts: FontSet): Pen {
  const widthOf = (words: string, bold: boolean, size: number): number =>
    splitByFont(fonts, words, bold).reduce(
      (sum, run) => sum + document.font(run.font).fontSize(size).widthOfString(run.text, TABULAR),
      0,
    )
  const line = (x: number, y: number, words: string, bold: boolean, size: number): void => {
    let at = x
    for (const run of splitByFont(fonts, words, bold)) {
      document
        .font(run.font)
        .fontSize(size)
        .text(run.text, at, y, { ...TABULAR, lineBreak: false })
      at += document.widthOfString(run.text, TABULAR)
    }
  }
  const wrapped = (words: string, { size = 9, bold = false, width = INNER, lines = 1 }: TextStyle): string[] =>
    wrap(words, (part) => widthOf(part, bold, size) <= width, lines)
  return {
    document,
    rows: (words, style = {}) => Math.max(1, wrapped(words, style).length),
    text(x, y, words, style = {}) {
      const { size = 9, bold = false, colour = INK.text, width = INNER, align = 'left' } = style
      document.fillColor(colour)
      const rows = wrapped(words, style)
      rows.forEach((row, index) =>
        line(align === 'left' ? x : x + width - widthOf(row, bold, size), y + index * size * 1.4, row, bold, size),
      )
      return y + Math.max(1, rows.length) * size * 1.4
    },
    rule(y, colour = INK.line) {
      document
        .moveTo(PAGE.margin, y)
        .lineTo(PAGE.width - PAGE.margin, y)
        .lineWidth(0.5)
        .strokeColor(colour)
        .stroke()
    },
    room(y, need) {
      if (y + need <= PAGE.height - PAGE.foot) return y
      document.addPage()
      return PAGE.margin
    },
  }
}

/** Breaks at spaces, long names anywhere; what doesn't fit into the lines ends in an ellipsis. */
function wrap(words: string, fits: (part: string) => boolean, most: number): string[] {
  const rows: string[] = []
  // The dots between facts stand in double spaces; anything wider, and any other white space, is one.
  let rest = [...words.replaceAll(/[^\S ]+| {3,}/g, ' ').trim()]
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
