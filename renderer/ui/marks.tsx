/**
 * Marks of state: always an icon and a word (as text, or as name and tip where only the icon has room).
 */
// Signs made of shapes carry a name.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import {
  AlertTriangle,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CloudOff,
  FileQuestion,
  FileWarning,
  RefreshCcw,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { cls } from './cls.ts'
import './marks.css'

export type MarkName =
  | 'verified'
  | 'copied'
  | 'failed'
  | 'unknown'
  | 'offline'
  | 'missing'
  | 'replaced'
  | 'attention'
  | 'broken'

const ICONS: Readonly<Record<MarkName, (size: number) => ReactNode>> = {
  verified: (size) => <CircleCheck size={size} />,
  copied: (size) => <CircleDashed size={size} />,
  failed: (size) => <AlertTriangle size={size} />,
  unknown: (size) => <CircleHelp size={size} />,
  offline: (size) => <CloudOff size={size} />,
  missing: (size) => <FileQuestion size={size} />,
  replaced: (size) => <RefreshCcw size={size} />,
  attention: (size) => <AlertTriangle size={size} />,
  broken: (size) => <FileWarning size={size} />,
}

/** The icon alone: for places where the word stands beside it or in `label`. */
export function Mark({
  name,
  label,
  size = 14,
}: {
  readonly name: MarkName
  readonly label?: string
  readonly size?: number
}) {
  return label === undefined ? (
    <span className={cls('mark', `mark-${name}`)} aria-hidden="true">
      {ICONS[name](size)}
    </span>
  ) : (
    <span className={cls('mark', `mark-${name}`)} role="img" aria-label={label} title={label}>
      {ICONS[name](size)}
    </span>
  )
}

/** How many copies: a filled dot for each that was verified, a ring for each that was not. At most five are drawn. */
export function CopyDots({
  copies,
  verified,
  failed,
}: {
  readonly copies: number
  readonly verified: boolean
  readonly failed: boolean
}) {
  const label =
    copies === 0
      ? 'No copy is known'
      : `${copies === 1 ? '1 copy' : `${copies} copies`}, ${failed ? 'one failed its check' : verified ? 'verified' : 'not all verified'}`
  return (
    <span
      className={cls('copy-dots', failed ? 'is-failed' : !verified && 'is-open')}
      role="img"
      aria-label={label}
      title={label}
    >
      {Array.from({ length: Math.min(5, copies) }, (_, dot) => (
        <i key={dot} />
      ))}
    </span>
  )
}
