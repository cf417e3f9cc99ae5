/**
 * Linear light of other primaries than Rec. 709's, and of sensors, brought to the curve of the screen. Pure.
 */
import type { VideoStream } from '../../../shared/model/probe.ts'
import { isMosaic, isWide, rec709From } from '../domain/colour/linear.ts'
import type { Capabilities } from './tools.ts'

/** The curve of the screen, on RGB that stays RGB. */
const TO_SCREEN = 'zscale=matrixin=gbr:primariesin=709:transferin=linear:matrix=gbr:primaries=709:transfer=iec61966-2-1'

/** The mixer takes factors up to this; larger ones are made in two steps. */
const MAX_FACTOR = 2

/**
 * Filters for it, to be joined with commas; null where there is nothing to do, and for a build that can't.
 */
export function linearFilters(video: VideoStream, { filters }: Pick<Capabilities, 'filters'>): string | null {
  if (isMosaic(video)) return filters.has('zscale') ? `format=gbrp16le,${TO_SCREEN}` : null
  const matrix = isWide(video) ? rec709From(video) : null
  if (matrix === null || !filters.has('colorchannelmixer') || !filters.has('zscale')) return null
  const most = Math.max(...matrix.flat().map(Math.abs))
  const share = most > MAX_FACTOR ? MAX_FACTOR / most : 1
  const names = ['rr', 'rg', 'rb', 'gr', 'gg', 'gb', 'br', 'bg', 'bb']
  const mixer = (factors: readonly number[]): string =>
    `colorchannelmixer=${factors.map((factor, at) => `${names[at]}=${factor.toFixed(6)}`).join(':')}`
  const whole = 1 / share
  // Made larger again by a factor that the mixer takes: twice at the most for every set of primaries that has a name.
  const steps = Math.ceil(Math.log2(whole))
  const again = Array.from({ length: steps }, () =>
    mixer([whole ** (1 / steps), 0, 0, 0, whole ** (1 / steps), 0, 0, 0, whole ** (1 / steps)]),
  )
  return [mixer(matrix.flat().map((factor) => factor * share)), ...again, TO_SCREEN].join(',')
}
