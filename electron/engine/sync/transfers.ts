/**
 * The loop of bytes to one remote: sends what is due while it may, beside everything that is said. Pause, hours and
 * rate act on what is under way: a pause ends it, a rate holds for the next slice.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { RemoteRules } from '../../../shared/model/sync.ts'
import type { KnownRemote } from '../db/sync/remotes.ts'
import { isOpenHour } from '../domain/sync/sync-pace.ts'
import type { RemoteConnection, Sent } from './connection.ts'
import type { LineHolder } from './connection-holder.ts'

interface TransferDeps {
  readonly lines: LineHolder
  readonly known: () => KnownRemote | undefined
  /** Local hour, 0 to 23. */
  readonly hour: () => number
  /** Something about it changed. */
  readonly changed: () => void
}

interface Transfers {
  /**
   * Sends what is due, where that may go now. Ends when nothing is due, or what is under way has to stop; then
   * `stopped` is true.
   */
  send(signal: AbortSignal, forced?: Forced): Promise<Sent & { readonly stopped: boolean }>
  /** Pause, rules or hours may be others now. */
  look(): void
  isSending(): boolean
  pace(): { readonly bytesPerSecond: number | null; readonly secondsLeft: number | null }
}

/** A person asked for this run: it goes though the remote was paused already, and with `originals` at any hour. */
export interface Forced {
  readonly originals: boolean
  readonly wasPaused: boolean
}

/** The clock is looked at so often while bytes go, ms: hours act within a second. */
const LOOK_MS = 500
const NO_PACE = { bytesPerSecond: null, secondsLeft: null } as const

/** Makes it for one remote. One send at a time: whoever asks meanwhile waits. */
export function createTransfers({ lines, known, hour, changed }: TransferDeps): Transfers {
  let pace: ReturnType<Transfers['pace']> = NO_PACE
  let running: {
    readonly stop: AbortController
    readonly line: RemoteConnection
    readonly forced: Forced | null
  } | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** Not where the remote was removed meanwhile. */
  function mayGo(remote: KnownRemote | undefined, forced: Forced | null): remote is KnownRemote {
    if (remote === undefined) return false
    const { paused, rules } = remote
    if (paused && forced?.wasPaused !== true) return false
    return forced?.originals === true || isOpenHour(rules.hours, hour())
  }

  function look(): void {
    if (running === null) return
    const remote = known()
    if (mayGo(remote, running.forced)) running.line.setRate(remote.rules.bytesPerSecond)
    else
      running.stop.abort(
        new RushesError('cancelled', 'Sending was paused. What was sent is kept; resume to send the rest.'),
      )
  }

  async function go(signal: AbortSignal, forced: Forced | null): Promise<Sent & { readonly stopped: boolean }> {
    const remote = known()
    const nothing = { sentBytes: 0, skippedBytes: 0, stopped: false }
    if (!mayGo(remote, forced)) return { ...nothing, stopped: true }
    return await lines.use(signal, async (line) => {
      if (line.due().length === 0) {
        await line.tidyBytes(signal)
        return nothing
      }
      const stop = new AbortController()
      running = { stop, line, forced }
      line.setRate(remote.rules.bytesPerSecond)
      const timer = setInterval(look, LOOK_MS)
      changed()
      try {
        const sent = await line.send(
          rulesOf(remote, forced),
          AbortSignal.any([signal, stop.signal]),
          (bytesPerSecond, secondsLeft) => {
            pace = { bytesPerSecond, secondsLeft }
            changed()
          },
        )
        return { ...sent, stopped: false }
      } catch (error) {
        if (stop.signal.aborted && !signal.aborted) return { ...nothing, stopped: true }
        throw error
      } finally {
        clearInterval(timer)
        running = null
        pace = NO_PACE
        changed()
      }
    })
  }

  return {
    look,
    isSending: () => running !== null,
    pace: () => pace,
    send(signal, forced) {
      const mine = last.then(() => go(signal, forced ?? null))
      last = mine.catch(() => {}) // Whoever asked is told.
      return mine
    },
  }
}

/** The rules of a run: a person may ask for the originals once. */
export function rulesOf({ rules }: KnownRemote, forced: Pick<Forced, 'originals'> | null): RemoteRules {
  return forced?.originals === true ? { ...rules, originals: 'all' } : rules
}
