/**
 * How synced sound follows the picture. Pure: where the sound has to be for a picture, and what to do about the
 * difference.
 */
import type { SoundPlace } from '../../../shared/model/sound-sync.ts'

/** Seconds of sound that go by in a second of picture. */
function soundSpeed({ pull, driftPpb }: SoundPlace): number {
  const pulled = pull === '1000/1001' ? 1000 / 1001 : pull === '1001/1000' ? 1001 / 1000 : 1
  return pulled * (1 + (driftPpb ?? 0) * 1e-9)
}

/** The second of the sound that belongs to a second of the picture; below zero and past its end there is none. */
export function soundTime(place: SoundPlace, picture: number): number {
  return place.offset / place.sampleRate + picture * soundSpeed(place)
}

export interface Following {
  /** Second of the picture, and how fast it plays; 0 when it stands. */
  readonly picture: number
  readonly speed: number
  /** Second of the sound now, and how long it is. */
  readonly sound: number
  readonly length: number
  /** Seconds of a frame. */
  readonly frame: number
}

/** `seek`: where the sound has to jump to, null to let it run · `rate`: how fast it has to play, 0 to stand still. */
interface Correction {
  readonly seek: number | null
  readonly rate: number
}

/** Sound that is off by more frames than this jumps; less is caught up within a second, unheard. */
const JUMP_FRAMES = 4
/** Sound that is off by less than this share of a frame is left alone. */
const LEAVE = 0.2
/** The most that it is played faster or slower. */
const MOST = 0.1

/** What the sound has to do. */
export function correction(place: SoundPlace, now: Following): Correction {
  const wanted = soundTime(place, now.picture)
  if (wanted < 0 || wanted >= now.length) return { seek: null, rate: 0 }
  const late = wanted - now.sound
  // Backwards and standing there is nothing to hear, and it waits where play would begin.
  if (now.speed <= 0) return { seek: Math.abs(late) > LEAVE * now.frame ? wanted : null, rate: 0 }
  const rate = now.speed * soundSpeed(place)
  if (Math.abs(late) > JUMP_FRAMES * now.frame * Math.max(1, now.speed)) return { seek: wanted, rate }
  if (Math.abs(late) <= LEAVE * now.frame) return { seek: null, rate }
  return { seek: null, rate: rate * (1 + Math.max(-MOST, Math.min(MOST, (2 * late) / now.speed))) }
}
