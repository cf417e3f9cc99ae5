/**
 * Frames by the packets of a stream. Pure.
 */
import type { VideoStream } from '../../../../shared/model/probe.ts'
import { hasFields } from './raster.ts'

/**
 * A packet is a frame, but for interlaced streams that carry each field in one (AVCHD): those have about twice as many
 * packets as their length has frames. Null where neither fits.
 */
export function framesOfPackets(packets: number, video: Pick<VideoStream, 'frames' | 'fieldOrder'>): number | null {
  const about = video.frames
  if (!hasFields(video) || about === null) return packets
  if (Math.abs(packets - about) <= Math.abs(packets / 2 - about)) return packets
  return packets % 2 === 0 ? packets / 2 : null
}
