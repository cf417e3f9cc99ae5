/**
 * A cell while it is edited: Enter keeps and goes down, Tab keeps and goes on, Escape gives the old text back.
 */
import { useState } from 'react'

export type Next = 'stay' | 'down' | 'right' | 'left'

/** `mixed` when the selected clips differ: the field begins empty and says so. */
export function CellEditor({
  label,
  value,
  mixed,
  onDone,
}: {
  readonly label: string
  readonly value: string
  readonly mixed: boolean
  /** `text` null when nothing is to be changed. */
  readonly onDone: (text: string | null, next: Next) => void
}) {
  const [draft, setDraft] = useState(mixed ? '' : value)
  const changed = draft !== (mixed ? '' : value) ? draft.trim() : null
  return (
    <input
      className="cell-editor"
      aria-label={label}
      value={draft}
      placeholder={mixed ? 'Mixed' : ''}
      // The field was just opened by the person who now types in it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => onDone(changed, 'stay')}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Escape') onDone(null, 'stay')
        else if (event.key === 'Enter') onDone(changed, 'down')
        else if (event.key === 'Tab') {
          event.preventDefault()
          onDone(changed, event.shiftKey ? 'left' : 'right')
        }
      }}
    />
  )
}
