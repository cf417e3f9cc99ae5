/**
 * A frame rate as people write it on the command line.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { parseRate, type Rate } from '../../../shared/time/rate.ts'

/** Rates between which a sequence can run. */
const LEAST = 1
const MOST = 1000

/** Reads `24`, `23.976`, `30000/1001`. Throws RushesError 'usage' for what is none. */
export function rateOf(words: string): Rate {
  const rate = parseRate(words)
  if (rate !== null && rate.num / rate.den >= LEAST && rate.num / rate.den <= MOST) return rate
  throw new RushesError('usage', `“${words}” is no frame rate. Write it as 24, 23.976 or 30000/1001.`)
}
