/**
 * The card can go back to the camera crew: ejected from the verdict, where one looks last.
 */
import { ArrowUpFromLine } from 'lucide-react'
import type { Offload } from '../../../shared/model/offload.ts'
import type { Volume } from '../../../shared/model/work.ts'
import { useResource } from '../../api/index.ts'
import { Button } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'

/** The drive that the sources of an offload are on, where it can be ejected; undefined for this computer's own disk. */
function cardOf({ sources }: Pick<Offload, 'sources'>, drives: readonly Volume[]): Volume | undefined {
  const inside = (path: string, folder: string): boolean =>
    path === folder ||
    path.startsWith(folder.endsWith('/') || folder.endsWith('\\') ? folder : `${folder}/`) ||
    path.startsWith(`${folder}\\`)
  const [first] = sources
  const found = drives
    .filter(
      (drive) => drive.online && drive.mountPoint !== null && first !== undefined && inside(first, drive.mountPoint),
    )
    .toSorted((a, b) => (b.mountPoint?.length ?? 0) - (a.mountPoint?.length ?? 0))[0]
  return found === undefined || found.mountPoint === '/' || /^c:/i.test(found.mountPoint ?? '') ? undefined : found
}

/** Nothing where the card is gone already, or is a folder of this computer. */
export function EjectCard({ offload }: { readonly offload: Offload }) {
  const {
    volumes,
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const card = cardOf(offload, useResource(volumes).data ?? [])
  if (card === undefined) return null
  return (
    <Button
      icon={<ArrowUpFromLine size={14} />}
      onClick={() =>
        void actions.run(async (opId) => {
          const { message } = await client.volumes.eject({ opId, id: card.id })
          toasts.say(message)
        })
      }
    >
      Eject {card.label}
    </Button>
  )
}
