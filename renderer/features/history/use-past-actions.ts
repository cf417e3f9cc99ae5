/**
 * What a person does with an offload of the past: looks at it, lets it go on, writes its report, finds its clips.
 */
import { useMemo } from 'react'
import type { Offload } from '../../../shared/model/offload.ts'
import type { PastOffload } from '../../../shared/model/offload-history.ts'
import { useLibrary } from '../library/index.ts'

export interface PastActions {
  show(past: Pick<PastOffload, 'id'>): void
  resume(past: Pick<PastOffload, 'id' | 'name'>): void
  report(past: Pick<PastOffload, 'id'>, kind: 'pdf' | 'csv' | 'text'): void
  clips(past: Pick<PastOffload, 'name'>, query: string): void
}

/** `onShow` opens the offload sheet. */
export function usePastActions(onShow: (offload: Offload) => void): PastActions {
  const { actions, toasts, view, platform: { bridge }, connection: { client } } = useLibrary()
  return useMemo(() => ({
    show: ({ id }) => void actions.run(async () => { onShow(await client.offloads.get({ id })) }),
    resume: ({ id, name }) => void actions.run(async (opId) => {
      await client.offloads.resume({ opId, id })
      toasts.say(`${name} goes on`)
    }),
    report: ({ id }, kind) => void actions.run(async () => {
      const { path } = await client.offloads.report({ id, kind })
      toasts.say(`The report is in ${path}`, bridge === null ? { label: 'Copy the path', run: () => void navigator.clipboard?.writeText(path) } : { label: 'Show it', run: () => bridge.showFile(path) })
    }),
    clips: ({ name }, query) => view.search(query, name),
  }), [actions, toasts, view, bridge, client, onShow])
}
