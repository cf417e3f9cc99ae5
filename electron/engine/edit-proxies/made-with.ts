/**
 * The identity of what a finished proxy does not show by itself: what is drawn into it, and the sound that is laid in
 * with its place and speed.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Burn, EditParams } from '../../../shared/model/edit-proxies.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { LaidSound } from '../domain/edit-proxies/laid-sound.ts'

/** A sound with the identity of its bytes. */
export interface IdentifiedSound {
  readonly sound: LaidSound
  /** As every device knows it: bytes and hash. */
  readonly key: string
}

/**
 * The note that a proxy carries; null where nothing is drawn or laid in. Throws RushesError 'not_found' for a watermark
 * that can't be read.
 */
export async function noteOf(
  { format, burn, clip }: EditParams,
  laid: readonly IdentifiedSound[],
): Promise<string | null> {
  if (format === 'wav') return null
  const drawn = burn === null ? null : await drawnBy(burn, clip)
  if (drawn === null && laid.length === 0) return null
  const sounds = laid.map(({ key, sound: { place, fitDrift } }) => ({
    key,
    offset: place.offset,
    sampleRate: place.sampleRate,
    pull: place.pull,
    // A clock that is not fitted changes nothing in what is heard.
    drift: fitDrift ? place.driftPpb : null,
  }))
  return createHash('sha256').update(canonicalJson({ drawn, sounds })).digest('hex').slice(0, 16)
}

async function drawnBy(burn: Burn, clip: string | null): Promise<object | null> {
  const { watermark, ...words } = burn
  if (watermark === null && Object.values(words).every((one) => one === false || one === null)) return null
  return {
    ...words,
    clip: burn.name ? clip : null,
    watermark: watermark === null ? null : await hashOf(watermark),
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (error) {
    throw new RushesError(
      'not_found',
      `The watermark ${visible(path)} can’t be read. Connect its drive, or choose another picture.`,
      { path },
      { cause: error },
    )
  }
  return hash.digest('hex')
}
