/**
 * A part of the inspector under a heading; hairlines between, no boxes.
 */
import type { ReactNode } from 'react'

/** One part. */
export function Section({
  label,
  aside,
  children,
}: {
  readonly label: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className="in-section" aria-label={label}>
      <div className="in-head">
        <h2>{label}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** A name and its value, side by side. */
export function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="in-row">
      <span className="in-label">{label}</span>
      <span className="in-value selectable">{children}</span>
    </div>
  )
}
