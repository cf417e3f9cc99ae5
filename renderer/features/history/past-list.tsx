/**
 * The past: offloads, newest first, drawn only where they are in sight.
 */
import { memo, useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import type { PastOffload } from '../../../shared/model/offload-history.ts'
import { useNow, useSize, useTallRows } from '../../ui/index.ts'
import type { History } from './history-store.ts'
import { PastRow, ROW_HEIGHT } from './past-row.tsx'
import type { PastActions } from './use-past-actions.ts'

/** Rows before the end at which what follows is asked for. */
const AHEAD = 20

/** The list. */
export const PastList = memo(function PastList({
  rows,
  history,
  actions,
}: {
  readonly rows: readonly PastOffload[]
  readonly history: History
  readonly actions: PastActions
}) {
  const more = useStore(history.store, (state) => state.more)
  const scroller = useRef<HTMLDivElement>(null)
  const { height } = useSize(scroller)
  const now = useNow()
  const count = rows.length
  const ids = useMemo(() => rows.map((row) => row.id), [rows])
  const scroll = useTallRows(scroller, ids, height, ROW_HEIGHT, 4)
  const { first, last, show } = scroll
  useEffect(() => {
    if (more && last >= count - AHEAD) history.more()
  }, [history, more, last, count])
  /** Puts the focus on a row, which is drawn first if it is out of sight. */
  const step = (row: number): void => {
    if (row < 0 || row >= count) return
    const find = (): HTMLElement | null =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${row}"] .past-name`) ?? null
    show(row)
    const there = find()
    if (there === null) requestAnimationFrame(() => find()?.focus())
    else there.focus({ preventScroll: true })
  }
  return (
    <div ref={scroller} className="past-scroll">
      <ul className="past-list" aria-label="Past offloads" style={{ height: scroll.height }}>
        {rows.slice(first, last + 1).map((past, at) => (
          <PastRow
            key={past.id}
            index={first + at}
            past={past}
            top={scroll.offset(first + at)}
            now={now}
            actions={actions}
            onStep={(by) => step(first + at + by)}
          />
        ))}
      </ul>
    </div>
  )
})
