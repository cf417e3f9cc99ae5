/**
 * The line on top of the safety page: which cards may be formatted, and which have to wait. Pure.
 */
import type { SafetyCard } from '../../../../shared/model/safety.ts'

/** Names that are said of each kind; more are counted. */
const MAX_NAMED = 8
const MAX_LETTERS = 30
const PLAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_+ -]{0,39}$/u

/**
 * "Format: A007, SR003. Wait: B007 (one copy). Seen and not offloaded: C001." Only cards of the newest day are told to
 * be formatted: older ones are in use again. Cards of one name are told apart by when they were offloaded.
 */
export function headline(cards: readonly SafetyCard[]): string {
  if (cards.length === 0) return 'No card was offloaded yet.'
  const twice = new Set(cards.map((card) => card.name).filter((name, index, all) => all.indexOf(name) !== index))
  const name = (card: SafetyCard): string =>
    `${quoted(card.name)}${twice.has(card.name) ? ` ${whichText(card, cards)}` : ''}`
  const newest = cards.map((card) => card.day ?? '').reduce((a, b) => (a > b ? a : b))
  const format = cards.filter((card) => card.decision === 'format' && (card.day ?? '') === newest).map(name)
  const [gone, waiting] = split(
    cards.filter((card) => card.decision === 'wait'),
    (card) => card.offloadId === null && card.left !== null,
  )
  const wait = waiting.map((card) => `${name(card)} (${card.why})`)
  const older = cards.filter((card) => card.decision === 'format').length - format.length
  return [
    format.length === 0 ? null : `Format: ${listed(format)}.`,
    wait.length === 0 ? null : `Wait: ${listed(wait)}.`,
    format.length === 0 && wait.length === 0 && older > 0 ? `All ${older === 1 ? 'is' : 'cards are'} safe.` : null,
    // They are out of the reader: nobody formats them now, and nobody may forget them.
    gone.length === 0
      ? null
      : `Seen and not offloaded: ${gone.length === 1 ? quoted(gone[0]!.name) : `${gone.length} cards`}.`,
  ]
    .filter((part) => part !== null)
    .join(' ')
}

/** A name that could be read as words of ours stands in quotation marks, cut: a card's name is anybody's. */
function quoted(name: string): string {
  return PLAIN_NAME.test(name) ? name : `“${name.length > MAX_LETTERS ? `${name.slice(0, MAX_LETTERS)}…` : name}”`
}

/**
 * Cards of one name are told apart by the minute of their offload: two may be of one day. One that has none, and a card
 * and its clone, by where they are.
 */
function whichText({ id, offloadId, at, inserted, left }: SafetyCard, all: readonly SafetyCard[]): string {
  const isTwin = offloadId !== null && all.some((one) => one.offloadId === offloadId && one.id !== id)
  if (isTwin && inserted === null && left !== null) return `(${quoted(left.label)})`
  if ((at === null || isTwin) && inserted !== null) return `at ${quoted(inserted.mountPoint)}`
  const moment = at ?? left?.seenAt
  return moment === undefined
    ? ''
    : `of ${new Date(moment).toLocaleString('en-GB', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }).replace(' at ', ' ').replace(',', '')}`
}

function split<Item>(items: readonly Item[], first: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(first), items.filter((item) => !first(item))]
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED)
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`
}
