/**
 * The cloud in the status bar: what is still to go, or what it asks for.
 */
import { useResource } from '../../api/index.ts'
import { Mark } from '../../ui/index.ts'
import { bytesText, timeLeftText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { bytesOf } from './loads.ts'

/** One line, or nothing where the library has no place. */
export function SyncLine({ onOpen }: { readonly onOpen: () => void }) {
  const places = useResource(useLibrary().remotes).data ?? []
  if (places.length === 0) return null
  const trouble = places.find((place) => place.state === 'failed' || place.state === 'asking')
  const left = places.reduce((sum, place) => sum + bytesOf(place.outgoing), 0)
  const seconds = places.map((place) => place.secondsLeft).find((one) => one !== null) ?? null
  const text = trouble !== undefined ? trouble.note ?? 'Cloud asks for you'
    : left > 0 ? [`Cloud: ${bytesText(left)} to send`, timeLeftText(seconds)].filter(Boolean).join(' · ') : 'Cloud: in step'
  return (
    <button type="button" className="status-part" onClick={onOpen}>
      {trouble !== undefined && <Mark name={trouble.state === 'failed' ? 'failed' : 'attention'} size={12} />}{text}
    </button>
  )
}
