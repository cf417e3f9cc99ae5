/**
 * A report as PDF, A4: a page that a producer understands, then card by card the clips with their posters.
 */
import { join } from 'node:path'
// Its types know the default export alone.
// eslint-disable-next-line import/no-named-as-default
import PDFDocument from 'pdfkit'
import type { ReportPage } from '../domain/reports/page.ts'
import { momentText } from '../domain/reports/words.ts'
import { drawCards } from './pdf-clips.ts'
import { INK, INNER, PAGE, penFor, type Pen } from './pdf-pen.ts'
import { drawFront } from './pdf-front.ts'

/** Draws it and returns the file. `fonts` is the folder with the fonts' files. Takes about a millisecond a clip. */
export async function reportPdf(report: ReportPage, fonts: string): Promise<Buffer> {
  const { by } = report
  const document = new PDFDocument({
    size: 'A4',
    margin: PAGE.margin,
    bufferPages: true,
    font: join(fonts, 'inter-latin-400-normal.woff'),
    lang: 'en',
    info: {
      Title: `${report.title}: ${report.heading.toLowerCase()}`,
      Author: by.author,
      Creator: `Rushes ${by.version}`,
      CreationDate: new Date(by.madeAt),
    },
  })
  const parts: Buffer[] = []
  document.on('data', (part: Buffer) => parts.push(part))
  const ended = new Promise<void>((resolve, reject) => {
    document.once('end', resolve)
    document.once('error', reject)
  })
  const pen = penFor(document, { folder: fonts })
  drawFront(pen, report)
  drawCards(pen, report)
  drawFeet(pen, report)
  document.end()
  await ended
  return Buffer.concat(parts)
}

function drawFeet(pen: Pen, { by, title }: ReportPage): void {
  const { start, count } = pen.document.bufferedPageRange()
  for (let page = start; page < start + count; page += 1) {
    pen.document.switchToPage(page)
    // Below the margin pdfkit would begin a new page.
    pen.document.page.margins.bottom = 0
    pen.text(
      PAGE.margin,
      PAGE.height - 34,
      `${title}  ·  ${by.library}  ·  ${by.author}  ·  written ${momentText(by.madeAt)} by Rushes ${by.version}`,
      { size: 7, colour: INK.quiet, width: INNER - 60 },
    )
    pen.text(PAGE.width - PAGE.margin - 60, PAGE.height - 34, `${page - start + 1} of ${count}`, {
      size: 7,
      colour: INK.quiet,
      width: 60,
      align: 'right',
    })
  }
}
