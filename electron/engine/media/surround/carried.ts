/**
 * The boxes that say what an original surrounds: its own, or those that are written from what was read of it.
 */
import type { Immersive } from '../../../../shared/model/probe.ts'
import { boxesIn, readIndex } from '../boxes.ts'
import { box, entriesOf, fullBox } from './entries.ts'

/** A mesh can be large; more than this is no description of one. */
const MAX_BOXES = 4 << 20
/** What goes into the descriptions of a proxy: of its picture, and of each of its sounds. */
export interface Carried {
  readonly picture: Buffer
  readonly sounds: readonly Buffer[]
}

/** What an original says, in boxes; those of its own, or written from what was read. Throws what the file system throws. */
export async function readCarried(original: string, immersive: Immersive | null): Promise<Carried> {
  return carriedFrom((await readIndex(original)) ?? Buffer.alloc(0), immersive)
}

/** Pure. */
export function carriedFrom(index: Buffer, immersive: Immersive | null): Carried {
  const entries = entriesOf(index)
  const own = (boxes: Buffer, names: readonly string[]): Buffer => {
    const found = [...boxesIn(boxes)]
      .filter(({ type }) => names.includes(type))
      .map(({ type, body }) => box(type, body))
    const all = Buffer.concat(found)
    return all.length > MAX_BOXES ? Buffer.alloc(0) : all
  }
  const first = entries.find(({ handler }) => handler === 'vide')
  const picture = first === undefined ? Buffer.alloc(0) : own(first.boxes, ['st3d', 'sv3d'])
  return {
    picture: picture.length > 0 || immersive === null ? picture : written(immersive),
    sounds: entries.filter(({ handler }) => handler === 'soun').map(({ boxes }) => own(boxes, ['SA3D'])),
  }
}

/** Half of what a bound counts: a picture of 180 degrees leaves out a quarter on each side (fixed point, 0.32). */
const QUARTER = 0x4000_0000

/** The boxes for what was read otherwise; empty for forms that the boxes have no word for. */
function written({ projection, stereo }: Immersive): Buffer {
  const eyes = { 'top-bottom': 1, 'side-by-side': 2 }[stereo as string]
  const bounds = Buffer.alloc(16)
  if (projection === 'half-equirectangular') {
    bounds.writeUInt32BE(QUARTER, 8)
    bounds.writeUInt32BE(QUARTER, 12)
  }
  const around = projection === 'equirectangular' || projection === 'half-equirectangular'
  const sphere = (): Buffer =>
    box(
      'sv3d',
      Buffer.concat([
        fullBox('svhd', Buffer.from('Rushes\0')),
        box('proj', Buffer.concat([fullBox('prhd', Buffer.alloc(12)), fullBox('equi', bounds)])),
      ]),
    )
  return Buffer.concat([
    ...(eyes === undefined ? [] : [fullBox('st3d', Buffer.of(eyes))]),
    ...(around ? [sphere()] : []),
  ])
}
