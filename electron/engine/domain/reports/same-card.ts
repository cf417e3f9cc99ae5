/**
 * Which offloads were of one card: the first to one drive, another to a second, one that was stopped and asked for anew.
 */
import type { Offload } from '../../../../shared/model/offload.ts'
import { baseName } from '../media-kinds.ts'

/** An offload with what it holds of the day in question, by the ids of the assets. */
export interface DatedOffload { readonly offload: Offload; readonly clips: ReadonlySet<string> }

/**
 * Offloads by card, in the order in which the cards came. The one that speaks for its card is the one with the most
 * files, as clips may have been added; of equal ones one that came to its end, then the newest.
 */
export function cardsOf(offloads: readonly DatedOffload[]): { readonly offload: Offload; readonly others: readonly Offload[] }[] {
  const groups: DatedOffload[][] = []
  for (const one of offloads.toSorted(byWeight)) {
    const group = groups.find(([first]) => first !== undefined && sameCard(first, one))
    if (group === undefined) groups.push([one])
    else group.push(one)
  }
  return groups.flatMap(([first, ...others]) => first === undefined ? [] : [{ offload: first.offload, others: others.map(({ offload }) => offload).toSorted((a, b) => b.startedAt - a.startedAt) }])
    .toSorted((a, b) => a.offload.startedAt - b.offload.startedAt)
}

function byWeight({ offload: a }: DatedOffload, { offload: b }: DatedOffload): number {
  return b.files - a.files || Number(b.state === 'done') - Number(a.state === 'done') || b.startedAt - a.startedAt
}

/**
 * True when the second is of the same card: nothing of the day is in it that is not in the first, and its rolls or its
 * folder have the same names. Cards are used again: one that gave nothing yet has to be alike to the byte.
 */
function sameCard(first: DatedOffload, second: DatedOffload): boolean {
  const [a, b] = [first.offload, second.offload]
  if (![...second.clips].every((id) => first.clips.has(id)) || names(a) !== names(b)) return false
  return second.clips.size > 0 || (a.files === b.files && a.bytes === b.bytes)
}

function names({ rolls, sources }: Offload): string {
  return (rolls.length > 0 ? rolls.map(({ name }) => name) : sources.map(baseName)).toSorted().join('\n')
}
