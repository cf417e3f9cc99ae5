/**
 * Sound of the recordist's machine that plays with the picture: an element of its own, held to the picture's frames.
 */
import { useEffect, useRef } from 'react'
import type { RateValue } from '../../../shared/model/primitives.ts'
import type { SoundPlace } from '../../../shared/model/sound-sync.ts'
import { correction } from './follow.ts'

/** Ties sound to a picture. Returns how to let go. */
function tie(picture: HTMLVideoElement, sound: HTMLAudioElement, place: SoundPlace, rate: RateValue): () => void {
  let frame = 0
  const hold = (mediaTime?: number): void => {
    if (sound.readyState < HTMLMediaElement.HAVE_METADATA || sound.seeking) return
    const next = correction(place, {
      picture: mediaTime ?? picture.currentTime,
      speed: picture.paused || picture.ended || picture.seeking ? 0 : picture.playbackRate,
      sound: sound.currentTime,
      length: sound.duration,
      frame: rate.den / rate.num,
    })
    if (next.seek !== null) sound.currentTime = next.seek
    if (next.rate === 0) {
      if (!sound.paused) sound.pause()
      return
    }
    sound.playbackRate = next.rate
    // The browser forbids play before the first press of a key; the picture stands then, too.
    if (sound.paused) void sound.play().catch(() => undefined)
  }
  const now = (): void => hold()
  const presented = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
    // The clock of the picture, not the frame's own time: a frame stays on the screen while the sound goes on.
    hold(picture.paused ? mediaTime : picture.currentTime)
    frame = picture.requestVideoFrameCallback(presented)
  }
  frame = picture.requestVideoFrameCallback(presented)
  const events = ['play', 'playing', 'pause', 'seeked', 'ratechange', 'ended', 'waiting'] as const
  for (const event of events) picture.addEventListener(event, now)
  for (const event of ['loadedmetadata', 'seeked'] as const) sound.addEventListener(event, now)
  hold()
  return () => {
    picture.cancelVideoFrameCallback(frame)
    for (const event of events) picture.removeEventListener(event, now)
    for (const event of ['loadedmetadata', 'seeked'] as const) sound.removeEventListener(event, now)
    sound.pause()
  }
}

/** The element. `picture` is the clip's, null until it is there. */
export function SyncedSound({
  picture,
  url,
  name,
  place,
  rate,
  muted,
}: {
  readonly picture: HTMLVideoElement | null
  readonly url: string
  readonly name: string
  readonly place: SoundPlace
  readonly rate: RateValue
  readonly muted: boolean
}) {
  const sound = useRef<HTMLAudioElement>(null)
  const { offset, sampleRate, pull, driftPpb } = place
  const { num, den } = rate
  useEffect(() => {
    if (picture === null || sound.current === null) return
    return tie(picture, sound.current, { offset, sampleRate, pull, driftPpb }, { num, den })
  }, [picture, offset, sampleRate, pull, driftPpb, num, den])
  return (
    // The sound of dailies has no captions; notes and slate are beside it as text.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <audio ref={sound} src={url} preload="auto" muted={muted} aria-label={`Sound of ${name}`} hidden />
  )
}
