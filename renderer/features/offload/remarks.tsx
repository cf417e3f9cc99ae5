/**
 * Remarks of a plan: good to know, felt by the verdict, or in the way.
 */
import { Info } from 'lucide-react'
import type { Remark } from '../../../shared/model/offload.ts'
import { Mark } from '../../ui/index.ts'

/** The gravest first. */
export function Remarks({ remarks }: { readonly remarks: readonly Remark[] }) {
  if (remarks.length === 0) return null
  const weight = { error: 0, warning: 1, info: 2 } as const
  return (
    <ul className="remarks">
      {remarks
        .toSorted((a, b) => weight[a.level] - weight[b.level])
        .map((remark) => (
          <li key={`${remark.code}${remark.message}`} className={`remark remark-${remark.level}`}>
            {remark.level === 'info' ? (
              <span className="dim mark">
                <Info size={13} aria-hidden="true" />
              </span>
            ) : (
              <Mark name={remark.level === 'error' ? 'failed' : 'attention'} size={13} />
            )}
            <span className="selectable">{remark.message}</span>
          </li>
        ))}
    </ul>
  )
}
