/**
 * Menus, dropped from a button or opened by the right mouse button, from one description of their items.
 */
import { Check } from 'lucide-react'
import { ContextMenu, DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { Keys } from './keys.tsx'
import './menu.css'

export type MenuItem =
  | {
      readonly type: 'item'
      readonly id: string
      readonly label: ReactNode
      readonly icon?: ReactNode
      readonly keys?: string | undefined
      readonly checked?: boolean
      readonly disabled?: boolean
      readonly danger?: boolean
      readonly run: () => void
    }
  | { readonly type: 'line'; readonly id: string }
  | { readonly type: 'heading'; readonly id: string; readonly label: string }
  | {
      readonly type: 'sub'
      readonly id: string
      readonly label: string
      readonly icon?: ReactNode
      readonly items: readonly MenuItem[]
    }

type Parts = typeof DropdownMenu | typeof ContextMenu

function Items({ items, parts: P }: { readonly items: readonly MenuItem[]; readonly parts: Parts }) {
  return items.map((item) => {
    if (item.type === 'line') return <P.Separator key={item.id} className="menu-line" />
    if (item.type === 'heading')
      return (
        <P.Label key={item.id} className="menu-heading">
          {item.label}
        </P.Label>
      )
    if (item.type === 'sub') {
      return (
        <P.Sub key={item.id}>
          <P.SubTrigger className="menu-item">
            <span className="menu-icon">{item.icon}</span>
            {item.label}
            <span className="menu-more">›</span>
          </P.SubTrigger>
          <P.Portal>
            <P.SubContent className="menu" sideOffset={4}>
              <Items items={item.items} parts={P} />
            </P.SubContent>
          </P.Portal>
        </P.Sub>
      )
    }
    const inside = (
      <>
        <span className="menu-icon">{item.checked === true ? <Check size={14} /> : item.icon}</span>
        <span className="menu-label">{item.label}</span>
        {item.keys !== undefined && <Keys keys={item.keys} />}
      </>
    )
    const common = {
      className: item.danger === true ? 'menu-item is-danger' : 'menu-item',
      disabled: item.disabled === true,
    }
    return item.checked === undefined ? (
      <P.Item key={item.id} {...common} onSelect={item.run}>
        {inside}
      </P.Item>
    ) : (
      <P.CheckboxItem key={item.id} {...common} checked={item.checked} onSelect={item.run}>
        {inside}
      </P.CheckboxItem>
    )
  })
}

/** A menu under a button. */
export function Menu({
  items,
  align = 'start',
  children,
}: {
  readonly items: readonly MenuItem[]
  readonly align?: 'start' | 'end'
  readonly children: ReactNode
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} sideOffset={4} collisionPadding={8}>
          <Items items={items} parts={DropdownMenu} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** A menu where the right mouse button was pressed. `items` is asked when it opens. */
export function ContextArea({
  items,
  onOpen,
  children,
}: {
  readonly items: readonly MenuItem[]
  readonly onOpen?: () => void
  readonly children: ReactNode
}) {
  return (
    <ContextMenu.Root
      modal={false}
      onOpenChange={(open) => {
        if (open) onOpen?.()
      }}
    >
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8}>
          <Items items={items} parts={ContextMenu} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}
