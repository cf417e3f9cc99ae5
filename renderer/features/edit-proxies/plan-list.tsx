/**
 * The right side of the sheet before the start: what would be made where, what can't be made first.
 */
import { FolderOutput } from 'lucide-react'
import { useStore } from 'zustand'
import type { EditPlanRow } from '../../../shared/model/edit-proxies.ts'
import { visible } from '../../../shared/util/visible.ts'
import { cls, Empty, Mark } from '../../ui/index.ts'
import { bytesText, countText, pathParts } from '../../ui/words.ts'
import type { EditProxies } from './edit-proxies-store.ts'
import { standsAgainst } from './proxy-choice.ts'
import { isTight, planText, roomText } from './proxy-words.ts'

/** The plan, live. */
export function PlanList({ proxies }: { readonly proxies: EditProxies }) {
  const { plan, planning, error, choice, presets } = useStore(proxies.store)
  const missing = standsAgainst(choice, presets)
  if (plan === null)
    return (
      <div className="proxies-empty" role={error === null ? undefined : 'alert'}>
        {error !== null ? (
          <Empty icon={<FolderOutput size={32} strokeWidth={1.25} />} title="There is no plan">
            <p className="selectable">{error}</p>
          </Empty>
        ) : planning || presets.length === 0 ? (
          <p className="dim">Looking at the clips …</p>
        ) : (
          <Empty icon={<FolderOutput size={32} strokeWidth={1.25} />} title={missing ?? 'Nothing is chosen'}>
            <p>Then it is shown here what would be made, and what stands against it. Nothing is ever written over.</p>
          </Empty>
        )}
      </div>
    )
  const all = Object.values(plan.counts).reduce((sum, count) => sum + count, 0)
  const room = roomText(plan)
  return (
    <>
      <p className={cls('proxies-sum', planning && 'is-old')} aria-live="polite">
        <span className="proxies-label">{planText(plan)}</span>
        <span className="dim">
          {isTight(plan) && <Mark name="attention" size={13} label="Hardly enough room" />} {room}
        </span>
      </p>
      {/* It scrolls, also by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className="proxies-list" aria-label="What would be made" tabIndex={0}>
        {plan.rows.map((row) => (
          <PlanRow key={row.assetId} row={row} />
        ))}
        {all > plan.rows.length && (
          <li className="proxies-rest dim">and {countText(all - plan.rows.length, 'clip')} more</li>
        )}
        {all === 0 && <li className="proxies-rest dim">There is no clip to make a proxy of.</li>}
      </ul>
    </>
  )
}

function PlanRow({ row }: { readonly row: EditPlanRow }) {
  const name = visible(row.name)
  const target = row.target === null ? null : visible(row.target)
  return (
    <li className={cls('proxies-row', row.why !== null && row.state !== 'ready' && 'is-blocked')} aria-label={name}>
      <span className="proxies-state">{row.why !== null && <Mark name="attention" size={13} />}</span>
      <div className="proxies-what">
        <p className="proxies-name cut" title={name}>
          {name}
        </p>
        {row.why === null ? (
          <p className="mono dim cut" title={target ?? undefined}>
            {target === null ? '' : `${pathParts(target).folder}/`}
            <span className="proxies-file">{target === null ? '' : pathParts(target).name}</span>
          </p>
        ) : (
          <p className="selectable proxies-why">{row.why}</p>
        )}
        {row.already !== null && <p className="dim selectable">{row.already}</p>}
      </div>
      <span className="dim proxies-size">
        {row.width === null || row.why !== null ? '' : `${row.width}×${row.height}`}
      </span>
      <span className="proxies-bytes">
        {row.state === 'ready' ? (
          bytesText(row.bytes)
        ) : row.state === 'there' ? (
          <span className="dim">is there</span>
        ) : (
          ''
        )}
      </span>
    </li>
  )
}
