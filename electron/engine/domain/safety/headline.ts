/**
 * The line on top of the safety page: which cards may be formatted, and which have to wait. Pure.
 */
import type { SafetyCard } from '../../../../shared/model/safety.ts'

/** Names that are said of each kind; more are counted. */
const MOST_NAMED = 8

/**
 * "Format: A007, SR003. Wait: B007 (one copy)." Only cards of the newest day are told to be formatted: older ones are in
 * use again. Cards of one name are told apart by their days.
 */
export function headline(cards: readonly SafetyCard[]): string {
  if (cards.length === 0) return 'No card was offloaded yet.'
  const twice = new Set(cards.map((card) => card.name).filter((name, index, all) => all.indexOf(name) !== index))
  const name = (card: SafetyCard): string => twice.has(card.name) ? `${card.name}, ${whenText(card)}` : card.name
  const newest = cards.map((card) => card.day ?? '').reduce((a, b) => a > b ? a : b)
  const format = cards.filter((card) => card.decision === 'format' && (card.day ?? '') === newest).map(name)
  const wait = cards.filter((card) => card.decision === 'wait').map((card) => `${name(card)} (${card.why})`)
  const older = cards.filter((card) => card.decision === 'format').length - format.length
  return [
    format.length === 0 ? null : `Format: ${listed(format)}.`, wait.length === 0 ? null : `Wait: ${listed(wait)}.`,
    format.length === 0 && wait.length === 0 ? `All ${older === 1 ? 'is' : 'cards are'} safe.` : null,
  ].filter((part) => part !== null).join(' ')
}

function whenText({ day, at }: SafetyCard): string {
  const date = day ?? (at === null ? null : new Date(at).toISOString().slice(0, 10))
  return date === null ? 'in the reader' : new Date(`${date}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED)
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`
}
