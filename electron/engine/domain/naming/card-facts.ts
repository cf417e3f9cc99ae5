/**
 * What a card tells for the name of its folder.
 */
import { extensionOf, stemOf } from '../media/media-kinds.ts'
import type { Roll } from '../rolls.ts'
import { clockAt, shootingDay } from '../shooting-day.ts'
import type { NameFacts } from './template.ts'

export interface CardFile {
  readonly path: string
  readonly mtimeNs: bigint
}

/** Where and when the card is looked at. */
export interface Here {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Minutes east of UTC at a moment, on the clock of this computer. */
  readonly offsetAt: (moment: number) => number
  /** Minutes after midnight at which a shooting day begins. */
  readonly cutOffMinutes: number
}

const DAY = 86_400_000
/** Cameras with an unset clock begin in 1970, 1980 or at their making; none that is used today was sold before 2000. */
const EARLIEST = Date.UTC(2000, 0, 1)
const MEDIA: ReadonlySet<string> = new Set([
  'mov',
  'mp4',
  'mxf',
  'r3d',
  'braw',
  'ari',
  'arx',
  'crm',
  'nev',
  'mts',
  'm2ts',
  'insv',
  '360',
  'wav',
  'bwf',
  'rf64',
  'avi',
  'mkv',
  'm4v',
  'dng',
])

/**
 * The facts of a card.
 * @param own name of its folder
 * @param rolls those that were recognised on it: only a single one gives its name
 */
export function cardFacts(
  own: string,
  label: string | null,
  rolls: readonly Roll[],
  files: readonly CardFile[],
  here: Here,
): Omit<NameFacts, 'counter'> {
  const roll = rolls.length === 1 ? rolls[0] : undefined
  const name = roll?.name ?? own.replace(/\.rdm$/i, '')
  const media = files.filter((file) => MEDIA.has(extensionOf(file.path)))
  return {
    name: own,
    roll: name,
    label,
    family: roll?.family ?? null,
    media: roll?.family === 'Sound' ? 'Sound_Media' : 'Camera_Media',
    camera: /^([A-Z])_?\d{3,4}/i.exec(name)?.[1]?.toUpperCase() ?? null,
    clip: media[0] === undefined ? null : stemOf(media[0].path),
    date: dayOf(media.length > 0 ? media : files, here),
  }
}

/**
 * The shooting day of the last recording: clips that were left on a card that is used again don't shift it. Today's
 * where the camera's clock can't be right.
 */
function dayOf(files: readonly CardFile[], here: Here): string {
  let last = 0
  for (const file of files) {
    const moment = Number(file.mtimeNs / 1_000_000n)
    if (moment > last && moment <= here.now + DAY) last = moment
  }
  const moment = last < EARLIEST ? here.now : last
  const offset = here.offsetAt(moment)
  return shootingDay({ clock: clockAt(moment, offset) }, offset, here.cutOffMinutes)
}
