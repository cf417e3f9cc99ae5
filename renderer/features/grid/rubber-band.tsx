/**
 * The rubber band: a press between the tiles and a pull select all that it touches.
 */
import { useEffect, useState, type RefObject } from 'react'
import { useLibrary } from '../library/index.ts'
import { tilesInBand, type GridShape } from './geometry.ts'

interface Band {
  readonly startX: number
  readonly startY: number
  readonly x: number
  readonly y: number
}

/** Listens on the scroller. A press that pulls nothing clears the selection. */
export function RubberBand({
  scroller,
  shape,
  total,
  offset,
}: {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly shape: GridShape
  readonly total: number
  readonly offset: (row: number) => number
}) {
  const { pages, selection } = useLibrary()
  const [band, setBand] = useState<Band | null>(null)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    let start: Band | null = null
    const place = (event: PointerEvent): { x: number; y: number } => {
      const box = element.getBoundingClientRect()
      return { x: event.clientX - box.left, y: event.clientY - box.top + element.scrollTop }
    }
    const down = (event: PointerEvent): void => {
      const target = event.target as HTMLElement
      if (event.button !== 0 || event.pointerType !== 'mouse' || target.closest('.tile') !== null) return
      if (event.clientX > element.getBoundingClientRect().left + element.clientWidth) return
      const { x, y } = place(event)
      start = { startX: x, startY: y, x, y }
      if (!event.metaKey && !event.ctrlKey && !event.shiftKey) selection.clear()
      element.setPointerCapture(event.pointerId)
    }
    const move = (event: PointerEvent): void => {
      if (start === null) return
      start = { ...start, ...place(event) }
      setBand(start)
      // The band lies in px of the scroller; the rows may be shifted against it.
      const shift = shape.padding - offset(0)
      const touched = tilesInBand(
        {
          left: Math.min(start.startX, start.x),
          right: Math.max(start.startX, start.x),
          top: Math.min(start.startY, start.y) + shift,
          bottom: Math.max(start.startY, start.y) + shift,
        },
        shape,
        total,
      )
      if (touched === null) return
      const ids: string[] = []
      for (let row = touched.first; row <= touched.last; row += 1) {
        for (let column = touched.from; column <= touched.to; column += 1) {
          const found = pages.row(row * shape.columns + column)
          if (found !== undefined) ids.push(found.id)
        }
      }
      selection.set(ids)
    }
    const up = (): void => {
      start = null
      setBand(null)
    }
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointercancel', up)
    return () => {
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointercancel', up)
    }
  }, [scroller, shape, total, offset, pages, selection])
  if (band === null) return null
  return (
    <div
      className="rubber-band"
      aria-hidden="true"
      style={{
        left: Math.min(band.startX, band.x),
        top: Math.min(band.startY, band.y),
        width: Math.abs(band.x - band.startX),
        height: Math.abs(band.y - band.startY),
      }}
    />
  )
}
