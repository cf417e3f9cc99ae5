/**
 * The library that is open in the app: its engine, kept running, and where its derivatives lie.
 */
import type { BrowserWindow } from 'electron'
import { libraryFolder } from '../hosts/libraries.ts'
import { openAppEngine, type AppEngine } from './engine-line.ts'
import { superviseEngine, type EngineState, type Supervisor } from './engine-supervisor.ts'
import type { LibraryChoice } from './library-choice.ts'
import { remembering, type MediaSource } from './media-protocol.ts'
import type { AppPlaces } from './places.ts'
import { giveSecrets } from './remote-keys.ts'
import { watchOffloads, type RunningOffloads } from './running-offloads.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { newId } from '../../shared/util/ids.ts'

export interface LibrarySession {
  readonly library: string
  readonly media: MediaSource
  readonly offloads: RunningOffloads
  readonly engine: Supervisor<AppEngine>
  /** Names of offloads that would be parked if the app ended now; those of an engine that stays go on without us. */
  readonly endangered: readonly string[]
}

/** Opens a library and keeps its engine running until the session's supervisor is closed. */
export function openSession(
  choice: LibraryChoice,
  deps: {
    readonly places: AppPlaces
    readonly version: string
    readonly window: () => BrowserWindow | null
    readonly onState: (state: EngineState<AppEngine>) => void
  },
): LibrarySession {
  const { places } = deps
  const offloads = watchOffloads(deps.window)
  // Made once at most: where a library was and is no more, a drive is away, and an empty one in its place would hide
  // that.
  let { make } = choice
  const engine = superviseEngine<AppEngine>({
    start: async () => {
      const line = await openAppEngine({
        library: choice.library,
        make,
        version: deps.version,
        entry: places.engine,
        node: places.node,
        resources: places.resources,
      })
      make = false
      return line
    },
    sleep: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms)
      }),
    now: Date.now,
  })
  engine.onState((state) => {
    if (state.is === 'ready') {
      offloads.follow(state.line.client)
      // An engine that is not ready for it asks the person.
      void giveSecrets(state.line.client).catch(() => {})
      // The queue goes on where the app was quit; what can't (a card that is not in) keeps its place and says so there.
      void state.line.client.offloads.continue({ opId: newId() }).catch(() => {})
    }
    deps.onState(state)
  })
  return {
    library: choice.library,
    engine,
    offloads,
    media: remembering({
      folder: libraryFolder(choice.library).derivatives,
      async find(id, paramsHash) {
        const state = engine.state
        if (state.is !== 'ready') throw new RushesError('engine.unavailable', 'The engine is starting.')
        return state.line.client.shell.derivative({ id, ...(paramsHash === undefined ? {} : { params: paramsHash }) })
      },
    }),
    get endangered() {
      return engine.state.is === 'ready' && engine.state.line.whose === 'own' ? offloads.names : []
    },
  }
}
