/**
 * Which folders of a source are rolls, and so which folders get an ASC MHL history of their own.
 *
 * Conservative: what isn't recognised is one scope at the top. A roll is never looked for inside another roll, because
 * a history belongs to the whole card and to nothing smaller.
 */
import { cardClips } from './cards/clips.ts'
import { UNKNOWN_LAYOUT } from './cards/families.ts'
import { familyOf, rollName } from './cards/recognise.ts'
import { filesBelow, treeOf, type CardFolder, type Listed } from './cards/tree.ts'
import type { CardFamily } from './cards/family.ts'

export type { Listed } from './cards/tree.ts'

export interface Roll {
  /** Where it is; begins with the name of the folder that was described. */
  readonly path: string
  readonly name: string
  readonly family: string
  readonly files: number
  readonly bytes: number
  readonly clips: number
}

/** A folder that gets an ASC MHL history of its own. */
export interface SealScope {
  /** Relative to the destination's root, with forward slashes. */
  readonly path: string
  readonly roll: string | null
  /** The camera or recorder family that the structure was recognised by. */
  readonly family: string | null
}

/**
 * True when two names can be of one roll: clips carry the reel alone (A004), the card's folder often more of it
 * (A004R2EC, A003_1120R7). A longer number is another roll.
 */
export function isSameRoll(one: string, other: string): boolean {
  const [short, long] =
    one.length <= other.length ? [one.toUpperCase(), other.toUpperCase()] : [other.toUpperCase(), one.toUpperCase()]
  return long === short || (short !== '' && long.startsWith(short) && !/^\d/.test(long.slice(short.length)))
}

/** How deep below the top rolls are looked for: `Day01/Camera_Media/A001`. */
const DEPTH = 3

/** What a folder of the source turned out to be. Paths of rolls and scopes begin with the folder's name. */
export interface FolderFacts {
  readonly rolls: readonly Roll[]
  /** The folders to seal, children before their parent: a parent's directory hashes need its children's generations. */
  readonly scopes: readonly SealScope[]
  readonly clips: number
}

/**
 * Describes a folder of this path: its rolls; the folders to seal, which are the rolls, and the folder itself too when
 * it isn't a roll and holds files outside every roll (its history then refers to theirs) or holds no roll at all; and
 * the number of clips, where the pieces and the frames of one are one.
 */
export function describeFolder(folder: string, listing: readonly Listed[]): FolderFacts {
  const rolls = search(treeOf(folder, listing), DEPTH)
  const scopes = rolls.map((roll) => ({ path: roll.path, roll: roll.name, family: roll.family }))
  const inRolls = rolls.reduce((sum, roll) => sum + roll.files, 0)
  const whole = inRolls === listing.length && rolls.length > 0
  const outside = whole ? [] : listing.filter((file) => !rolls.some((roll) => file.path.startsWith(`${roll.path}/`)))
  return {
    rolls,
    scopes: whole ? scopes : [...scopes, { path: folder, roll: null, family: null }],
    clips:
      rolls.reduce((sum, roll) => sum + roll.clips, 0) +
      cardClips(
        UNKNOWN_LAYOUT,
        outside.map((file) => file.path),
      ).clips.length,
  }
}

function search(folder: CardFolder, depth: number): readonly Roll[] {
  const family = familyOf(folder)
  if (family !== null) return [rollOf(folder, family)]
  return depth === 0 ? [] : [...folder.folders.values()].flatMap((sub) => search(sub, depth - 1))
}

function rollOf(folder: CardFolder, family: CardFamily): Roll {
  const files = [...filesBelow(folder)]
  return {
    path: folder.path,
    name: rollName(folder, family),
    family: family.name,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    clips: cardClips(
      family,
      files.map((file) => file.path),
    ).clips.length,
  }
}
