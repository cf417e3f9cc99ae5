/**
 * A card that comes is offered for offload, quietly and once.
 */
import { useEffect, useRef } from 'react'
import { useResource } from '../../api/index.ts'
import { useLibrary } from '../library/index.ts'

/** Watches the drives. `onOffload` opens the offload with the card as its source. */
export function useCardOffers(onOffload: (path: string) => void): void {
  const { volumes, toasts } = useLibrary()
  const drives = useResource(volumes).data
  const offered = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (drives === null) return
    const cards = drives.filter((drive) => drive.online && drive.card !== null && !drive.card.offloaded && drive.mountPoint !== null)
    for (const drive of cards) {
      if (offered.current.has(drive.id)) continue
      const name = drive.card!.rolls[0] ?? drive.label
      toasts.say(`${name} (${drive.card!.family}) is here`, { label: 'Offload', run: () => onOffload(drive.mountPoint!) })
    }
    // A card that left may be offered again when it comes back.
    offered.current = new Set(cards.map((drive) => drive.id))
  }, [drives, toasts, onOffload])
}
