/**
 * Clips whose own pictures nothing here decodes: raw of RED, Blackmagic, ARRI, Nikon. What the camera's proxy tells of
 * them stands in for what the file does not. Pure.
 */
import type { Probe } from '../../../../shared/model/probe.ts'
import type { Derived } from './derived.ts'

/** True for media that pictures or sound can be made of here. */
export function canBeShown(probe: Probe): boolean {
  return probe.ok && probe.limit == null
}

/** The facts of a clip, with length, rate and timecode of its proxy where its own are not known. */
export function withStandIn(own: Derived, proxy: Derived | null): Derived {
  if (proxy === null || proxy.durationFrames === null || own.durationFrames !== null) return own
  const { durationFrames, durationMs, rate, startTimecode, startFrame, dropFrame, channels } = proxy
  return {
    ...own,
    durationFrames,
    durationMs,
    rate: own.rate ?? rate,
    channels: own.channels ?? channels,
    ...(own.startTimecode === null ? { startTimecode, startFrame, dropFrame } : {}),
  }
}
