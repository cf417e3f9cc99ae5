/**
 * Whether a source is a part of a card instead of the whole: `…/M4ROOT/CLIP` dropped without its card. A copy of a part
 * verifies green and is a loss all the same.
 */
import type { TopEntry } from '../volumes/card-look.ts'
import { CARD_FAMILIES } from './families.ts'
import { matches } from './recognise.ts'
import { treeOf } from './tree.ts'

/** A folder above a source, and what a short look showed in it. */
export interface FolderAbove {
  /** Absolute. */
  readonly path: string
  readonly name: string
  /** Names in it and in its folders; relative, with forward slashes. */
  readonly entries: readonly TopEntry[]
  /** The way from it to the source: `PRIVATE/M4ROOT/CLIP`. */
  readonly inner: string
}

export interface PartOfCard {
  /** Absolute path of the whole card. */
  readonly root: string
  readonly name: string
  readonly family: string
  /** Where in the card the source lies. */
  readonly inner: string
}

/**
 * The card that a source is a part of, or null. Of several folders above that look like one, the topmost is the card.
 * Only structures that cameras make count: a folder of loose recordings is nobody's card. A roll that is whole in
 * itself (RED's `.RDM` on its magazine) is no part.
 */
export function partOfCard(above: readonly FolderAbove[]): PartOfCard | null {
  for (const { path, name, entries, inner } of above.toSorted((a, b) => a.path.length - b.path.length)) {
    const first = inner.split('/')[0] ?? ''
    const candidates = CARD_FAMILIES.filter(
      (family) => family.loose !== true && family.inside.some((pattern) => pattern.test(first)),
    )
    if (candidates.length === 0) continue
    // A folder stands as a file named "." in it; the way to the source is there whatever the look showed.
    const listing = [...entries.map((entry) => `${entry.path}${entry.folder ? '/.' : ''}`), `${inner}/.`]
    const tree = treeOf(
      name,
      listing.map((entry) => ({ path: `${name}/${entry}`, size: 0 })),
    )
    const family = candidates.find((candidate) => matches(tree, candidate))
    if (family !== undefined) return { root: path, name: name === '' ? path : name, family: family.name, inner }
  }
  return null
}

/** The sentence for people: what is left behind, and what to do. */
export function partSentence(source: string, part: PartOfCard): string {
  return `${source} is a part of the card ${part.name} (${part.family}). Choose the whole card at ${part.root}, so that nothing is left behind.`
}
