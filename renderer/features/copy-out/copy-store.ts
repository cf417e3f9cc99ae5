/**
 * The sheet that copies clips out: what is chosen, what would be copied, how far it is, and what it came to. The copy
 * is a job: it goes on while the sheet is closed.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Job } from '../../../shared/model/jobs.ts'
import { copyResultSchema, type CopyPlan, type CopyResult } from '../../../shared/model/selection-copy.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { Library } from '../library/index.ts'

interface CopyChoice {
  readonly of: 'originals' | 'proxies'
  readonly to: string | null
  /** Empty: “Copy” and today's date. */
  readonly folder: string
  /** Null: the folders of the original. */
  readonly template: string | null
}

interface CopyState {
  readonly open: boolean
  /** Null: all that `query` finds. */
  readonly ids: readonly string[] | null
  readonly query: string
  readonly choice: CopyChoice
  /** The last one stays in sight while the next is made. */
  readonly plan: CopyPlan | null
  readonly planning: boolean
  /** Why there is no plan, or why it failed. */
  readonly error: string | null
  readonly job: Job | null
  readonly result: CopyResult | null
}

export interface CopyOut {
  readonly store: StoreApi<CopyState>
  /** Opens for clips; for all that the search finds where none is named. A copy that runs is shown first. */
  ask(ids: readonly string[]): void
  close(): void
  choose(changes: Partial<CopyChoice>): void
  start(): Promise<void>
  /** From a copy that has ended to the next one. */
  again(): void
  stop(): Promise<void>
}

const DEBOUNCE_MS = 200

/** True while a copy is on its way. */
export function isRunning({ job, result, error }: Pick<CopyState, 'job' | 'result' | 'error'>): boolean {
  return job !== null && result === null && error === null
}

/** Makes the sheet of one window. */
export function createCopyOut({
  connection: { client },
  freshness,
  view,
  actions,
  toasts,
}: Pick<Library, 'connection' | 'freshness' | 'view' | 'actions' | 'toasts'>): CopyOut {
  const kept = view.store.getState().copyOut
  const store = createStore<CopyState>(() => ({
    open: false,
    ids: null,
    query: '',
    choice: { of: 'originals', to: kept.to, folder: '', template: kept.template },
    plan: null,
    planning: false,
    error: null,
    job: null,
    result: null,
  }))
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = new AbortController()

  const wish = () => {
    const { ids, query, choice } = store.getState()
    const folder = choice.folder.trim()
    return {
      query,
      ids: ids === null ? null : [...ids],
      to: choice.to ?? '',
      folder: folder === '' ? null : folder,
      template: choice.template,
      of: choice.of,
    }
  }

  const plan = (): void => {
    clearTimeout(timer)
    asking.abort()
    asking = new AbortController()
    const { open, choice, job } = store.getState()
    if (!open || job !== null) return
    if (choice.to === null) return store.setState({ plan: null, planning: false, error: null })
    store.setState({ planning: true, error: null })
    const { signal } = asking
    timer = setTimeout(() => {
      client.copies.plan(wish(), { signal }).then(
        (made) => {
          if (!signal.aborted) store.setState({ plan: made, planning: false })
        },
        (thrown: unknown) => {
          if (!signal.aborted) store.setState({ plan: null, planning: false, error: toRushesError(thrown).message })
        },
      )
    }, DEBOUNCE_MS)
  }

  const show = { label: 'Show', run: () => store.setState({ open: true }) }

  /** Nobody may be looking at the sheet: its end is told all the same. */
  const ended = (said: string, good: boolean): void => {
    if (store.getState().open) return
    if (good) toasts.say(said, show)
    else toasts.fail(said, show)
  }

  const follow = async (id: string): Promise<void> => {
    try {
      for await (const job of await client.jobs.watch({ id })) {
        store.setState({ job })
        if (job.state === 'failed' || job.state === 'cancelled') {
          const error = job.error?.message ?? 'The copy was stopped. What is copied stays; start it again to go on.'
          store.setState({ error })
          return ended(error, false)
        }
        if (job.state !== 'done') continue
        const result = copyResultSchema.parse(job.result)
        store.setState({ result })
        return ended(result.sentence, result.complete)
      }
    } catch (thrown) {
      store.setState({ error: toRushesError(thrown).message })
    }
  }

  freshness.on(['volumes'], plan)
  return {
    store,
    ask(ids) {
      if (isRunning(store.getState())) return store.setState({ open: true })
      const { query } = view.store.getState()
      store.setState({
        open: true,
        ids: ids.length > 0 ? ids : null,
        query: ids.length > 0 ? '' : query,
        plan: null,
        error: null,
        job: null,
        result: null,
      })
      plan()
    },
    close() {
      store.setState({ open: false })
    },
    choose(changes) {
      store.setState(({ choice }) => ({ choice: { ...choice, ...changes } }))
      const { to, template } = store.getState().choice
      view.keep({ copyOut: { to, template } })
      plan()
    },
    async start() {
      store.setState({ error: null, planning: true })
      try {
        const { job, ...made } = await client.copies.start({ opId: newId(), ...wish() })
        store.setState({ plan: made, planning: false, job: await client.jobs.get({ id: job }) })
        void follow(job)
      } catch (thrown) {
        store.setState({ planning: false, error: toRushesError(thrown).message })
      }
    },
    again() {
      store.setState({ job: null, result: null, error: null })
      plan()
    },
    async stop() {
      const { job } = store.getState()
      if (job !== null) await actions.run((opId) => client.jobs.cancel({ opId, ids: [job.id] }))
    },
  }
}
