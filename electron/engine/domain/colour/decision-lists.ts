/**
 * Colour decisions in cutting lists: `* ASC_SOP` and `* ASC_SAT` in the comments of a CMX 3600 EDL, and the columns
 * ASC_SOP and ASC_SAT of an Avid log (ALE). Both come from many programs, so much is let pass; what can't be a decision
 * is told with its line. Pure.
 */
import { cdlSchema, type Cdl } from '../../../../shared/model/colour.ts'
import { parseSop } from './cdl.ts'

/** One decision, and what it says of its clip. */
export interface Decision {
  /** From 1. */
  readonly line: number
  /** Names of the clip or its file, the likeliest first. */
  readonly names: readonly string[]
  /** The tape; null where there is none. */
  readonly reel: string | null
  /** Where the clip is used, or begins, as its label. */
  readonly timecode: string | null
  readonly cdl: Cdl
}

/** A line that says of a decision and is none. */
export interface LineFault {
  readonly line: number
  readonly sentence: string
}

interface DecisionList {
  readonly decisions: readonly Decision[]
  readonly faults: readonly LineFault[]
}

/** Entries of one file; more are no day's work. */
const MAX_DECISIONS = 50_000
const NOT_ALLOWED = 'its slopes, offsets, powers and saturation are not what the ASC allows.'

function checked(sop: string | null, sat: string | null): Cdl | null {
  const parsed = cdlSchema.safeParse(parseSop(sop ?? '(1 1 1)(0 0 0)(1 1 1)', sat))
  return parsed.success ? parsed.data : null
}

const linesOf = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)

const LABEL = String.raw`(\d{2}[:;.]\d{2}[:;.]\d{2}[:;.]\d{2,3})`
/** Number, reel, tracks, transition, perhaps its length, then in and out of the source and of the record. */
const EVENT = new RegExp(
  String.raw`^\s*\d{1,6}[A-Z]?\s+(\S.*?)\s+\S+\s+(?:C|D|K\S*|W\d+)\s+(?:\d+\s+)?${LABEL}\s+${LABEL}\s+`,
  'i',
)
/** Reels that name no tape: auxiliary sources and black. */
const NO_REEL = /^(ax|bl|black)$/i

interface Event {
  readonly line: number
  readonly reel: string | null
  readonly timecode: string
  readonly names: string[]
  sop: { readonly line: number; readonly text: string } | null
  sat: { readonly line: number; readonly text: string } | null
}

/** Reads an EDL. Comments belong to the event above them. */
export function readEdl(text: string): DecisionList {
  const [decisions, faults]: [Decision[], LineFault[]] = [[], []]
  let event: Event | null = null
  const end = (): void => {
    if (event === null || (event.sop === null && event.sat === null)) return
    const { sop, sat, names, reel, timecode } = event
    const cdl = checked(sop?.text ?? null, sat?.text ?? null)
    const line = (sop ?? sat)!.line
    if (cdl === null) faults.push({ line, sentence: NOT_ALLOWED })
    else if (decisions.length < MAX_DECISIONS) decisions.push({ line, names, reel, timecode, cdl })
  }
  for (const [index, raw] of linesOf(text).entries()) {
    const line = index + 1
    const found = raw.length > 1000 ? null : EVENT.exec(raw)
    if (found !== null) {
      end()
      const [, reel = '', timecode = ''] = found
      event = { line, reel: NO_REEL.test(reel) ? null : reel, timecode, names: [], sop: null, sat: null }
      continue
    }
    const comment = /^\s*\*?\s*(ASC[_ ]SOP|ASC[_ ]SAT|(?:FROM|TO) CLIP NAME|SOURCE FILE|CLIP NAME)\s*:?\s*(.*)$/i.exec(
      raw,
    )
    if (comment === null) continue
    const [, word = '', value = ''] = comment
    const says = word.toUpperCase().replace(' ', '_')
    if (event === null) {
      if (says.startsWith('ASC_')) faults.push({ line, sentence: 'it belongs to no event.' })
    } else if (says === 'ASC_SOP') event.sop = { line, text: value }
    else if (says === 'ASC_SAT') event.sat = { line, text: value }
    else if (value.trim() !== '') event.names.push(value.trim())
  }
  end()
  return { decisions, faults }
}

/** Columns of an ALE that name a clip, the likeliest first. */
const NAME_COLUMNS = ['name', 'source file', 'source file name', 'filename', 'clip name'] as const
const REEL_COLUMNS = ['tape', 'tape id', 'reel', 'reel name', 'camroll', 'camera roll'] as const

/** Reads an ALE. Null where it has no columns. */
export function readAle(text: string): DecisionList | null {
  const [decisions, faults]: [Decision[], LineFault[]] = [[], []]
  let columns: readonly string[] | null = null
  let section = ''
  for (const [index, raw] of linesOf(text).entries()) {
    const word = raw.trim().toLowerCase()
    if (word === 'heading' || word === 'column' || word === 'data') {
      section = word
      continue
    }
    if (word === '') continue
    if (section === 'column') columns ??= raw.split('\t').map((name) => name.trim().toLowerCase())
    if (section !== 'data' || columns === null) continue
    const cells = raw.split('\t').map((cell) => cell.trim())
    const cell = (name: string): string | null => {
      const value = cells[columns!.indexOf(name)] ?? ''
      return columns!.includes(name) && value !== '' ? value : null
    }
    const first = (names: readonly string[]): string | null => names.map(cell).find((value) => value !== null) ?? null
    const [sop, sat] = [cell('asc_sop'), cell('asc_sat')]
    if (sop === null && sat === null) continue
    const cdl = checked(sop, sat)
    if (cdl === null) faults.push({ line: index + 1, sentence: NOT_ALLOWED })
    else if (decisions.length < MAX_DECISIONS)
      decisions.push({
        line: index + 1,
        names: NAME_COLUMNS.map(cell).filter((value) => value !== null),
        reel: first(REEL_COLUMNS),
        timecode: cell('start'),
        cdl,
      })
  }
  return columns === null ? null : { decisions, faults }
}
