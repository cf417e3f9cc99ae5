/**
 * Which roll of a drive is verified.
 */
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Volume } from '../../../shared/model/work.ts'
import { Sheet } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { useVerification } from './context.ts'

interface Roll {
  readonly value: string
  readonly count: number
}

/** The sheet: rolls that have clips on the drive, narrowed by typing. */
export function RollSheet({ drive, onClose }: { readonly drive: Volume; readonly onClose: () => void }) {
  const {
    connection: { client },
  } = useLibrary()
  const verifier = useVerification()
  const [rolls, setRolls] = useState<readonly Roll[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [text, setText] = useState('')
  useEffect(() => {
    const asking = new AbortController()
    client.assets.facets({ query: `volume:${drive.id}` }, { signal: asking.signal }).then(
      ({ roll }) => setRolls(roll.filter(({ value }) => value !== '')),
      (thrown: unknown) => {
        if (!asking.signal.aborted) setError(toRushesError(thrown).message)
      },
    )
    return () => asking.abort()
  }, [client, drive.id])
  const shown = (rolls ?? []).filter(({ value }) => value.toLowerCase().includes(text.trim().toLowerCase()))
  return (
    <Sheet open size="small" title={`Verify a roll on ${drive.label}`} onClose={onClose}>
      <div className="roll-sheet">
        <input
          type="search"
          className="field"
          data-first
          aria-label="Find a roll"
          placeholder="Roll"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <ul className="rolls-list" aria-label="Rolls">
          {shown.map(({ value, count }) => (
            <li key={value}>
              <button
                type="button"
                className="rolls-one"
                onClick={() => {
                  onClose()
                  void verifier.verify(drive, value)
                }}
              >
                {value}
                <span className="dim">{countText(count, 'clip')}</span>
              </button>
            </li>
          ))}
        </ul>
        {error !== null && <p role="alert">{error}</p>}
        {rolls !== null && shown.length === 0 && (
          <p className="dim">
            {rolls.length === 0
              ? 'No clip on this drive belongs to a roll. Verify the whole drive instead.'
              : 'No roll on this drive is called that.'}
          </p>
        )}
      </div>
    </Sheet>
  )
}
