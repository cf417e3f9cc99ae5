/**
 * Keeps an engine running for the window: starts it, and when it dies starts it again with growing pauses. Knows
 * nothing of processes or of Electron: what an engine is, is handed in.
 */
import { toRushesError } from '../../shared/contract/client.ts'
import { ERROR_CODES, type RushesError } from '../../shared/model/errors.ts'

/** An engine that answers, however it runs. */
export interface EngineLine {
  /** Called once, when the engine is gone. */
  onLost(listener: () => void): void
  /** Lets go of it; resolves when an engine of our own has ended. */
  close(): Promise<void>
}

export type EngineState<Line> =
  | { readonly is: 'starting' }
  | { readonly is: 'ready'; readonly line: Line }
  /** It could not start or died; the next attempt follows by itself. */
  | { readonly is: 'waiting'; readonly error: RushesError | null }
  /** It can't start until a person does something. */
  | { readonly is: 'failed'; readonly error: RushesError }
  | { readonly is: 'closed' }

export interface Supervisor<Line> {
  readonly state: EngineState<Line>
  onState(listener: (state: EngineState<Line>) => void): void
  /** The engine as soon as it answers; null when the supervisor was closed before, or needs a person. */
  line(): Promise<Line | null>
  close(): Promise<void>
}

/** An engine that ran this long had no trouble in starting: pauses begin anew. */
const SETTLED_MS = 60_000
const LONGEST_PAUSE_MS = 30_000

/** The pause before an engine is started again after it failed `failures` times in a row, in ms. */
export function restartPause(failures: number): number {
  return failures <= 1 ? 200 : Math.min(LONGEST_PAUSE_MS, 200 * 2 ** (failures - 1))
}

/** Starts to supervise. `now` is in ms. */
export function superviseEngine<Line extends EngineLine>(deps: {
  readonly start: () => Promise<Line>
  readonly sleep: (ms: number) => Promise<void>
  readonly now: () => number
}): Supervisor<Line> {
  let state: EngineState<Line> = { is: 'starting' }
  let failures = 0
  const listeners = new Set<(state: EngineState<Line>) => void>()
  const closed = (): boolean => state.is === 'closed'
  const become = (next: EngineState<Line>): void => {
    if (closed()) return
    state = next
    for (const listener of listeners) listener(next)
  }

  const run = async (): Promise<void> => {
    while (!closed()) {
      become({ is: 'starting' })
      let error: RushesError | null = null
      try {
        const line = await deps.start()
        if (closed()) return await line.close()
        const since = deps.now()
        const lost = new Promise<void>((resolve) => {
          line.onLost(resolve)
        })
        become({ is: 'ready', line })
        await lost
        if (deps.now() - since > SETTLED_MS) failures = 0
      } catch (thrown) {
        error = toRushesError(thrown)
        if (!ERROR_CODES[error.code].retryable) return become({ is: 'failed', error })
      }
      failures += 1
      become({ is: 'waiting', error })
      await deps.sleep(restartPause(failures))
    }
  }
  const running = run()

  return {
    get state() {
      return state
    },
    onState: (listener) => {
      listeners.add(listener)
    },
    line: () =>
      new Promise((resolve) => {
        const look = (next: EngineState<Line>): boolean => {
          if (next.is === 'starting' || next.is === 'waiting') return false
          resolve(next.is === 'ready' ? next.line : null)
          return true
        }
        if (look(state)) return
        const listener = (next: EngineState<Line>): void => {
          if (look(next)) listeners.delete(listener)
        }
        listeners.add(listener)
      }),
    async close() {
      const before = state
      become({ is: 'closed' })
      if (before.is === 'ready') await before.line.close()
      else if (before.is === 'starting') await running
    },
  }
}
