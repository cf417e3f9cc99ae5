/**
 * Which family of card a folder is, and what the roll on it is called.
 */
import { baseName } from '../media/media-kinds.ts'
import { CARD_FAMILIES, isReelName } from './families.ts'
import type { CardFamily } from './family.ts'
import { agreedReel, holdsSeveralRolls } from './several-rolls.ts'
import { filesBelow, holds, type CardFolder } from './tree.ts'

/** The family whose structure a folder has, or null. */
export function familyOf(folder: CardFolder): CardFamily | null {
  return CARD_FAMILIES.find((candidate) => matches(folder, candidate)) ?? null
}

/** The family of this name, or undefined. */
export function familyNamed(name: string): CardFamily | undefined {
  return CARD_FAMILIES.find((family) => family.name === name)
}

/** True when a folder has what this family leaves on its cards. */
export function matches(folder: CardFolder, family: CardFamily): boolean {
  if (family.rootName !== undefined && !family.rootName.test(folder.name)) return false
  if (family.byClips === true && agreedReel(folder, family.clips) === null) return false
  // A drive that bears the name of one of its rolls is not that roll.
  if (family.rootName !== undefined && holdsSeveralRolls(folder)) return false
  if (family.without?.some((extension) => folder.extensions.has(extension)) === true) return false
  // Two rolls side by side are two, however the drive is called on which they lie.
  if (
    family.rollFolders !== null &&
    [...folder.folders.keys()].filter((name) => family.rollFolders?.test(name)).length > 1
  )
    return false
  return family.markers.some((all) => all.every((marker) => holds(folder, marker)))
}

/**
 * What a roll is called: the folder when its name is a reel's, else the reel in which the names of its clips agree,
 * else the folder. RED's `.RDM` is no part of the name.
 */
export function rollName(folder: CardFolder, family: CardFamily): string {
  const own = folder.name.replace(/\.rdm$/i, '')
  if (isReelName(own) || family.reel.length === 0) return own
  const reels = new Set<string>()
  for (const file of filesBelow(folder)) {
    const reel = reelOf(baseName(file.path), family)
    if (reel !== null) reels.add(reel)
    if (reels.size > 1) return own
  }
  const [only] = reels
  return only ?? own
}

function reelOf(name: string, family: CardFamily): string | null {
  if (name.startsWith('.')) return null
  for (const { pattern, roll } of family.reel) {
    const words = pattern.exec(name)?.groups
    if (words !== undefined) return roll.replaceAll(/\{(\w)\}/g, (_, word: string) => words[word] ?? '').toUpperCase()
  }
  return null
}
