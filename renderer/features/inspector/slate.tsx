/**
 * What the crew writes of a clip: stars, circle, no good, slate, day, description. Of one clip or of many; where many
 * differ the value is "Mixed" until something is typed, which then is written to all.
 */
import { Ban, CircleDot } from 'lucide-react'
import type { AssetChanges, AssetRow } from '../../../shared/model/asset.ts'
import { Editable, IconButton, Stars } from '../../ui/index.ts'
import type { Conflict } from '../../../shared/model/sync.ts'
import { common, useLibrary } from '../library/index.ts'
import { ConflictMark } from '../sync/index.ts'

const FIELDS = [
  ['scene', 'Scene'],
  ['shot', 'Shot'],
  ['take', 'Take'],
  ['roll', 'Roll'],
  ['camera', 'Camera'],
  ['slate', 'Slate'],
  ['unit', 'Unit'],
  ['episode', 'Episode'],
  ['location', 'Location'],
] as const
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Stars and marks on one line. */
export function Marks({ rows }: { readonly rows: readonly AssetRow[] }) {
  const { actions } = useLibrary()
  const ids = rows.map((row) => row.id)
  const rating = common(rows.map((row) => row.rating))
  const circled = rows.every((row) => row.circled)
  const noGood = rows.every((row) => row.noGood)
  return (
    <div className="in-marks">
      <Stars
        value={rating.value ?? 0}
        mixed={rating.mixed}
        onChange={(value) => void actions.set(ids, { rating: value })}
      />
      <span className="in-marks-gap" />
      <IconButton
        label={circled ? 'Not circled' : 'Circle the take'}
        keys="G"
        on={circled}
        icon={<CircleDot size={15} />}
        onClick={() => void actions.set(ids, { circled: !circled })}
      />
      <IconButton
        label={noGood ? 'Clear no good' : 'No good'}
        keys="X"
        on={noGood}
        icon={<Ban size={15} />}
        onClick={() => void actions.set(ids, { noGood: !noGood })}
      />
    </div>
  )
}

/** The slate's fields. */
export function Slate({
  rows,
  conflicts = [],
}: {
  readonly rows: readonly AssetRow[]
  readonly conflicts?: readonly Conflict[]
}) {
  const { actions, toasts } = useLibrary()
  const ids = rows.map((row) => row.id)
  const day = common(rows.map((row) => row.day))
  const setDay = (text: string): void => {
    if (text !== '' && !DAY.test(text))
      return toasts.fail(`“${text}” is not a date. Write the shooting day as 2026-11-20.`)
    void actions.set(ids, { day: text === '' ? null : text })
  }
  return (
    <div className="slate">
      {FIELDS.map(([field, label]) => {
        const { value, mixed } = common(rows.map((row) => row[field]))
        return (
          <div key={field} className="slate-field">
            <span className="in-label">
              {label}
              <ConflictMark conflicts={conflicts} fields={[field]} />
            </span>
            <Editable
              label={label}
              value={value}
              mixed={mixed}
              onSave={(text) => void actions.set(ids, { [field]: text === '' ? null : text } as AssetChanges)}
            />
          </div>
        )
      })}
      <div className="slate-field">
        <span className="in-label">
          Day
          <ConflictMark conflicts={conflicts} fields={['day']} />
        </span>
        <Editable label="Day" value={day.value} mixed={day.mixed} onSave={setDay} />
      </div>
    </div>
  )
}
