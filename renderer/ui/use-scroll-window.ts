/**
 * Ties the sums of scroll-window to an element.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { restingScroll, rowsInSight, scrolled, scrollerHeight, topToShow, type ScrollShape, type ScrollState } from './scroll-window.ts'

const REST_MS = 140

export interface ScrollWindow {
  readonly first: number
  readonly last: number
  /** Height for the element inside the scroller. */
  readonly height: number
  /** Place of a row inside that element, px. */
  readonly offset: (row: number) => number
  readonly show: (row: number) => void
  readonly toTop: () => void
}

/** `element` is what scrolls; `headRoom` is covered by a head that stays (a list's columns), px. */
export function useScrollWindow(element: RefObject<HTMLElement | null>, shape: ScrollShape, spare: number): ScrollWindow {
  const [state, setState] = useState<ScrollState>({ scroll: 0, top: 0 })
  const latest = useRef({ state, shape })
  latest.current.shape = shape

  const apply = useCallback((next: ScrollState) => {
    latest.current.state = next
    setState(next)
  }, [])
  useEffect(() => {
    const scroller = element.current
    if (scroller === null) return
    let rest: ReturnType<typeof setTimeout> | undefined
    const onScroll = (): void => {
      if (scroller.scrollTop === latest.current.state.scroll) return
      apply(scrolled(latest.current.state, scroller.scrollTop, latest.current.shape))
      clearTimeout(rest)
      rest = setTimeout(() => {
        const { state: now, shape: current } = latest.current
        const scroll = Math.round(restingScroll(now.top, current))
        if (Math.abs(scroll - now.scroll) < 2) return
        apply({ ...now, scroll })
        scroller.scrollTop = scroll
      }, REST_MS)
    }
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(rest)
      scroller.removeEventListener('scroll', onScroll)
    }
  }, [element, apply])

  const goTo = useCallback((top: number) => {
    const scroll = Math.round(restingScroll(top, latest.current.shape))
    apply({ scroll, top })
    if (element.current !== null) element.current.scrollTop = scroll
  }, [element, apply])

  // When rows shrink to fewer or less tall ones, what was in sight may be gone.
  const most = Math.max(0, shape.rows * shape.rowHeight + 2 * shape.padding - shape.height)
  const top = Math.min(state.top, most)
  useLayoutEffect(() => {
    if (state.top > most) goTo(most)
  }, [state.top, most, goTo])

  const { first, last } = rowsInSight(top, shape, spare)
  return {
    first, last,
    height: scrollerHeight(shape),
    offset: (row) => shape.padding + row * shape.rowHeight - top + state.scroll,
    show: (row) => goTo(topToShow(row, latest.current.state.top, latest.current.shape)),
    toTop: () => goTo(0),
  }
}

/** The size of an element, kept up to date. */
export function useSize(element: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    const measure = (): void => setSize({ width: target.clientWidth, height: target.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return size
}
