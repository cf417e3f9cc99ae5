/**
 * The offload sheet's state: what, where, go. It lives on while the sheet is put away.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Offload, OffloadPlan } from '../../../shared/model/offload.ts'
import type { ResolvedPreset } from '../../../shared/model/presets.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { Library } from '../library/index.ts'
import { catalogueInPlace, type Cataloguing } from './catalogue-in-place.ts'
import { askPlan, type Naming } from './planning.ts'
import { createPresetChoice, type PresetChoice } from './preset-choice.ts'
import { DEFAULT_OPTIONS, requestOf, type OffloadOptions } from './options.ts'

interface SheetState {
  readonly open: boolean
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  /** All that can be chosen beside what and where. Every card begins with every copy read back. */
  readonly wish: OffloadOptions
  /** The preset that was chosen, what it sets, and the destinations of it that are not here; null for none. */
  readonly preset: {
    readonly name: string
    readonly sets: Partial<OffloadOptions>
    readonly missing: readonly string[]
  } | null
  readonly plan: OffloadPlan | null
  /** What the naming template asks for; null when there is none. */
  readonly naming: Naming | null
  readonly planning: boolean
  readonly error: string | null
  /** Why the start was refused; pressing again is another try. */
  readonly refused: string | null
  /** The offload that is shown: running, or one of the past. */
  readonly offload: Offload | null
  readonly starting: boolean
  /** Which folder is being chosen in the window's own chooser. */
  readonly choosing: 'source' | 'destination' | null
  /** Live count while media is catalogued where it lies. */
  readonly cataloguing: Cataloguing | null
  /** What was dropped and waits for a word: copy or catalogue. */
  readonly dropped: readonly string[] | null
  /** Bytes a second of the offload that is shown, one a second, the oldest first. */
  readonly speeds: readonly number[]
}

export interface OffloadSheet {
  readonly store: StoreApi<SheetState>
  readonly presets: PresetChoice
  /**
   * Opens for new media; without sources it asks for them. What runs goes on, and is reached by its line in the status
   * bar.
   */
  begin(sources?: readonly string[], preset?: string): void
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
  addDestination(path: string): void
  removeDestination(path: string): void
  wish(changes: Partial<OffloadOptions>): void
  start(): Promise<void>
  stop(): Promise<void>
  /** Asks for the offload that is shown once more: it was resumed. */
  refresh(): Promise<void>
}

const FRESH: SheetState = {
  open: false,
  sources: [],
  destinations: [],
  wish: DEFAULT_OPTIONS,
  preset: null,
  plan: null,
  naming: null,
  planning: false,
  error: null,
  refused: null,
  offload: null,
  starting: false,
  choosing: null,
  cataloguing: null,
  dropped: null,
  speeds: [],
}
const DEBOUNCE_MS = 200
const SAMPLE_MS = 1_000
/** Five minutes of speed. */
const MAX_SAMPLES = 300

