/**
 * Clip and sound above each other, as they would play: the sound's lane is moved by its place, with the pointer or keys.
 */
import { useEffect, useRef, type PointerEvent } from 'react'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'
import { useSize } from '../../ui/index.ts'
import { drawLevels, LEVEL_RATE, useLevels } from './levels.ts'

interface LaneProps {
  readonly label: string
  readonly levels: Uint8Array | null
  readonly from: number
  readonly span: number
}

function Lane({ label, levels, from, span }: LaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const room = useRef<HTMLDivElement>(null)
  const { width } = useSize(room)
  useEffect(() => {
    if (canvas.current !== null && levels !== null && width > 0) drawLevels(canvas.current, levels, from, span)
  }, [levels, from, span, width])
  return (
    <div ref={room} className="sound-lane">
      <canvas ref={canvas} className="sound-canvas" aria-hidden="true" />
      <span className="sound-lane-name cut">{label}</span>
    </div>
  )
}

/**
 * The two lanes. `offset`: seconds of sound before the clip. `span`: seconds in sight, from `from` of the clip on.
 * `onMove` takes how many seconds the place changes by; `onLook` the second of the clip that was pointed at.
 */
export function WaveLanes({
  pair,
  offset,
  from,
  span,
  onMove,
  onLook,
}: {
  readonly pair: SoundPair
  readonly offset: number
  readonly from: number
  readonly span: number
  readonly onMove: (seconds: number) => void
  readonly onLook: (second: number) => void
}) {
  const clip = useLevels(pair.picture.levels)
  const sound = useLevels(pair.sound.levels)
  const drag = useRef<{ readonly x: number; moved: number } | null>(null)
  const perPixel = (event: PointerEvent<HTMLElement>): number => span / Math.max(1, event.currentTarget.clientWidth)
  const seconds = clip === null ? (pair.picture.durationMs ?? 0) / 1000 : clip.length / LEVEL_RATE
  return (
    <div className="sound-lanes">
      <div
        className="sound-clip-lane"
        onPointerDown={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          onLook(Math.max(0, Math.min(seconds, from + ((event.clientX - box.left) / box.width) * span)))
        }}
      >
        <Lane
          label={
            clip === null && pair.picture.levels === null
              ? `${pair.picture.name} · no sound of its own`
              : pair.picture.name
          }
          levels={clip}
          from={from}
          span={span}
        />
      </div>
      <div
        className="sound-sound-lane"
        title="Drag to move the sound against the picture"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.current = { x: event.clientX, moved: 0 }
        }}
        onPointerMove={(event) => {
          if (drag.current === null) return
          // To the right, the sound comes later: less of it lies before the clip.
          const moved = -(event.clientX - drag.current.x) * perPixel(event)
          onMove(moved - drag.current.moved)
          drag.current.moved = moved
        }}
        onPointerUp={() => {
          drag.current = null
        }}
        onPointerCancel={() => {
          drag.current = null
        }}
      >
        <Lane label={pair.sound.name} levels={sound} from={from + offset} span={span} />
      </div>
    </div>
  )
}
