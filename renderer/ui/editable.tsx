/**
 * Text that is edited where it stands: a press begins, Enter or leaving keeps, Escape gives the old text back.
 */
import { useRef, useState, type KeyboardEvent } from 'react'
import { visible, visibleLines } from '../../shared/util/visible.ts'
import { cls } from './cls.ts'
import './editable.css'

/** `value` null shows `placeholder`; `mixed` shows that several clips differ until something is typed. */
export function Editable({
  label,
  value,
  placeholder = '—',
  mixed = false,
  multiline = false,
  className,
  onSave,
}: {
  readonly label: string
  readonly value: string | null
  readonly placeholder?: string
  readonly mixed?: boolean
  readonly multiline?: boolean
  readonly className?: string | undefined
  readonly onSave: (text: string) => void
}) {
  const [draft, setDraft] = useState<string | null>(null)
  const givenBack = useRef(false)
  // Names from elsewhere are spelled out until they are typed in.
  const shown = draft ?? (mixed ? '' : (multiline ? visibleLines : visible)(value ?? ''))

  const save = (): void => {
    if (!givenBack.current && draft !== null && draft.trim() !== (mixed ? '' : (value ?? ''))) onSave(draft.trim())
    givenBack.current = false
    setDraft(null)
  }
  const keys = (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void => {
    if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation()
      givenBack.current = true
      event.currentTarget.blur()
    }
    if (event.key === 'Enter' && !(multiline && event.shiftKey)) {
      event.preventDefault()
      event.currentTarget.blur()
    }
  }
  const common = {
    'aria-label': label,
    value: shown,
    placeholder: mixed ? 'Mixed' : placeholder,
    onBlur: save,
    onKeyDown: keys,
    className: cls('editable', mixed && 'is-mixed', className),
    spellCheck: multiline,
    onFocus: () => setDraft(mixed ? '' : (value ?? '')),
  }
  return multiline ? (
    <textarea rows={1} {...common} onChange={(event) => setDraft(event.target.value)} />
  ) : (
    <input type="text" {...common} onChange={(event) => setDraft(event.target.value)} />
  )
}
