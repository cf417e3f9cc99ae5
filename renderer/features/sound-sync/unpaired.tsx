/**
 * Clips that have no sound yet, each with the sounds of its day to choose from.
 */
import { ChevronDown } from 'lucide-react'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'
import { Button, Menu } from '../../ui/index.ts'

type Side = SoundPair['picture']

/** As many sounds as a menu holds without being a list of its own. */
const MOST = 40

export function Unpaired({
  clips,
  sounds,
  onChoose,
}: {
  readonly clips: readonly Side[]
  readonly sounds: readonly Side[]
  readonly onChoose: (clip: Side, sound: Side) => void
}) {
  if (clips.length === 0) return null
  return (
    <section aria-label="Clips without sound">
      <h2 className="sound-group">Without sound</h2>
      <ul className="sound-pairs">
        {clips.map((clip) => (
          <li key={clip.assetId} className="sound-open">
            <span className="sound-pair-name cut">{clip.name}</span>
            <Menu
              align="end"
              items={sounds.slice(0, MOST).map((sound) => ({
                type: 'item',
                id: sound.assetId,
                label: sound.name,
                run: () => onChoose(clip, sound),
              }))}
            >
              <Button look="quiet" disabled={sounds.length === 0}>
                Set by hand
                <ChevronDown size={13} aria-hidden="true" />
              </Button>
            </Menu>
          </li>
        ))}
      </ul>
    </section>
  )
}
