/**
 * Ties the sums of scroll-window to an elementRef.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import {
  restingScroll,
  rowsInSight,
  scrolled,
  scrollerHeight,
  topToShow,
  wholeHeight,
  type ScrollShape,
  type ScrollState,
} from './scroll-window.ts'

const REST_MS = 140

export interface ScrollWindow {
  readonly first: number
  readonly last: number
  /** Height for the element inside the scroller. */
  readonly height: number
  /** Place of a row inside that elementRef, px. */
  readonly offset: (row: number) => number
  /** Brings a row wholly into sight. Stays the same function. */
  readonly show: (row: number) => void
}

/** `element` is what scrolls; `spare` rows more are drawn on either side. */
export function useScrollWindow(
  elementRef: RefObject<HTMLElement | null>,
  shape: ScrollShape,
  spare: number,
): ScrollWindow {
  const [state, setState] = useState<ScrollState>({ scroll: 0, top: 0 })
  const latest = useRef({ state, shape })
  useLayoutEffect(() => {
    latest.current = { ...latest.current, shape }
  })

  const apply = useCallback((next: ScrollState) => {
    latest.current = { ...latest.current, state: next }
    setState(next)
  }, [])
  const goTo = useCallback(
    (top: number) => {
      const scroll = Math.round(restingScroll(top, latest.current.shape))
      apply({ scroll, top })
      elementRef.current?.scrollTo({ top: scroll })
    },
    [elementRef, apply],
  )
  const show = useCallback(
    (row: number) => {
      const { state: now, shape: current } = latest.current
      const top = topToShow(row, now.top, current)
      if (top !== now.top) goTo(top)
    },
    [goTo],
  )

  useEffect(() => {
    const scroller = elementRef.current
    if (scroller === null) return
    let rest: ReturnType<typeof setTimeout> | undefined
    const onScroll = (): void => {
      if (scroller.scrollTop === latest.current.state.scroll) return
      apply(scrolled(latest.current.state, scroller.scrollTop, latest.current.shape))
      clearTimeout(rest)
      rest = setTimeout(() => {
        const { state: now, shape: current } = latest.current
        if (Math.abs(Math.round(restingScroll(now.top, current)) - now.scroll) >= 2) goTo(now.top)
      }, REST_MS)
    }
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(rest)
      scroller.removeEventListener('scroll', onScroll)
    }
  }, [elementRef, apply, goTo])

  // When rows become fewer or less tall, what was in sight may be gone; the browser then scrolls by itself and tells
  // it.
  const top = Math.min(state.top, Math.max(0, wholeHeight(shape) - shape.height))
  const { first, last } = rowsInSight(top, shape, spare)
  return {
    first,
    last,
    show,
    height: scrollerHeight(shape),
    offset: (row) =>
      shape.padding +
      row * shape.rowHeight -
      top +
      Math.min(state.scroll, Math.max(0, scrollerHeight(shape) - shape.height)),
  }
}

/** The size of an elementRef, kept up to date. */
export function useSize(elementRef: RefObject<HTMLElement | null>): {
  readonly width: number
  readonly height: number
} {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const target = elementRef.current
    if (target === null) return
    const measure = (): void => setSize({ width: target.clientWidth, height: target.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [elementRef])
  return size
}
