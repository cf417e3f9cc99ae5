/**
 * What is known of a family of cards. Rows of data: add one, and the family is recognised everywhere.
 */
import { namePattern, pathPattern, type NamePattern } from './pattern.ts'

/**
 * What a file is to its clip: the picture (in pieces or frames, too), its sound in files of its own, the camera's
 * proxy, or what describes it.
 */
export type CardRole = 'media' | 'sound' | 'proxy' | 'sidecar'

/**
 * Names that tell a file's clip (`{clip}`), and its place among the pieces (`{part}`). The first that matches counts.
 */
type ClipRule = readonly [role: CardRole, pattern: string]

interface FamilyFacts {
  readonly name: string
  /**
   * Paths below the card's root, in the form of patterns; the card is recognised when one of them is there. `a + b`
   * asks for both.
   */
  readonly markers: readonly string[]
  /** What the root's own folder must be called too; absent when any name will do. */
  readonly rootName?: RegExp
  /** Told by loose recordings alone, which any drive may hold. */
  readonly loose?: true
  /** Several rolls lie side by side on one card, each in a folder of this name. */
  readonly rollFolders?: string
  /** Files that make it something else when they lie in the same folder: extensions in lower case. */
  readonly without?: readonly string[]
  /** Extensions of the files that are clips, in lower case. */
  readonly clips: readonly string[]
  readonly rules?: readonly ClipRule[]
  /** The `{part}` of a clip's files counts them without gaps: pieces, or frames. */
  readonly pieces?: true
  /** The name of the roll in a clip's own name: a pattern, and which of its words make the roll. */
  readonly reel?: readonly (readonly [pattern: string, roll: string])[]
  /** Recognised by its clips alone, whatever the folder is called: their names agree in one reel. */
  readonly byClips?: true
  /** Folders directly below the root that are nothing without it. A source in one of them is a part of a card. */
  readonly inside?: readonly string[]
  /** Folders that hold one clip each, as patterns of the ends of paths: an empty one has lost it. */
  readonly clipFolders?: readonly string[]
  /** The card's own index, as patterns of the ends of paths. */
  readonly index?: readonly string[]
}

export interface CardFamily extends Omit<
  FamilyFacts,
  'markers' | 'rules' | 'reel' | 'inside' | 'index' | 'rollFolders' | 'clipFolders'
> {
  readonly markers: readonly (readonly (readonly NamePattern[])[])[]
  /** By extension, so that most files are tried against none; `*` holds those that take any. */
  readonly rules: ReadonlyMap<string, readonly { readonly role: CardRole; readonly pattern: RegExp }[]>
  readonly reel: readonly { readonly pattern: RegExp; readonly roll: string }[]
  readonly inside: readonly RegExp[]
  readonly index: readonly RegExp[]
  readonly clipFolders: readonly RegExp[]
  readonly rollFolders: RegExp | null
}

/** Compiles a row. */
export function family(facts: FamilyFacts): CardFamily {
  const names = (path: string) => path.split('/').map(namePattern)
  const rules = (facts.rules ?? []).map(([role, pattern], order) => ({
    role,
    pattern: pathPattern(pattern),
    extension: namePattern(pattern.slice(pattern.lastIndexOf('/') + 1)).extension ?? '*',
    order,
  }))
  const extensions = new Set(rules.map((rule) => rule.extension))
  return {
    ...facts,
    markers: facts.markers.map((marker) => marker.split(' + ').map(names)),
    rules: new Map(
      [...extensions].map((extension) => [
        extension,
        rules.filter((rule) => rule.extension === extension || rule.extension === '*'),
      ]),
    ),
    reel: (facts.reel ?? []).map(([pattern, roll]) => ({ pattern: namePattern(pattern).regex, roll })),
    inside: (facts.inside ?? []).map((name) => namePattern(name).regex),
    index: (facts.index ?? []).map(pathPattern),
    clipFolders: (facts.clipFolders ?? []).map(pathPattern),
    rollFolders: facts.rollFolders === undefined ? null : namePattern(facts.rollFolders).regex,
  }
}
