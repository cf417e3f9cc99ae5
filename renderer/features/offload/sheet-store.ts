/**
 * The offload sheet's state: what, where, go. It lives on while the sheet is put away.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Offload, OffloadPlan, VerificationLevel } from '../../../shared/model/offload.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { Library } from '../library/index.ts'

export interface SheetState {
  readonly open: boolean
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  /** Naming template; '' keeps the card's own name. */
  readonly name: string
  /** How far the copies are proven. Every card begins with all of it. */
  readonly level: VerificationLevel
  /** A part of a card is meant. */
  readonly insist: boolean
  readonly plan: OffloadPlan | null
  readonly planning: boolean
  readonly error: string | null
  /** The offload that is shown: running, or one of the past. */
  readonly offload: Offload | null
  readonly starting: boolean
  /** Which folder is being chosen in the window's own chooser. */
  readonly choosing: 'source' | 'destination' | null
  /** Live count while media is catalogued where it lies. */
  readonly cataloguing: { readonly files: number; readonly added: number; readonly path: string | null } | null
  /** What was dropped and waits for a word: copy or catalogue. */
  readonly dropped: readonly string[] | null
}

export interface OffloadSheet {
  readonly store: StoreApi<SheetState>
  /** Opens for new media; without sources it asks for them. */
  begin(sources?: readonly string[]): void
  /** Opens on an offload that runs or has ended. */
  show(offload: Offload): void
  putAway(): void
  again(): void
  drop(paths: readonly string[] | null): void
  catalogue(paths: readonly string[]): Promise<void>
  chooseSource(): Promise<void>
  chooseDestination(): Promise<void>
  chosen(path: string): void
  closeChooser(): void
  removeSource(path: string): void
  removeDestination(path: string): void
  setName(name: string): void
  setLevel(level: VerificationLevel): void
  /** The folder that was chosen is a part of a card, and is to be copied all the same. */
  insist(): void
  start(): Promise<void>
  stop(): Promise<void>
  resume(): Promise<void>
}

const FRESH: SheetState = {
  open: false, sources: [], destinations: [], name: '', level: 'full', insist: false, plan: null, planning: false, error: null, offload: null, starting: false,
  choosing: null, cataloguing: null, dropped: null,
}
const BREATH_MS = 200

