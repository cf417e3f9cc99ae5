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

/**
 * The facts of a clip, with about how long it is, its rate and its channels by its proxy. Frames and timecode are not
 * taken over: nothing here could compare the two, and people would count the proxy's frames for the clip's.
 */
export function withStandIn(own: Derived, proxy: Derived | null): Derived {
  if (proxy === null || proxy.durationFrames === null || own.durationFrames !== null) return own
  return {
    ...own,
    durationMs: own.durationMs ?? proxy.durationMs,
    rate: own.rate ?? proxy.rate,
    channels: own.channels ?? proxy.channels,
  }
}
