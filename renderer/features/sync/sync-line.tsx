/**
 * The cloud in the status bar: what is still to go, or what it asks for.
 */
import type { Remote } from '../../../shared/model/sync.ts'
import { useResource } from '../../api/index.ts'
import { conflictsText } from '../../../shared/model/remote-words.ts'
import { Mark, useNow } from '../../ui/index.ts'
import { bytesText, timeLeftText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { useConflictCount } from './conflicts.tsx'
import { bytesOf, remoteText } from './loads.ts'

/** One line, or nothing where the library has no place. */
export function SyncLine({ onOpen }: { readonly onOpen: () => void }) {
  const places = useResource(useLibrary().remotes).data ?? []
  const conflicts = conflictsText(useConflictCount())
  const now = useNow()
  if (places.length === 0) return null
  const trouble = places.find((place) => place.state === 'failed' || place.state === 'asking')
  const left = places.reduce((sum, place) => sum + bytesOf(place.outgoing), 0)
  const seconds = places.map((place) => place.secondsLeft).find((one) => one !== null) ?? null
  const text =
    trouble !== undefined
      ? (trouble.note ?? 'Cloud needs attention')
      : [
          conflicts,
          left > 0
            ? [`${bytesText(left)} to send`, timeLeftText(seconds)].filter(Boolean).join(' · ')
            : synced(places, now),
        ]
          .filter(Boolean)
          .join(' · ')
  return (
    <button type="button" className="status-part is-long" onClick={onOpen}>
      {(trouble !== undefined || conflicts !== null) && (
        <Mark name={trouble?.state === 'failed' ? 'failed' : 'attention'} size={12} />
      )}
      <span className="cut" title={text}>
        {trouble === undefined ? `Cloud: ${text}` : text}
      </span>
    </button>
  )
}

/** What the remote that is furthest behind says of itself. */
function synced(places: readonly Remote[], now: Date): string {
  const last =
    places.find((place) => place.state !== 'idle') ?? places.toSorted((a, b) => (a.trueAt ?? 0) - (b.trueAt ?? 0))[0]
  return last === undefined ? '' : remoteText(last, 0, now)
}
