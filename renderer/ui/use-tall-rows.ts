/**
 * Ties the sums of row-heights to an element that scrolls: only rows in sight are drawn, each as tall as its words.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { rowTops, tallRowsInSight, topToShowTall } from './row-heights.ts'
import type { ScrollWindow } from './use-scroll-window.ts'

/** `ids` names the rows in their order; the drawn ones carry theirs as `data-row`. `height` is what is in sight, px. */
export function useTallRows(
  scrollerRef: RefObject<HTMLElement | null>,
  ids: readonly string[],
  height: number,
  estimate: number,
  spare: number,
): ScrollWindow {
  const [top, setTop] = useState(0)
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map())
  const tops = useMemo(() => rowTops(ids, heights, estimate), [ids, heights, estimate])
  const whole = tops[tops.length - 1] ?? 0
  const { first, last } = tallRowsInSight(tops, Math.min(top, Math.max(0, whole - height)), height, spare)
  const observer = useRef<ResizeObserver | null>(null)

  useEffect(() => {
    const scroller = scrollerRef.current
    if (scroller === null) return
    const onScroll = (): void => setTop(scroller.scrollTop)
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => scroller.removeEventListener('scroll', onScroll)
  }, [scrollerRef])

  const measure = useCallback(
    (elements: Iterable<HTMLElement>) =>
      setHeights((known) => {
        const changed = [...elements].flatMap((element): [string, number][] => {
          const id = element.dataset['row']
          return id === undefined || element.offsetHeight === 0 || known.get(id) === element.offsetHeight
            ? []
            : [[id, element.offsetHeight]]
        })
        return changed.length === 0 ? known : new Map([...known, ...changed])
      }),
    [],
  )
  useLayoutEffect(() => {
    const scroller = scrollerRef.current
    if (scroller === null) return
    observer.current ??= new ResizeObserver((entries) =>
      measure(entries.flatMap(({ target }) => (target instanceof HTMLElement ? [target] : []))),
    )
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-row]')]
    observer.current.disconnect()
    for (const row of rows) observer.current.observe(row)
    // Before it is painted: the next row must never lie over this one. After each drawing, as any may have brought
    // rows.
    measure(rows)
  })
  useEffect(
    () => () => {
      observer.current?.disconnect()
      observer.current = null
    },
    [],
  )

  return {
    first,
    last,
    height: whole,
    offset: (row) => tops[row] ?? 0,
    show: (row) => {
      const next = topToShowTall(row, tops, top, height)
      if (next === top) return
      setTop(next)
      scrollerRef.current?.scrollTo({ top: next })
    },
  }
}
