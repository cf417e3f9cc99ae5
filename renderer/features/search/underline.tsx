/**
 * The line under the part of the search that is not understood: the same text in the same letters behind the box, of
 * which only the line is seen.
 */
import { useEffect, useRef, type RefObject } from 'react'
import type { RushesError } from '../../../shared/model/errors.ts'

/** `input` is the box; where it scrolls, the line goes with it. */
export function Underline({
  text,
  error,
  input,
}: {
  readonly text: string
  readonly error: RushesError | null
  readonly input: RefObject<HTMLInputElement | null>
}) {
  const mirror = useRef<HTMLDivElement>(null)
  const { start, end } = error?.details ?? {}
  const isShown = typeof start === 'number' && typeof end === 'number' && end <= text.length
  useEffect(() => {
    const box = input.current
    if (!isShown || box === null) return
    const follow = (): void => {
      if (mirror.current !== null) mirror.current.scrollLeft = box.scrollLeft
    }
    follow()
    box.addEventListener('scroll', follow)
    return () => box.removeEventListener('scroll', follow)
  })
  if (!isShown) return null
  return (
    <div ref={mirror} className="search-mirror" aria-hidden="true">
      {text.slice(0, start)}
      <span className="search-wrong">{text.slice(start, end)}</span>
      {text.slice(end)}
    </div>
  )
}
