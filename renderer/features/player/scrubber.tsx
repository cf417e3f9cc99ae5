/**
 * The scrubber: the whole clip in one line, with its sound, its notes and the range.
 */
// A slider with a waveform and markers has no element of its own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { useStore } from 'zustand'
import type { Note } from '../../../shared/model/asset.ts'
import { cls, useSize } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import type { Player } from './player-store.ts'
import { drawPeaks, loadPeaks, type Peaks } from '../waveform/index.ts'

/** `large` fills the stage with one lane a channel, for sound. */
export function Scrubber({
  player,
  frames,
  waveform,
  notes,
  large,
  label,
}: {
  readonly player: Player
  readonly frames: number
  readonly waveform: string | null
  readonly notes: readonly Note[]
  readonly large: boolean
  readonly label: (frame: number) => string
}) {
  const { platform } = useLibrary()
  const canvas = useRef<HTMLCanvasElement>(null)
  const line = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(line)
  const [peaks, setPeaks] = useState<Peaks | null>(null)
  const { frame, range } = useStore(player.store)

  useEffect(() => {
    if (waveform === null) return
    const controller = new AbortController()
    void loadPeaks(platform.mediaUrl(waveform), controller.signal).then((read) => {
      if (!controller.signal.aborted) setPeaks(read)
      return undefined
    })
    return () => controller.abort()
  }, [waveform, platform])
  useEffect(() => {
    if (canvas.current !== null && peaks !== null) drawPeaks(canvas.current, peaks, { width, height, lanes: large })
  }, [peaks, width, height, large])

  const share = (at: number): number => (frames <= 1 ? 0 : at / (frames - 1))
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    player.transport?.seek(Math.round(((event.clientX - box.left) / box.width) * (frames - 1)))
  }
  const { from, to } = range
  return (
    // The slider is moved by the player's own keys, a frame at a time; they are heard by the window.
    <div
      ref={line}
      className={cls('scrubber', large && 'is-large')}
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, frames - 1)}
      aria-valuenow={frame}
      aria-valuetext={label(frame)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seek(event)
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) seek(event)
      }}
    >
      <canvas ref={canvas} className="scrubber-wave" />
      <div className="scrubber-track" />
      <div className="scrubber-played" style={{ width: `${share(frame) * 100}%` }} />
      {(from !== null || to !== null) && (
        <div
          className="scrubber-range"
          style={{ left: `${share(from ?? 0) * 100}%`, right: `${(1 - share(to ?? frames - 1)) * 100}%` }}
        />
      )}
      {notes
        .filter((note) => note.frame !== null)
        .map((note) => (
          <button
            key={note.id}
            type="button"
            tabIndex={-1}
            className="scrubber-note"
            style={{ left: `${share(note.frame!) * 100}%` }}
            title={`${note.timecode ?? ''}  ${note.text}`}
            aria-label={`Note at ${note.timecode ?? note.frame}: ${note.text}`}
            onPointerDown={(event) => {
              event.stopPropagation()
              player.transport?.seek(note.frame!)
            }}
          />
        ))}
      <div className="scrubber-head" style={{ left: `${share(frame) * 100}%` }} />
    </div>
  )
}
