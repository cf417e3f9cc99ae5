/**
 * The list: one row a clip, columns by choice, cells that are edited where they stand.
 */
// A table that is drawn only in sight is made of roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import type { AssetRow } from '../../../shared/model/asset.ts'
import { cls, useNow, useScrollWindow, useSize } from '../../ui/index.ts'
import { moveOf, Picture } from '../grid/index.ts'
import { common, rowAt, useLibrary, useSelection, useView } from '../library/index.ts'
import { CellEditor, type Next } from './cell-editor.tsx'
import { chosenColumns, type Column } from './columns.tsx'
import { Header } from './header.tsx'
import './list.css'

const ROW = 28
const HEAD = 28

interface Editing {
  readonly index: number
  readonly id: string
  readonly column: string
}

/** `onOpen` opens the player. */
export function List({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { pages, selection, actions, drag } = useLibrary()
  const state = useStore(pages.store)
  const { ids, focus, focusId } = useSelection((now) => now)
  const chosen = useView((view) => view.columns)
  const widths = useView((view) => view.columnWidths)
  const columns = useMemo(() => chosenColumns(chosen), [chosen])
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true })
  }, [])
  const { height } = useSize(scroller)
  const [editing, setEditing] = useState<Editing | null>(null)
  const total = state.total ?? 0
  const scroll = useScrollWindow(
    scroller,
    { rows: total, rowHeight: ROW, height: Math.max(0, height - HEAD), padding: 0 },
    8,
  )
  const widthOf = (column: Column): number => widths[column.id] ?? column.width
  const wide = columns.reduce((sum, column) => sum + widthOf(column), 0)
  const now = useNow()

  const { first, last, show } = scroll
  useEffect(() => {
    pages.ensure(first, Math.max(first, last))
  }, [pages, first, last])
  const measured = height > 0
  useEffect(() => {
    if (focus !== null && measured) show(focus)
  }, [show, focus, measured])

  const editOf = (row: AssetRow, index: number, column: Column): void => {
    if (column.edit !== undefined) setEditing({ index, id: row.id, column: column.id })
  }
  const done = (row: AssetRow, column: Column, text: string | null, next: Next): void => {
    if (editing === null || column.edit === undefined) return
    const many = column.edit !== 'name' && ids.has(row.id) ? [...ids] : [row.id]
    if (text !== null && (column.edit !== 'name' || text !== '')) {
      void actions.set(many, { [column.edit]: column.edit === 'name' ? text : text === '' ? null : text })
    }
    const editable = columns.filter((other) => other.edit !== undefined)
    const at = editable.indexOf(column)
    const beside = next === 'right' ? editable[at + 1] : next === 'left' ? editable[at - 1] : undefined
    const below = next === 'down' ? pages.row(editing.index + 1) : undefined
    if (beside !== undefined) setEditing({ ...editing, column: beside.id })
    else if (below !== undefined) {
      setEditing({ index: editing.index + 1, id: below.id, column: column.id })
      void selection.press(editing.index + 1, { shift: false, mod: false })
    } else {
      setEditing(null)
      if (next !== 'stay') scroller.current?.focus()
    }
  }
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'F2' && focus !== null && focusId !== null) {
      event.preventDefault()
      setEditing({ index: focus, id: focusId, column: 'name' })
      return
    }
    const move = moveOf(event)
    if (move === null || move === 'left' || move === 'right') return
    event.preventDefault()
    void selection.move(move, 1, Math.floor(height / ROW) - 1, event.shiftKey)
  }

  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => {
    const index = first + step
    const row = rowAt(state, index)
    const place = { translate: `0 ${scroll.offset(index)}px`, width: Math.max(wide, 1) }
    if (row === undefined) {
      return (
        <div key={`empty-${index}`} className="list-row list-row-empty" style={place} aria-hidden="true">
          <div />
        </div>
      )
    }
    return (
      // The list as a whole has the focus and hears the keys; a row only takes the press.
      // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
      <div
        key={row.id}
        id={`clip-${row.id}`}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={ids.has(row.id)}
        data-id={row.id}
        data-index={index}
        className={cls(
          'list-row',
          ids.has(row.id) && 'is-selected',
          focusId === row.id && 'is-focused',
          row.noGood && 'is-no-good',
        )}
        style={place}
        onMouseDown={(event) => {
          if (event.button === 2 && !ids.has(row.id)) void selection.press(index, { shift: false, mod: false })
        }}
        onClick={(event) => void selection.press(index, { shift: event.shiftKey, mod: event.metaKey || event.ctrlKey })}
        draggable={editing === null}
        onDragStart={(event) => drag.begin(ids.has(row.id) ? [...ids] : [row.id], event)}
      >
        {columns.map((column, at) => {
          const open = editing?.id === row.id && editing.column === column.id
          return (
            <div
              key={column.id}
              role="gridcell"
              className={cls(
                'list-cell',
                column.align === 'right' && 'is-right',
                column.mono === true && 'mono',
                open && 'is-open',
              )}
              style={{ width: widthOf(column) }}
              onDoubleClick={() => (column.edit === undefined ? onOpen(row.id) : editOf(row, index, column))}
            >
              {at === 0 && (
                <span className="list-poster">
                  <Picture row={row} iconSize={14} />
                </span>
              )}
              {open ? (
                <CellEditor
                  label={`${column.label} of ${row.name}`}
                  value={row[column.edit!] ?? ''}
                  mixed={mixedIn(column, row, ids, pages)}
                  onDone={(text, next) => done(row, column, text, next)}
                />
              ) : (
                <span className="cut">{column.cell(row, now)}</span>
              )}
            </div>
          )
        })}
      </div>
    )
  })
  return (
    <div
      ref={scroller}
      className="list"
      role="grid"
      aria-label="Clips"
      aria-multiselectable="true"
      aria-rowcount={total + 1}
      tabIndex={0}
      data-autofocus
      aria-activedescendant={focusId === null ? undefined : `clip-${focusId}`}
      onKeyDown={keys}
    >
      <div className="list-inside" role="presentation" style={{ width: wide, minWidth: '100%' }}>
        <div role="rowgroup" className="list-heads">
          <Header columns={columns} widthOf={widthOf} />
        </div>
        <div className="list-space" role="rowgroup" style={{ height: scroll.height }}>
          {rows}
        </div>
      </div>
    </div>
  )
}

/** True when the selected clips, of which this is one, differ in the column. */
function mixedIn(
  column: Column,
  row: AssetRow,
  ids: ReadonlySet<string>,
  pages: { find(id: string): { readonly row: AssetRow } | null },
): boolean {
  const { edit } = column
  if (edit === undefined || edit === 'name' || !ids.has(row.id)) return false
  return common(
    [...ids]
      .slice(0, 500)
      .flatMap((id) => pages.find(id)?.row ?? [])
      .map((one) => one[edit]),
  ).mixed
}
