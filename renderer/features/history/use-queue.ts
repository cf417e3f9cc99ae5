/**
 * The queue as it stands, and what a person does with it.
 */
import { useMemo } from 'react'
import type { Offload } from '../../../shared/model/offload.ts'
import { useResource } from '../../api/index.ts'
import { useActivity, useLibrary } from '../library/index.ts'
import { asItStands, moveInOrder } from './queue-order.ts'

export interface QueueActions {
  pause(offload: Offload): void
  goOn(offload: Offload): void
  /** Takes it out of the queue. */
  cancel(offload: Offload): void
  move(offload: Offload, by: 1 | -1): Promise<void>
  pauseDestination(offload: Offload, destination: number, paused: boolean): void
  /** Takes up what an earlier engine left in the queue. */
  continueAll(): void
}

export interface Queue {
  /** Running. */
  readonly now: readonly Offload[]
  /** Waiting, paused or left over, in the order in which they go. */
  readonly next: readonly Offload[]
  readonly actions: QueueActions
}

const NOTHING: readonly Offload[] = []

/** Keeps the queue fresh while somebody looks. */
export function useQueue(): Queue {
  const {
    queue,
    actions: { run },
    toasts,
    connection: { client },
  } = useLibrary()
  const listed = useResource(queue).data ?? NOTHING
  const live = useActivity((activity) => activity?.offloads) ?? NOTHING
  const { now, next } = useMemo(() => asItStands(listed, live), [listed, live])
  const actions = useMemo((): QueueActions => {
    const after = async (command: (opId: string) => Promise<unknown>): Promise<void> => {
      await run(command)
      await queue.refresh()
    }
    return {
      pause: ({ id }) => void after((opId) => client.offloads.pause({ opId, id })),
      goOn: ({ id }) => void after((opId) => client.offloads.resume({ opId, id })),
      cancel: ({ id, name }) =>
        void after(async (opId) => {
          await client.offloads.stop({ opId, id })
          toasts.say(`${name} was removed from the queue. You can resume it in the history.`)
        }),
      move: async ({ id }, by) => {
        const waiting = asItStands(queue.store.getState().data ?? [], []).next
        const move = moveInOrder(
          waiting.map((one) => ({ id: one.id, priority: one.queue?.priority ?? 0 })),
          id,
          by,
        )
        if (move !== null) await after((opId) => client.offloads.prioritise({ opId, id, ...move }))
      },
      pauseDestination: ({ id }, destination, paused) =>
        void run((opId) =>
          paused
            ? client.offloads.pauseDestination({ opId, id, destination })
            : client.offloads.resumeDestination({ opId, id, destination }),
        ),
      continueAll: () =>
        void after(async (opId) => {
          const { problems } = await client.offloads.continue({ opId })
          for (const { message } of problems) toasts.fail(message)
        }),
    }
  }, [client, queue, run, toasts])
  return { now, next, actions }
}
