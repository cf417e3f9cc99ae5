/**
 * Edit proxies in words: what is planned, how far it is, what each editing system says. Pure.
 */
import type { EditPlan, Editor, LinkVerdict } from '../../../shared/model/edit-proxies.ts'
import { EDITORS } from '../../../shared/model/edit-proxies.ts'
import { bytesText, countText, spanText, wholeText } from '../../ui/words.ts'
import type { ProxyRow } from './proxy-rows.ts'

export const EDITOR_NAMES: Readonly<Record<Editor, string>> = {
  resolve: 'Resolve',
  premiere: 'Premiere',
  'final-cut': 'Final Cut',
  avid: 'Avid',
}

/** What a query takes at once, by the engine; more are asked for in parts. */
const MAX_FOUND = 20_000

/** Which clips are meant: those that were selected, or all that the search has found. */
export interface Scope {
  /** Null: all that `query` finds. */
  readonly ids: readonly string[] | null
  readonly query: string
  /** How many there are; null while they are counted. */
  readonly total: number | null
}

/** "3 selected clips", "All 48 clips that “roll:A003” finds", "All 48 clips of the library". */
export function scopeText({ ids, query, total }: Scope): string {
  if (ids !== null) return ids.length === 1 ? 'The selected clip' : `The ${wholeText(ids.length)} selected clips`
  if (total !== null && total > MAX_FOUND)
    return `The first ${countText(MAX_FOUND, 'clip')} of ${wholeText(total)}: make the others afterwards`
  if (total === 1)
    return query === '' ? 'Nothing is selected: the only clip' : `Nothing is selected: the clip found by “${query}”`
  const count = total === null ? 'clips' : countText(total, 'clip')
  return query === '' ? `Nothing is selected: all ${count}` : `Nothing is selected: all ${count} found by “${query}”`
}

const proxiesText = (count: number): string => countText(count, 'proxy', 'proxies')

/** Clips that get none for now. */
function blockedIn({ counts }: Pick<EditPlan, 'counts'>): number {
  return counts.conflict + counts.impossible + counts.away
}

/** "46 to make · 2 there already · 3 can’t be made". */
export function planText(plan: Pick<EditPlan, 'counts'>): string {
  const { ready, there } = plan.counts
  const blocked = blockedIn(plan)
  return [
    ready > 0 || (there === 0 && blocked === 0) ? `${wholeText(ready)} to make` : null,
    there > 0 ? `${wholeText(there)} there already` : null,
    blocked > 0 ? `${wholeText(blocked)} can’t be made` : null,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

/** About how much room they take, of how much there is, and how long it takes; empty where nothing is made. */
export function roomText({
  counts,
  bytes,
  free,
  seconds,
}: Pick<EditPlan, 'counts' | 'bytes' | 'free' | 'seconds'>): string {
  if (counts.ready === 0) return ''
  const tight = isTight({ bytes, free }) ? ': they will hardly fit, and wait when the drive is full' : ''
  const room = `about ${bytesText(bytes)}${free === null ? '' : ` of ${bytesText(free)} free${tight}`}`
  return seconds === null ? room : `${room} · about ${spanText(seconds)}`
}

/** True where they will hardly fit. The size is an estimate: a person may try all the same. */
export function isTight({ bytes, free }: Pick<EditPlan, 'bytes' | 'free'>): boolean {
  return free !== null && bytes > free
}

/** What the button does. What lies there already is read and compared. */
export function startText(plan: Pick<EditPlan, 'counts'> | null): string {
  if (plan === null) return 'Make proxies'
  const { ready, there } = plan.counts
  return ready === 0 && there > 0
    ? `Check ${proxiesText(there)}`
    : ready === 0
      ? 'Make proxies'
      : `Make ${proxiesText(ready)}`
}

/** Whether it links, and why not: for those who listen and for the tip. */
export function verdictText({ editor, links, why, cautions = [] }: LinkVerdict): string {
  return [`${EDITOR_NAMES[editor]} ${links ? 'links it' : 'does not link it'}`, [...why, ...cautions].join(' ')]
    .filter((part) => part !== '')
    .join('. ')
}

/** "Resolve and Premiere link all. Final Cut links none. Avid links 11 of 12."; empty before the first is made. */
export function linksText(rows: readonly ProxyRow[]): string {
  const links = rows.flatMap(({ result }) => (result === null ? [] : [result.links]))
  if (links.length === 0) return ''
  const counts = EDITORS.map((editor) => ({
    name: EDITOR_NAMES[editor],
    count: links.filter((all) => all.some((one) => one.editor === editor && one.links)).length,
  }))
  const named = (fits: (count: number) => boolean): string[] =>
    counts.flatMap(({ name, count }) => (fits(count) ? [name] : []))
  const [all, none] = [named((count) => count === links.length), named((count) => count === 0)]
  const what = links.length === 1 ? ['it', 'it'] : ['all', 'none']
  const verb = (names: readonly string[]): string => (names.length === 1 ? 'links' : 'link')
  return [
    all.length > 0 ? `${listed(all)} ${verb(all)} ${what[0]}.` : null,
    ...counts.flatMap(({ name, count }) =>
      count > 0 && count < links.length ? [`${name} links ${count} of ${links.length}.`] : [],
    ),
    none.length === 0
      ? null
      : links.length === 1
        ? `${listed(none)} ${none.length === 1 ? 'does' : 'do'} not.`
        : `${listed(none)} ${verb(none)} none.`,
  ]
    .filter((part) => part !== null)
    .join(' ')
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
