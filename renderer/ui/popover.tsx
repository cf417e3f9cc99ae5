/**
 * A panel that hangs from a button.
 */
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import { focusFirst } from './sheet.tsx'
import './popover.css'

/** `trigger` opens it; `label` names it for those who listen. */
export function Panel({
  label,
  trigger,
  open,
  onOpen,
  align = 'end',
  children,
}: {
  readonly label: string
  readonly trigger: ReactNode
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  readonly align?: 'start' | 'end'
  readonly children: ReactNode
}) {
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="panel"
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onOpenAutoFocus={focusFirst}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