/** Makes the sheet of one window. */
export function createOffloadSheet(library: Library): OffloadSheet {
  const {
    connection: { client },
    platform,
    view,
    actions,
    activity,
    toasts,
  } = library
  const store = createStore<SheetState>(() => FRESH)
  let planTimer: ReturnType<typeof setTimeout> | undefined
  let planning = new AbortController()
  /**
   * Goes up with each card that the sheet is opened for: an answer that comes late for an earlier one changes nothing.
   */
  let turn = 0

  const plan = (): void => {
    clearTimeout(planTimer)
    planning.abort()
    planning = new AbortController()
    const { sources, destinations, wish } = store.getState()
    if (sources.length === 0) return store.setState({ plan: null, naming: null, planning: false, error: null })
    store.setState({ planning: true, error: null, refused: null })
    const { signal } = planning
    planTimer = setTimeout(() => {
      void askPlan(client, requestOf(sources, destinations, wish), signal).then((asked) => {
        if (!signal.aborted) store.setState({ ...asked, planning: false })
      })
    }, DEBOUNCE_MS)
  }
  const change = (next: Partial<SheetState>): void => {
    store.setState(next)
    plan()
  }
  const addSources = (paths: readonly string[]): void => {
    const { sources, wish } = store.getState()
    // A part of another card is another question.
    change({ sources: [...new Set([...sources, ...paths])], wish: { ...wish, insist: false } })
  }
  const addDestinations = (paths: readonly string[]): void =>
    change({ destinations: [...new Set([...store.getState().destinations, ...paths])] })
  const take = (name: string, { missing, destinations }: ResolvedPreset, sets: Partial<OffloadOptions>): void => {
    const { wish, destinations: before } = store.getState()
    change({
      preset: { name, sets, missing },
      wish: { ...wish, ...sets },
      destinations: destinations.length > 0 ? destinations : before,
    })
  }
  const presets = createPresetChoice(library, {
    turn: () => turn,
    state: () => store.getState(),
    take,
    none: () => change({ preset: null, wish: { ...DEFAULT_OPTIONS, values: store.getState().wish.values } }),
  })
  /** A new card, as the last one was offloaded: to the same drives, by the same preset. */
  const fresh = (): void => {
    turn += 1
    const { destinations, nameValues } = view.store.getState()
    store.setState({ ...FRESH, open: true, destinations, wish: { ...DEFAULT_OPTIONS, values: nameValues } })
  }

  let sampledAt = 0
  /** A sample a second; the curve begins anew with another offload. */
  const sampled = (live: Offload): readonly number[] => {
    const { speeds, offload } = store.getState()
    const known = offload?.id === live.id ? speeds : []
    if (known.length > 0 && performance.now() - sampledAt < SAMPLE_MS) return known
    sampledAt = performance.now()
    return live.speed === 0 && known.length === 0 ? known : [...known, live.speed].slice(-MAX_SAMPLES)
  }
  // The activity tells the live state of what runs; the end of it is asked for once more, whole.
  activity.subscribe(({ now }) => {
    const { offload } = store.getState()
    if (offload === null || now === null) return
    const live = now.offloads.find((one) => one.id === offload.id)
    if (live !== undefined) store.setState({ offload: live, speeds: sampled(live) })
    else if (isRunning(offload)) {
      client.offloads.get({ id: offload.id }).then(
        (ended) => {
          if (store.getState().offload?.id === ended.id) store.setState({ offload: ended })
        },
        () => undefined,
      ) // Asked again with the next activity.
    }
  })
  return {
    store,
    presets,
    begin(sources = [], preset) {
      // What was entered and not started is still there: closing the sheet throws nothing away.
      if (sources.length === 0 && isDraft(store.getState(), view.store.getState().destinations))
        return store.setState({ open: true })
      fresh()
      addSources(sources)
      const wanted = preset ?? view.store.getState().preset
      if (wanted !== null) void presets.choose(wanted)
    },
    show(offload) {
      turn += 1
      store.setState({ ...FRESH, open: true, offload })
    },
    putAway: () => store.setState({ open: false, choosing: null }),
    again() {
      store.setState(FRESH)
      this.begin()
    },
    drop: (dropped) => store.setState({ dropped }),
    async catalogue(paths) {
      store.setState({ dropped: null })
      await catalogueInPlace(library, paths, (cataloguing) => store.setState({ cataloguing }))
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
    removeSource(path) {
      const { sources, wish } = store.getState()
      // Another card is another question.
      change({ wish: { ...wish, insist: false }, sources: sources.filter((one) => one !== path) })
    },
    addDestination: (path) => addDestinations([path]),
    removeDestination: (path) => change({ destinations: store.getState().destinations.filter((one) => one !== path) }),
    wish: (changes) => change({ wish: { ...store.getState().wish, ...changes } }),
    async start() {
      const { sources, destinations, wish, preset } = store.getState()
      const mine = turn
      const tell = (next: Partial<SheetState>): void => {
        if (turn === mine) store.setState(next)
      }
      store.setState({ starting: true, refused: null })
      try {
        const { id } = await client.offloads.start({ opId: newId(), ...requestOf(sources, destinations, wish) })
        view.keep({ destinations: [...destinations], preset: preset?.name ?? null, nameValues: { ...wish.values } })
        tell({ offload: await client.offloads.get({ id }) })
      } catch (thrown) {
        const { message } = toRushesError(thrown)
        // The sheet is on another card by now: it is said beside it.
        if (turn === mine) tell({ refused: message })
        else toasts.fail(message)
      }
      tell({ starting: false })
    },
    async stop() {
      const { offload } = store.getState()
      if (offload !== null) await actions.run((opId) => client.offloads.stop({ opId, id: offload.id }))
    },
    async refresh() {
      const { offload } = store.getState()
      const mine = turn
      if (offload === null) return
      const now = await client.offloads.get({ id: offload.id })
      if (turn === mine) store.setState({ offload: now })
    },
  }
}

/** Something was entered, and nothing was started with it. `last`: the destinations that a new sheet begins with. */
function isDraft(
  {
    offload,
    sources,
    destinations,
    wish,
    preset,
  }: Pick<SheetState, 'offload' | 'sources' | 'destinations' | 'wish' | 'preset'>,
  last: readonly string[],
): boolean {
  if (offload !== null) return false
  // A preset fills the sheet by itself: what it set was not entered.
  return (
    sources.length > 0 ||
    (preset === null &&
      (wish.name !== DEFAULT_OPTIONS.name || (destinations.length > 0 && destinations.join('\n') !== last.join('\n'))))
  )
}

/** True while it works or waits for its turn; parked, failed and done ones stand. */
export function isRunning(offload: Pick<Offload, 'state'>): boolean {
  return ['planned', 'queued', 'copying', 'verifying', 'sealing'].includes(offload.state)
}
