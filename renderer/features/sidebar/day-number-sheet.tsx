/**
 * The number of a shooting day, as it stands on the call sheet.
 */
import { useState } from 'react'
import { useResource } from '../../api/index.ts'
import { Button, Sheet, useNow } from '../../ui/index.ts'
import { dayText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

/** Asks for it. The days after it count on from it. */
export function DayNumberSheet({ day, onClose }: { readonly day: string; readonly onClose: () => void }) {
  const {
    settings,
    actions,
    connection: { client },
  } = useLibrary()
  const data = useResource(settings).data
  const now = useNow()
  const [text, setText] = useState<string | null>(null)
  const shown = text ?? data?.dayNumbers[day]?.toString() ?? ''
  const valid = /^\d{1,4}$/.test(shown)
  const keep = (next: number | null): void =>
    void actions.run(async (opId) => {
      if (data === null) return
      const others = Object.fromEntries(Object.entries(data.dayNumbers).filter(([one]) => one !== day))
      await client.settings.set({ opId, changes: { dayNumbers: next === null ? others : { ...others, [day]: next } } })
      onClose()
    })
  return (
    <Sheet open size="small" title={`Number of ${dayText(day, now)}`} onClose={onClose}>
      <form
        className="question"
        onSubmit={(event) => {
          event.preventDefault()
          if (valid) keep(Number(shown))
        }}
      >
        <p>As on the call sheet. Later days count from it; earlier days show their date only.</p>
        <input
          className="field"
          data-first
          inputMode="numeric"
          aria-label="Day number"
          value={shown}
          onChange={(event) => setText(event.target.value.trim())}
        />
        <div className="question-buttons">
          {data?.dayNumbers[day] !== undefined && (
            <Button look="quiet" onClick={() => keep(null)}>
              Remove the number
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!valid}>
            Set
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
