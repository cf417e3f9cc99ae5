/**
 * The edge between two panels, to be dragged or moved with the arrow keys.
 */
// A separator that is moved has no element of its own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useRef, type PointerEvent } from 'react'
import './splitter.css'

/** Reports the new width within its limits. `side` is the side of the edge on which the sized panel lies. */
export function Splitter({
  label,
  side,
  value,
  min,
  max,
  onChange,
}: {
  readonly label: string
  readonly side: 'left' | 'right'
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (width: number) => void
}) {
  const start = useRef<{ x: number; width: number } | null>(null)
  const sign = side === 'left' ? 1 : -1
  const keep = (width: number): void => onChange(Math.round(Math.max(min, Math.min(max, width))))
  const move = (event: PointerEvent): void => {
    if (start.current !== null) keep(start.current.width + sign * (event.clientX - start.current.x))
  }
  return (
    // A separator with a value is the widget that ARIA has for this; it takes focus and keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex
    <div
      className="splitter"
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      tabIndex={0}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width: value }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
        event.preventDefault()
        event.stopPropagation()
        keep(value + sign * (event.key === 'ArrowRight' ? 16 : -16))
      }}
    />
  )
}
