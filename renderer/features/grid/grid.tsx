/**
 * The grid: tiles of every clip the search finds, drawn only where they are in sight.
 */
// A list box of pictures that are drawn only in sight has no element of its own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useCallback, useEffect, useMemo, useRef, type DragEvent, type KeyboardEvent, type MouseEvent } from 'react'
import { useStore } from 'zustand'
import { useResource } from '../../api/index.ts'
import { useScrollWindow, useSize } from '../../ui/index.ts'
import {
  arrangedCollection,
  rowAt,
  shownCollection,
  useLibrary,
  useLookFirst,
  useSelection,
  useView,
} from '../library/index.ts'
import { conflictLabel, useConflicts } from '../sync/index.ts'
import { gridShape } from './geometry.ts'
import { moveOf } from './keys.ts'
import { RubberBand } from './rubber-band.tsx'
import { Tile } from './tile.tsx'
import './grid.css'

/** `onOpen` opens the player. */
export function Grid({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const {
    pages,
    selection,
    actions,
    view,
    collectionNotes,
    drag: { begin, isOver, take },
  } = useLibrary()
  const state = useStore(pages.store)
  const { ids, focus, focusId } = useSelection((now) => now)
  const wanted = useView((view) => view.tile)
  const conflicts = useConflicts()
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true })
  }, [])
  const { width, height } = useSize(scroller)
  const total = state.total ?? 0
  const collection = useView(shownCollection)
  const notes = useResource(collectionNotes(collection)).data
  const shape = useMemo(() => gridShape(width, wanted, total, collection !== null), [width, wanted, total, collection])
  const scroll = useScrollWindow(
    scroller,
    { rows: shape.rows, rowHeight: shape.rowHeight, height, padding: shape.padding },
    2,
  )
  const first = scroll.first * shape.columns
  const last = Math.min(total - 1, (scroll.last + 1) * shape.columns - 1)

  useEffect(() => {
    pages.ensure(first, Math.max(first, last))
  }, [pages, first, last])
  const { show } = scroll
  useEffect(() => {
    if (focus !== null && width > 0) show(Math.floor(focus / shape.columns))
  }, [show, focus, shape.columns, width])

  const press = useCallback(
    (index: number, event: MouseEvent) => {
      void selection.press(index, { shift: event.shiftKey, mod: event.metaKey || event.ctrlKey })
    },
    [selection],
  )
  const drag = useCallback(
    (id: string, event: DragEvent) => {
      const chosen = selection.store.getState().ids
      begin(chosen.has(id) ? [...chosen] : [id], event)
    },
    [selection, begin],
  )
  // In a collection that is shown as it is arranged, clips are let go before the one that they are held over.
  const hold = useCallback(
    (event: DragEvent): boolean => {
      if (!isOver(event) || arrangedCollection(view.store.getState()) === null) return false
      event.preventDefault()
      event.stopPropagation()
      return true
    },
    [isOver, view],
  )
  const drop = useCallback(
    (before: string, event: DragEvent) => {
      const collection = arrangedCollection(view.store.getState())
      if (collection === null || !hold(event)) return
      const moved = take(event)
      if (moved.length > 0 && !moved.includes(before)) void actions.arrange(collection, moved, before)
    },
    [actions, view, hold, take],
  )
  const keys = (event: KeyboardEvent): void => {
    const move = moveOf(event)
    if (move === null) return
    event.preventDefault()
    void selection.move(move, shape.columns, Math.floor(height / shape.rowHeight), event.shiftKey)
  }

  const inSight = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => rowAt(state, first + at))
  useLookFirst(inSight.flatMap((row) => (row?.work === 'waiting' ? [row.id] : [])))

  const tiles = []
  for (let index = first; index <= last; index += 1) {
    const row = rowAt(state, index)
    const x = shape.padding + (index % shape.columns) * (shape.tileWidth + 4)
    const y = scroll.offset(Math.floor(index / shape.columns))
    tiles.push(
      row === undefined ? (
        <div
          key={`empty-${index}`}
          className="tile tile-empty"
          style={{ translate: `${x}px ${y}px`, width: shape.tileWidth, height: shape.tileHeight }}
          aria-hidden="true"
        >
          <div />
        </div>
      ) : (
        <Tile
          key={row.id}
          row={row}
          index={index}
          x={x}
          y={y}
          width={shape.tileWidth}
          height={shape.tileHeight}
          selected={ids.has(row.id)}
          focused={focusId === row.id}
          note={collection === null ? null : (notes?.[row.id] ?? '')}
          conflict={conflicts.has(row.id) ? conflictLabel(conflicts.get(row.id)!) : null}
          onPress={press}
          onOpen={onOpen}
          onDrag={drag}
          onHold={hold}
          onDropBefore={drop}
        />
      ),
    )
  }
  return (
    <div
      ref={scroller}
      className="grid"
      role="listbox"
      aria-label="Clips"
      aria-multiselectable="true"
      tabIndex={0}
      data-autofocus
      aria-activedescendant={focusId === null ? undefined : `clip-${focusId}`}
      onKeyDown={keys}
    >
      <RubberBand scroller={scroller} shape={shape} total={total} offset={scroll.offset} />
      <div className="grid-space" role="presentation" style={{ height: scroll.height }}>
        {tiles}
      </div>
    </div>
  )
}
