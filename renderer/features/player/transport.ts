/**
 * Plays a proxy so that the frame on the screen is always known: what was presented is told by
 * requestVideoFrameCallback, and steps go from the frame that was last asked for.
 */
import type { RateValue } from '../../../shared/model/primitives.ts'
import { frameOfClock, frameOfPresented, shuttleSpeed, timeInFrame, within } from './shuttle.ts'

export interface Clip {
  readonly rate: RateValue
  readonly frames: number
  readonly picture: boolean
  /** Where it plays round and round, first and last frame; null where it plays to its end. */
  readonly loop?: () => { readonly from: number; readonly to: number } | null
}

export interface Playing {
  readonly frame: number
  /** 0 when it stands, negative backwards. */
  readonly speed: number
}

export interface PlayerTransport {
  toggle(): void
  shuttle(direction: 1 | -1): void
  stop(): void
  step(frames: number): void
  seek(frame: number): void
  /** The frame that was asked for last, or the one on the screen: what a mark or a note means. */
  position(): number
  end(): void
}

/** Ties an element to a clip; `tell` hears of every frame that was presented and of every change of speed. */
export function createTransport(media: HTMLVideoElement, clip: Clip, tell: (now: Playing) => void): PlayerTransport {
  let frame = 0
  let wanted: number | null = null
  let speed = 0
  let ended = false
  let loop = 0

  const say = (): void => tell({ frame, speed })
  const presented = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
    if (ended) return
    frame = within(frameOfPresented(mediaTime, clip.rate), clip.frames)
    // While it plays the frame of a seek may be passed over: the next one is as good.
    if (wanted === frame || (speed > 0 && !media.seeking)) wanted = null
    say()
    turn()
    media.requestVideoFrameCallback(presented)
  }
  if (clip.picture) media.requestVideoFrameCallback(presented)

  const seek = (target: number): void => {
    wanted = within(target, clip.frames)
    media.currentTime = timeInFrame(wanted, clip.rate)
    if (!clip.picture) {
      frame = wanted
      say()
    }
  }
  /** Goes on at the beginning of what is looped, once its last frame was on the screen. */
  const turn = (): boolean => {
    const around = speed > 0 ? (clip.loop?.() ?? null) : null
    if (around === null || (frame < around.to && frame >= around.from)) return false
    // A seek that is under way has not shown its frame yet.
    if (!media.seeking && wanted === null) seek(around.from)
    return true
  }
  const set = (next: number): void => {
    speed = next
    cancelAnimationFrame(loop)
    if (next > 0) {
      media.playbackRate = next
      void media.play().catch(() => {
        set(0)
      })
    } else media.pause()
    if (next !== 0 && (next < 0 || !clip.picture)) run(next)
    say()
  }
  /** Backwards, where no element plays, and for sound, which presents no frames: a clock of our own. */
  const run = (at: number): void => {
    const from = performance.now()
    const start = frame
    const tick = (): void => {
      if (ended || speed !== at) return
      if (at < 0) {
        const target = start - Math.floor((((performance.now() - from) / 1000) * -at * clip.rate.num) / clip.rate.den)
        if (!media.seeking && target !== (wanted ?? frame)) seek(target)
        if (target <= 0) return set(0)
      } else {
        frame = within(frameOfClock(media.currentTime, clip.rate), clip.frames)
        say()
        if (turn()) wanted = null
      }
      loop = requestAnimationFrame(tick)
    }
    loop = requestAnimationFrame(tick)
  }
  const stopped = (): void => {
    const around = speed > 0 ? (clip.loop?.() ?? null) : null
    if (around === null) {
      if (speed > 0) set(0)
      return
    }
    // The element stops at its end by itself.
    seek(around.from)
    void media.play().catch(() => {
      set(0)
    })
  }
  /**
   * A frame that is presented while the callback of the one before runs is told to nobody: the display would stay a
   * frame behind. Two turns of the screen after a seek its picture is on it, told or not.
   */
  const sought = (): void => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (ended || wanted === null || media.seeking || speed !== 0) return
        frame = wanted
        wanted = null
        say()
      }),
    )
  }
  media.addEventListener('ended', stopped)
  media.addEventListener('seeked', sought)
  return {
    seek: (target) => seek(target),
    position: () => wanted ?? frame,
    stop: () => set(0),
    step(by) {
      if (speed !== 0) set(0)
      seek((wanted ?? frame) + by)
    },
    toggle() {
      if (speed !== 0) return set(0)
      // At the end, play begins again.
      if ((wanted ?? frame) >= clip.frames - 1) seek(0)
      set(1)
    },
    shuttle: (direction) => set(shuttleSpeed(speed, direction)),
    end() {
      ended = true
      cancelAnimationFrame(loop)
      media.removeEventListener('ended', stopped)
      media.removeEventListener('seeked', sought)
      media.pause()
    },
  }
}
