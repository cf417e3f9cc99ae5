/**
 * The pairs of a day: clip, sound, and how sure it is.
 */
import { AudioLines, Ban } from 'lucide-react'
import type { ReactNode } from 'react'
import { certaintyOf, certaintyText } from '../../../shared/util/sound-words.ts'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'
import { cls, Mark } from '../../ui/index.ts'
import { keyOf } from './sound-store.ts'

/** The mark of a pair: accepted is what counts, else how far it is proven. */
function markOf({ state, outdated, evidence }: SoundPair): ReactNode {
  if (outdated) return <Mark name="attention" />
  if (state === 'accepted') return <Mark name="verified" />
  if (state === 'refused') return <Ban size={14} aria-hidden="true" />
  return certaintyOf(evidence) === 'proven' ? <AudioLines size={14} aria-hidden="true" /> : <Mark name="attention" />
}

/** Its state in words. */
export function stateText({ state, outdated, evidence }: SoundPair): string {
  if (outdated) return 'Outdated'
  if (state === 'accepted') return 'Accepted'
  if (state === 'refused') return 'Refused'
  return certaintyText(evidence)
}

export function PairList({
  pairs,
  chosen,
  onChoose,
}: {
  readonly pairs: readonly SoundPair[]
  readonly chosen: string | null
  readonly onChoose: (pair: SoundPair) => void
}) {
  return (
    <ul className="sound-pairs" aria-label="Pairs of clip and sound">
      {pairs.map((pair) => {
        const key = keyOf(pair)
        return (
          <li key={key}>
            <button
              type="button"
              className={cls('sound-pair', key === chosen && 'is-chosen', pair.state === 'refused' && 'is-refused')}
              aria-current={key === chosen}
              onClick={() => onChoose(pair)}
            >
              <span className="sound-pair-name cut">{pair.picture.name}</span>
              <span className="sound-pair-sound cut">{pair.sound.name}</span>
              <span className="sound-pair-state">
                {markOf(pair)}
                {stateText(pair)}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
