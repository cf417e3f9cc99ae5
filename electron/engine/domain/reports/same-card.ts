/**
 * Which offloads were of one card: the first to one drive, another to a second, one that was stopped and asked for
 * anew.
 */
import type { Offload } from '../../../../shared/model/offload.ts'
import { baseName } from '../media/media-kinds.ts'

/** What tells one card from another. */
export type CardIdentity = Pick<Offload, 'state' | 'files' | 'bytes' | 'startedAt' | 'sources'> & {
  readonly rolls: readonly { readonly name: string }[]
}

/** An offload with what it holds, by the ids of its assets or the hashes of its files. */
export interface DatedOffload<One extends CardIdentity = Offload> {
  readonly offload: One
  readonly clips: ReadonlySet<string>
}

/**
 * Offloads by card, in the order in which the cards came. The one that speaks for its card is the one with the most
 * files, as clips may have been added; of equal ones one that came to its end, then the newest.
 */
export function cardsOf<One extends CardIdentity>(
  offloads: readonly DatedOffload<One>[],
): { readonly offload: One; readonly others: readonly One[] }[] {
  const groups: DatedOffload<One>[][] = []
  for (const one of offloads.toSorted(byWeight)) {
    const group = groups.find(([first]) => first !== undefined && sameCard(first, one))
    if (group === undefined) groups.push([one])
    else group.push(one)
  }
  return groups
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [
            {
              offload: first.offload,
              others: others.map(({ offload }) => offload).toSorted((a, b) => b.startedAt - a.startedAt),
            },
          ],
    )
    .toSorted((a, b) => a.offload.startedAt - b.offload.startedAt)
}

function byWeight({ offload: a }: DatedOffload<CardIdentity>, { offload: b }: DatedOffload<CardIdentity>): number {
  return b.files - a.files || Number(b.state === 'done') - Number(a.state === 'done') || b.startedAt - a.startedAt
}

/**
 * True when the second is of the same card: nothing of the day is in it that is not in the first, and its rolls or its
 * folder have the same names. Cards are used again: one that gave nothing yet has to be alike to the byte.
 */
function sameCard(first: DatedOffload<CardIdentity>, second: DatedOffload<CardIdentity>): boolean {
  const [a, b] = [first.offload, second.offload]
  if (![...second.clips].every((id) => first.clips.has(id)) || names(a) !== names(b)) return false
  return second.clips.size > 0 || (a.files === b.files && a.bytes === b.bytes)
}

function names({ rolls, sources }: CardIdentity): string {
  return (rolls.length > 0 ? rolls.map(({ name }) => name) : sources.map(baseName)).toSorted().join('\n')
}

/** What an offload read of a card, and when it began. */
export interface ReadOfCard {
  readonly startedAt: number
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly xxh128: string | null }[]
}

/**
 * True when a later offload is of the card that an earlier one of the same name was of, on which files changed since: it
 * speaks for the card as it is now. Cards are used again under the same names, so either most bytes of the earlier one
 * are in the later one, or every file of it has its name and size there and some their bytes too, or both have the very
 * same names and sizes.
 */
export function replaces(later: ReadOfCard, earlier: ReadOfCard): boolean {
  if (later.startedAt <= earlier.startedAt || earlier.files.length === 0) return false
  const hashes = new Set(later.files.flatMap(({ xxh128 }) => xxh128 ?? []))
  const isShared = ({ bytes, xxh128 }: ReadOfCard['files'][number]): boolean =>
    bytes > 0 && xxh128 !== null && hashes.has(xxh128)
  const [all, shared] = [earlier.files, earlier.files.filter(isShared)].map((files) =>
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  ) as [number, number]
  if (shared * 2 > all) return true
  const sizes = new Map(later.files.map(({ path, bytes }) => [path, bytes]))
  const hasPlaces = earlier.files.every(({ path, bytes }) => sizes.get(path) === bytes)
  return hasPlaces && (shared > 0 || later.files.length === earlier.files.length)
}

/**
 * True when one offload has every file that another one read, byte for byte, whatever the two cards were called: a
 * card is called after where it is mounted, so the same card or its clone has another name there.
 */
export function covers(one: Pick<ReadOfCard, 'files'>, other: Pick<ReadOfCard, 'files'>): boolean {
  const key = ({ bytes, xxh128 }: ReadOfCard['files'][number]): string => `${bytes} ${xxh128}`
  const held = new Set(one.files.flatMap((file) => (file.xxh128 === null ? [] : key(file))))
  return other.files.some(({ bytes }) => bytes > 0) && other.files.every((file) => held.has(key(file)))
}
