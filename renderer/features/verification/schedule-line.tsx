/**
 * The schedule: how old a check may become before a copy is read back again by itself.
 */
import { newId } from '../../../shared/util/ids.ts'
import { useResource } from '../../api/index.ts'
import { useLibrary } from '../library/index.ts'
import { schedules } from './verification-words.ts'

/** The line above the drives. */
export function ScheduleLine() {
  const {
    settings,
    actions,
    connection: { client },
  } = useLibrary()
  const { data } = useResource(settings)
  const days = data?.reverifyDays ?? null
  const set = (value: string): void => {
    void actions
      .run(() => client.settings.set({ opId: newId(), changes: { reverifyDays: value === '' ? null : Number(value) } }))
      .then(() => settings.refresh())
  }
  return (
    <div className="schedule">
      <label htmlFor="re-verify">Re-verify:</label>
      <select
        id="re-verify"
        className="field schedule-choice"
        disabled={data === null}
        value={days ?? ''}
        onChange={(event) => set(event.target.value)}
      >
        {schedules(days).map(([value, label]) => (
          <option key={label} value={value ?? ''}>
            {label}
          </option>
        ))}
      </select>
      <span className="dim">{days === null ? '' : 'Automatically, while a drive is connected and idle'}</span>
    </div>
  )
}
