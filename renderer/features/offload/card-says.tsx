/**
 * What is known of the card before it is read: what its own index counts, the manifests that it brings, and what is
 * safe already, file by file.
 */
import { useState, type ReactNode } from 'react'
import { knownDrivesText } from '../../../shared/copies/known.ts'
import type { OffloadPlan, PlanRoll } from '../../../shared/model/offload.ts'
import { Button, Mark, useNow } from '../../ui/index.ts'
import { agoText, bytesText, countText, pathParts } from '../../ui/words.ts'
import './card-says.css'

/** So many lines at a time: a card of a hundred thousand frames is no list to scroll. */
const STEP = 50

/** All of it, each part behind one line. */
export function CardSays({ plan }: { readonly plan: OffloadPlan }) {
  const now = useNow()
  return (
    <div className="card-says">
      {plan.rolls.map((roll) => (
        <Counted key={roll.path} roll={roll} />
      ))}
      {plan.manifests.length > 0 && (
        <Fold
          line={
            <>
              {countText(plan.manifests.length, 'manifest')} on the card
              {plan.missingCount > 0 && (
                <>
                  , <b>{countText(plan.missingCount, 'file')} of it missing</b>
                </>
              )}
            </>
          }
          attention={plan.missingCount > 0}
        >
          <Lines
            all={[
              ...plan.missing.map((one) => ({
                key: `m${one.path}`,
                what: one.path,
                why: `missing, named in ${one.manifest}`,
              })),
              ...plan.manifests.map((one) => ({
                key: one.path,
                what: one.path,
                why: 'every file is compared with it',
              })),
            ]}
          />
        </Fold>
      )}
      {plan.known.files > 0 && (
        <Fold
          line={
            <>
              Verified already: {knownDrivesText(plan.known.drives)} · {bytesText(plan.known.bytes)}
            </>
          }
        >
          <Lines
            all={plan.safe.map((one) => ({
              key: one.path,
              what: one.path,
              why: whereText(one.places, now),
            }))}
            more={plan.known.files - plan.safe.length}
          />
          <p className="dim">By name, size and time. The offload proves it by reading.</p>
        </Fold>
      )}
    </div>
  )
}

/** Each drive once, with its newest verified copy. */
function whereText(places: OffloadPlan['safe'][number]['places'], now: Date): string {
  return [...Map.groupBy(places, (place) => place.volumeLabel)]
    .map(([label, copies]) => {
      const verified = Math.max(...copies.map((copy) => copy.verifiedAt ?? 0))
      const many = copies.length > 1 ? `${copies.length} copies on ` : ''
      return `${many}${label}${copies.some((copy) => copy.here) ? '' : ' (not connected)'}, ${verified === 0 ? 'never verified' : `verified ${agoText(verified, now)}`}`
    })
    .join(' · ')
}

function Counted({ roll }: { readonly roll: PlanRoll }) {
  const { check } = roll
  if (check === null || (check.indices.length === 0 && check.missingCount === 0)) return null
  if (check.missingCount === 0)
    return (
      <p className="card-line">
        <Mark name="verified" size={13} label="Complete" />
        <span>
          {roll.name}: all {countText(check.expected, 'clip')} of its index are there
        </span>
      </p>
    )
  return (
    <Fold
      attention
      line={
        <>
          {roll.name}: <b>{countText(check.missingCount, 'file')} missing</b> by the card’s own index
        </>
      }
    >
      <Lines
        all={check.missing.map((one) => ({
          key: one.path,
          what: one.path,
          why: `${one.clip ? 'picture or sound' : 'description'}, told of by ${one.says}`,
        }))}
        more={check.missingCount - check.missing.length}
      />
    </Fold>
  )
}

function Fold({
  line,
  attention = false,
  children,
}: {
  readonly line: ReactNode
  readonly attention?: boolean
  readonly children: ReactNode
}) {
  return (
    <details className="skipped">
      <summary>
        {attention && <Mark name="attention" size={13} />} {line}
      </summary>
      {children}
    </details>
  )
}

function Lines({
  all,
  more = 0,
}: {
  readonly all: readonly { readonly key: string; readonly what: string; readonly why: string }[]
  readonly more?: number
}) {
  const [shown, setShown] = useState(STEP)
  const rest = all.length - shown
  return (
    <>
      <ul className="card-list">
        {all.slice(0, shown).map((one) => (
          <li key={one.key} className="selectable" title={one.what}>
            <span className="card-what cut">{pathParts(one.what).name}</span>
            <span className="dim">{one.why}</span>
          </li>
        ))}
      </ul>
      {rest > 0 ? (
        <Button look="quiet" onClick={() => setShown(shown + STEP)}>
          Show {Math.min(rest, STEP)} more of {rest + more}
        </Button>
      ) : (
        more > 0 && <p className="dim">and {more} more</p>
      )}
    </>
  )
}
