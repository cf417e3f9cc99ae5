/**
 * Which frames an image sequence has.
 */
import { z } from 'zod'

/** Frames of an image sequence: numbers of the first and last one, how many are there, and which are not. */
export const framesSchema = z.object({
  first: z.number().int(),
  last: z.number().int(),
  count: z.number().int(),
  /** Digits of a number, 0 when it is not padded. */
  padding: z.number().int(),
  holes: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Numbers of frames that are there and hold nothing: 0 bytes. Left out for none. */
  empty: z.array(z.number().int()).optional(),
})
export type Frames = z.infer<typeof framesSchema>

/** Empty frames that are kept by number; a render that failed leaves thousands. */
const MAX_EMPTY = 1000

/** Notes which frames are empty, from the bytes of those that are there, in order. */
export function withEmptyFrames(frames: Frames, bytes: readonly number[]): Frames {
  const empty: number[] = []
  let number = frames.first
  let hole = 0
  for (const size of bytes) {
    while (hole < frames.holes.length && number > frames.holes[hole]![1]) hole += 1
    const [from, to] = frames.holes[hole] ?? [Infinity, Infinity]
    if (number >= from) number = to + 1
    if (size === 0 && empty.length < MAX_EMPTY) empty.push(number)
    number += 1
  }
  return empty.length === 0 ? frames : { ...frames, empty }
}

/** Ranges that are named one by one. */
const MAX_NAMED = 5

/** What is wrong with the frames of a sequence, in sentences; null for one that is whole. */
export function framesFault({ holes, empty = [] }: Frames): string | null {
  const lost = holes.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  const said = [
    ...(lost === 0 ? [] : [`${framesText(lost, holes)} missing.`]),
    ...(empty.length === 0
      ? []
      : [
          `${framesText(
            empty.length,
            empty.map((one) => [one, one]),
          )} empty (0 bytes).`,
        ]),
  ]
  return said.length === 0 ? null : said.join(' ')
}

function framesText(count: number, ranges: readonly (readonly [number, number])[]): string {
  const named = ranges.slice(0, MAX_NAMED).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
  const rest = ranges.length > MAX_NAMED ? ' and others' : ''
  return `${count === 1 ? 'Frame' : `${count} frames,`} ${named.join(', ')}${rest}${count === 1 ? ' is' : ', are'}`
}
