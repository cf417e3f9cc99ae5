/**
 * Stars: given with the keys 1 to 5, taken with 0, or by a press; the same star again takes them away.
 */
// Stars are one choice of five, drawn as stars.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Star } from 'lucide-react'
import { cls } from './cls.ts'
import './marks.css'

/** Stars to be given. `mixed` when several clips differ. */
export function Stars({
  value,
  mixed = false,
  onChange,
}: {
  readonly value: number
  readonly mixed?: boolean
  readonly onChange: (value: number) => void
}) {
  return (
    <div className="stars" role="radiogroup" aria-label={mixed ? 'Stars, mixed' : 'Stars'}>
      {[1, 2, 3, 4, 5].map((star) => (
        <button
          key={star}
          type="button"
          role="radio"
          aria-checked={!mixed && value === star}
          aria-label={star === 1 ? '1 star' : `${star} stars`}
          className={cls('star', !mixed && star <= value && 'is-given')}
          onClick={() => onChange(star === value ? 0 : star)}
        >
          <Star size={15} fill={!mixed && star <= value ? 'currentColor' : 'none'} strokeWidth={1.5} />
        </button>
      ))}
    </div>
  )
}

/** Stars that were given, small; nothing when there are none. */
export function GivenStars({ value }: { readonly value: number }) {
  if (value === 0) return null
  return (
    <span className="given-stars" role="img" aria-label={value === 1 ? '1 star' : `${value} stars`}>
      {'★'.repeat(value)}
    </span>
  )
}
