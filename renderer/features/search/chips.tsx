/**
 * The terms of the search as chips. The text of the box is the truth: a chip is a part of it, and pressing one edits it.
 */
import { ListPlus, X } from 'lucide-react'
import { Fragment, useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent } from 'react'
import { Button, cls } from '../../ui/index.ts'
import { useLibrary, useView } from '../library/index.ts'
import { chipsOf, either, negated, withoutChip, type Chip } from './chip-edits.ts'
import './terms.css'

const TYPE = 'application/x-rushes-chip'
const HINT =
  'Press to edit · Alt-press or − for not · Delete removes · O, or dragging it onto another, joins the two with OR'

/** The chips of what was typed; nothing for what the sidebar shows, which has a title. */
export function Chips({ onSave }: { readonly onSave: () => void }) {
  const { view } = useLibrary()
  const query = useView((state) => state.query)
  const title = useView((state) => state.title)
  const row = useRef<HTMLUListElement>(null)
  const { joined, chips } = chipsOf(query)
  const focus = (index: number): void => {
    const buttons = row.current?.querySelectorAll<HTMLElement>('.term-text') ?? []
    buttons[Math.max(0, Math.min(index, buttons.length - 1))]?.focus()
  }
  // An edit by key leaves the keys where they were, on the chip that now stands there.
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    if (wanted.current !== null) focus(wanted.current)
    wanted.current = null
  })

  if (title !== null || chips.length === 0) return null
  const keys = (event: KeyboardEvent, chip: Chip): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const edit = {
      '-': () => negated(query, chip.index),
      Delete: () => withoutChip(query, chip.index),
      Backspace: () => withoutChip(query, chip.index),
      o: () => either(query, chip.index + 1 < chips.length ? chip.index + 1 : chip.index - 1, chip.index),
    }[event.key]
    if ((step === undefined && edit === undefined) || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    if (edit === undefined) return focus(chip.index + step!)
    const next = edit()
    if (next === query) return
    wanted.current = chip.index
    view.search(next)
  }
  return (
    <ul ref={row} className="terms" aria-label="Terms of the search">
      {chips.map((chip) => (
        <Fragment key={`${chip.index} ${chip.label}`}>
          {joined === 'or' && chip.index > 0 && <li className="terms-or">or</li>}
          <ChipItem
            chip={chip}
            onEdit={(event) => (event.altKey ? view.search(negated(query, chip.index)) : view.edit(chip.span))}
            onRemove={() => view.search(withoutChip(query, chip.index))}
            onKey={(event) => keys(event, chip)}
            onDropped={(moved) => view.search(either(query, moved, chip.index))}
          />
        </Fragment>
      ))}
      <li className="terms-save">
        <Button look="quiet" icon={<ListPlus size={14} />} onClick={onSave}>
          Save
        </Button>
      </li>
    </ul>
  )
}

function ChipItem({
  chip,
  onEdit,
  onRemove,
  onKey,
  onDropped,
}: {
  readonly chip: Chip
  readonly onEdit: (event: MouseEvent) => void
  readonly onRemove: () => void
  readonly onKey: (event: KeyboardEvent) => void
  /** Told which chip was dropped onto this one. */
  readonly onDropped: (moved: number) => void
}) {
  const [over, setOver] = useState(false)
  const isChip = (event: DragEvent): boolean => event.dataTransfer.types.includes(TYPE)
  const said = chip.not ? `not ${chip.label}` : chip.label
  return (
    // What dragging does, the key O does as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={cls('term', chip.not && 'is-not', over && 'is-over')}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(TYPE, String(chip.index))
        event.dataTransfer.effectAllowed = 'move'
      }}
      onDragOver={(event) => {
        if (!isChip(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        if (!isChip(event)) return
        event.preventDefault()
        onDropped(Number(event.dataTransfer.getData(TYPE)))
      }}
    >
      <button
        type="button"
        className="term-text cut"
        aria-label={said}
        aria-keyshortcuts="- Delete O"
        title={HINT}
        onClick={onEdit}
        onKeyDown={onKey}
      >
        {chip.not && <span className="term-not">not</span>}
        {chip.label}
      </button>
      <button type="button" className="term-remove" aria-label={`Remove ${said}`} tabIndex={-1} onClick={onRemove}>
        <X size={12} aria-hidden="true" />
      </button>
    </li>
  )
}
