/**
 * The line between before and after: dragged, or moved by the arrow keys.
 */
import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import './divider.css'

/** `at` is from 0 (all is after) to 1. The line lies over the box that it is put into. */
export function Divider({ at, onMove }: { readonly at: number; readonly onMove: (at: number) => void }) {
  const line = useRef<HTMLDivElement>(null)
  const move = (event: PointerEvent): void => {
    const box = line.current?.parentElement?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return
    onMove(within((event.clientX - box.left) / box.width))
  }
  const press = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onMove(within(at + by))
  }
  return (
    <div
      ref={line}
      className="divider"
      style={{ left: `${at * 100}%` }}
      // A line that moves has no element of its own in HTML.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="slider"
      tabIndex={0}
      aria-label="Between before and after"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at * 100)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        event.stopPropagation()
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event)
      }}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={press}
    />
  )
}

const within = (at: number): number => Math.min(1, Math.max(0, at))
