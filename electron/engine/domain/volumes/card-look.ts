/**
 * Whether a drive looks like a camera's card, from the names at its top alone. Pure.
 */
import { familyNamed } from '../cards/recognise.ts'
import { baseName } from '../media/media-kinds.ts'
import { describeFolder } from '../rolls.ts'
import { MARKER_NAME } from './root-marker.ts'
import type { VolumeKind } from './volume.ts'

/** An entry at the top of a drive or in one of its folders; forward slashes. */
export interface TopEntry {
  readonly path: string
  readonly folder: boolean
}

export interface CardRolls {
  /** As the trade calls it: "Sony XAVC", "GoPro". */
  readonly family: string
  /** `path` is relative to the drive; empty when the drive itself is the roll. */
  readonly rolls: readonly { readonly name: string; readonly path: string }[]
}

/** Larger than any card: such a drive holds a library. */
const LARGEST_CARD = 2.2e12

/** True where something is sealed or watched by us: cards are copied to there. */
export function holdsCopies(entries: readonly TopEntry[]): boolean {
  return entries.some(({ path }) => ['ascmhl', MARKER_NAME.toLowerCase()].includes(baseName(path).toLowerCase()))
}

/** What of a drive says whether it can be a card at all. */
interface CardDrive {
  readonly kind: VolumeKind
  readonly removable: boolean | null
  readonly capacity: number | null
}

/**
 * True for a drive that may be a card though nothing on it says so yet: one that came empty. Readers for CFexpress show
 * cards as fixed disks, so the machine's own disks are among them up to the size of a card.
 */
export function mayBecomeCard(drive: CardDrive): boolean {
  return drive.kind !== 'network' && drive.kind !== 'memory' && (isCarried(drive) || isSmall(drive))
}

function isCarried({ kind, removable }: CardDrive): boolean {
  return kind === 'card' || kind === 'external' || removable === true
}

function isSmall({ capacity }: CardDrive): boolean {
  return capacity === null || capacity <= LARGEST_CARD
}

/**
 * The rolls of a drive that looks like a card, or null. A structure that only cameras make counts on any drive, since
 * readers for CFexpress show cards as fixed disks. Loose recordings count on small drives that can be taken away. A
 * folder that is sealed (`ascmhl`) or watched by us is where cards are copied to, not one of them.
 * @param name what the folder of an offload would be called: the last part of the mount point
 */
export function looksLikeCard(name: string, entries: readonly TopEntry[], drive: CardDrive): CardRolls | null {
  if (drive.kind === 'network' || drive.kind === 'memory') return null
  const has = (path: string): boolean => entries.some((entry) => entry.path.toLowerCase() === path.toLowerCase())
  if (has('ascmhl') || has(MARKER_NAME)) return null
  // A folder stands as a file named "." in it: then one without files is there too.
  const listing = entries.map((entry) => ({ path: `${name}/${entry.path}${entry.folder ? '/.' : ''}`, size: 0 }))
  const carried = isCarried(drive)
  const small = isSmall(drive)
  const rolls = describeFolder(name, listing)
    .rolls.map((roll) => ({ name: roll.name, family: roll.family, path: roll.path.slice(name.length + 1) }))
    .filter((roll) => !has(`${roll.path}/ascmhl`) && !has(`${roll.path}/${MARKER_NAME}`))
    .filter((roll) => familyNamed(roll.family)?.loose !== true || (carried && small))
    .filter((roll) => carried || roll.path === '' || roll.family === 'ARRI' || roll.family === 'RED')
  const [first] = rolls
  return first === undefined
    ? null
    : { family: first.family, rolls: rolls.map((roll) => ({ name: roll.name, path: roll.path })) }
}
