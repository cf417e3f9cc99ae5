/**
 * The work of the thread that writes reports: gathered on a connection of its own, put into words, drawn. Cards of a
 * hundred thousand files keep nobody else waiting.
 */
import { standingOf, type CopyFacts } from '../../../shared/copies/standing.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import type { SafetyPage } from '../../../shared/model/safety.ts'
import { visibleAll } from '../../../shared/util/visible.ts'
import { backNow, goneNow, withGone, type CopyPlace, type Gone } from '../verification/gone-now.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { openReader } from '../db/core/open.ts'
import { csvText } from '../domain/reports/csv.ts'
import { lacksFacts } from '../domain/reports/clip.ts'
import type { DayFacts, DayFile, LooseClip } from '../domain/reports/day-facts.ts'
import { dayMail, dayRows } from '../domain/reports/day-list.ts'
import { dayReport } from '../domain/reports/day-report.ts'
import { offloadReport, reportRows, rollMail } from '../domain/reports/offload-report.ts'
import type { ReportMaker, ReportPage } from '../domain/reports/page.ts'
import { dayText } from '../domain/reports/words.ts'
import { safetyMail, safetyReport, safetyRows } from '../domain/safety/report.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { gatherOffload } from './gather.ts'
import { gatherDay, type DayQuestion } from './gather-day.ts'
import { reportHtml } from './html.ts'

const REPORT_KINDS = ['pdf', 'html', 'csv', 'text'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

export type ReportRequest = {
  /** The catalogue's file. */
  readonly database: string
  /** The library's folder of derivatives, for posters. */
  readonly derivatives: string
  readonly kind: ReportKind
  readonly by: ReportMaker
} & (
  | { readonly of: 'offload'; readonly offload: Offload }
  | { readonly of: 'day'; readonly question: DayQuestion }
  | { readonly of: 'safety'; readonly safety: SafetyPage; readonly day: string | null }
)

/** What was written; `number` is that of a shooting day. Null: nothing is known of that day. */
export type ReportReply = {
  readonly bytes: Uint8Array
  readonly number: number | null
  /** Clips are not read yet, or have no pictures. */ readonly lacks: boolean
  /** Copies that are not as the catalogue has them. */ readonly gone: readonly CopyPlace[]
} | null

/** Writes a report. `fonts` is the folder with the fonts' files. One read transaction sees one state. */
export async function composeReport(request: ReportRequest, fonts: string): Promise<ReportReply> {
  const { page, list, number, lacks, gone } = (await gathered(request)) ?? {}
  if (page === undefined || list === undefined) return null
  const written =
    request.kind === 'pdf' ? await drawn(page(), fonts) : request.kind === 'html' ? reportHtml(page()) : list()
  return {
    bytes: typeof written === 'string' ? new TextEncoder().encode(written) : new Uint8Array(written),
    number: number ?? null,
    lacks: lacks ?? false,
    gone: gone ?? [],
  }
}

/** What draws a PDF is most of what a report loads, and a list needs none of it. */
async function drawn(page: ReportPage, fonts: string): Promise<Buffer> {
  const { reportPdf } = await import('./pdf.ts')
  return await reportPdf(page, fonts)
}

interface Gathered {
  readonly page: () => ReportPage
  readonly list: () => string
  readonly number: number | null
  readonly lacks?: boolean
  readonly gone?: readonly CopyPlace[]
}

async function gathered(request: ReportRequest): Promise<Gathered | null> {
  if (request.of === 'safety') return ofSafety(request)
  const db = openReader(request.database)
  try {
    if (request.of === 'offload') return db.transaction(() => ofOffload(db, request))()
    const day = db.transaction(() => gatherDay(db, request.question))()
    if (day === null) return null
    const now = await asItIsNow(db, day)
    return { ...ofDay(now.day, request), gone: now.gone }
  } finally {
    db.close()
  }
}

/** A bad copy is looked for, too: it may be gone by now. */
function mayBeThere(copy: CopyFacts): boolean {
  return !['missing', 'replaced'].includes(standingOf(copy))
}

/** The day with its copies as they stand on the drives now: its report says what may be formatted. */
async function asItIsNow(
  db: ReadableDb,
  day: DayFacts,
): Promise<{ readonly day: DayFacts; readonly gone: readonly CopyPlace[] }> {
  const files = [...day.cards, ...day.loose].flatMap((one) => one.files)
  const here = files.flatMap(({ bytes, copies }) =>
    copies
      .filter((copy) => copy.here && (mayBeThere(copy) || copy.state === 'missing'))
      .map(({ path, ctimeNs, state }) => ({ path, bytes, ctimeNs: ctimeNs ?? null, missing: state === 'missing' })),
  )
  const gone: Gone = new Map([
    ...(await goneNow(db, here, identifyVolume)).gone,
    ...(await backNow(db, here)).map(({ path }) => [path, 'back'] as const),
  ])
  const withNow = <File extends DayFile | LooseClip['files'][number]>(file: File): File => ({
    ...file,
    copies: file.copies.map((copy) => withGone(copy, gone)),
  })
  if (gone.size === 0) return { day, gone: [] }
  const now = {
    ...day,
    cards: day.cards.map((card) => ({ ...card, files: card.files.map(withNow) })),
    loose: day.loose.map((clip) => ({ ...clip, files: clip.files.map(withNow) })),
  }
  return { day: now, gone: here.filter(({ path }) => gone.has(path)) }
}

/**
 * Names from cards, drives and devices are made visible once, for every kind of report: none of them forges a line of
 * ours.
 */
function ofOffload(
  db: ReadableDb,
  { offload: told, derivatives, kind, by: maker }: ReportRequest & { readonly of: 'offload' },
): Gathered {
  const [offload, by] = [visibleAll(told), visibleAll(maker)]
  const files = kind === 'text' ? [] : visibleAll(gatherOffload(db, told, derivatives))
  return {
    number: null,
    lacks: lacksFacts(files.flatMap((file) => file.clip ?? [])),
    page: () => offloadReport(offload, files, by),
    list: () =>
      kind === 'csv'
        ? csvText(reportRows(offload, files))
        : rollMail(
            [offload],
            dayText(
              new Date(offload.startedAt - new Date(offload.startedAt).getTimezoneOffset() * 60_000)
                .toISOString()
                .slice(0, 10),
            ),
          ),
  }
}

function ofSafety({ safety: told, day, kind, by: maker }: ReportRequest & { readonly of: 'safety' }): Gathered {
  const [safety, by] = [visibleAll(told), visibleAll(maker)]
  return {
    number: null,
    page: () => safetyReport(safety, day, by),
    list: () => (kind === 'csv' ? csvText(safetyRows(safety)) : safetyMail(safety)),
  }
}

function ofDay(found: DayFacts, { kind, by: maker }: ReportRequest & { readonly of: 'day' }): Gathered {
  const [day, by] = [visibleAll(found), visibleAll(maker)]
  return {
    number: day.number,
    page: () => dayReport(day, by),
    list: () => (kind === 'csv' ? csvText(dayRows(day)) : dayMail(day)),
  }
}
