/**
 * The log of events as a stream: what is kept, then what comes, without a hole between the two.
 */
import type { EventKind, LibraryEvent } from '../../shared/model/events.ts'
import type { EngineContext } from './context.ts'
import { lastEvent, readEvents, trimEvents } from './db/core/events.ts'

/** Events read in one go. */
const PIECE = 500
/** Nearly every change is announced at once. What is not is found after this long. */
const LOOK_MS = 1_000

/** Events after a number, or from now on where it is null. */
export async function* followEvents(
  context: EngineContext,
  from: { readonly after: number | null; readonly kinds: readonly EventKind[] },
  signal: AbortSignal | undefined,
): AsyncGenerator<LibraryEvent, void> {
  const { reader } = context.library
  let after = from.after ?? lastEvent(reader)
  const changed = watchChanges(context, signal)
  try {
    for (;;) {
      // Read before the events: everything up to this number is among them, or of a kind that nobody asked for.
      const newest = lastEvent(reader)
      const events = readEvents(reader, after, from.kinds, PIECE)
      for (const event of events) {
        if (signal?.aborted === true) return
        yield event
        after = event.seq
      }
      if (events.length >= PIECE) continue
      after = Math.max(after, newest)
      if (!(await changed.next())) return
    }
  } finally {
    changed.end()
  }
}

/** Waits for the next sign that something changed. `next` answers false at the end of the engine or of the reader. */
function watchChanges(
  context: EngineContext,
  signal: AbortSignal | undefined,
): { next(): Promise<boolean>; end(): void } {
  const stop = new AbortController()
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  const stale = context.events.watch(both)
  let pending = stale.next()
  return {
    async next() {
      let timer: NodeJS.Timeout | undefined
      const look = new Promise<'look'>((resolve) => {
        timer = setTimeout(resolve, LOOK_MS, 'look')
      })
      const first = await Promise.race([pending, look])
      clearTimeout(timer)
      if (first === 'look') return true
      if (first.done === true) return false
      pending = stale.next()
      return true
    },
    end: () => {
      stop.abort()
    },
  }
}

/** Forgets old events now and every so many hours. Returns how to stop. */
export function keepEventsBounded(context: EngineContext): () => void {
  if (context.library.onlyReading !== null) return () => {}
  const trim = (): void => {
    trimEvents(context.library.writer, context.now())
  }
  trim()
  const timer = setInterval(trim, 3_600_000)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}
