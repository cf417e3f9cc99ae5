/**
 * Buttons: one loud kind a view (primary), plain ones, and quiet ones of an icon alone, which always have a name and a
 * tip.
 */
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { cls } from './cls.ts'
import { Tip } from './tip.tsx'
import './button.css'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'primary' | 'plain' | 'quiet'
  readonly icon?: ReactNode
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button with words. */
export function Button({ look = 'plain', icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={cls('button', `button-${look}`, className)}>
      {icon}
      {children}
    </button>
  )
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  readonly label: string
  readonly keys?: string | undefined
  readonly icon: ReactNode
  readonly on?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button of an icon; `label` is its name and its tip, `keys` the key that does the same, `on` makes it a toggle. */
export function IconButton({ label, keys, icon, on, className, ...rest }: IconButtonProps) {
  return (
    <Tip label={label} keys={keys}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={on}
        className={cls('icon-button', on && 'is-on', className)}
      >
        {icon}
      </button>
    </Tip>
  )
}
