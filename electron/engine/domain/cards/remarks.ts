/**
 * What a plan says of a card by itself: what its index names and nobody found, and parts of a card without the rest.
 */
import type { Remark } from '../../../../shared/model/offload.ts'
import type { CardCheck } from './check.ts'
import { partSentence, type PartOfCard } from './part-of-card.ts'

/** How many names a sentence carries. */
const NAMED = 4
const MAX_PATHS = 200

/** A doubt about the card itself that stands against formatting it. */
export interface CardDoubt {
  readonly code: 'incomplete' | 'part'
  readonly message: string
}

/** The remarks about one roll. */
export function checkRemarks(roll: string, check: CardCheck): readonly Remark[] {
  const remarks: Remark[] = []
  const clips = check.missing.filter((one) => one.clip)
  const parts = check.missing.filter((one) => !one.clip)
  if (clips.length > 0) {
    remarks.push({
      code: 'card.incomplete',
      level: 'warning',
      paths: clips.slice(0, MAX_PATHS).map((one) => one.path),
      message: `${roll}: the card itself tells of ${counted(clips.length, 'clip')} that ${clips.length === 1 ? 'is' : 'are'} not whole on it: ${listed(clips.map((one) => `${one.path} (${one.says})`))}. Look at the card in the camera before it is formatted.`,
    })
  }
  if (parts.length > 0) {
    remarks.push({
      code: 'card.parts_missing',
      level: 'info',
      paths: parts.slice(0, MAX_PATHS).map((one) => one.path),
      message: `${roll}: ${counted(parts.length, 'file')} beside the clips ${parts.length === 1 ? 'is' : 'are'} in the card’s index and not on it: ${listed(parts.map((one) => one.path))}.`,
    })
  }
  if (check.extra.length > 0) {
    remarks.push({
      code: 'card.extra',
      level: 'info',
      paths: check.extra.slice(0, MAX_PATHS),
      message: `${roll}: ${counted(check.extra.length, 'clip')} on the card ${check.extra.length === 1 ? 'is' : 'are'} not in its index: ${listed(check.extra)}. ${check.extra.length === 1 ? 'It is' : 'They are'} copied like the others.`,
    })
  }
  for (const note of check.notes.slice(0, NAMED))
    remarks.push({ code: 'card.note', level: 'info', message: `${roll}: ${note}`, paths: [] })
  return remarks
}

/** The remark about a source that is a part of a card: refused, or only said when that is meant. */
export function partRemark(source: string, part: PartOfCard, insisted: boolean): Remark {
  const message = insisted
    ? `Only a part of the card ${part.name} (${part.family}) is copied, as asked for: ${part.inner}. What else is on the card stays there alone.`
    : partSentence(source, part)
  return { code: 'source.part_of_card', level: insisted ? 'warning' : 'error', message, paths: [source] }
}

/** What stands against formatting the card, whatever became of the copies. */
export function cardDoubts(checks: readonly CardCheck[], parts: readonly PartOfCard[]): readonly CardDoubt[] {
  const clips = checks.reduce((sum, check) => sum + check.missing.filter((one) => one.clip).length, 0)
  return [
    ...parts.map((part): CardDoubt => ({
      code: 'part',
      message: `only ${part.inner} of the card ${part.name} was copied`,
    })),
    ...(clips === 0
      ? []
      : [
          {
            code: 'incomplete' as const,
            message: `${counted(clips, 'clip')} that the card itself tells of ${clips === 1 ? 'is' : 'are'} not whole on it`,
          },
        ]),
  ]
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function counted(number: number, one: string): string {
  return `${number} ${number === 1 ? one : `${one}s`}`
}
