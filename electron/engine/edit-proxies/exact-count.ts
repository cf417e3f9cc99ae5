/**
 * Counts the frames of an original whose header does not tell them, once its proxy is there to be compared: a count that
 * was worked out from a length is off by a frame or two, and a proxy would be called wrong for it.
 */
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { framesOfPackets } from '../domain/edit-proxies/frame-count.ts'
import type { Recording } from '../jobs/media-group.ts'
import { countPlayed } from '../media/played.ts'
import type { MediaContext } from '../media/probe.ts'

/** The facts with the frames counted; as they were where that can't be done. Throws RushesError 'cancelled'. */
export async function withExactCount(
  { input, pieces, probe }: Pick<Recording, 'input' | 'pieces' | 'probe'>,
  { runner, tools }: MediaContext,
  signal: AbortSignal,
): Promise<MediaFacts> {
  const picture = pictureOf(probe)
  if (picture === null || picture.framesExact || pieces.length > 0) return probe
  const played = await countPlayed(runner, tools.ffprobe.path, input, picture.index, {
    bytes: probe.bytes,
    signal,
  }).catch((error: unknown) => {
    if (isRushesError(error) && error.code !== 'cancelled') return null // Too long, or no tool: it stays uncertain.
    throw error
  })
  const frames = played === null ? null : framesOfPackets(played.frames, picture)
  if (frames === null) return probe
  return {
    ...probe,
    durationFrames: frames,
    video: probe.video.map((one) => (one.index === picture.index ? { ...one, frames, framesExact: true } : one)),
  }
}
