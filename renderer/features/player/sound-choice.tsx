/**
 * Which sound plays with the picture: the camera's, or one that was accepted for the clip.
 */
import { AudioLines } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'
import { createResource, useResource } from '../../api/index.ts'
import { Button, Menu } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'

/** A choice of sound. `chosen` is null for the camera's. */
interface SoundChoice {
  readonly accepted: readonly SoundPair[]
  readonly chosen: SoundPair | null
  choose(soundId: string | null): void
}

/** The sounds of a clip. One that was accepted plays by itself as soon as its proxy is there. */
export function useSoundChoice(id: string, kind: string | null): SoundChoice {
  const {
    connection: { client },
    freshness,
  } = useLibrary()
  const resource = useMemo(
    () =>
      createResource(freshness, ['assets'], async () =>
        kind === 'video' ? (await client.soundSync.list({ ids: [id] })).pairs : [],
      ),
    [client, freshness, id, kind],
  )
  const { data } = useResource(resource)
  const [said, setSaid] = useState<{ readonly of: string; readonly sound: string | null } | null>(null)
  const accepted = (data ?? []).filter(
    ({ picture, state, outdated }) => picture.assetId === id && state === 'accepted' && !outdated,
  )
  const playable = accepted.filter(({ sound }) => sound.proxy !== null)
  const mine = said !== null && said.of === id ? said : null
  const chosen =
    mine === null ? (playable[0] ?? null) : (playable.find(({ sound }) => sound.assetId === mine.sound) ?? null)
  return { accepted, chosen, choose: (sound) => setSaid({ of: id, sound }) }
}

/** The button; nothing for a clip without sound of its own. */
export function SoundButton({ detail, choice }: { readonly detail: AssetDetail; readonly choice: SoundChoice }) {
  const { accepted, chosen, choose } = choice
  if (accepted.length === 0) return null
  return (
    <Menu
      align="end"
      items={[
        {
          type: 'item',
          id: 'camera',
          label: detail.channels === null || detail.channels === 0 ? 'No sound' : 'Camera sound',
          checked: chosen === null,
          run: () => choose(null),
        },
        ...accepted.map(({ sound }) => ({
          type: 'item' as const,
          id: sound.assetId,
          label: sound.proxy === null ? `${sound.name} · its proxy is not made yet` : sound.name,
          checked: chosen?.sound.assetId === sound.assetId,
          disabled: sound.proxy === null,
          run: () => choose(sound.assetId),
        })),
      ]}
    >
      <Button look="quiet" className="player-sound" icon={<AudioLines size={15} />} aria-label="Which sound plays">
        <span className="cut">{chosen === null ? 'Camera' : chosen.sound.name}</span>
      </Button>
    </Menu>
  )
}
