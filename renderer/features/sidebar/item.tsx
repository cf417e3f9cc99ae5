/**
 * A line of the sidebar: icon, name, number.
 */
import { ChevronRight } from 'lucide-react'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { visible } from '../../../shared/util/visible.ts'
import { cls } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { wholeText } from '../../ui/words.ts'

const INDENT = 14
/** Further in, names would have no room. */
const MAX_INDENTED = 6

interface ItemProps {
  readonly label: string
  readonly icon: ReactNode
  readonly count?: number | undefined
  readonly aside?: ReactNode
  readonly selected: boolean
  readonly title?: string | undefined
  /** How many folders it is in. */
  readonly depth?: number
  readonly onKeys?: (event: KeyboardEvent) => void
  /** The collection that it is. */
  readonly collection?: string
  readonly onPress: () => void
  /** Takes clips that are dropped on it. */
  readonly onDropClips?: ((ids: readonly string[]) => void) | undefined
}

/** One line. */
export function Item({
  label,
  icon,
  count,
  aside,
  selected,
  title,
  depth = 0,
  onPress,
  onKeys,
  collection,
  onDropClips,
}: ItemProps) {
  const { drag } = useLibrary()
  const [over, setOver] = useState(false)
  const takes = onDropClips !== undefined
  return (
    <button
      type="button"
      className={cls('side-item', selected && 'is-selected', over && 'is-over')}
      aria-current={selected ? 'page' : undefined}
      title={title === undefined ? undefined : visible(title)}
      data-collection={collection}
      style={depth === 0 ? undefined : { paddingLeft: inset(depth) }}
      onClick={onPress}
      onKeyDown={onKeys}
      onDragOver={
        takes
          ? (event) => {
              if (!drag.isOver(event)) return
              event.preventDefault()
              event.dataTransfer.dropEffect = 'copy'
              setOver(true)
            }
          : undefined
      }
      onDragLeave={() => setOver(false)}
      onDrop={
        takes
          ? (event) => {
              setOver(false)
              if (!drag.isOver(event)) return
              event.preventDefault()
              event.stopPropagation()
              onDropClips(drag.take(event))
            }
          : undefined
      }
    >
      <span className="side-icon">{icon}</span>
      <span className="cut side-label">{visible(label)}</span>
      {aside}
      {count !== undefined && <span className="side-count">{wholeText(count)}</span>}
    </button>
  )
}

/** Where the icon of a line begins that is in so many folders. */
export function inset(depth: number): number {
  return 8 + Math.min(depth, MAX_INDENTED) * INDENT
}

/** A group of lines under a heading that folds. */
export function Group({
  label,
  action,
  children,
}: {
  readonly label: string
  readonly action?: ReactNode
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(true)
  return (
    <section className="side-group" aria-label={label}>
      <div className="side-head">
        <button type="button" className="side-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {label}
          <ChevronRight size={11} className={cls('side-chevron', open && 'is-open')} aria-hidden="true" />
        </button>
        {action}
      </div>
      {open && children}
    </section>
  )
}
