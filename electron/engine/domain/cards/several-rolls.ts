/**
 * Whether a folder holds several rolls side by side, by the names of the clips in its folders. A drive that bears the
 * name of one of its rolls looks like that roll otherwise, and the sound beside it is filed under it.
 */
import { baseName, extensionOf } from '../media/media-kinds.ts'
import { filesBelow, type CardFolder } from './tree.ts'

/** The reel in a clip's name, as cinema cameras write it: A007C001_…, A_0007C001_…, A001_08121200_C001. */
const REELS: readonly RegExp[] = [/^([A-Z]{1,2}_?\d{3,4})_?C\d{3}/i, /^([A-Z]\d{3})_\d{8}_C\d{3}/i]
const SOUND: ReadonlySet<string> = new Set(['wav', 'bwf', 'rf64'])
/** So many names tell it: a card may hold a hundred thousand frames. */
const MAX_NAMES = 2_000

/** The reel that a clip's or a clip folder's name begins with, in capitals; null for none. */
function reelOfName(name: string): string | null {
  for (const pattern of REELS) {
    const found = pattern.exec(name)
    if (found !== null) return found[1]!.toUpperCase()
  }
  return null
}

/** True when its folders are of different reels, or of a reel and of sound that is not the camera's own. */
export function holdsSeveralRolls(folder: CardFolder): boolean {
  // Clips of its own: then it is a roll, whatever lies in it.
  if (folder.files.some((file) => reelOfName(baseName(file.path)) !== null)) return false
  const kinds = [...folder.folders.values()].flatMap((sub) => kindOf(sub) ?? [])
  const reels = new Set(kinds.filter((kind) => kind !== 'sound'))
  return reels.size > 1 || (reels.size === 1 && kinds.includes('sound'))
}

/** The one reel of a folder's clips, `sound` for recordings that name no reel, null where neither can be said. */
function kindOf(folder: CardFolder): string | null {
  const own = reelOfName(folder.name)
  if (own !== null) return own
  const reels = new Set<string>()
  let [sounds, others, names] = [0, 0, 0]
  for (const file of filesBelow(folder)) {
    if (++names > MAX_NAMES) break
    const name = baseName(file.path)
    const reel = reelOfName(name)
    if (reel !== null) reels.add(reel)
    else if (SOUND.has(extensionOf(name))) sounds += 1
    else others += 1
  }
  const [only] = reels
  if (reels.size === 1) return only ?? null
  return reels.size === 0 && sounds > 0 && others <= sounds ? 'sound' : null
}

/** The reel in which the names of a folder's own clips agree, with their endings; null where they do not. */
export function agreedReel(folder: CardFolder, endings: readonly string[]): string | null {
  let agreed: string | null = null
  for (const file of folder.files) {
    const name = baseName(file.path)
    if (name.startsWith('.') || !endings.includes(extensionOf(name))) continue
    const reel = reelOfName(name)
    if (reel === null || (agreed !== null && reel !== agreed)) return null
    agreed = reel
  }
  return agreed
}
