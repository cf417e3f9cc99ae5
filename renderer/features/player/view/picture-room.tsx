/**
 * The room in which the picture stands: enlarged and moved by the person, with guides and masks over it.
 */
import { useRef, type PointerEvent, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { cls, useSize } from '../../../ui/index.ts'
import { Overlay } from './overlay.tsx'
import { fitted, scaleFor } from './picture-rect.ts'
import { ExposureLegend } from './view-menu.tsx'
import type { Viewer } from './viewer-store.ts'
import './view.css'

/** A press that moves further than this, in screen pixels, drags. */
const DRAG = 4

/** `picture`: its size in pixels; nothing where there is none. */
export function PictureRoom({
  viewer,
  picture,
  around,
  children,
}: {
  readonly viewer: Viewer
  readonly picture: { readonly width: number; readonly height: number }
  /** The picture surrounds the viewer: a drag turns the head. */
  readonly around: boolean
  readonly children: ReactNode
}) {
  const room = useRef<HTMLDivElement>(null)
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null)
  const { size, pan, direction } = useStore(viewer.store)
  const extent = useSize(room)
  const scale = scaleFor(size, picture, extent, globalThis.devicePixelRatio)
  const move = (event: PointerEvent): void => {
    const from = drag.current
    if (from === null || (!from.moved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < DRAG)) return
    const [right, down] = [event.clientX - from.x, event.clientY - from.y]
    // What was pressed stays under the pointer, about.
    const degrees = direction.field / Math.max(1, extent.width)
    if (around) viewer.turn(-right * degrees, down * degrees)
    else viewer.move(right, down)
    drag.current = { x: event.clientX, y: event.clientY, moved: true }
  }
  return (
    <div ref={room} className="stage-outer">
      <div
        className={cls('stage-room', (around || size !== 'fit') && 'is-large')}
        style={
          scale === 1 && pan.x === 0 && pan.y === 0
            ? undefined
            : { transform: `translate(${pan.x}px, ${pan.y}px) scale(${scale})` }
        }
        onPointerDown={(event) => {
          if (around || size !== 'fit') drag.current = { x: event.clientX, y: event.clientY, moved: false }
        }}
        onPointerMove={move}
        // What was dragged is not pressed: the picture would begin to play.
        onClickCapture={(event) => {
          if (drag.current?.moved === true) event.stopPropagation()
          drag.current = null
        }}
        onWheel={(event) => {
          if (around) viewer.widen(event.deltaY > 0 ? 1.1 : 1 / 1.1)
        }}
        onPointerLeave={() => {
          drag.current = null
        }}
      >
        {children}
        <Overlay viewer={viewer} picture={fitted(picture, extent)} />
      </div>
      <ExposureLegend viewer={viewer} />
    </div>
  )
}
