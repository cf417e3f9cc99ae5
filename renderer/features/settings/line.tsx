/**
 * One setting: what it is, a word on it, and its control.
 */
import type { ReactNode } from 'react'

/** The line. */
export function Line({
  label,
  hint,
  children,
}: {
  readonly label: string
  readonly hint: string
  readonly children: ReactNode
}) {
  return (
    <div className="settings-line">
      <div>
        <p>{label}</p>
        <p className="dim settings-hint">{hint}</p>
      </div>
      <div className="settings-control">{children}</div>
    </div>
  )
}
