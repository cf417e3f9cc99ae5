/**
 * What a person does with an offload of the past: looks at it, lets it go on, writes its report, finds its clips.
 */
import { useMemo } from 'react'
import type { Offload } from '../../../shared/model/offload.ts'
import type { PastOffload } from '../../../shared/model/offload-history.ts'
import { useLibrary, useReports, type ReportKind } from '../library/index.ts'

export interface PastActions {
  show(past: Pick<PastOffload, 'id'>): void
  resume(past: Pick<PastOffload, 'id' | 'name'>): void
  report(past: Pick<PastOffload, 'id'>, kind: ReportKind): void
  clips(past: Pick<PastOffload, 'name'>, query: string): void
}

/** `onShow` opens the offload sheet. */
export function usePastActions(onShow: (offload: Offload) => void): PastActions {
  const {
    actions,
    toasts,
    view,
    connection: { client },
  } = useLibrary()
  const reports = useReports()
  return useMemo(
    () => ({
      show: ({ id }) =>
        void actions.run(async () => {
          onShow(await client.offloads.get({ id }))
        }),
      resume: ({ id, name }) =>
        void actions.run(async (opId) => {
          await client.offloads.resume({ opId, id })
          toasts.say(`${name} is resumed`)
        }),
      report: ({ id }, kind) => reports.offload(id, kind),
      clips: ({ name }, query) => view.search(query, name),
    }),
    [actions, toasts, view, reports, client, onShow],
  )
}
