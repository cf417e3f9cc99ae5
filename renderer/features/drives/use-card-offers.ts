/**
 * A card that comes is offered for offload, quietly and once.
 */
import { useEffect, useRef } from 'react'
import { useResource } from '../../api/index.ts'
import { useLibrary } from '../library/index.ts'

/**
 * Watches the drives. `onOffload` opens the offload with the card as its source, by the preset that is meant for such
 * cards.
 */
export function useCardOffers(onOffload: (path: string, preset?: string) => void): void {
  const {
    volumes,
    toasts,
    connection: { client },
  } = useLibrary()
  const drives = useResource(volumes).data
  const offered = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (drives === null) return
    const cards = drives.filter(
      (drive) => drive.online && drive.card !== null && !drive.card.offloaded && drive.mountPoint !== null,
    )
    for (const drive of cards) {
      if (offered.current.has(drive.id)) continue
      const name = drive.card!.rolls[0] ?? drive.label
      const offer = (preset?: string): void => {
        toasts.say(`${name} (${drive.card!.family}) is connected`, {
          label: preset === undefined ? 'Offload' : `Offload by “${preset}”`,
          run: () => onOffload(drive.mountPoint!, preset),
        })
      }
      // Without an answer the card is offered all the same, by no preset.
      client.presets.offers({}).then(
        (all) => offer(all.find((one) => one.volumeId === drive.id)?.preset),
        () => offer(),
      )
    }
    // A card that left may be offered again when it comes back.
    offered.current = new Set(cards.map((drive) => drive.id))
  }, [drives, toasts, client, onOffload])
}
