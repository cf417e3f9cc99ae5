/**
 * A sheet: the one thing to do now, over a dimmed window.
 */
import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { visible } from '../../shared/util/visible.ts'
import { cls } from './cls.ts'
import './sheet.css'

/**
 * The sheet itself takes the focus, or the field in it that waits for words; not the cross, which nobody opened it for.
 */
export function focusFirst(event: Event): void {
  const sheet = event.currentTarget
  if (!(sheet instanceof HTMLElement)) return
  event.preventDefault()
  const first = sheet.querySelector<HTMLElement>('[data-first]') ?? sheet
  first.focus()
}

/** A message over the sheet is about what was done in it: pressing it closes nothing. It may be gone by now. */
function keepForToast(event: { readonly target: EventTarget | null; preventDefault(): void }): void {
  if (event.target instanceof Element && event.target.closest('.toast') !== null) event.preventDefault()
}

/** `onClose` is called for Escape, the cross, and a press beside the sheet. */
export function Sheet({
  title,
  aside,
  size = 'medium',
  open,
  onClose,
  closeLabel = 'Close',
  children,
}: {
  readonly title: string
  readonly aside?: ReactNode
  readonly size?: 'small' | 'medium' | 'large'
  readonly open: boolean
  readonly onClose: () => void
  readonly closeLabel?: string
  readonly children: ReactNode
}) {
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="sheet-scrim" />
        <Dialog.Content
          className={cls('sheet', `sheet-${size}`)}
          aria-describedby={undefined}
          onOpenAutoFocus={focusFirst}
          onInteractOutside={keepForToast}
        >
          <header className="sheet-head">
            <Dialog.Title className="sheet-title">{visible(title)}</Dialog.Title>
            <div className="sheet-aside">{aside}</div>
            <Dialog.Close className="icon-button" aria-label={closeLabel}>
              <X size={16} />
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
