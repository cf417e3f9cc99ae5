/**
 * Compares what was made with what it was made from. A proxy that differs from its original in frames, rate, timecode
 * or channels would pull an edit out of sync, so a difference is a failure with a sentence, never a proxy.
 */
import type { MediaFacts, VideoStream } from '../../../../shared/model/probe.ts'
import { framesOfSeconds } from '../../../../shared/time/duration.ts'
import { rateLabel, sameRate } from '../../../../shared/time/rate.ts'
import { writtenStart } from '../../domain/media/name-timecode.ts'
import type { Size } from './shape.ts'

/** What a proxy must be: its size (null for sound), its start timecode, the channels of each of its tracks. */
interface ProxyPromise {
  readonly size: Size | null
  readonly timecode: string | null
  readonly channels: readonly number[]
}

/** Frames that the original is known to have: as counted, and as its duration says (an edit list may hide some). */
function framesExpected(
  facts: MediaFacts,
  video: VideoStream,
): { readonly counts: readonly number[]; readonly slack: number } {
  const byTime = facts.duration !== null && video.rate !== null ? [framesOfSeconds(facts.duration, video.rate)] : []
  const counted = video.frames === null ? [] : [video.frames]
  if (video.framesExact && !video.variableRate) return { counts: [...counted, ...byTime], slack: 0 }
  if (video.framesExact) return { counts: counted, slack: 0 }
  // A count worked out from a rounded duration can be off by a frame or two, or by the last group of a stream.
  const most = Math.max(...counted, ...byTime, 0)
  return { counts: [...counted, ...byTime], slack: Math.max(2, Math.ceil(most / 100)) }
}

/** What is wrong with a proxy, one sentence each; empty when it is a true copy. `made` is the proxy's own probe. */
export function checkProxy(
  facts: MediaFacts,
  video: VideoStream | null,
  plan: ProxyPromise,
  made: MediaFacts,
): string[] {
  const wrong: string[] = []
  const picture = made.video[0]
  if (video !== null) {
    if (picture === undefined) return ['The proxy has no picture: nothing of the original could be decoded.']
    const { counts, slack } = framesExpected(facts, video)
    const frames = picture.frames ?? 0
    if (counts.length > 0 && !counts.some((count) => Math.abs(count - frames) <= slack)) {
      wrong.push(`Only ${frames} of ${counts[0]} frames could be decoded: the original is cut short or damaged.`)
    }
    if (video.rate !== null && !video.variableRate && picture.rate !== null && !sameRate(video.rate, picture.rate)) {
      wrong.push(
        `The proxy runs at ${rateLabel(picture.rate)} frames per second, the original at ${rateLabel(video.rate)}.`,
      )
    }
    if (plan.size !== null && (picture.width !== plan.size.width || picture.height !== plan.size.height)) {
      wrong.push(`The proxy is ${picture.width}×${picture.height}, not ${plan.size.width}×${plan.size.height}.`)
    }
    if (plan.timecode !== (writtenStart(made)?.text ?? null)) {
      wrong.push(
        `The proxy starts at ${writtenStart(made)?.text ?? 'no timecode'}, the original at ${plan.timecode ?? 'no timecode'}.`,
      )
    }
  }
  const channels = made.audio.map((stream) => stream.channels)
  if (channels.join() !== plan.channels.join()) {
    wrong.push(`The proxy has ${tracks(channels)}, the original ${tracks(plan.channels)}.`)
  }
  if (video === null) wrong.push(...checkLength(facts, made))
  return wrong
}

function tracks(channels: readonly number[]): string {
  return channels.length === 0 ? 'no sound' : `${channels.length} tracks of ${channels.join(', ')} channels`
}

/** A sound proxy may be longer by the padding of its last AAC frames (1024 samples each), never shorter. */
function checkLength(facts: MediaFacts, made: MediaFacts): string[] {
  if (facts.duration === null || made.duration === null) return []
  const seconds = (ratio: { num: number; den: number }): number => ratio.num / ratio.den
  const missing = seconds(facts.duration) - seconds(made.duration)
  return missing > 0.1
    ? [
        `Only ${seconds(made.duration).toFixed(1)} of ${seconds(facts.duration).toFixed(1)} s of sound could be decoded: ` +
          'the original is cut short or damaged.',
      ]
    : []
}