/** Makes the sheet of one window. */
export function createOffloadSheet(library: Library): OffloadSheet {
  const { connection: { client }, platform, view, toasts, actions, activity } = library
  const store = createStore<SheetState>(() => FRESH)
  let planTimer: ReturnType<typeof setTimeout> | undefined
  let planning = new AbortController()

  const plan = (): void => {
    clearTimeout(planTimer)
    planning.abort()
    planning = new AbortController()
    const asked = requestOf(store.getState())
    if (asked.sources.length === 0) return store.setState({ plan: null, planning: false, error: null })
    store.setState({ planning: true, error: null })
    const { signal } = planning
    planTimer = setTimeout(() => {
      const keep = (next: Partial<SheetState>): void => { if (!signal.aborted) store.setState({ ...next, planning: false }) }
      client.offloads.plan(asked, { signal })
        .then((made) => keep({ plan: made }), (thrown: unknown) => keep({ plan: null, error: toRushesError(thrown).message }))
    }, BREATH_MS)
  }
  const change = (next: Partial<SheetState>): void => {
    store.setState(next)
    plan()
  }
  const addSources = (paths: readonly string[]): void => change({ sources: [...new Set([...store.getState().sources, ...paths])] })
  const addDestinations = (paths: readonly string[]): void => change({ destinations: [...new Set([...store.getState().destinations, ...paths])] })

  const tellEnd = (ended: Offload): void => {
    if (store.getState().offload?.id !== ended.id) return
    store.setState({ offload: ended })
    if (isRunning(ended)) return
    const word = ended.verdict?.safeToFormat === true ? 'safe to format' : 'not safe to format'
    platform.bridge?.notify(`${ended.name}: ${word}`, ended.verdict?.sentence ?? ended.error?.message ?? '')
  }
  // The activity tells the live state of what runs; the end of it is asked for once more, whole.
  activity.subscribe(({ now }) => {
    const { offload } = store.getState()
    if (offload === null || now === null) return
    const live = now.offloads.find((one) => one.id === offload.id)
    if (live !== undefined) store.setState({ offload: live })
    else if (isRunning(offload)) client.offloads.get({ id: offload.id }).then(tellEnd, () => undefined) // Asked again with the next activity.
  })
  return {
    store,
    begin(sources = []) {
      const { offload } = store.getState()
      const kept = offload === null || !isRunning(offload) ? FRESH : { ...FRESH }
      store.setState({ ...kept, open: true, destinations: view.store.getState().destinations })
      addSources(sources)
    },
    show: (offload) => store.setState({ ...FRESH, open: true, offload }),
    putAway: () => store.setState({ open: false, choosing: null }),
    again: () => change({ ...FRESH, open: true, destinations: view.store.getState().destinations }),
    drop: (dropped) => store.setState({ dropped }),
    async catalogue(paths) {
      store.setState({ dropped: null, cataloguing: { files: 0, added: 0, path: null } })
      try {
        let added = 0
        let unreadable = 0
        let problem = ''
        for await (const event of await client.catalogue.add({ paths: [...paths] })) {
          added = event.added
          unreadable = event.unreadable
          problem ||= event.problems[0]?.message ?? ''
          store.setState({ cataloguing: { files: event.files, added: event.added, path: event.path } })
        }
        if (unreadable > 0) toasts.fail(`${unreadable === 1 ? 'One entry' : `${unreadable} entries`} could not be read and ${unreadable === 1 ? 'was' : 'were'} left out. ${problem}`)
        toasts.say(added === 0 ? 'All of it is in the library already' : `${added === 1 ? '1 clip' : `${added} clips`} taken in where they lie`)
      } catch (thrown) {
        toasts.fail(toRushesError(thrown).message)
      }
      store.setState({ cataloguing: null })
    },
    async chooseSource() {
      if (platform.chooseSources === null) store.setState({ choosing: 'source' })
      else addSources(await platform.chooseSources({ title: 'Choose a card or folders', button: 'Choose' }))
    },
    async chooseDestination() {
      if (platform.chooseFolder === null) store.setState({ choosing: 'destination' })
      else addDestinations(await platform.chooseFolder({ title: 'Choose where the copies go', button: 'Choose' }))
    },
    chosen(path) {
      const { choosing } = store.getState()
      store.setState({ choosing: null })
      if (choosing === 'source') addSources([path])
      if (choosing === 'destination') addDestinations([path])
    },
    closeChooser: () => store.setState({ choosing: null }),
    // Another card is another question.
    removeSource: (path) => change({ insist: false, sources: store.getState().sources.filter((one) => one !== path) }),
    removeDestination: (path) => change({ destinations: store.getState().destinations.filter((one) => one !== path) }),
    setName: (name) => change({ name }),
    setLevel: (level) => change({ level }),
    insist: () => change({ insist: true }),
    async start() {
      const asked = requestOf(store.getState())
      store.setState({ starting: true, error: null })
      try {
        const { id } = await client.offloads.start({ opId: newId(), ...asked })
        view.keep({ destinations: asked.destinations })
        store.setState({ offload: await client.offloads.get({ id }) })
      } catch (thrown) {
        store.setState({ error: toRushesError(thrown).message })
      }
      store.setState({ starting: false })
    },
    async stop() {
      const { offload } = store.getState()
      if (offload !== null) await actions.run((opId) => client.offloads.stop({ opId, id: offload.id }))
    },
    async resume() {
      const { offload } = store.getState()
      if (offload === null) return
      if (await actions.run((opId) => client.offloads.resume({ opId, id: offload.id }))) {
        store.setState({ offload: await client.offloads.get({ id: offload.id }) })
      }
    },
  }
}

/** The same request for the plan and for the start: what was shown is what is done. */
function requestOf({ sources, destinations, name, level, insist }: SheetState) {
  return { sources: [...sources], destinations: [...destinations], name: name.trim() === '' ? null : name.trim(), level, insist }
}

/** True while it works; parked, failed and done ones stand. */
export function isRunning(offload: Pick<Offload, 'state'>): boolean {
  return ['planned', 'copying', 'verifying', 'sealing'].includes(offload.state)
}
