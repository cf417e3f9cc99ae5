/**
 * The sheet of edit proxies: what is chosen, what would be made, and what is being made. It lives on while the sheet is
 * closed: the proxies are jobs.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { EditPlan, ProxyPreset } from '../../../shared/model/edit-proxies.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { Library } from '../library/index.ts'
import { createFollower } from './follow-proxies.ts'
import { NOTHING_DRAWN, standsAgainst, wishOf, type Choice } from './proxy-choice.ts'
import { isOver, endText, rowsOf, type ProxyRow } from './proxy-rows.ts'
import type { Scope } from './proxy-words.ts'

interface EditProxiesState {
  readonly open: boolean
  readonly scope: Scope
  readonly presets: readonly ProxyPreset[]
  readonly choice: Choice
  /** With what was started last. */
  readonly asked: Choice
  /** The last one stays in sight while the next is made. */
  readonly plan: EditPlan | null
  readonly planning: boolean
  /** Why there is no plan, or why the start was refused. */
  readonly error: string | null
  readonly starting: boolean
  /** What is shown: the choice, or what is being made. */
  readonly shown: 'choice' | 'made'
  /** All that was asked for since the last time that nothing was being made. */
  readonly rows: readonly ProxyRow[]
}

export interface EditProxies {
  readonly store: StoreApi<EditProxiesState>
  /** Opens for clips; for all that the search finds where none is named. What is being made is shown first. */
  ask(ids: readonly string[]): void
  close(): void
  choose(changes: Partial<Choice>): void
  start(): Promise<void>
  /** From what is being made to another choice, and back. */
  show(what: EditProxiesState['shown']): void
  /** Cancels what is not made yet. */
  stop(): Promise<void>
}

const DEBOUNCE_MS = 200
/** What one command takes at most, by the contract. */
const MAX_CANCELLED = 1000

/** Makes the sheet of one window. */
export function createEditProxies({
  connection: { client },
  freshness,
  view,
  pages,
  actions,
  toasts,
}: Pick<Library, 'connection' | 'freshness' | 'view' | 'pages' | 'actions' | 'toasts'>): EditProxies {
  const first: Choice = {
    ...view.store.getState().editProxies,
    divide: null,
    reel: '',
    burn: NOTHING_DRAWN,
    sound: null,
  }
  const store = createStore<EditProxiesState>(() => ({
    open: false,
    scope: { ids: null, query: '', total: null },
    presets: [],
    choice: first,
    asked: first,
    plan: null,
    planning: false,
    error: null,
    starting: false,
    shown: 'choice',
    rows: [],
  }))
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = new AbortController()
  /** The clips of the next choice, while what is being made is shown. */
  let next: readonly string[] = []

  const plan = (): void => {
    clearTimeout(timer)
    asking.abort()
    asking = new AbortController()
    const { scope, choice, presets, open, shown } = store.getState()
    if (!open || shown !== 'choice') return
    if (standsAgainst(choice, presets) !== null) return store.setState({ plan: null, planning: false, error: null })
    store.setState({ planning: true, error: null })
    const { signal } = asking
    timer = setTimeout(() => {
      client.editProxies.plan(wishOf(scope, choice, presets), { signal }).then(
        (made) => {
          if (!signal.aborted) store.setState({ plan: made, planning: false })
        },
        (thrown: unknown) => {
          if (!signal.aborted) store.setState({ plan: null, planning: false, error: toRushesError(thrown).message })
        },
      )
    }, DEBOUNCE_MS)
  }

  const put = (row: ProxyRow): void =>
    store.setState(({ rows }) => ({ rows: rows.map((one) => (one.id === row.id ? row : one)) }))
  const ended = (): void => {
    const { open, shown, rows } = store.getState()
    if (open && shown === 'made') return
    // Nobody looks at the sheet any more: its end is told all the same.
    const look = { label: 'Show', run: () => store.setState({ open: true, shown: 'made' }) }
    if (rows.some(({ state }) => state === 'failed')) toasts.fail(endText(rows), look)
    else toasts.say(endText(rows), look)
  }
  const follower = createFollower({ client, freshness, rows: () => store.getState().rows, put, ended })

  const loadPresets = async (): Promise<void> => {
    try {
      store.setState({ presets: await client.editProxies.presets({}) })
      plan()
    } catch (thrown) {
      store.setState({ error: toRushesError(thrown).message })
    }
  }
  const begin = (ids: readonly string[]): void => {
    const { query } = view.store.getState()
    const { total, exact } = pages.store.getState()
    const { choice, presets } = store.getState()
    store.setState({
      open: true,
      shown: 'choice',
      scope: ids.length > 0 ? { ids, query: '', total: ids.length } : { ids: null, query, total: exact ? total : null },
      // A size or a tape name was meant for the clips before.
      choice: { ...choice, divide: null, reel: '', burn: NOTHING_DRAWN, sound: null },
      plan: null,
      error: null,
    })
    if (presets.length === 0) void loadPresets()
    else plan()
  }

  // A drive that comes or goes changes what can be made.
  freshness.on(['volumes'], plan)
  return {
    store,
    ask(ids) {
      const { rows } = store.getState()
      next = ids
      if (rows.some((row) => !isOver(row))) return store.setState({ open: true, shown: 'made' })
      store.setState({ rows: [] })
      begin(ids)
    },
    close() {
      store.setState({ open: false })
      plan()
    },
    choose(changes) {
      store.setState(({ choice }) => ({ choice: { ...choice, ...changes } }))
      const { preset, where, folder } = store.getState().choice
      view.keep({ editProxies: { preset, where, folder } })
      plan()
    },
    show(what) {
      if (what === 'choice') begin(next)
      else store.setState({ shown: what })
    },
    async start() {
      const { scope, choice, presets, starting, plan: planned } = store.getState()
      if (starting || planned === null || standsAgainst(choice, presets) !== null) return
      store.setState({ starting: true, error: null })
      try {
        const { jobs, ...made } = await client.editProxies.start({ opId: newId(), ...wishOf(scope, choice, presets) })
        const { rows } = store.getState()
        const known = new Set(rows.filter((row) => !isOver(row)).map(({ id }) => id))
        const more = rowsOf(jobs, made).filter(({ id }) => !known.has(id))
        const again = new Set(more.map(({ id }) => id))
        store.setState({
          plan: made,
          asked: choice,
          shown: jobs.length > 0 ? 'made' : 'choice',
          rows: [...rows.filter(({ id }) => !again.has(id)), ...more],
        })
        follower.add(more)
      } catch (thrown) {
        store.setState({ error: toRushesError(thrown).message })
      }
      store.setState({ starting: false })
    },
    async stop() {
      const ids = store.getState().rows.flatMap((row) => (isOver(row) ? [] : [row.id]))
      for (let at = 0; at < ids.length; at += MAX_CANCELLED) {
        const part = ids.slice(at, at + MAX_CANCELLED)
        if (!(await actions.run((opId) => client.jobs.cancel({ opId, ids: part })))) return
      }
    },
  }
}
