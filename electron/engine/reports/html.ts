/**
 * A report as one HTML file: no scripts, nothing fetched, posters within. It is read on any machine and prints well.
 */
import { readFileSync } from 'node:fs'
import type { ReportCard, ReportClip, ReportPage, ReportVerdict } from '../domain/reports/page.ts'
import { momentText } from '../domain/reports/words.ts'
import { REPORT_CSS } from './html-style.ts'

/** All posters of a report together, in bytes: a mail server takes a file of this size. */
const POSTER_ROOM = 12_000_000
const POSTER_MOST = 400_000

/** Draws it. Every word of the report is escaped: names come from cards. */
export function reportHtml(page: ReportPage): string {
  const pictures = posterStore()
  const { by } = page
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="${text(`Rushes ${by.version}`)}">
<title>${text(`${page.title}: ${page.heading.toLowerCase()}`)}</title>
<style>${REPORT_CSS}</style>
</head>
<body>
<main>
<header><p class="kind">${text(page.heading)}</p><h1 dir="auto">${text(page.title)}</h1><p class="quiet">${text(page.facts)}</p></header>
${verdict(page.verdict, 'h2')}
<dl class="figures">${page.figures.map(({ label, value }) => `<div><dt>${text(label)}</dt><dd>${text(value)}</dd></div>`).join('')}</dl>
${cardsAtAGlance(page)}${problems(page)}${cameras(page)}${remarks(page)}${drives(page)}${page.cards.map((card) => cardSection(card, pictures)).join('\n')}
</main>
<footer>${text(`${by.library} · ${by.author} · written ${momentText(by.madeAt)} by Rushes ${by.version}`)}</footer>
</body>
</html>
`
}

/**
 * Text between tags and in attributes. Characters that turn the reading order around are taken out: they hide endings.
 */
function text(words: string): string {
  return words
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}

function verdict({ good, word, sentence, reasons }: ReportVerdict, tag: 'h2' | 'h3'): string {
  const list = reasons.length === 0 ? '' : `<ul>${reasons.map((reason) => `<li>${text(reason)}</li>`).join('')}</ul>`
  return `<section class="verdict ${good ? 'good' : 'bad'}"><${tag}><span aria-hidden="true">${good ? '✓' : '✕'}</span> ${text(word)}</${tag}><p>${text(sentence)}</p>${list}</section>`
}

function section(title: string, body: string): string {
  return body === '' ? '' : `<section><h2>${text(title)}</h2>${body}</section>\n`
}

function cardsAtAGlance({ cards }: ReportPage): string {
  const judged = cards.filter((card) => card.verdict !== null)
  if (judged.length === 0) return ''
  return section(
    'Cards',
    `<table><thead><tr><th>Card</th><th>Format?</th><th>What is on it</th></tr></thead><tbody>${judged.map((card) => `<tr><td dir="auto"><strong>${text(card.name)}</strong></td><td class="${card.verdict!.good ? 'good' : 'bad'}">${text(card.verdict!.word)}</td><td class="quiet">${text(card.facts)}</td></tr>`).join('')}</tbody></table>`,
  )
}

function problems({ problems: list, furtherProblems }: ReportPage): string {
  if (list.length === 0) return ''
  const rows = list.map(
    ({ card, path, message }) =>
      `<li><span dir="auto"><strong>${text(card === null ? path : `${card}  ${path}`)}</strong></span><br><span class="bad">${text(message)}</span></li>`,
  )
  const more = furtherProblems === 0 ? '' : `<p class="quiet">and ${furtherProblems} more: the CSV names them all.</p>`
  return section(`Problems (${list.length + furtherProblems})`, `<ul class="problems">${rows.join('')}</ul>${more}`)
}

function cameras({ cameras: list }: ReportPage): string {
  if (list.length === 0) return ''
  return section(
    'Cameras',
    `<table><thead><tr><th>Camera</th><th>Rolls</th><th class="number">Clips</th><th class="number">Footage</th><th class="number">Size</th></tr></thead><tbody>${list.map((one) => `<tr><td>${text(one.camera)}</td><td dir="auto">${text(one.rolls)}</td><td class="number">${one.clips}</td><td class="number">${text(one.length)}</td><td class="number">${text(one.size)}</td></tr>`).join('')}</tbody></table>`,
  )
}

function remarks({ remarks: list }: ReportPage): string {
  return list.length === 0
    ? ''
    : section('About the cards', `<ul>${list.map((words) => `<li>${text(words)}</li>`).join('')}</ul>`)
}

function drives({ drives: list }: ReportPage): string {
  return section(
    'Destinations',
    list
      .map(
        (one) =>
          `<div class="drive"><p dir="auto"><strong>${text(one.label)}</strong> <span class="quiet">${text(one.device)}</span></p><p>${text(one.facts)}</p>${one.places.map((place) => `<p class="path" dir="ltr">${text(place)}</p>`).join('')}${one.problem === null ? '' : `<p class="bad">${text(one.problem)}</p>`}</div>`,
      )
      .join(''),
  )
}

function cardSection(card: ReportCard, pictures: (path: string | null) => string | null): string {
  const rows = card.clips.map((clip) => clipRow(clip, pictures)).join('\n')
  return `<section class="card"><h2 dir="auto">${text(card.name)}</h2><p class="quiet">${text(card.facts)}</p>${card.verdict === null ? '' : verdict(card.verdict, 'h3')}
${card.sources.map((source) => `<p class="path" dir="ltr">From ${text(source)}</p>`).join('')}
<ol class="clips">
${rows}
</ol>${card.rest.map((words) => `<p class="quiet">${text(words)}</p>`).join('')}</section>`
}

function clipRow(clip: ReportClip, pictures: (path: string | null) => string | null): string {
  const picture = pictures(clip.poster)
  const facts = [clip.timecode, clip.length, clip.size]
    .filter((part) => part !== '')
    .map((part) => `<span>${text(part)}</span>`)
    .join(' ')
  const hashes = clip.hashes.map((hash) => `<span>${text(hash)}</span>`).join('<br>')
  return `<li><div class="poster">${picture === null ? '' : `<img alt="" src="${picture}">`}</div><div><p class="name" dir="auto">${text(clip.name)}</p><p class="facts">${facts}</p><p class="quiet">${text([clip.picture, clip.slate].filter((part) => part !== '').join('  ·  '))}</p><p class="path" dir="ltr">${text(clip.path)}</p></div><div><p class="${clip.good ? 'good' : 'bad'}">${text(clip.state)}</p>${clip.copies.map((copy) => `<p class="${copy.good ? 'quiet' : 'bad'}">${text(copy.text)}</p>`).join('')}<p class="path">${hashes}</p></div></li>`
}

/**
 * Posters as data, while there is room for them; null for one that can't be had. A report is not kept back by a
 * picture.
 */
function posterStore(): (path: string | null) => string | null {
  let room = POSTER_ROOM
  return (path) => {
    if (path === null || room <= 0) return null
    try {
      const bytes = readFileSync(path)
      if (bytes.length > Math.min(room, POSTER_MOST)) return null
      room -= bytes.length
      return `data:image/jpeg;base64,${bytes.toString('base64')}`
    } catch {
      return null // Taken away meanwhile; it can be made again.
    }
  }
}
