/**
 * The log of events as a stream: what is kept, then what comes, without a hole between the two.
 */
import type { EventKind, LibraryEvent } from '../../../shared/model/events.ts'
import type { EngineContext } from '../context.ts'
import { consumeEvents, lastEvent, readEvents, trimEvents } from '../db/core/events.ts'
import { writtenRows } from '../db/core/written.ts'

/** Events read in one go. */
const PIECE = 500
const HOUR_MS = 3_600_000

/** Events after a number, or from now on where it is null. Ends with the signal, or with the engine. */
export async function* followEvents(
  context: EngineContext,
  from: { readonly after: number | null; readonly kinds: readonly EventKind[] },
  signal: AbortSignal | undefined,
): AsyncGenerator<LibraryEvent, void> {
  const { reader } = context.library
  let after = from.after ?? lastEvent(reader)
  const added = watchLog(context, signal)
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
      if (!(await added.next())) return
    }
  } finally {
    added.end()
  }
}

/** Waits until something was added to the log. `next` answers false at the end of the engine or of the reader. */
function watchLog(context: EngineContext, signal: AbortSignal | undefined): { next(): Promise<boolean>; end(): void } {
  // Only the connection that writes adds events. What was added between two calls of `next` is kept.
  let due = false
  let ended = signal?.aborted === true || context.events.stopped.aborted
  let wake: (() => void) | null = null
  const again = (): void => {
    wake?.()
    wake = null
  }
  const stop =
    context.library.onlyReading === null
      ? writtenRows(context.library.writer).on('event', () => {
          due = true
          again()
        })
      : () => {}
  const end = (): void => {
    ended = true
    again()
  }
  signal?.addEventListener('abort', end)
  context.events.stopped.addEventListener('abort', end)
  return {
    async next() {
      if (!due && !ended)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      due = false
      return !ended
    },
    end: () => {
      stop()
      signal?.removeEventListener('abort', end)
      context.events.stopped.removeEventListener('abort', end)
    },
  }
}

/**
 * A part that acts on each event once, over the end of the engine: `take` runs in the transaction that moves its
 * cursor. Returns how to stop.
 */
export function followOnce(
  context: EngineContext,
  consumer: { readonly name: string; readonly kinds: readonly EventKind[] },
  take: (event: LibraryEvent) => void,
): () => void {
  if (context.library.onlyReading !== null) return () => {}
  const look = (): void => {
    try {
      while (consumeEvents(context.library.writer, consumer.name, take, PIECE, consumer.kinds) >= PIECE);
    } catch (error) {
      // The catalogue's disk may be full: the cursor stands where it stood, and the next event brings us back.
      context.log.error({ err: error, consumer: consumer.name }, 'events could not be followed')
    }
  }
  const stop = writtenRows(context.library.writer).on('event', look)
  look()
  return stop
}

/** Forgets old events now and every hour. Returns how to stop. */
export function keepEventsBounded(context: EngineContext): () => void {
  if (context.library.onlyReading !== null) return () => {}
  const trim = (): void => {
    trimEvents(context.library.writer, context.now())
  }
  trim()
  const timer = setInterval(trim, HOUR_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}
