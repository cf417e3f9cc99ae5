/**
 * The heads of the columns: a press sorts, a pull at the edge sizes.
 */
// A table that is drawn only in sight is made of roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useRef } from 'react'
import { cls } from '../../ui/index.ts'
import { useLibrary, useView } from '../library/index.ts'
import type { Column } from './columns.tsx'

const LEAST = 44

/** One row of heads over the list. */
export function Header({
  columns,
  widthOf,
}: {
  readonly columns: readonly Column[]
  readonly widthOf: (column: Column) => number
}) {
  const { view } = useLibrary()
  const sort = useView((state) => state.sort)
  return (
    <div className="list-head" role="row">
      {columns.map((column) => {
        const sorted = column.sort !== undefined && column.sort === sort.field
        return (
          <div
            key={column.id}
            role="columnheader"
            className={cls('list-column', column.align === 'right' && 'is-right')}
            style={{ width: widthOf(column) }}
            aria-sort={sorted ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
          >
            {column.sort === undefined ? (
              <span className="cut">{column.label}</span>
            ) : (
              <button type="button" className="list-sort" onClick={() => view.sortBy(column.sort!)}>
                <span className="cut">{column.label}</span>
                {sorted && (sort.direction === 'asc' ? <ChevronUp size={12} /> : <ChevronDown size={12} />)}
              </button>
            )}
            <Grip
              width={widthOf(column)}
              onChange={(width) =>
                view.keep({ columnWidths: { ...view.store.getState().columnWidths, [column.id]: width } })
              }
            />
          </div>
        )
      })}
    </div>
  )
}

function Grip({ width, onChange }: { readonly width: number; readonly onChange: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null)
  return (
    <span
      className="list-grip"
      aria-hidden="true"
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (start.current !== null) onChange(Math.max(LEAST, start.current.width + event.clientX - start.current.x))
      }}
      onPointerUp={() => {
        start.current = null
      }}
    />
  )
}
