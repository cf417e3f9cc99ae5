/**
 * What stands where nothing is yet: what it would be, and how to get there.
 */
import type { ReactNode } from 'react'
import './empty.css'

/** An empty state. `children` are the ways out of it: buttons, keys. */
export function Empty({
  icon,
  title,
  children,
}: {
  readonly icon: ReactNode
  readonly title: string
  readonly children?: ReactNode
}) {
  return (
    <div className="empty">
      <div className="empty-icon" aria-hidden="true">
        {icon}
      </div>
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="empty-rest">{children}</div>}
    </div>
  )
}
