/**
 * A drive that was pulled under an offload comes back: going on is offered, quietly and once.
 */
import { useEffect, useRef } from 'react'
import { canResume, wasCutOff } from '../../../shared/copies/offload.ts'
import { useResource } from '../../api/index.ts'
import { useLibrary } from '../library/index.ts'
import { drivesAway } from './drives-away.ts'

/** Offloads that are looked at: the newest. What lies further back is in the history. */
const NEWEST = 50

/** Watches the drives for as long as the window stands. */
export function useResumeOffers(): void {
  const {
    volumes,
    toasts,
    actions,
    connection: { client },
  } = useLibrary()
  const drives = useResource(volumes).data
  const online = drives
    ?.filter((drive) => drive.online)
    .map((drive) => drive.id)
    .join(' ')
  const before = useRef<string | undefined>(undefined)
  useEffect(() => {
    const first = before.current === undefined
    const came =
      online !== undefined &&
      online.split(' ').some((id) => id !== '' && before.current?.split(' ').includes(id) !== true)
    before.current = online
    if (drives === null || first || !came) return
    let current = true
    client.offloads.list({ limit: NEWEST }).then(
      (all) => {
        if (!current) return
        for (const offload of all) {
          if (
            offload.resumes === 'itself' ||
            !canResume(offload) ||
            !wasCutOff(offload) ||
            drivesAway(offload, drives).length > 0
          )
            continue
          toasts.say(`The drives of ${offload.name} are back`, {
            label: 'Resume',
            run: () => void actions.run((opId) => client.offloads.resume({ opId, id: offload.id })),
          })
        }
      },
      () => undefined,
    ) // The history offers it all the same.
    return () => {
      current = false
    }
    // Only coming and going counts; free space changes all the time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [online, client, toasts, actions])
}
